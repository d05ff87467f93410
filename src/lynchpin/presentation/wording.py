"""Numbers as text, with the digits that their errors support, and likelihoods in the words of the file's yardstick.

A sentence never states both a likelihood and a level of confidence (ICD 203, D.6.e). This file writes likelihoods, `confidence.py` levels of
confidence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lynchpin.language.yardsticks import YARDSTICKS
from lynchpin.statistics.writing import write_error, write_number, write_points, write_rare, write_share

TWO_SIDED_95 = 1.96
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
TINY = 1e-4
"""Numbers below this are written with a power of ten."""
COUNTED = frozenset({"hour", "day", "week", "month", "quarter", "year"})
"""Units with a plural in words."""
DRAWS = {"weight": "weight of ", "rationality": "rationality", "influence": "influence", "bias": "bias in seeing "}
"""Draws of an actor without a name in the file, by the first word of the name of the draw."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words with one meaning, and their published range of probability. The first word is the one that is written."""

    words: tuple[str, ...]
    low: float
    high: float

    @property
    def word(self) -> str:
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The words of the yardstick for one probability.

    The possible positions are: `inside` the range of `word`; `between` two ranges, with `word` the nearer term and `other` the further;
    `outside` the scale, with `word` the term at that end; at a `border`, inside the range of `word` but within the error of that of `other`;
    and at the `end`, within the error of an end of the scale. `above` is True at the upper end, or if `word` is the upper of two terms.
    """

    word: str
    place: Literal["inside", "between", "outside", "border", "end"]
    other: str = ""
    above: bool = False

    def __str__(self) -> str:
        low, high = (self.other, self.word) if self.above else (self.word, self.other)
        if self.place == "outside":
            return f"{'above' if self.above else 'below'} “{self.word}”"
        if self.place == "between":
            return f"between “{low}” and “{high}”"
        if self.place == "end":
            return f"{self.word} or {'more' if self.above else 'less'}"
        if self.place == "border":
            return f"{low} to {high}"
        return self.word


def find_likelihood(probability: float, terms: Sequence[Term], error: float = 0.0) -> Likelihood:
    """Find the words for a probability.

    A range includes its lower end, and its upper end only at 1. Of nested ranges, the narrowest applies.

    Args:
        probability: The probability, from 0 to 1.
        terms: The terms of the yardstick.
        error: Standard error of the probability.

    Raises:
        ValueError: The probability is not between 0 and 1.
    """
    if not (math.isfinite(probability) and 0 <= probability <= 1):
        raise ValueError(f"{probability} is no probability")
    term = _find_term(probability, terms)
    found = Likelihood(term.word, "inside") if term is not None else _place_outside(probability, terms)
    for reach in (-TWO_SIDED_95 * error, TWO_SIDED_95 * error):
        end = min(1.0, max(0.0, probability + reach))
        other = _find_term(end, terms)
        beyond = other is None and _place_outside(end, terms).place == "outside"
        if term is not None and other is not None and other != term:
            return Likelihood(term.word, "border", other=other.word, above=term.low > other.low)
        if found.place != "between" and (beyond if term is not None else other is not None):
            return Likelihood(found.word, "end", above=found.above or (term is not None and reach > 0))
    return found


def _find_term(probability: float, terms: Sequence[Term]) -> Term | None:
    holding = [t for t in terms if t.low <= probability < t.high or probability == t.high == 1 or t.low == probability == t.high]
    return min(holding, key=lambda t: t.high - t.low, default=None)


def _place_outside(probability: float, terms: Sequence[Term]) -> Likelihood:
    lowest, highest = min(terms, key=lambda t: t.low), max(terms, key=lambda t: t.high)
    if probability < lowest.low:
        return Likelihood(lowest.word, "outside")
    if probability >= highest.high:
        return Likelihood(highest.word, "outside", above=True)
    under, over = (
        max((t for t in terms if t.high <= probability), key=lambda t: t.high),
        min((t for t in terms if t.low > probability), key=lambda t: t.low),
    )
    if probability - under.high > over.low - probability:
        return Likelihood(over.word, "between", other=under.word, above=True)
    return Likelihood(under.word, "between", other=over.word)


def name_likelihood(share: tuple[float, float], terms: Sequence[Term]) -> str:
    """Return the words for a probability and its standard error; `unknown` if no future had a finite value."""
    return str(find_likelihood(share[0], terms, share[1])) if math.isfinite(share[0]) else "unknown"


def format_likelihood(probability: float, error: float, terms: Sequence[Term]) -> str:
    """Return a probability as words and number: `very unlikely (7.1% ± 0.2)`.

    Args:
        probability: The probability.
        error: Its standard error.
        terms: The terms of the yardstick.
    """
    return f"{find_likelihood(probability, terms, error)} ({format_share(probability, error)})"


def format_share(value: float | None, error: float | None = None) -> str:
    """Return a share with its standard error in points: `7.1% ± 0.2`; three digits if there is no error."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error):
        return format_percent(value)
    text = write_share((value, error))
    return text if text.startswith(("under", "over")) or error == 0 else f"{text} ± {write_error(100 * error)}"


def format_percent(value: float | None, error: float | None = None) -> str:
    """Return a share with the digits that its error supports: `7.1%`; two digits if the error is unknown, three if it is zero."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is not None and error > 0:
        return write_share((value, error))
    percent = round(100 * value, 9)  # 100 * 0.575 is 57.49999999999999
    if error == 0:
        return f"{percent:.3g}%"
    if 0 < percent < 1:
        return f"{percent:.1f}%" if percent >= 0.05 else "under 0.1%"
    if 99 < percent < 100:
        return f"{percent:.1f}%" if percent < 99.95 else "over 99.9%"
    return f"{percent:.0f}%"


def format_points(value: float | None, error: float | None = None, *, unit: str = " points") -> str:
    """Return a difference of shares: `+12.3 ± 0.4 points`.

    Args:
        value: The difference.
        error: Its standard error.
        unit: Text after the number; empty if a heading gives the unit.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error):
        return f"{100 * value:+.0f}{unit}".replace("-", "−")
    text = write_points((value, error)).replace("-", "−").removesuffix(" points")
    return f"{text} ± {write_error(100 * error)}{unit}" if error > 0 else f"{text}{unit}"


def format_index(value: float | None, error: float | None = None) -> str:
    """Return a share of a variance, whose estimate may be negative within its error: `20% ± 3`."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error) or error <= 0:
        return f"{100 * value:.0f}%".replace("-", "−")
    return f"{write_number(100 * value, 100 * error)}% ± {write_error(100 * error)}".replace("-", "−")


def format_probability(share: tuple[float, float], basis: str = "") -> str:
    """Return a probability with its error in words: `38.8% (standard error 0.8 points, 4,000 futures)`.

    Args:
        share: The probability.
        basis: The number of futures in words, if it is to be given.
    """
    value, error = share
    text, said = format_percent(value, error), [basis] if basis else []
    if 0 < value < 1 and error > 0:
        amount = write_error(100 * error)
        said.insert(0, f"standard error {amount} {'point' if amount == '1' else 'points'}")
    return f"{text} ({', '.join(said)})" if said else text


def format_rare(probability: float | None) -> str:
    """Return a probability without error, such as a product of credences, with two digits: `0.045%`. Below 1e-6, return that bound."""
    if probability is None or not math.isfinite(probability):
        return "unknown"
    return format_percent(probability) if probability >= 0.01 or probability <= 0 else write_rare(probability)


def format_number(value: float | None, error: float | None = None, unit: str = "") -> str:
    """Return a number and its unit, with the digits that its error supports.

    Args:
        value: The number.
        error: Its standard error. If it is unknown, the number has three digits.
        unit: Its unit.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    tiny = 0 < abs(value) < TINY
    text = write_number(value, error) if error is not None and error > (abs(value) if tiny else 0) else _three_digits(value)
    several = "s" if unit in COUNTED and text != "1" else ""
    return f"{text.replace('-', '−', 1) if value < 0 else text} {unit}{several}".rstrip()


def _three_digits(value: float) -> str:
    if value != 0 and (abs(value) >= 1e6 or abs(value) < TINY):
        mantissa, e, exponent = f"{value:.3g}".partition("e")
        return f"{mantissa} × 10{str(int(exponent)).translate(SUPERSCRIPTS)}" if e else mantissa
    decimals = 0 if value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(decimals, 6)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_estimate(value: float | None, error: float | None = None) -> str:
    """Return a number with its standard error, if known: `1.71 ± 0.04`."""
    text = format_number(value, error)
    known = value is not None and error is not None and math.isfinite(error) and error > 0
    return f"{text} ± {write_error(error)}" if known and error is not None else text


def format_bits(value: float | None, error: float | None = None, *, signed: bool = False) -> str:
    """Return an amount of information to a tenth of a bit.

    Args:
        value: The amount in bits.
        error: Its standard error, which is written if it is at least a tenth of a bit.
        signed: Whether to write a plus sign.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    text = f"{value:+.1f}" if signed else f"{value:.1f}"
    text = "0.0" if text.lstrip("+-") == "0.0" else text.replace("-", "−")
    return text if error is None or not 0.05 <= error < math.inf else f"{text} ± {error:.1f}"


def format_score(value: float | None, error: float | None = None) -> str:
    """Return a score with the decimals that its error supports, by default three: `0.11 ± 0.02`."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error) or error <= 0:
        return f"{value:.3f}"
    return f"{write_number(value, error)} ± {write_error(error)}"


def format_name(name: str) -> str:
    """Return a readable name: `state not hollow` for `state_not_hollow`, and `minsk: weight of growth` for `weight:minsk:growth`."""
    kind, colon, rest = name.partition(":")
    owner, _, what = rest.partition(":")
    if colon and kind in DRAWS:
        name = f"{owner.replace('.', ' ')}: {DRAWS[kind]}{what}"
    return name.replace(" == ", ": ").replace("_", " ")


def format_list(words: Sequence[str], last: str = "and") -> str:
    """Return a list in words: `a`, `a and b`, `a, b and c`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def format_count(number: int, one: str, many: str = "") -> str:
    """Return a count in words: `1 forecast`, `3 forecasts`, `no forecasts`.

    Args:
        number: The number.
        one: Noun in the singular.
        many: Noun in the plural, by default with an s.
    """
    name = one if number == 1 else many or f"{one}s"
    return f"{number:,} {name}" if number else f"no {name}"


def open_sentence(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def list_terms(yardstick: str) -> tuple[Term, ...]:
    """Return the terms of a yardstick, lowest first. Words with the same range are one term."""
    words: dict[tuple[float, float], list[str]] = {}
    for word, ends in YARDSTICKS[yardstick].items():
        words.setdefault(ends, []).append(word)
    return tuple(Term(tuple(of), low, high) for (low, high), of in sorted(words.items()))
