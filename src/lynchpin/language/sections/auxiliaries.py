"""Reads auxiliaries, in an order in which the unit of each is known before it is used."""

from __future__ import annotations

from lynchpin.language.citations import read_about
from lynchpin.language.dependencies import order_by_dependency
from lynchpin.language.entries import Entry
from lynchpin.language.expressions import Comparison, Expression, Name
from lynchpin.language.inference import Inference
from lynchpin.language.inference.unit_rules import make_placeholder
from lynchpin.language.reading import Reading
from lynchpin.language.records import Auxiliary
from lynchpin.language.sections.quantities import declared_unit, set_unit
from lynchpin.language.traversal import list_children
from lynchpin.language.units import PLAIN, write_unit


def read_auxiliaries(reading: Reading, inference: Inference, entries: list[Entry]) -> dict[str, Auxiliary]:
    """Read auxiliaries, each after those that it uses. One without a declared unit has that of its definition.

    In a loop, which another check reports, the unit of the auxiliary that closes it is unknown.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves expressions.
        entries: The entries of the section.

    Returns:
        The auxiliaries by name, in the order of the file.
    """
    by_name = {entry.name: entry for entry in entries}
    parsed = {name: None if (node := entry.get("equals")) is None else inference.parse(node, "equals") for name, entry in by_name.items()}
    found: dict[str, Auxiliary] = {}
    for name in order_by_dependency({name: _list_auxiliaries_used(reading, raw) for name, raw in parsed.items()}):
        entry, raw = by_name[name], parsed[name]
        declared = declared_unit(reading, entry)
        tree, unit = inference.read_parsed(raw or make_placeholder(entry.place), "equals", declared)
        set_unit(reading, entry, unit or PLAIN)
        found[name] = Auxiliary(tree, read_about(reading, entry, write_unit(unit or PLAIN)))
    return {name: found[name] for name in by_name}


def _list_auxiliaries_used(reading: Reading, raw: Expression | None) -> list[str]:
    """Return the auxiliaries that an expression uses. The option in `ACTOR == OPTION`, or the word in
    `PARAMETER == WORD`, may have the name of one.
    """
    used: list[str] = []
    waiting = [] if raw is None else [raw]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            symbol = reading.symbols.get(node.name)
            used += [node.name] if symbol is not None and symbol.kind == "auxiliary" else []
        elif not (isinstance(node, Comparison) and (_has_members(reading, node.left) or _has_members(reading, node.right))):
            waiting += reversed(list_children(node))
    return used


def _has_members(reading: Reading, e: Expression) -> bool:
    """Return whether an expression is the name of an actor with options, or of a parameter with words."""
    symbol = reading.symbols.get(e.name) if isinstance(e, Name) else None
    return symbol is not None and (symbol.kind == "actor" or symbol.has_words)
