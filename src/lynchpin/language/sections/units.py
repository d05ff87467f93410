"""Reads the units that a file declares."""

from __future__ import annotations

import re

from lynchpin.language.dependencies import find_path, order_by_dependency
from lynchpin.language.entries import read_pairs
from lynchpin.language.names import RESERVED
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.unit_table import UNIT_TABLE
from lynchpin.language.units import UNKNOWN, OwnUnits, Unit, is_measurable, is_unknown
from lynchpin.language.wording import add_article, describe_node, shorten

UNIT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_DEFINITION = re.compile(r"\s*(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)?\s*(?P<unit>[^\d\s].*)\Z", re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*")


def read_units(reading: Reading, node: Node | None) -> dict[str, str]:
    """Read units of the file, and make them known to `reading`.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of `units`, or None if it is missing.

    Returns:
        The definition of each unit as written; empty for one with a dimension of its own.
    """
    nodes = {key.text: (key, value) for key, value in (read_pairs(reading, node) if node is not None else ()) if _is_free(reading, key)}
    uses = {name: [word for word in _WORD.findall(value.text) if word in nodes] for name, (_, value) in nodes.items()}
    found: dict[str, Unit] = {}
    reading.units = OwnUnits(found)
    for name in order_by_dependency(uses):
        value = nodes[name][1]
        if value.is_empty:
            found[name] = Unit(((name, 1.0),), 1.0, ((f"{name} of the file", 1.0),), frozenset({name}))
        elif circle := find_path(uses[name], {name}, uses):
            if not any(found.get(word) is UNKNOWN for word in circle):
                reading.diagnostics.add("circular-unit", value.place, name=name)
            found[name] = UNKNOWN
        else:
            found[name] = _read_definition(reading, name, value)
    return {name: reading.text(value) if not value.is_empty else "" for name, (_, value) in nodes.items()}


def _is_free(reading: Reading, key: Node) -> bool:
    """Return whether a word can be declared as a unit, after reporting why not."""
    if not UNIT_NAME.match(key.text):
        reading.diagnostics.add("wrong-unit-name", key.place, name=shorten(key.text))
        return False
    if key.text in UNIT_TABLE:
        reading.diagnostics.add("unit-name-taken", key.place, name=key.text, kind="a unit that needs no declaration")
        return False
    if key.text in RESERVED:
        reading.diagnostics.add("unit-name-taken", key.place, name=key.text, kind="a reserved word")
        return False
    return True


def _read_definition(reading: Reading, name: str, node: Node) -> Unit:
    """Return the unit that a definition such as `2 TEU` describes, or `UNKNOWN` after reporting an error."""
    match = _DEFINITION.match(node.text) if node.kind == "scalar" else None
    if match is None:
        text = shorten(node.text) if node.kind == "scalar" else describe_node(node)
        reading.diagnostics.add("wrong-unit-definition", node.place, name=name, text=text)
        return UNKNOWN
    unit = reading.unit_of_text(match["unit"].strip(), node.place)
    if is_unknown(unit):
        return UNKNOWN
    factor = unit.factor * float(match["number"] or 1)
    defined = Unit(((name, 1.0),), factor, unit.dimensions, frozenset({name}))
    if not unit.dimensions or not factor > 0 or not is_measurable(defined):
        reading.diagnostics.add("wrong-unit-definition", node.place, name=name, text=shorten(node.text))
        return UNKNOWN
    return defined


def check_unit_names(reading: Reading, node: Node | None) -> None:
    """Report units that have the name of something else in the file.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of `units`, or None if it is missing.
    """
    for key, _ in node.pairs if node is not None else ():
        symbol, function = reading.symbols.get(key.text), reading.functions.get(key.text)
        if symbol is not None:
            also = ((symbol.place, "declared here"),)
            reading.diagnostics.add("unit-name-taken", key.place, name=key.text, kind=add_article(symbol.kind), also=also)
        elif function is not None:
            also = ((function.place, "declared here"),)
            reading.diagnostics.add("unit-name-taken", key.place, name=key.text, kind="a function", also=also)


def check_unit_uses(reading: Reading, node: Node | None) -> None:
    """Warn about units that nothing uses. After an error, one may be used in a part that could not be read.

    Args:
        reading: The file that was read; warnings are reported there.
        node: The node of `units`, or None if it is missing.
    """
    for key, _ in node.pairs if node is not None else ():
        if key.text in reading.units.by_word and key.text not in reading.units.used and not reading.diagnostics.has_errors:
            hint = f"write it after a number, as in `3 {key.text}`, or remove it"
            reading.diagnostics.add("unused", key.place, kind="unit", name=key.text, hint=hint)
