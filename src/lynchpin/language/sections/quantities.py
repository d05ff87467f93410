"""Parameters, correlations, series, stocks, auxiliaries and events: what the model is made of."""

from __future__ import annotations

import math

from lynchpin.errors import Place
from lynchpin.language.checks.assumptions import check_start
from lynchpin.language.citations import read_about
from lynchpin.language.dates import read_label
from lynchpin.language.distributions import measure_support
from lynchpin.language.entries import Entry, read_pairs
from lynchpin.language.expressions import Comparison, Expression, Name, Number
from lynchpin.language.inference import Inference, find_constant
from lynchpin.language.inference.unit_rules import make_placeholder
from lynchpin.language.nodes import Node
from lynchpin.language.probabilities import read_probability, suggest_percent
from lynchpin.language.reading import Reading
from lynchpin.language.records import Auxiliary, Event, Parameter, Series, Stock, Value
from lynchpin.language.traversal import list_children, order_by_dependency
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


def read_auxiliaries(reading: Reading, inference: Inference, entries: list[Entry]) -> dict[str, Auxiliary]:
    """Read auxiliaries, each after those that it uses, because one without a declared unit has that of its definition.

    In a loop, which another check reports, the unit of the auxiliary that closes it counts as unknown.
    """
    by_name = {entry.name: entry for entry in entries}
    parsed = {name: None if (node := entry.get("equals")) is None else inference.parse(node, "equals") for name, entry in by_name.items()}
    found: dict[str, Auxiliary] = {}
    for name in order_by_dependency({name: _list_auxiliaries_used(reading, raw) for name, raw in parsed.items()}):
        entry, raw = by_name[name], parsed[name]
        declared = declared_unit(reading, entry)
        tree, unit = inference.read_parsed(raw or make_placeholder(entry.place), "equals", declared)
        _settle_unit(reading, entry, unit or PLAIN)
        found[name] = Auxiliary(tree, read_about(reading, entry, write_unit(unit or PLAIN)))
    return {name: found[name] for name in by_name}


def _list_auxiliaries_used(reading: Reading, raw: Expression | None) -> list[str]:
    """Return the auxiliaries that an expression uses. The option in `ACTOR == OPTION` may have the name of one."""
    used: list[str] = []
    waiting = [] if raw is None else [raw]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            symbol = reading.symbols.get(node.name)
            used += [node.name] if symbol is not None and symbol.kind == "auxiliary" else []
        elif not (isinstance(node, Comparison) and (_is_actor(reading, node.left) or _is_actor(reading, node.right))):
            waiting += reversed(list_children(node))
    return used


def _is_actor(reading: Reading, e: Expression) -> bool:
    symbol = reading.symbols.get(e.name) if isinstance(e, Name) else None
    return symbol is not None and symbol.kind == "actor"


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
        reading.diagnostics.add("probability-outside", node.place, field="chance", text=shorten(node.text), hint=suggest_percent(number))


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
