"""Reads values: numbers, ranges and distributions, converted to the unit of their quantity."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from lynchpin.errors import Place
from lynchpin.language.diagnostics import Hint
from lynchpin.language.distributions import measure_mass, measure_reach, measure_tails
from lynchpin.language.hints import DISTRIBUTION_HINTS
from lynchpin.language.locations import locate_in
from lynchpin.language.names import KEYWORDS
from lynchpin.language.nodes import Node
from lynchpin.language.parsing import parse_value
from lynchpin.language.percentages import is_percentage, suggest_percentage
from lynchpin.language.reading import Reading
from lynchpin.language.records import Value
from lynchpin.language.signatures import DISTRIBUTIONS
from lynchpin.language.syntax_errors import ParsingError
from lynchpin.language.units import PLAIN, Unit, describe_unit, divide, have_same_dimensions, is_unknown, measure_factor, write_per
from lynchpin.language.wording import shorten, suggest_word
from lynchpin.language.written import Distribution, Quantity, Range, Written
from lynchpin.language.yardsticks import list_yardsticks_with

# The 95% quantile of the standard normal distribution: `A to B` is a 90% interval.
Z95 = 1.6448536269514722
_NUMBERS_OF = {"normal": 2, "lognormal": 2, "uniform": 2, "triangular": 3, "pert": 3}
_LEAST_MASS = 1e-30
_LEAST_SHARE = 1e-9
"""Least mass that `truncated` may leave, and least share of the tail that its nearer bound cuts off; with less, rounding shows in the draws."""
_BETA_RANGE = (1e-3, 1e5)
"""The arguments of `beta` for which quantiles are accurate."""
_LEAST_DOUBLE = 1e-307


class _InvalidValueError(Exception):
    """The value has an error, which has been reported already."""


def read_value(reading: Reading, node: Node | None, field: str, unit: Unit | None = None) -> tuple[Value, Unit]:
    """Read the value of a field.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field, or None if it is missing.
        field: The name of the field, for messages.
        unit: The unit to convert to. If None, the unit that the text names.

    Returns:
        The value and its unit. A value with an error is NaN, so that reading can go on.
    """
    if node is None:
        return make_missing_value("", Place(1, 1)), unit or PLAIN
    reading.count_expression(node)
    locate = locate_in(reading.source, node)
    try:
        written = parse_value(node.text, locate)
        reader = _Reader(reading, node.text, unit or _find_unit(reading, written), field)
        return reader.read(written, None), reader.unit
    except ParsingError as error:
        reading.diagnostics.record(error.problem.id, error.problem.place, {"field": field, **error.problem.words})
    except _InvalidValueError:
        pass
    return make_missing_value(node.text, node.place), unit or PLAIN


def read_weight(reading: Reading, node: Node | None, term: Unit | None) -> Value:
    """Read a weight, which is written per unit of its term: `1 per million USD`. The weight of a plain number is one itself.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the weight, or None if it is missing.
        term: The unit of the term, None for a bare number.

    Returns:
        The weight per unit of the term, or NaN if it has an error.
    """
    if node is None or term is None or term == PLAIN or not (term.dimensions or is_percentage(term)):
        return read_value(reading, node, "weight", PLAIN)[0]
    reading.count_expression(node)
    try:
        written = parse_value(node.text, locate_in(reading.source, node))
        return _Reader(reading, node.text, divide(PLAIN, term), "weight", None if is_unknown(term) else term).read(written, None)
    except ParsingError as error:
        reading.diagnostics.record(error.problem.id, error.problem.place, {"field": "weight", **error.problem.words})
    except _InvalidValueError:
        pass
    return make_missing_value(node.text, node.place)


def read_number(reading: Reading, node: Node | None, field: str, unit: Unit | None = None) -> tuple[float, Unit]:
    """Read a field that must be a plain number, such as a measurement or a bound, as `read_value` does.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field, or None if it is missing.
        field: The name of the field, for messages.
        unit: The unit to convert to. If None, the unit that the text names.
    """
    value, own = read_value(reading, node, field, unit)
    if node is not None and value.kind != "number":
        reading.diagnostics.add("needs-number", node.place, field=field, text=shorten(node.text))
        return math.nan, own
    return value.numbers[0], own


def read_range(reading: Reading, node: Node, written: Range, field: str, unit: Unit) -> tuple[float, float] | None:
    """Return the two ends of a range in `unit`, or None after reporting an error.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field.
        written: The range.
        field: The name of the field, for messages.
        unit: The unit to convert to.
    """
    try:
        return _Reader(reading, node.text, unit, field).read_ends(written)
    except _InvalidValueError:
        return None


def is_value(text: str) -> bool:
    """Return whether a text is a value (words, a range or a distribution) rather than an expression."""
    if list_yardsticks_with(text) or " to " in text:
        return True
    words = text.replace("-", " ").split()
    if len(words) > 1 and all(word.isalpha() for word in words) and KEYWORDS.isdisjoint(words):
        return True  # words that no yardstick has
    return text.split("(", 1)[0].strip() in DISTRIBUTIONS and "(" in text


def make_missing_value(text: str, place: Place) -> Value:
    """Return the value that stands for one with an error: NaN."""
    return Value("number", (math.nan,), text, place)


def _find_unit(reading: Reading, written: Written) -> Unit:
    """Return the first unit in a value; a plain number if there is none."""
    found = _first_unit(written)
    return PLAIN if found is None else reading.unit_of_text(*found)


def _first_unit(written: Written) -> tuple[str, Place] | None:
    if isinstance(written, Range):
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
    """Converts one written value to `unit`."""

    reading: Reading
    text: str
    unit: Unit
    field: str
    term: Unit | None = None
    """The unit of the term that the value is the weight of, if that has one."""

    def fail(self, message_id: str, place: Place, hint: Hint = None, **words: object) -> _InvalidValueError:
        self.reading.diagnostics.record(message_id, place, words, hint=hint)
        return _InvalidValueError()

    def read(self, written: Written, around: str | None) -> Value:
        """Return the value. `around` is the text of the unit of the enclosing distribution."""
        if isinstance(written, Quantity):
            return self.make("number", (self.number(written, around),), written.place)
        if isinstance(written, Range):
            return self.read_interval(written, around)
        if written.name not in DISTRIBUTIONS:
            lower = written.name.lower()

            def hint() -> str:
                nearest = DISTRIBUTION_HINTS.get(lower) or suggest_word(lower, DISTRIBUTIONS)
                return nearest or "the distributions are " + ", ".join(DISTRIBUTIONS.values())

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
        if kind != "truncated" and not all(map(math.isfinite, numbers)):
            raise self.fail("infinite", place, field=self.field)
        value = Value(kind, numbers, self.text, place)  # type: ignore[arg-type]
        if kind not in ("number", "choice", "truncated"):
            low, high = measure_reach(value)
            if not math.isfinite(high - low) or (kind == "lognormal" and low < _LEAST_DOUBLE):
                raise self.fail("too-wide", place)
        return value

    def number(self, quantity: Quantity, around: str | None, *, bounded: bool = True) -> float:
        if bounded and math.isinf(quantity.number):
            raise self.fail("infinite", quantity.place, field=self.field)
        if not (quantity.unit or around) and quantity.number != 0 and math.isfinite(quantity.number):
            self.check_bare(quantity)
        return quantity.number * self.factor(quantity.unit or around, quantity.place)

    def check_bare(self, quantity: Quantity) -> None:
        """Report a number without a unit where it could be read in more than one way."""
        if self.term is not None:
            raise self.fail("bare-weight", quantity.place, f"write `{self.text} {write_per(self.term)}`", unit=describe_unit(self.term))
        if is_percentage(self.unit):
            raise self.fail("bare-percent", quantity.place, suggest_percentage(quantity.number), text=f"`{quantity.number:.6g}`")

    def factor(self, unit: str | None, place: Place) -> float:
        """Return the factor from a written unit to the unit of the quantity. A bare number is already in the latter."""
        if not unit:
            return 1.0
        own = self.reading.unit_of_text(unit, place)
        if not have_same_dimensions(own, self.unit):
            raise self.fail("value-unit", place, field=self.field, own=describe_unit(own), unit=describe_unit(self.unit))
        return measure_factor(own, self.unit)

    def read_ends(self, interval: Range, around: str | None = None) -> tuple[float, float]:
        """Return the two ends of `low to high`. A unit after the second applies to both."""
        high = self.number(interval.high, interval.low.unit or around)
        low = self.number(interval.low, interval.high.unit or around)
        if low >= high:
            raise self.fail("interval-upside-down", interval.place, low=f"{interval.low.number:g}", high=f"{interval.high.number:g}")
        return low, high

    def read_interval(self, interval: Range, around: str | None) -> Value:
        low, high = self.read_ends(interval, around)
        if low > 0:
            mu, sigma = (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / (2 * Z95)
            return self.make("lognormal", (mu, sigma), interval.place)
        return self.make("normal", ((low + high) / 2, (high - low) / (2 * Z95)), interval.place)

    def quantities(self, written: Distribution, counts: tuple[int, ...]) -> tuple[Quantity, ...]:
        found = tuple(item for item in written.items if isinstance(item, Quantity))
        if len(found) != len(written.items) or len(found) not in counts:
            raise self.fail("wrong-shape-of-distribution", written.place, name=written.name, shape=DISTRIBUTIONS[written.name])
        return found

    def read_plain(self, name: str, written: Distribution, around: str | None) -> Value:
        """Read normal, lognormal, uniform, triangular and pert."""
        numbers = tuple(self.number(item, around) for item in self.quantities(written, (_NUMBERS_OF[name],)))
        if name in ("normal", "lognormal") and numbers[1] <= 0:
            raise self.fail("no-spread", written.items[1].place, name=f"`{name}`", sd=f"{numbers[1]:g}")  # type: ignore[union-attr]
        if name == "lognormal":
            if numbers[0] <= 0:
                raise self.fail("lognormal-mean", written.items[0].place, mean=f"{numbers[0]:g}")  # type: ignore[union-attr]
            ratio = numbers[1] / numbers[0]
            variance = math.log1p(ratio**2) if ratio < 1e100 else 2 * math.log(ratio)  # its square may overflow
            numbers = (math.log(numbers[0]) - variance / 2, math.sqrt(variance))
        elif name != "normal" and (list(numbers) != sorted(numbers) or numbers[0] == numbers[-1]):
            raise self.fail("wrong-order", written.place, name=name, shape=DISTRIBUTIONS[name])
        return self.make(name, numbers, written.place)

    def read_beta(self, written: Distribution, around: str | None) -> Value:
        """Read beta(a, b), which is from 0 to 1 of its unit, or beta(a, b, low, high)."""
        items = self.quantities(written, (2, 4))
        for item in items[:2]:
            if not 0 < item.number < math.inf:
                raise self.fail("beta-parameter", item.place, number=f"{item.number:g}")
            if not _BETA_RANGE[0] <= item.number <= _BETA_RANGE[1]:
                raise self.fail("beta-out-of-range", item.place, number=f"{item.number:g}")
        if len(items) == 2 and not around and self.term is not None:
            raise self.fail("bare-weight", written.place, f"write `{self.text} {write_per(self.term)}`", unit=describe_unit(self.term))
        if len(items) == 2 and not around and is_percentage(self.unit):
            hint = "write `beta(a, b, 0 %, 100 %)` for a share of one, or `beta(a, b) %` for a share of 1 %"
            raise self.fail("bare-percent", written.place, hint, text="`beta` without ends")
        factor = self.factor(around, written.place)
        low, high = (self.number(item, around) for item in items[2:]) if len(items) == 4 else (0.0, factor)
        if low >= high:
            raise self.fail("wrong-order", written.place, name="beta", shape="beta(a, b, low, high)")
        return self.make("beta", (items[0].number, items[1].number, low, high), written.place)

    def read_truncated(self, written: Distribution, around: str | None) -> Value:
        """Read truncated(D, low, high): the distribution D, given that the value lies between the bounds."""
        ends = [item for item in written.items[1:] if isinstance(item, Quantity)]
        inner = written.items[0] if written.items else None
        if (
            len(written.items) != 3
            or len(ends) != 2
            or not isinstance(inner, Range | Distribution)
            or (isinstance(inner, Distribution) and inner.name in ("choice", "truncated"))
        ):
            raise self.fail("wrong-shape-of-distribution", written.place, name="truncated", shape=DISTRIBUTIONS["truncated"])
        value = self.read(inner, around)
        low, high = (self.number(end, around, bounded=False) for end in ends)
        if low >= high:
            raise self.fail("wrong-order", written.place, name="truncated", shape=DISTRIBUTIONS["truncated"])
        mass = measure_mass(value, low, high)
        tail = min(measure_tails(value, high).below, measure_tails(value, low).above)
        if mass < max(_LEAST_MASS, _LEAST_SHARE * tail):
            raise self.fail("nothing-left", written.place, low=f"{low:g}", high=f"{high:g}", mass=f"{mass:.1g}")
        return replace(self.make("truncated", (low, high), written.place), inner=value)

    def read_choice(self, written: Distribution, around: str | None) -> Value:
        """Read choice(a: p, b: q): the values a and b with the probabilities p and q."""
        pairs = [item for item in written.items if isinstance(item, tuple) and isinstance(item[0], Quantity)]
        if len(pairs) != len(written.items) or not pairs:
            raise self.fail("wrong-shape-of-distribution", written.place, name="choice", shape=DISTRIBUTIONS["choice"])
        numbers = tuple(self.number(value, around) for value, _ in pairs)  # type: ignore[arg-type]
        chances = tuple(chance.number * (0.01 if chance.unit in ("%", "percent") else 1.0) for _, chance in pairs)
        if any(not 0 <= chance <= 1 for chance in chances) or abs(sum(chances) - 1) > 1e-6:
            raise self.fail("choice-sum", written.place, total=f"{sum(chances):g}")
        return replace(self.make("choice", numbers, written.place), chances=chances)
