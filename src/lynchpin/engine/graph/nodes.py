"""Nodes: the operations of a model. Each is made once.

A `Graph` returns the same node for the same operation on the same arguments, so that common subexpressions are computed once.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

LEAVES = (
    "constant", "literal", "input", "stock", "end", "level_end", "block", "lever", "series", "calendar", "event", "state",
    "option", "memory", "accumulator",
)  # fmt: skip
CALENDAR = ("time", "year", "quarter", "month", "period")


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation. Nodes are compared by identity, because a `Graph` makes each distinct node once.

    Leaves (with `data`): constant (its number), literal (of `Numbers.literals`), input, stock (its value at the start of the period), end
    (at the end of the period), level_end (the same of a level), block (index into `Program.blocks`: its values at the start of each
    sub-step), lever, series, calendar (an entry of `CALENDAR`), event (1 if it fires), state ((event, state): 1 if the event is in that
    state), option ((actor, option): 1 if chosen), accumulator (of `Program.accumulators`).
    Operations on `args`: add (any number), multiply (any number), divide, power, negate, less, less_equal, equal, not_equal, and, or,
    not, where (condition, then, otherwise), first_of and only_of (condition, value, condition, value, ..., rest), min, max, abs, exp, log,
    sqrt, clip, logistic, step, sin, cos, floor, round, sign, interpolate (x, then x and y of each knot), table (`data`: the number of
    options of each player; `args`: as in `operations.look_up`).
    Operations with memory (`data`: index into `Program.memories`): previous (0 or 1 argument), ever, since, smooth (x, periods), level
    (its initial value; of a delay).
    Within a period: moment (the value of the sub-step, of an argument with one for each sub-step).

    Attributes:
        op: Name of the leaf or operation.
        args: Arguments of the operation.
        data: Data of the leaf or operation.
        number: Position in the graph.
        leaves: The leaves that the node reads, as (op, data) pairs.
    """

    op: str
    args: tuple[Node, ...]
    data: Hashable
    number: int
    leaves: frozenset[tuple[str, Hashable]] = field(repr=False)

    def __repr__(self) -> str:
        return f"#{self.number}"


class Graph:
    """Makes nodes. The same operation on the same arguments gives the same node."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[int, ...], Hashable], Node] = {}
        self._nodes: list[Node] = []

    def make(self, op: str, *args: Node, data: Hashable = None) -> Node:
        """Return the node of an operation.

        Args:
            op: Name of the leaf or operation.
            args: Arguments of the operation.
            data: Data of the leaf or operation.
        """
        key = (op, tuple(a.number for a in args), data)
        node = self._made.get(key)
        if node is None:
            leaves: frozenset[tuple[str, Hashable]] = frozenset().union(*(a.leaves for a in args)) if args else frozenset()
            if op in LEAVES and op not in ("constant", "literal"):
                leaves |= {(op, data)}
            if op in ("previous", "ever", "since", "smooth", "level"):
                leaves |= {("memory", data)}
            if op in ("level", "moment"):
                leaves |= {("level", data) if op == "level" else ("substep", None)}
            node = Node(op, args, data, len(self._made), leaves)
            self._made[key] = node
            self._nodes.append(node)
        return node

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(self._nodes)

    def constant(self, value: float) -> Node:
        return self.make("constant", data=float(value))


def find_ends(nodes: Sequence[Node]) -> dict[int, Node]:
    """Find the nodes that compute from the stocks at the end of a period what others compute from those at its start.

    Args:
        nodes: All nodes of a graph, each after its arguments.

    Returns:
        The node at the end by the number of the node at the start. Nodes that read no stock are their own.
    """
    made = {(node.op, tuple(a.number for a in node.args), node.data): node for node in nodes}
    ends: dict[int, Node] = {}
    for node in nodes:
        if node.op == "stock":
            end = made.get(("end", (), node.data))
        elif all(a.number in ends for a in node.args):
            end = made.get((node.op, tuple(ends[a.number].number for a in node.args), node.data))
        else:
            end = None
        if end is not None:
            ends[node.number] = end
    return ends
