"""Reads stocks."""

from __future__ import annotations

import math

from lynchpin.errors import Place
from lynchpin.language.checks.assumptions import check_start
from lynchpin.language.citations import read_about
from lynchpin.language.dependencies import order_by_dependency
from lynchpin.language.entries import Entry
from lynchpin.language.expressions import Expression, Number
from lynchpin.language.inference import Inference
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Stock, Value
from lynchpin.language.sections.early import read_early, uses_names
from lynchpin.language.sections.quantities import declared_unit, set_unit
from lynchpin.language.traversal import list_uses
from lynchpin.language.units import (
    PLAIN,
    SECONDS_PER_YEAR,
    Unit,
    describe_unit,
    divide,
    have_same_dimensions,
    look_up,
    round_factor,
    write_unit,
)
from lynchpin.language.values import read_number, read_value
from lynchpin.language.wording import shorten

Starts = dict[str, tuple[Value | Expression, Unit]]

Limits = tuple[Expression | None, Expression | None]


def read_starts(reading: Reading, inference: Inference, entries: list[Entry]) -> Starts:
    """Read the starting values of stocks, with their units. A stock without a declared unit has that of its starting value.

    Args:
        reading: The file that is being read.
        inference: Resolves expressions.
        entries: The entries of the section.
    """
    found: Starts = {}
    computed: dict[str, Entry] = {}
    for entry in entries:
        node = entry.get("starts")
        if node is not None and uses_names(reading, node):
            computed[entry.name] = entry
        else:
            value, unit = read_value(reading, node, "starts", declared_unit(reading, entry))
            found[entry.name] = value, unit
            set_unit(reading, entry, unit)
    uses = {name: _list_names(inference, entry.fields["starts"]) for name, entry in computed.items()}
    for name in order_by_dependency(uses):
        entry = computed[name]
        tree, own = read_early(reading, inference, entry.fields["starts"], "starts", declared_unit(reading, entry), ("parameter", "stock"))
        found[name] = tree, own or PLAIN
        set_unit(reading, entry, own or PLAIN)
    return found


def _list_names(inference: Inference, node: Node) -> list[str]:
    """Return the names that an expression uses; none if it has an error."""
    return [name for name, _ in list_uses(inference.parse(node, "starts"))]


def read_stocks(reading: Reading, inference: Inference, entries: list[Entry], starts: Starts) -> dict[str, Stock]:
    """Read stocks. Changes are converted to the unit of the stock per period.

    Args:
        reading: The file that is being read.
        inference: Resolves the expressions.
        entries: The entries of the section.
        starts: What `read_starts` returned.
    """
    return {entry.name: _read_stock(reading, inference, entry, *starts[entry.name]) for entry in entries}


def _read_stock(reading: Reading, inference: Inference, entry: Entry, starts: Value | Expression, unit: Unit) -> Stock:
    changes, becomes, shock = entry.get("changes"), entry.get("becomes"), entry.get("shock")
    if changes is not None and becomes is not None:
        reading.diagnostics.add("changes-and-becomes", becomes.place, name=entry.name, also=((changes.place, "`changes` is set here"),))
    if entry.is_mapping and not any(entry.has(name) for name in ("changes", "becomes", "shock")):
        reading.diagnostics.add("stock-stands-still", entry.place, name=entry.name)
    (low, high), limits = _read_bounds(reading, inference, entry, unit)
    if isinstance(starts, Value):  # what is computed is clipped at the bounds
        check_start(reading, entry.name, starts, low, high)
    change, factor = _read_changes(reading, inference, changes, unit)
    next_value = None if becomes is None else inference.read(becomes, "becomes", unit)[0]
    drawn = None if shock is None else _read_shock(reading, shock, unit)
    about = read_about(reading, entry, write_unit(unit))
    expression = change if changes is not None or next_value is None else None
    return Stock(starts, expression, next_value, factor, low, high, drawn, about, limits)


def _read_bounds(reading: Reading, inference: Inference, entry: Entry, unit: Unit) -> tuple[tuple[float, float], Limits]:
    """Return the bounds as numbers (infinite where one is computed), and the expressions of computed bounds."""
    node = entry.get("within")
    if node is None:
        return (-math.inf, math.inf), (None, None)
    if len(node.items) != 2 or any(item.kind != "scalar" for item in node.items):
        words = {"what": "`within`", "expected": "a list of two numbers", "found": f"a list of {len(node.items)}"}
        reading.diagnostics.record("wrong-shape", node.place, words, hint="write `within: [0, inf]`")
        return (-math.inf, math.inf), (None, None)
    first, second = (read_early(reading, inference, item, "within", unit)[0] if uses_names(reading, item) else None for item in node.items)
    low = _read_bound(reading, node.items[0], unit) if first is None else -math.inf
    high = _read_bound(reading, node.items[1], unit) if second is None else math.inf
    if low >= high:
        reading.diagnostics.add("bounds-upside-down", node.place, low=f"{low:g}", high=f"{high:g}")
    return (low, high), (first, second)


def _read_bound(reading: Reading, node: Node, unit: Unit) -> float:
    text = node.text.strip().lstrip("+")
    if text in ("inf", ".inf", "-inf", "-.inf"):
        return -math.inf if text.startswith("-") else math.inf
    return read_number(reading, node, "within", unit)[0]


def _read_shock(reading: Reading, node: Node, unit: Unit) -> Value:
    value, _ = read_value(reading, node, "shock", unit)
    if value.kind == "number" and not math.isnan(value.numbers[0]):
        reading.diagnostics.add("certain-shock", node.place, text=shorten(node.text))
    return value


def _read_changes(reading: Reading, inference: Inference, node: Node | None, unit: Unit) -> tuple[Expression, float]:
    """Return the expression of `changes`, and the factor that converts it to the unit of the stock per period."""
    if node is None:
        return Number(0.0, "", Place(1, 1), derived=True), 1.0
    tree, own = inference.read(node, "changes", None, assigned_to=unit)
    if own is None:
        return tree, 1.0
    ratio = divide(own, unit)
    if have_same_dimensions(own, unit):
        return tree, round_factor(ratio.factor)
    if ratio.dimensions == (("second", -1.0),):
        length = 1.0 if reading.clock is None else reading.clock.length
        return tree, round_factor(ratio.factor * length * SECONDS_PER_YEAR)
    reading.diagnostics.add("wrong-change", tree.place, own=describe_unit(own), unit=unit, rate=divide(unit, look_up("year")))
    return tree, 1.0
