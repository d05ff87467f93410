"""What a value means: numbers, distributions, ranges and words of probability, turned into the unit of their quantity."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from lynchpin.errors import Place
from lynchpin.language.hints import DISTRIBUTIONS
from lynchpin.language.names import KEYWORDS, suggest_word
from lynchpin.language.nodes import Node
from lynchpin.language.parsing import Distribution, ParsingError, Quantity, Span, Written, parse_value
from lynchpin.language.reading import Reading, shorten
from lynchpin.language.records import Value
from lynchpin.language.units import PLAIN, Unit, agree, measure_factor
from lynchpin.language.yardsticks import find_range, list_yardsticks_with, suggest_words

# The 95% point of the standard normal: `A to B` holds 90% between its ends.
Z95 = 1.6448536269514722
SHAPES = {
    "normal": "normal(mean, sd)",
    "lognormal": "lognormal(mean, sd)",
    "uniform": "uniform(low, high)",
    "triangular": "triangular(low, mode, high)",
    "pert": "pert(low, mode, high)",
    "beta": "beta(a, b)",
    "truncated": "truncated(distribution, low, high)",
    "choice": "choice(value: probability, ...)",
}
_NUMBERS_OF = {"normal": 2, "lognormal": 2, "uniform": 2, "triangular": 3, "pert": 3}
_CERTAIN = 1e-6


class _WrongValueError(Exception):
    """The value is at fault; the fault is recorded already."""


def read_value(reading: Reading, node: Node | None, field: str, unit: Unit | None = None) -> tuple[Value, Unit]:
    """The value of a field in `unit`, or where that is None in the unit that the text itself names.

    A value at fault comes back as NaN, so that reading can go on; the fault is recorded.
    """
    if node is None:
        return _nothing("", Place(1, 1)), unit or PLAIN
    locate = reading.locate(node)
    try:
        written = parse_value(node.text, locate)
        reader = _Reader(reading, node.text, unit or _find_unit(reading, written), field)
        return reader.read(written, None), reader.unit
    except ParsingError as error:
        reading.diagnostics.record(error.problem.id, error.problem.place, {"field": field, **error.problem.words})
    except _WrongValueError:
        pass
    return _nothing(node.text, node.place), unit or PLAIN


def read_number(reading: Reading, node: Node | None, field: str, unit: Unit | None = None) -> tuple[float, Unit]:
    """A number that must be certain, such as a measurement or a bound, in `unit` (or its own)."""
    value, own = read_value(reading, node, field, unit)
    if node is not None and value.kind != "number":
        reading.diagnostics.add("needs-number", node.place, field=field, text=shorten(node.text))
        return math.nan, own
    return value.numbers[0], own


def read_probability(reading: Reading, node: Node | None, field: str) -> Value:
    """A number from 0 to 1, a distribution inside it, a range (read as uniform), or words of the file's yardstick."""
    if node is None:
        return _nothing("", Place(1, 1))
    words = find_range(node.text, reading.yardstick)
    if words is not None:
        low, high = words
        if low == high:
            return Value("number", (low,), node.text, node.place, words=node.text)
        return Value("uniform", (low, high), node.text, node.place, words=node.text)
    others = list_yardsticks_with(node.text)
    if others:
        reading.diagnostics.add("other-yardstick", node.place, words=node.text, yardstick=reading.yardstick, other=others[0])
        return _nothing(node.text, node.place)
    if _looks_like_words(node.text):
        hint = suggest_words(node.text, reading.yardstick)
        reading.diagnostics.add("unknown-words", node.place, words=shorten(node.text), yardstick=reading.yardstick, hint=hint)
        return _nothing(node.text, node.place)
    return _check_probability(reading, node, field, _read_probability_value(reading, node, field))


def _read_probability_value(reading: Reading, node: Node, field: str) -> Value:
    try:
        written = parse_value(node.text, reading.locate(node))
    except ParsingError:
        return read_value(reading, node, field, PLAIN)[0]
    if not isinstance(written, Span):
        return read_value(reading, node, field, PLAIN)[0]
    try:
        reader = _Reader(reading, node.text, PLAIN, field)
        low, high = reader.read_ends(written)
    except _WrongValueError:
        return _nothing(node.text, node.place)
    return Value("uniform", (low, high), node.text, node.place)


def _check_probability(reading: Reading, node: Node, field: str, value: Value) -> Value:
    low, high = measure_support(value)
    if low < 0 or high > 1:
        hint = f"keep it inside: `truncated({shorten(node.text, 60)}, 0, 1)`" if value.kind in ("normal", "lognormal") else None
        if value.kind == "number":
            hint = advise_percent(low)
        reading.diagnostics.add("probability-outside", node.place, field=field, text=shorten(node.text), hint=hint)
    return value


def advise_percent(number: float) -> str | None:
    """What to write for a number that was meant in percent, None if it hardly was."""
    return f"{number:g} percent is written `{number / 100:g}` or `{number:g}%`" if 2 <= number <= 100 else None


def _looks_like_words(text: str) -> bool:
    """Whether a text was meant as words: letters and spaces alone, and no ` to ` of a range."""
    return bool(text) and text.replace("-", " ").replace(" ", "").isalpha() and text != "inf" and " to " not in text


def is_value(text: str) -> bool:
    """Whether a text that may be a value or an expression is a value: words, a range or a distribution."""
    if list_yardsticks_with(text) or " to " in text:
        return True
    words = text.replace("-", " ").split()
    if len(words) > 1 and all(word.isalpha() for word in words) and KEYWORDS.isdisjoint(words):
        return True  # words that no yardstick knows
    return text.split("(", 1)[0].strip() in SHAPES and "(" in text


def scale_value(value: Value, factor: float) -> Value:
    """The same value in a unit that is `factor` times smaller."""
    if factor == 1:
        return value
    if value.kind == "lognormal":
        numbers: tuple[float, ...] = (value.numbers[0] + math.log(factor), value.numbers[1])
    elif value.kind == "beta":
        numbers = (*value.numbers[:2], value.numbers[2] * factor, value.numbers[3] * factor)
    else:
        numbers = tuple(number * factor for number in value.numbers)
    return replace(value, numbers=numbers, inner=None if value.inner is None else scale_value(value.inner, factor))


def measure_support(value: Value) -> tuple[float, float]:
    """The least and the greatest number that a value can take."""
    match value.kind:
        case "normal":
            return -math.inf, math.inf
        case "lognormal":
            return 0.0, math.inf
        case "beta":
            return value.numbers[2], value.numbers[3]
        case "truncated":
            assert value.inner is not None
            low, high = measure_support(value.inner)
            return max(low, value.numbers[0]), min(high, value.numbers[1])
        case _:
            return min(value.numbers), max(value.numbers)


def _nothing(text: str, place: Place) -> Value:
    return Value("number", (math.nan,), text, place)


def _find_unit(reading: Reading, written: Written) -> Unit:
    """The first unit that a value names; a plain number if it names none."""
    found = _first_unit(written)
    return PLAIN if found is None else reading.unit_of_text(*found)


def _first_unit(written: Written) -> tuple[str, Place] | None:
    if isinstance(written, Span):
        return _first_unit(written.high) or _first_unit(written.low)
    if written.unit:
        return written.unit, written.place
    if isinstance(written, Distribution):
        for item in written.items:
            found = _first_unit(item[0] if isinstance(item, tuple) else item)
            if found is not None:
                return found
    return None


@dataclass(slots=True)
class _Reader:
    """Reads one written value into `unit`."""

    reading: Reading
    text: str
    unit: Unit
    field: str

    def fail(self, identity: str, place: Place, hint: str | None = None, **words: object) -> _WrongValueError:
        self.reading.diagnostics.record(identity, place, words, hint=hint)
        return _WrongValueError()

    def read(self, written: Written, around: str | None) -> Value:
        """The value; `around` is the text of the unit of the distribution that it stands in."""
        if isinstance(written, Quantity):
            return self.make("number", (self.number(written, around),), written.place)
        if isinstance(written, Span):
            return self.read_span(written, around)
        if written.name not in SHAPES:
            hint = DISTRIBUTIONS.get(written.name.lower()) or suggest_word(written.name.lower(), SHAPES)
            hint = hint or "the distributions are " + ", ".join(SHAPES.values())
            raise self.fail("unknown-distribution", written.place, name=written.name, hint=hint)
        around = written.unit or around
        match written.name:
            case "beta":
                return self.read_beta(written, around)
            case "truncated":
                return self.read_truncated(written, around)
            case "choice":
                return self.read_choice(written, around)
            case name:
                return self.read_plain(name, written, around)

    def make(self, kind: str, numbers: tuple[float, ...], place: Place) -> Value:
        return Value(kind, numbers, self.text, place)  # type: ignore[arg-type]

    def number(self, quantity: Quantity, around: str | None, *, bounded: bool = True) -> float:
        if bounded and math.isinf(quantity.number):
            raise self.fail("infinite", quantity.place, field=self.field)
        return quantity.number * self.factor(quantity.unit or around, quantity.place)

    def factor(self, unit: str | None, place: Place) -> float:
        """From the unit that is written to the unit of the quantity; a bare number is in the latter already."""
        if not unit:
            return 1.0
        own = self.reading.unit_of_text(unit, place)
        if not agree(own, self.unit):
            raise self.fail("value-unit", place, field=self.field, own=own, unit=self.unit)
        return measure_factor(own, self.unit)

    def read_ends(self, span: Span, around: str | None = None) -> tuple[float, float]:
        """The two ends of `low to high`; a unit after the second holds for both."""
        high = self.number(span.high, span.low.unit or around)
        low = self.number(span.low, span.high.unit or around)
        if low >= high:
            raise self.fail("interval-upside-down", span.place, low=f"{span.low.number:g}", high=f"{span.high.number:g}")
        return low, high

    def read_span(self, span: Span, around: str | None) -> Value:
        low, high = self.read_ends(span, around)
        if low > 0:
            mu, sigma = (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / (2 * Z95)
            return self.make("lognormal", (mu, sigma), span.place)
        return self.make("normal", ((low + high) / 2, (high - low) / (2 * Z95)), span.place)

    def quantities(self, written: Distribution, counts: tuple[int, ...]) -> tuple[Quantity, ...]:
        found = tuple(item for item in written.items if isinstance(item, Quantity))
        if len(found) != len(written.items) or len(found) not in counts:
            raise self.fail("wrong-shape-of-distribution", written.place, name=written.name, shape=SHAPES[written.name])
        return found

    def read_plain(self, name: str, written: Distribution, around: str | None) -> Value:
        """normal, lognormal, uniform, triangular and pert."""
        numbers = tuple(self.number(item, around) for item in self.quantities(written, (_NUMBERS_OF[name],)))
        if name in ("normal", "lognormal") and numbers[1] <= 0:
            raise self.fail("no-spread", written.items[1].place, name=name, sd=f"{numbers[1]:g}")  # type: ignore[union-attr]
        if name == "lognormal":
            if numbers[0] <= 0:
                raise self.fail("lognormal-mean", written.items[0].place, mean=f"{numbers[0]:g}")  # type: ignore[union-attr]
            variance = math.log1p((numbers[1] / numbers[0]) ** 2)
            numbers = (math.log(numbers[0]) - variance / 2, math.sqrt(variance))
        elif name != "normal" and (list(numbers) != sorted(numbers) or numbers[0] == numbers[-1]):
            raise self.fail("wrong-order", written.place, name=name, shape=SHAPES[name])
        return self.make(name, numbers, written.place)

    def read_beta(self, written: Distribution, around: str | None) -> Value:
        """beta(a, b), on 0 to 1 of its unit, or beta(a, b, low, high)."""
        items = self.quantities(written, (2, 4))
        for item in items[:2]:
            if not 0 < item.number < math.inf:
                raise self.fail("beta-parameter", item.place, number=f"{item.number:g}")
        factor = self.factor(around, written.place)
        low, high = (self.number(item, around) for item in items[2:]) if len(items) == 4 else (0.0, factor)
        if low >= high:
            raise self.fail("wrong-order", written.place, name="beta", shape="beta(a, b, low, high)")
        return self.make("beta", (items[0].number, items[1].number, low, high), written.place)

    def read_truncated(self, written: Distribution, around: str | None) -> Value:
        """truncated(D, low, high): D given that it lies between the two."""
        ends = [item for item in written.items[1:] if isinstance(item, Quantity)]
        inner = written.items[0] if written.items else None
        if (
            len(written.items) != 3
            or len(ends) != 2
            or not isinstance(inner, Span | Distribution)
            or inner_name(inner) in ("choice", "truncated")
        ):
            raise self.fail("wrong-shape-of-distribution", written.place, name="truncated", shape=SHAPES["truncated"])
        value = self.read(inner, around)
        low, high = (self.number(end, around, bounded=False) for end in ends)
        if low >= high:
            raise self.fail("wrong-order", written.place, name="truncated", shape=SHAPES["truncated"])
        if measure_mass(value, low, high) < _CERTAIN:
            raise self.fail("nothing-left", written.place, low=f"{low:g}", high=f"{high:g}")
        return replace(self.make("truncated", (low, high), written.place), inner=value)

    def read_choice(self, written: Distribution, around: str | None) -> Value:
        """choice(a: p, b: q): these values with these probabilities."""
        pairs = [item for item in written.items if isinstance(item, tuple) and isinstance(item[0], Quantity)]
        if len(pairs) != len(written.items) or not pairs:
            raise self.fail("wrong-shape-of-distribution", written.place, name="choice", shape=SHAPES["choice"])
        numbers = tuple(self.number(value, around) for value, _ in pairs)  # type: ignore[arg-type]
        chances = tuple(chance.number * (0.01 if chance.unit in ("%", "percent") else 1.0) for _, chance in pairs)
        if any(not 0 <= chance <= 1 for chance in chances) or abs(sum(chances) - 1) > 1e-6:
            raise self.fail("choice-sum", written.place, total=f"{sum(chances):g}")
        return replace(self.make("choice", numbers, written.place), chances=chances)


def inner_name(written: Written) -> str:
    """The name of a distribution, '' for a range."""
    return written.name if isinstance(written, Distribution) else ""


def measure_mass(value: Value, low: float, high: float) -> float:
    """How much of a distribution lies between two numbers: exact for the two with tails, for the others whether they overlap."""
    if value.kind == "normal":
        mean, sd = value.numbers
        return _normal_below((high - mean) / sd) - _normal_below((low - mean) / sd)
    if value.kind == "lognormal":
        mu, sigma = value.numbers
        above = _normal_below((math.log(high) - mu) / sigma) if high > 0 else 0.0
        return above - (_normal_below((math.log(low) - mu) / sigma) if low > 0 else 0.0)
    least, greatest = measure_support(value)
    return float(max(low, least) < min(high, greatest))


def _normal_below(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2
