"""Parameters, correlations, series, stocks, auxiliaries and events: what the model is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from lynchpin.errors import Place
from lynchpin.language.checks.assumptions import check_start
from lynchpin.language.citations import read_about
from lynchpin.language.dates import read_label
from lynchpin.language.distributions import measure_support
from lynchpin.language.entries import Entry, read_pairs
from lynchpin.language.expressions import Expression, Name, Number
from lynchpin.language.inference import Inference, find_constant
from lynchpin.language.nodes import Node
from lynchpin.language.probabilities import advise_percent, read_probability
from lynchpin.language.reading import Reading
from lynchpin.language.records import Auxiliary, Event, Parameter, Series, Stock, Value
from lynchpin.language.units import PLAIN, SECONDS_PER_YEAR, Unit, agree, describe_unit, divide, look_up, tidy, write_unit
from lynchpin.language.values import is_value, read_number, read_value
from lynchpin.language.wording import describe_node, shorten

Starts = dict[str, tuple[Value, Unit]]

# Declaring: names first, then the units of what has values, so that every expression can be resolved afterwards.


def declare(reading: Reading, entries: list[Entry], kind: str) -> None:
    """Enter the names of a section, with the units that they declare."""
    for entry in entries:
        symbol = reading.declare(entry.name, kind, entry.place)
        symbol.unit = reading.unit(entry.get("unit"))


def read_parameters(reading: Reading, entries: list[Entry]) -> dict[str, Parameter]:
    """Parameters; one without a declared unit has that of its value."""
    found = {}
    for entry in entries:
        value, unit = read_value(reading, entry.get("value"), "value", declared_unit(reading, entry))
        _settle_unit(reading, entry, unit)
        found[entry.name] = Parameter(value, read_about(reading, entry, write_unit(unit)))
    return found


def declared_unit(reading: Reading, entry: Entry) -> Unit | None:
    """The unit that this entry declares (its name may belong to another entry by mistake)."""
    symbol = reading.symbols[entry.name]
    return symbol.unit if symbol.place == entry.place else None


def _settle_unit(reading: Reading, entry: Entry, unit: Unit) -> None:
    symbol = reading.symbols[entry.name]
    if symbol.place == entry.place:
        symbol.unit = unit


def read_series(reading: Reading, entries: list[Entry]) -> dict[str, Series]:
    """Series; the last known value stands until the next."""
    found = {}
    for entry in entries:
        unit, points = declared_unit(reading, entry), {}
        pairs = list(read_pairs(reading, entry.fields["values"])) if "values" in entry.fields else []
        for key, value in pairs:
            if _is_series_label(reading, key):
                points[key.text], unit = read_number(reading, value, key.text, unit)
        _settle_unit(reading, entry, unit or PLAIN)
        held = _hold(reading, entry, points) if len(points) == len(pairs) else ()
        found[entry.name] = Series(held, points, read_about(reading, entry, write_unit(unit or PLAIN)))
    return found


def _is_series_label(reading: Reading, key: Node) -> bool:
    """A series may start before the clock and end after it, but its labels are of the clock's kind."""
    date = read_label(key.text)
    if reading.clock is None:
        return date is not None
    if date is None or date.kind != reading.clock.kind:
        reading.period(key.text, key.place)
        return False
    return True


def _hold(reading: Reading, entry: Entry, points: dict[str, float]) -> tuple[float, ...]:
    if reading.clock is None or not points:
        return ()
    dated = sorted((date.number, value) for label, value in points.items() if (date := read_label(label)) is not None)
    first = read_label(reading.clock.labels[0])
    assert first is not None
    if dated[0][0] > first.number:
        reading.diagnostics.add("series-starts-late", entry.place, name=entry.name, first=reading.clock.labels[0])
    numbers = range(first.number, first.number + len(reading.clock.labels))
    return tuple(next((value for at, value in reversed(dated) if at <= number), math.nan) for number in numbers)


def read_starts(reading: Reading, entries: list[Entry]) -> Starts:
    """Where stocks start; a stock without a declared unit has that of its start."""
    found = {}
    for entry in entries:
        found[entry.name] = read_value(reading, entry.get("starts"), "starts", declared_unit(reading, entry))
        _settle_unit(reading, entry, found[entry.name][1])
    return found


# Stocks


def read_stocks(reading: Reading, inference: Inference, entries: list[Entry], starts: Starts) -> dict[str, Stock]:
    """Stocks, whose changes are brought to their unit per period."""
    return {entry.name: _read_stock(reading, inference, entry, *starts[entry.name]) for entry in entries}


def _read_stock(reading: Reading, inference: Inference, entry: Entry, starts: Value, unit: Unit) -> Stock:
    changes, becomes, shock = entry.get("changes"), entry.get("becomes"), entry.get("shock")
    if changes is not None and becomes is not None:
        reading.diagnostics.add("changes-and-becomes", becomes.place, name=entry.name, also=((changes.place, "`changes` is set here"),))
    if entry.is_mapping and not any(entry.has(name) for name in ("changes", "becomes", "shock")):
        reading.diagnostics.add("stock-stands-still", entry.place, name=entry.name)
    low, high = _read_bounds(reading, entry, unit)
    check_start(reading, entry.name, starts, low, high)
    change, factor = _read_changes(reading, inference, changes, unit)
    next_value = None if becomes is None else inference.read(becomes, "becomes", unit)[0]
    drawn = None if shock is None else _read_shock(reading, shock, unit)
    about = read_about(reading, entry, write_unit(unit))
    steady = change if changes is not None or next_value is None else None
    return Stock(starts, steady, next_value, factor, low, high, drawn, about)


def _read_bounds(reading: Reading, entry: Entry, unit: Unit) -> tuple[float, float]:
    node = entry.get("within")
    if node is None:
        return -math.inf, math.inf
    if len(node.items) != 2 or any(item.kind != "scalar" for item in node.items):
        words = {"what": "`within`", "expected": "a list of two numbers", "found": f"a list of {len(node.items)}"}
        reading.diagnostics.record("wrong-shape", node.place, words, hint="write `within: [0, inf]`")
        return -math.inf, math.inf
    low, high = (_read_bound(reading, item, unit) for item in node.items)
    if low >= high:
        reading.diagnostics.add("bounds-upside-down", node.place, low=f"{low:g}", high=f"{high:g}")
    return low, high


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
    """The expression and the factor that makes it the stock's unit per period."""
    if node is None:
        return Number(0.0, "", Place(1, 1)), 1.0
    tree, own = inference.read(node, "changes", None, assigned_to=unit)
    if own is None:
        return tree, 1.0
    ratio = divide(own, unit)
    if agree(own, unit):
        return tree, tidy(ratio.factor)
    if ratio.dimensions == (("second", -1.0),):
        length = 1.0 if reading.clock is None else reading.clock.length
        return tree, tidy(ratio.factor * length * SECONDS_PER_YEAR)
    reading.diagnostics.add("wrong-change", tree.place, own=describe_unit(own), unit=unit, rate=divide(unit, look_up("year")))
    return tree, 1.0


# Auxiliaries


@dataclass(slots=True)
class Auxiliaries:
    """Resolves auxiliaries in whatever order they need each other: one without a declared unit has that of its definition."""

    reading: Reading
    entries: dict[str, Entry]
    resolved: dict[str, Auxiliary] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def define(self, name: str, inference: Inference) -> Unit | None:
        """The unit of an auxiliary, None while it is being worked out (in a loop, which another check reports)."""
        symbol = self.reading.symbols[name]
        if symbol.unit is None and name in self.entries:
            self.resolve(name, inference)
        return symbol.unit

    def resolve_all(self, inference: Inference) -> None:
        for name in self.entries:
            self.resolve(name, inference)

    def resolve(self, name: str, inference: Inference) -> None:
        if name in self.resolved or name in self.waiting:
            return
        self.waiting.add(name)
        entry = self.entries[name]
        tree, unit = inference.read(entry.get("equals"), "equals", declared_unit(self.reading, entry))
        self.waiting.discard(name)
        _settle_unit(self.reading, entry, unit or PLAIN)
        self.resolved[name] = Auxiliary(tree, read_about(self.reading, entry, write_unit(unit or PLAIN)))


# Events


def read_events(reading: Reading, inference: Inference, entries: list[Entry]) -> tuple[dict[str, Event], dict[str, Parameter]]:
    """Events, and a parameter `EVENT.chance` for each chance that is itself uncertain (words, a range, a distribution)."""
    events, chances = {}, {}
    for entry in entries:
        given = [name for name in ("on", "chance", "when") if entry.has(name)]
        if entry.is_mapping and len(given) != 1:
            reading.diagnostics.add(
                "event-needs-one", entry.place, name=entry.name, given=" and ".join(f"`{name}`" for name in given) or "none of them"
            )
        chance = entry.get("chance")
        tree: Expression | None = None
        if chance is not None and is_value(chance.text):
            tree = Name(f"{entry.name}.chance", chance.place)
            chances[tree.name] = Parameter(read_probability(reading, chance, "chance"), read_about(reading, entry))
        elif chance is not None:
            tree = inference.read(chance, "chance", PLAIN)[0]
            _check_certain_chance(reading, tree, chance)
        when = entry.get("when")
        condition = None if when is None else inference.read(when, "when", PLAIN)[0]
        once = entry.get("once")
        if once is not None and "on" in entry.fields:
            reading.diagnostics.add("once-scheduled", once.place, name=entry.name)
        events[entry.name] = Event(
            _read_dates(reading, entry.get("on")), tree, condition, reading.flag(once, "once"), read_about(reading, entry)
        )
    return events, chances


def _check_certain_chance(reading: Reading, tree: Expression, node: Node) -> None:
    number = find_constant(tree)
    if number is not None and not 0 <= number <= 1:
        reading.diagnostics.add("probability-outside", node.place, field="chance", text=shorten(node.text), hint=advise_percent(number))


def _read_dates(reading: Reading, node: Node | None) -> tuple[int, ...] | None:
    if node is None:
        return None
    return tuple(sorted({reading.period(item.text, item.place) for item in reading.names(node, "on")}))


# Correlations


def read_correlations(
    reading: Reading, node: Node | None, parameters: dict[str, Parameter], stocks: dict[str, Stock]
) -> tuple[tuple[str, str, float], ...]:
    """`[NAME, NAME, number]`: parameters, starting values of stocks, or their shocks (`oil_price.shock`)."""
    found = []
    for item in reading.items(node):
        if item.kind != "list" or len(item.items) != 3 or any(part.kind != "scalar" for part in item.items):
            reading.diagnostics.add(
                "wrong-shape",
                item.place,
                what="a correlation",
                expected="two names and a number",
                found=describe_node(item),
                hint="write `- [growth, oil_price.shock, 0.5]`",
            )
            continue
        first, second, strength = item.items
        names = [name for name in (first, second) if _is_drawn(reading, name, parameters, stocks)]
        number = reading.number(strength, "correlation", low=-1.0, high=1.0)
        if first.text == second.text:
            reading.diagnostics.add("correlated-with-itself", second.place, name=first.text)
        elif (earlier := reading.correlations.get(frozenset((first.text, second.text)))) is not None:
            reading.diagnostics.add(
                "correlated-twice", first.place, first=first.text, second=second.text, also=((earlier, "first correlated here"),)
            )
        elif len(names) == 2:
            reading.correlations[frozenset((first.text, second.text))] = first.place
            found.append((first.text, second.text, number))
    return tuple(found)


def _is_drawn(reading: Reading, node: Node, parameters: dict[str, Parameter], stocks: dict[str, Stock]) -> bool:
    """Whether a name stands for something that is drawn; if not, why not is a fault."""
    name, _, part = node.text.partition(".")
    if name in stocks and part == "shock":
        value = stocks[name].shock
    elif name in parameters and not part:
        value = parameters[name].value
    elif name in stocks and not part:
        value = stocks[name].starts
    else:
        reading.find_symbol(name, node.place, ("parameter", "stock"))
        if name in stocks or name in parameters:
            reading.diagnostics.add("unknown-part", node.place, name=name, part=part)
        return False
    if value is None:
        reading.diagnostics.add("no-shock", node.place, name=name)
        return False
    low, high = measure_support(value)
    if low == high:
        reading.diagnostics.add("correlates-nothing", node.place, name=node.text)
    return low != high
