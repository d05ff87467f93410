"""Converts written values to numbers and distributions in the unit of their quantity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lynchpin.errors import Place
from lynchpin.language.diagnostics import Hint
from lynchpin.language.distributions import measure_mass, measure_reach, measure_tails
from lynchpin.language.hints import DISTRIBUTION_HINTS, UNITLESS_HINTS
from lynchpin.language.names import NAME, RESERVED, make_name
from lynchpin.language.percentages import is_percentage, suggest_percentage
from lynchpin.language.reading import Reading
from lynchpin.language.records import Value
from lynchpin.language.signatures import DISTRIBUTIONS
from lynchpin.language.temperatures import DIFFERENCES, TEMPERATURES, to_kelvin
from lynchpin.language.units import Unit, describe_unit, have_same_dimensions, measure_factor, write_per
from lynchpin.language.wording import join_words, shorten, suggest_word
from lynchpin.language.written import Distribution, Quantity, Range, Word, Written

# The 95% quantile of the standard normal distribution: `A to B` is a 90% interval.
Z95 = 1.6448536269514722
_NUMBERS_OF = {"normal": 2, "lognormal": 2, "uniform": 2, "triangular": 3, "pert": 3}
_WITH_SPREAD = ("normal", "lognormal")
_LEAST_MASS = 1e-30
_LEAST_SHARE = 1e-9
"""Least mass that `truncated` may leave, and least share of the tail that its nearer bound cuts off; with less, rounding shows in the draws."""
_BETA_RANGE = (1e-3, 1e5)
"""The arguments of `beta` for which quantiles are accurate."""
_LEAST_DOUBLE = 1e-307


class InvalidValueError(Exception):
    """The value has an error, which has been reported already."""


@dataclass(slots=True)
class ValueConverter:
    """Converts one written value to a unit.

    Methods take the value as written, or a part of it, and `outer_unit`, the text of the unit of the enclosing distribution, if it has
    one. The numbers that they return are in `unit`. A method that finds an error reports it and raises InvalidValueError.

    Attributes:
        reading: The file that is being read; errors are reported there.
        text: The value as written.
        unit: The unit to convert to.
        field: The name of the field, for messages.
        term: The unit of the term that the value is the weight of; None if it is not a weight, or its term has no unit.
        words: The words that the value may have; empty if it declares them, None if they are not allowed.
    """

    reading: Reading
    text: str
    unit: Unit
    field: str
    term: Unit | None = None
    words: dict[str, Place] | None = None

    def fail(self, message_id: str, place: Place, hint: Hint = None, **words: object) -> InvalidValueError:
        """Report an error, and return the exception to raise."""
        self.reading.diagnostics.record(message_id, place, words, hint=hint)
        return InvalidValueError()

    def convert(self, written: Written, outer_unit: str | None) -> Value:
        """Return the value in the unit of the quantity.

        Args:
            written: The value as written.
            outer_unit: The text of the unit of the enclosing distribution, if it has one.

        Raises:
            InvalidValueError: The value has an error, which was reported.
        """
        if self.words and not (isinstance(written, Distribution) and written.name == "choice"):
            raise self.fail("needs-word", written.place, field=self.field, words=join_words(self.words, "or"), first=next(iter(self.words)))
        if isinstance(written, Quantity):
            return self.make("number", (self.number(written, outer_unit),), written.place)
        if isinstance(written, Range):
            return self.read_interval(written, outer_unit)
        if written.name not in DISTRIBUTIONS:
            lower = written.name.lower()

            def hint() -> str:
                nearest = DISTRIBUTION_HINTS.get(lower) or suggest_word(lower, DISTRIBUTIONS)
                return nearest or "the distributions are " + ", ".join(DISTRIBUTIONS.values())

            raise self.fail("unknown-distribution", written.place, name=written.name, hint=hint)
        outer_unit = written.unit or outer_unit
        match written.name:
            case "beta":
                return self.read_beta(written, outer_unit)
            case "truncated":
                return self.read_truncated(written, outer_unit)
            case "choice":
                return self.read_choice(written, outer_unit)
            case name:
                return self.read_plain(name, written, outer_unit)

    def make(self, kind: str, numbers: tuple[float, ...], place: Place) -> Value:
        """Return a value of a kind, after checking that its numbers are finite and its range is not too wide."""
        if kind != "truncated" and not all(map(math.isfinite, numbers)):
            raise self.fail("infinite", place, field=self.field)
        value = Value(kind, numbers, self.text, place)  # type: ignore[arg-type]
        if kind not in ("number", "choice", "truncated"):
            low, high = measure_reach(value)
            if not math.isfinite(high - low) or (kind == "lognormal" and low < _LEAST_DOUBLE):
                raise self.fail("too-wide", place)
        return value

    def number(self, quantity: Quantity, outer_unit: str | None, *, bounded: bool = True, is_spread: bool = False) -> float:
        """Return one number of the value; one that is not `bounded` may be infinite."""
        if bounded and math.isinf(quantity.number):
            raise self.fail("infinite", quantity.place, field=self.field)
        if not (quantity.unit or outer_unit) and quantity.number != 0 and math.isfinite(quantity.number):
            self.check_bare(quantity)
        unit = quantity.unit or outer_unit
        if unit in TEMPERATURES:
            return self.read_temperature(quantity, unit, is_spread=is_spread)
        return quantity.number * self.factor(unit, quantity.place)

    def read_temperature(self, quantity: Quantity, unit: str, *, is_spread: bool) -> float:
        """Return a temperature in the unit of the quantity; for a spread, without the distance between the zeros of the two scales."""
        if self.field in DIFFERENCES:
            raise self.fail("temperature-difference", quantity.place, field=self.field, unit=unit)
        factor = self.factor("K", quantity.place)
        return factor * (TEMPERATURES[unit].factor * quantity.number if is_spread else to_kelvin(quantity.number, unit))

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
            words = {"field": self.field, "own": describe_unit(own), "unit": describe_unit(self.unit)}
            raise self.fail("value-unit", place, UNITLESS_HINTS.get(self.field), **words)
        return measure_factor(own, self.unit)

    def read_ends(self, interval: Range, outer_unit: str | None = None) -> tuple[float, float]:
        """Return the two ends of `low to high`. A unit after the second applies to both.

        Args:
            interval: The range as written.
            outer_unit: The text of the unit of the enclosing distribution, if it has one.

        Raises:
            InvalidValueError: An end has an error, or the first is not lower than the second; this was reported.
        """
        high = self.number(interval.high, interval.low.unit or outer_unit)
        low = self.number(interval.low, interval.high.unit or outer_unit)
        if low >= high:
            raise self.fail("interval-upside-down", interval.place, low=f"{interval.low.number:g}", high=f"{interval.high.number:g}")
        return low, high

    def read_interval(self, interval: Range, outer_unit: str | None) -> Value:
        """Return the distribution whose 90% interval is `low to high`: lognormal if both are positive, otherwise normal."""
        low, high = self.read_ends(interval, outer_unit)
        if low > 0:
            mu, sigma = (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / (2 * Z95)
            return self.make("lognormal", (mu, sigma), interval.place)
        return self.make("normal", ((low + high) / 2, (high - low) / (2 * Z95)), interval.place)

    def quantities(self, written: Distribution, counts: tuple[int, ...]) -> tuple[Quantity, ...]:
        """Return the arguments of a distribution, all quantities, whose number is one of `counts`."""
        found = tuple(item for item in written.items if isinstance(item, Quantity))
        if len(found) != len(written.items) or len(found) not in counts:
            raise self.fail("wrong-shape-of-distribution", written.place, name=written.name, shape=DISTRIBUTIONS[written.name])
        return found

    def read_plain(self, name: str, written: Distribution, outer_unit: str | None) -> Value:
        """Read normal, lognormal, uniform, triangular and pert."""
        items = self.quantities(written, (_NUMBERS_OF[name],))
        numbers = tuple(self.number(item, outer_unit, is_spread=k == 1 and name in _WITH_SPREAD) for k, item in enumerate(items))
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

    def read_beta(self, written: Distribution, outer_unit: str | None) -> Value:
        """Read beta(a, b), which is from 0 to 1 of its unit, or beta(a, b, low, high)."""
        items = self.quantities(written, (2, 4))
        for item in items[:2]:
            if not 0 < item.number < math.inf:
                raise self.fail("beta-parameter", item.place, number=f"{item.number:g}")
            if not _BETA_RANGE[0] <= item.number <= _BETA_RANGE[1]:
                raise self.fail("beta-out-of-range", item.place, number=f"{item.number:g}")
        if len(items) == 2 and not outer_unit and self.term is not None:
            raise self.fail("bare-weight", written.place, f"write `{self.text} {write_per(self.term)}`", unit=describe_unit(self.term))
        if len(items) == 2 and not outer_unit and is_percentage(self.unit):
            hint = "write `beta(a, b, 0 %, 100 %)` for a share of one, or `beta(a, b) %` for a share of 1 %"
            raise self.fail("bare-percent", written.place, hint, text="`beta` without ends")
        ends = items[2:] if len(items) == 4 else (Quantity(0.0, "", written.place), Quantity(1.0, "", written.place))
        low, high = (self.number(item, outer_unit) for item in ends)
        if low >= high:
            raise self.fail("wrong-order", written.place, name="beta", shape="beta(a, b, low, high)")
        return self.make("beta", (items[0].number, items[1].number, low, high), written.place)

    def read_truncated(self, written: Distribution, outer_unit: str | None) -> Value:
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
        value = self.convert(inner, outer_unit)
        low, high = (self.number(end, outer_unit, bounded=False) for end in ends)
        if low >= high:
            raise self.fail("wrong-order", written.place, name="truncated", shape=DISTRIBUTIONS["truncated"])
        mass = measure_mass(value, low, high)
        tail = min(measure_tails(value, high).below, measure_tails(value, low).above)
        if mass < max(_LEAST_MASS, _LEAST_SHARE * tail):
            raise self.fail("nothing-left", written.place, low=f"{low:g}", high=f"{high:g}", mass=f"{mass:.1g}")
        return replace(self.make("truncated", (low, high), written.place), inner=value)

    def read_choice(self, written: Distribution, outer_unit: str | None) -> Value:
        """Read choice(a: p, b: q): the values a and b with the probabilities p and q."""
        pairs = [item for item in written.items if isinstance(item, tuple) and isinstance(item[0], Quantity | Word)]
        if len(pairs) != len(written.items) or not pairs:
            raise self.fail("wrong-shape-of-distribution", written.place, name="choice", shape=DISTRIBUTIONS["choice"])
        words = [value for value, _ in pairs if isinstance(value, Word)]
        if words or self.words:
            self.read_words(words, pairs[0][0].place, written)
            numbers = tuple(float(list(self.words or ()).index(word.text)) for word in words)
        else:
            numbers = tuple(self.number(value, outer_unit) for value, _ in pairs)  # type: ignore[arg-type]
        chances = tuple(chance.number * (0.01 if chance.unit in ("%", "percent") else 1.0) for _, chance in pairs)
        if any(not 0 <= chance <= 1 for chance in chances) or abs(sum(chances) - 1) > 1e-6:
            raise self.fail("choice-sum", written.place, total=f"{sum(chances):g}")
        return replace(self.make("choice", numbers, written.place), chances=chances)

    def read_words(self, words: list[Word], first: Place, written: Distribution) -> None:
        """Check the words of a choice, and add them to `self.words` if it declares them.

        Args:
            words: The words of the choice.
            first: Where its first item is.
            written: The choice.
        """
        if self.words is None:
            raise self.fail("word-elsewhere", words[0].place, field=self.field, word=words[0].text)
        declares = not self.words
        if declares:  # even if there is an error, so that comparisons with the words add none
            self.words.update({word.text: word.place for word in words})
        if len(words) < len(written.items):
            raise self.fail("words-and-numbers", first)
        if written.unit:
            raise self.fail("word-with-unit", written.place, unit=written.unit)
        seen: set[str] = set()
        for word in words:
            if word.text in seen:
                raise self.fail("repeated-word", word.place, word=word.text)
            seen.add(word.text)
            if declares:
                self.check_name(word)
            elif word.text not in self.words:
                report_unknown_word(self.reading, self.field, word.text, self.words, word.place)
                raise InvalidValueError

    def check_name(self, word: Word) -> None:
        """Report a word that is not a valid name."""
        if not NAME.match(word.text):
            made = make_name(word.text)
            raise self.fail("wrong-name", word.place, f"write `{made}`" if made else "", name=word.text)
        if word.text in RESERVED:
            raise self.fail("reserved-name", word.place, name=word.text)


def report_unknown_word(reading: Reading, name: str, word: str, words: Mapping[str, Place], place: Place) -> None:
    """Report a word that a parameter does not have.

    Args:
        reading: The file that is being read; errors are reported there.
        name: The parameter.
        word: The word.
        words: The words that the parameter has, with their places.
        place: Where the unknown word is.
    """
    hint, first = suggest_word(word, words) or f"the words of `{name}` are {join_words(words)}", next(iter(words.values()))
    reading.diagnostics.add("unknown-word", place, hint=hint, also=((first, "declared here"),), name=name, word=shorten(word))
