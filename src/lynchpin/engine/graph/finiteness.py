"""Nodes that may legitimately be infinite: the time since an event that never fired, and the literal `inf`."""

from __future__ import annotations

import math

from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.program import Program

_CONDITIONS = frozenset({"less", "less_equal", "equal", "not_equal", "and", "or", "not", "step", "sign", "ever"})


def find_unbounded(program: Program) -> frozenset[int]:
    """Return the numbers of the nodes whose value may be infinite. An infinity in any other node is an overflow or a division by zero."""
    found: set[int] = set()
    before = -1
    while len(found) > before:  # a memory may read a node that is made after it
        before = len(found)
        found.update(node.number for node in program.nodes if node.op not in _CONDITIONS and _is_unbounded(program, node, found))
    return frozenset(found)


def _is_unbounded(program: Program, node: Node, found: set[int]) -> bool:
    if node.op == "since" or (node.op == "constant" and isinstance(node.data, float) and math.isinf(node.data)):
        return True
    if node.op == "accumulator" and isinstance(node.data, int):
        return program.accumulators[node.data].node.number in found
    if node.op == "block" and isinstance(node.data, int):
        return program.blocks[node.data].number in found
    if (
        node.op in ("memory", "previous", "smooth", "level")
        and isinstance(node.data, int)
        and program.memories[node.data].node.number in found
    ):
        return True
    return any(a.number in found for a in node.args)
