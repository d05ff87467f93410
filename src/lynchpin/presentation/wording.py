"""Numbers in words: likelihood by the file's yardstick, and no more digits than the error of a number supports.

A likelihood and a level of confidence never stand in one sentence (ICD 203, D.6.e): this file knows likelihood only,
`confidence.py` confidence only, and each writes sentences of its own.
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
"""Below which a number is written with a power of ten."""
COUNTED = frozenset({"hour", "day", "week", "month", "quarter", "year"})
"""Units that have a plural in words."""
DRAWS = {"weight": "weight of ", "rationality": "rationality", "influence": "influence", "bias": "bias in seeing "}
"""Draws of an actor that have no name in the file, by the first word of the name of the draw."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words of one meaning (the first is the one we write) and their published range of probability."""

    words: tuple[str, ...]
    low: float
    high: float

    @property
    def word(self) -> str:
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The words of the yardstick for one probability.

    inside: `word` is the term whose range holds it. between: it lies in a gap, `word` is the nearer term and `other` the one across.
    outside: it lies beyond both ends of the scale, `word` is the term at that end. border: its error reaches over the end of a range,
    `word` is still the term that holds the estimate and `other` its neighbour. end: it is within its error of the end of the scale.
    `above` tells which end, or that `word` is the upper of two terms.
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
    """The words for a probability from 0 to 1 with this standard error. Ranges hold their lower end, not their upper one, except at 1.

    Where ranges are nested the narrowest speaks. Raises ValueError for what is no probability.
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
    """The words for a probability, given with its standard error; `unknown` if no future had a finite value."""
    return str(find_likelihood(share[0], terms, share[1])) if math.isfinite(share[0]) else "unknown"


def say_likelihood(probability: float, error: float, terms: Sequence[Term]) -> str:
    """`very unlikely (7.1% ± 0.2)`."""
    return f"{find_likelihood(probability, terms, error)} ({say_share(probability, error)})"


def say_share(value: float | None, error: float | None = None) -> str:
    """`7.1% ± 0.2`: a share with its standard error in percentage points; without an error, three digits."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error):
        return say_percent(value)
    text = write_share((value, error))
    return text if text.startswith(("under", "over")) or error == 0 else f"{text} ± {write_error(100 * error)}"


def say_percent(value: float | None, error: float | None = None) -> str:
    """`7.1%`: a share with the digits that its error supports, without the error; two digits if it is unknown, three if it is zero."""
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


def say_points(value: float | None, error: float | None = None, *, unit: str = " points") -> str:
    """`+12.3 ± 0.4 points`: a difference of shares; without the unit if a heading gives it."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error):
        return f"{100 * value:+.0f}{unit}".replace("-", "−")
    text = write_points((value, error)).replace("-", "−").removesuffix(" points")
    return f"{text} ± {write_error(100 * error)}{unit}" if error > 0 else f"{text}{unit}"


def say_index(value: float | None, error: float | None = None) -> str:
    """`20% ± 3`: a share of a variance, whose estimate may be negative within its error."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error) or error <= 0:
        return f"{100 * value:.0f}%".replace("-", "−")
    return f"{write_number(100 * value, 100 * error)}% ± {write_error(100 * error)}".replace("-", "−")


def say_probability(share: tuple[float, float], basis: str = "") -> str:
    """`38.8% (standard error 0.8 points, 4,000 futures)`: a probability with its error in words; `basis` says how many futures gave it."""
    value, error = share
    text, said = say_percent(value, error), [basis] if basis else []
    if 0 < value < 1 and error > 0:
        amount = write_error(100 * error)
        said.insert(0, f"standard error {amount} {'point' if amount == '1' else 'points'}")
    return f"{text} ({', '.join(said)})" if said else text


def say_rare(probability: float | None) -> str:
    """`0.045%`: a probability known without error, such as a product of credences, with two digits. Below one in a million only that bound is given."""
    if probability is None or not math.isfinite(probability):
        return "unknown"
    return say_percent(probability) if probability >= 0.01 or probability <= 0 else write_rare(probability)


def say_number(value: float | None, error: float | None = None, unit: str = "") -> str:
    """A number with the digits that its error supports, or three if the error is unknown, and its unit."""
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


def say_estimate(value: float | None, error: float | None = None) -> str:
    """`1.71 ± 0.04`: a number with its standard error, if that is known."""
    text = say_number(value, error)
    known = value is not None and error is not None and math.isfinite(error) and error > 0
    return f"{text} ± {write_error(error)}" if known and error is not None else text


def say_bits(value: float | None, error: float | None = None, *, signed: bool = False) -> str:
    """`0.8`, or with its sign `+0.3`: an amount of information, to a tenth of a bit, with `± 0.2` if its error is that large."""
    if value is None or not math.isfinite(value):
        return "unknown"
    text = f"{value:+.1f}" if signed else f"{value:.1f}"
    text = "0.0" if text.lstrip("+-") == "0.0" else text.replace("-", "−")
    return text if error is None or not 0.05 <= error < math.inf else f"{text} ± {error:.1f}"


def say_mark(value: float | None, error: float | None = None) -> str:
    """A score: three decimals, or as many as its error supports: `0.11 ± 0.02`."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error) or error <= 0:
        return f"{value:.3f}"
    return f"{write_number(value, error)} ± {write_error(error)}"


def say_name(name: str) -> str:
    """A name for people: `state_not_hollow` becomes `state not hollow`, and `weight:minsk:growth` becomes `minsk: weight of growth`."""
    kind, colon, rest = name.partition(":")
    owner, _, what = rest.partition(":")
    if colon and kind in DRAWS:
        name = f"{owner.replace('.', ' ')}: {DRAWS[kind]}{what}"
    return name.replace(" == ", ": ").replace("_", " ")


def say_list(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def say_count(number: int, one: str, many: str = "") -> str:
    """`1 forecast`, `3 forecasts`, `no forecasts`."""
    name = one if number == 1 else many or f"{one}s"
    return f"{number:,} {name}" if number else f"no {name}"


def open_sentence(text: str) -> str:
    """The text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def list_terms(yardstick: str) -> tuple[Term, ...]:
    """The terms of a yardstick, lowest first. Words with the same range are one term."""
    words: dict[tuple[float, float], list[str]] = {}
    for word, ends in YARDSTICKS[yardstick].items():
        words.setdefault(ends, []).append(word)
    return tuple(Term(tuple(of), low, high) for (low, high), of in sorted(words.items()))
