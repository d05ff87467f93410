"""Records that every section uses: values, citations, the clock, and what any entry may carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lynchpin.errors import Place

Kind = Literal["number", "normal", "lognormal", "uniform", "triangular", "pert", "beta", "truncated", "choice"]
Basis = Literal["cited", "reading", "judged", "unsupported"]
"""What a number rests on: it is in a source; a source gives its direction and the author chose the number; a judgement; or nothing."""
Method = Literal["euler", "rk4"]


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a distribution, in the unit of its quantity.

    Attributes:
        kind: The family of the distribution. A range `A to B` has become a lognormal or a normal, words a uniform or a number.
        numbers: The parameters of the family: number (x), normal (mean, sd), lognormal (mean and sd of the logarithm),
            uniform (low, high), triangular and pert (low, mode, high), beta (a, b, low, high), truncated (low, high), choice (values).
        text: The value as the author wrote it.
        place: Where it is in the file.
        inner: The distribution that `truncated` truncates.
        chances: The probabilities of the values of `choice`.
        words: The words of estimative probability, if the value was given by words.
    """

    kind: Kind
    numbers: tuple[float, ...]
    text: str
    place: Place
    inner: Value | None = None
    chances: tuple[float, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The name of a source and a locator in it: `memo p2`."""

    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class About:
    """What any entry may carry: its meaning, unit, citations and judgement, and where it is declared.

    `vary` is by which part of their size its numbers are varied to see how much they matter; None if the file does not say.
    """

    place: Place
    means: str = ""
    unit: str = ""
    citations: tuple[Citation, ...] = ()
    judgement: str = ""
    vary: float | None = None

    @property
    def basis(self) -> Basis:
        """Cited with a citation alone, a reading with a judgement as well, judged with a judgement alone, otherwise unsupported."""
        if self.citations:
            return "reading" if self.judgement else "cited"
        return "judged" if self.judgement else "unsupported"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source that entries may cite."""

    author: str
    title: str
    date: str
    url: str
    place: Place
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """The periods of the assessment.

    Attributes:
        kind: What a period is.
        labels: One label per period.
        years: Years from the start of the clock to the start of each period.
        calendar_year: The year of each period (the fiscal year, if the file has them).
        quarter: The quarter of each period in that year, from 1.
        month: The calendar month in which each period starts, from 1.
        length: The length of a period in years, such as 1/4. A year has 365.25 days.
        place: Where the clock is declared.
        year_starts: The month in which fiscal years start, from 1; None if the file has no fiscal years.
        within: The number of sub-steps in which stocks are integrated in each period.
        method: The method of integration.
    """

    kind: Literal["day", "week", "month", "quarter", "year"]
    labels: tuple[str, ...]
    years: tuple[float, ...]
    calendar_year: tuple[int, ...]
    quarter: tuple[int, ...]
    month: tuple[int, ...]
    length: float
    place: Place
    year_starts: int | None = None
    within: int = 1
    method: Method = "euler"
