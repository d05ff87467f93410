"""Converts written values (numbers, ranges, distributions and choices of words) to the unit of their quantity."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from lynchpin.errors import Place
from lynchpin.language.distributions import measure_mass, measure_reach, measure_tails
from lynchpin.language.hints import DISTRIBUTION_HINTS
from lynchpin.language.names import NAME, RESERVED, make_name
from lynchpin.language.number_conversion import InvalidValueError, NumberConverter
from lynchpin.language.percentages import is_percentage
from lynchpin.language.records import Value
from lynchpin.language.signatures import DISTRIBUTIONS
from lynchpin.language.units import describe_unit, write_per
from lynchpin.language.unknown_words import report_unknown_word
from lynchpin.language.wording import join_words, suggest_word
from lynchpin.language.written import Distribution, Quantity, Range, Word, Written

Z95 = 1.6448536269514722
"""The 95% quantile of the standard normal distribution: `A to B` is a 90% interval."""
_NUMBERS_OF = {"normal": 2, "lognormal": 2, "uniform": 2, "triangular": 3, "pert": 3}
_WITH_SPREAD = ("normal", "lognormal")
_LEAST_MASS = 1e-30
_LEAST_SHARE = 1e-9
"""Least mass that `truncated` may leave, and least share of the tail that its nearer bound cuts off; with less, rounding shows in the draws."""
_BETA_RANGE = (1e-3, 1e5)
"""The arguments of `beta` for which quantiles are accurate."""
_LEAST_DOUBLE = 1e-307


@dataclass(slots=True)
class ValueConverter(NumberConverter):
    """Converts one written value to a unit.

    Attributes:
        words: The words that the value may have; empty if it declares them, None if they are not allowed.
    """

    words: dict[str, Place] | None = None

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
        """Return a value, after checking that its numbers are finite and its range is not too wide.

        Args:
            kind: The kind of the value.
            numbers: Its parameters, in the unit of the quantity.
            place: Where it is.

        Raises:
            InvalidValueError: A number is infinite, or the range too wide; this was reported.
        """
        if kind != "truncated" and not all(map(math.isfinite, numbers)):
            raise self.fail("infinite", place, field=self.field)
        value = Value(kind, numbers, self.text, place)  # type: ignore[arg-type]
        if kind not in ("number", "choice", "truncated"):
            low, high = measure_reach(value)
            if not math.isfinite(high - low) or (kind == "lognormal" and low < _LEAST_DOUBLE):
                raise self.fail("too-wide", place)
        return value

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
        """Return the distribution whose 90% interval is `low to high`: lognormal if both are positive, otherwise normal.

        Args:
            interval: The range as written.
            outer_unit: The text of the unit of the enclosing distribution, if it has one.

        Raises:
            InvalidValueError: The value has an error, which was reported.
        """
        low, high = self.read_ends(interval, outer_unit)
        if low > 0:
            mu, sigma = (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / (2 * Z95)
            return self.make("lognormal", (mu, sigma), interval.place)
        return self.make("normal", ((low + high) / 2, (high - low) / (2 * Z95)), interval.place)

    def quantities(self, written: Distribution, counts: tuple[int, ...]) -> tuple[Quantity, ...]:
        """Return the arguments of a distribution that takes only quantities.

        Args:
            written: The distribution as written.
            counts: The numbers of arguments that it may have.

        Raises:
            InvalidValueError: The arguments are of another kind or number; this was reported.
        """
        found = tuple(item for item in written.items if isinstance(item, Quantity))
        if len(found) != len(written.items) or len(found) not in counts:
            raise self.fail("wrong-shape-of-distribution", written.place, name=written.name, shape=DISTRIBUTIONS[written.name])
        return found

    def read_plain(self, name: str, written: Distribution, outer_unit: str | None) -> Value:
        """Read normal, lognormal, uniform, triangular and pert.

        Args:
            name: The name of the distribution.
            written: The distribution as written.
            outer_unit: The text of its unit, or of the unit of the enclosing distribution.

        Raises:
            InvalidValueError: The value has an error, which was reported.
        """
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
        """Read beta(a, b), which is from 0 to 1 of its unit, or beta(a, b, low, high).

        Args:
            written: The distribution as written.
            outer_unit: The text of its unit, or of the unit of the enclosing distribution.

        Raises:
            InvalidValueError: The value has an error, which was reported.
        """
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
        """Read truncated(D, low, high): the distribution D, given that the value lies between the bounds.

        Args:
            written: The distribution as written.
            outer_unit: The text of its unit, or of the unit of the enclosing distribution.

        Raises:
            InvalidValueError: The value has an error, which was reported.
        """
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
        """Read choice(a: p, b: q): the values a and b with the probabilities p and q.

        Args:
            written: The distribution as written.
            outer_unit: The text of its unit, or of the unit of the enclosing distribution.

        Raises:
            InvalidValueError: The value has an error, which was reported.
        """
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

        Raises:
            InvalidValueError: A word has an error, which was reported.
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
