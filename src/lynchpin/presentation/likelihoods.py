"""Likelihoods in the words of the file's yardstick.

A sentence never states both a likelihood and a level of confidence (ICD 203, D.6.e). This file writes likelihoods, and `confidence.py`
writes levels of confidence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lynchpin.language.yardsticks import YARDSTICKS
from lynchpin.presentation.numbers import TWO_SIDED_95, format_share
from lynchpin.statistics.writing import BOUND


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

    Attributes:
        word: The term of the range, or the nearest term.
        place: `inside` the range of `word`; `between` the ranges of `word` and `other`; `outside` the scale, next to `word`; at a `border`,
            inside the range of `word` but within the error of that of `other`; or at the `end`, within the error of an end of the scale.
        other: The other term between two ranges or at a border.
        above: Whether `word` is the upper of the two terms, or is at the upper end of the scale.
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


def list_terms(yardstick: str) -> tuple[Term, ...]:
    """Return the terms of a yardstick, lowest first. Words with the same range are one term."""
    words: dict[tuple[float, float], list[str]] = {}
    for word, ends in YARDSTICKS[yardstick].items():
        words.setdefault(ends, []).append(word)
    return tuple(Term(tuple(of), low, high) for (low, high), of in sorted(words.items()))


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
        raise ValueError(f"a probability is between 0 and 1, not {probability}")
    term = _find_term(probability, terms)
    found = Likelihood(term.word, "inside") if term is not None else _place_outside(probability, terms)
    # Outside the scale the figure may be a bound, such as “over 73%”, and the words must say no more than it does.
    errors = BOUND if found.place == "outside" else TWO_SIDED_95
    for reach in (-errors * error, errors * error):
        end = min(1.0, max(0.0, probability + reach))
        other = _find_term(end, terms)
        beyond = other is None and _place_outside(end, terms).place == "outside"
        if term is not None and other is not None and other != term:
            return Likelihood(term.word, "border", other=other.word, above=term.low > other.low)
        if found.place != "between" and (beyond if term is not None else other is not None):
            word = found.word if other is None else other.word
            return Likelihood(word, "end", above=found.above or (term is not None and reach > 0))
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
    """Return the words for an estimated probability; `unknown` if it is NaN, because no future had a finite value.

    Args:
        share: The probability and its standard error.
        terms: The terms of the yardstick.
    """
    return str(find_likelihood(share[0], terms, share[1])) if math.isfinite(share[0]) else "unknown"


def format_likelihood(probability: float, error: float, terms: Sequence[Term]) -> str:
    """Return a probability as words and number: `very unlikely (7.1% ± 0.2)`.

    Args:
        probability: The probability.
        error: Its standard error.
        terms: The terms of the yardstick.
    """
    return f"{find_likelihood(probability, terms, error)} ({format_share(probability, error)})"
