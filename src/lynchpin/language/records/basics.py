"""Records that every section uses: values, citations, the clock, and what any entry may carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lynchpin.errors import Place

Kind = Literal["number", "normal", "lognormal", "uniform", "triangular", "pert", "beta", "truncated", "choice"]
Basis = Literal["cited", "reading", "judged", "unsupported"]
"""What a number rests on: it is in a source; a source gives its direction and the author chose the number; a judgement; or nothing."""


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
    """What any entry may carry: its meaning, unit, citations and judgement, and where it is declared."""

    place: Place
    means: str = ""
    unit: str = ""
    citations: tuple[Citation, ...] = ()
    judgement: str = ""

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
        calendar_year: The calendar year of each period.
        quarter: The quarter of each period, from 1.
        month: The month in which each period starts, from 1.
        length: The length of a period in years: 1, 1/4 or 1/12.
        place: Where the clock is declared.
    """

    kind: Literal["year", "quarter", "month"]
    labels: tuple[str, ...]
    years: tuple[float, ...]
    calendar_year: tuple[int, ...]
    quarter: tuple[int, ...]
    month: tuple[int, ...]
    length: float
    place: Place
