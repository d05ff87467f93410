"""The time of a model as a clock with periods of a day to a year, and sub-steps as long as the model's own step."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from lynchpin.errors import ArgumentError
from lynchpin.importing.document import Value, write_number
from lynchpin.language.clocks import MAX_PERIODS, MAX_SUBSTEPS

_UNITS = {
    "year": "year", "yr": "year", "quarter": "quarter", "month": "month", "mo": "month", "week": "week", "wk": "week", "day": "day",
}  # fmt: skip
START_YEAR = 2000
"""The year in which the clock of a model without dates starts."""
_UNNAMED = "unit of time"
_NEARLY_WHOLE = 1e-6
"""Relative rounding error that a whole number may have."""
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of an imported model.

    Attributes:
        start: The time of the model at which the clock starts.
        step: The step of the model, in its unit of time.
        period: The length of a period, in the model's unit of time.
        periods: The number of periods.
        substeps: The number of steps in a period.
        unit: The calendar unit of the periods.
        word: The model's word for its unit of time, in the singular; `unit of time` if it has none.
        is_calendar: Whether a period is one unit of the model's time, so that its times of day, month or year are real.
    """

    start: float
    step: float
    period: float
    periods: int
    substeps: int
    unit: str
    word: str
    is_calendar: bool

    def describe(self) -> str:
        """Return a comment on how the clock counts the time of the model, or nothing if both have the same dates."""
        if self.is_calendar and self.first_label != f"{START_YEAR}":
            return ""
        if self.is_calendar:
            return f"The model has no dates. Its time {write_number(self.start)} is the start of {START_YEAR}."
        words = self.word if self.period == 1 else "units of time" if self.word == _UNNAMED else f"{self.word}s"
        return (
            f"The model counts time in another unit. One {self.unit} of the clock stands for {write_number(self.period)} "
            f"{words} of the model, and its time {write_number(self.start)} is the start of {START_YEAR}."
        )

    @property
    def first_label(self) -> str:
        """The year in which the clock starts."""
        dated = self.is_calendar and self.unit == "year" and self.start == int(self.start) and 1000 <= self.start <= 3000
        return f"{self.start:.0f}" if dated else f"{START_YEAR}"

    def write(self) -> dict[str, Value]:
        """Return the fields of the clock."""
        year, last = int(self.first_label), self.periods - 1
        match self.unit:
            case "year":
                ends = f"{year}", f"{year + last}"
            case "quarter":
                ends = f"{year}-Q1", f"{year + last // 4}-Q{last % 4 + 1}"
            case "month":
                ends = f"{year}-01", f"{year + last // 12}-{last % 12 + 1:02}"
            case "week":
                monday = datetime.date.fromisocalendar(year, 1, 1) + datetime.timedelta(weeks=last)
                ends = f"{year}-W01", "{}-W{:02}".format(*monday.isocalendar()[:2])
            case _:
                ends = f"{year}-01-01", f"{datetime.date(year, 1, 1) + datetime.timedelta(days=last)}"
        fields: dict[str, Value] = {"start": ends[0], "end": ends[1]}
        return fields if self.substeps == 1 else {**fields, "within": f"{self.substeps}"}


def make_clock(start: float, end: float, step: float, unit: str, delays: tuple[float, ...] = ()) -> Clock:
    """Choose a clock for a model.

    Args:
        start: Its first time.
        end: Its last time.
        step: Its step.
        unit: The word for its unit of time.
        delays: Times of fixed delays. If possible, each is a whole number of periods.

    Raises:
        ArgumentError: The model does not run forward, or has too many steps.
    """
    if not (math.isfinite(start) and math.isfinite(end) and math.isfinite(step) and step > 0 and end > start):
        raise ArgumentError(f"the model runs from {start:g} to {end:g} in steps of {step:g}; it must run forward")
    length = end - start
    if length / step > MAX_SUBSTEPS:
        raise ArgumentError(f"the model has {length / step:,.0f} steps; an assessment has at most {MAX_SUBSTEPS:,}")
    word = singular(unit) or _UNNAMED
    candidates = [*_LENGTHS, *(step * k for k in _LENGTHS)]
    fits = [
        p for p in candidates if _is_whole(p / step) and p >= step * (1 - 1e-9) and math.ceil(length / p - _NEARLY_WHOLE) <= MAX_PERIODS
    ]
    exact = [p for p in fits if _is_whole(length / p)]
    period = ([p for p in exact if all(_is_whole(delay / p) for delay in delays)] or exact or fits)[0]
    is_calendar = period == 1 and word in _UNITS
    return Clock(
        start, step, float(period), math.ceil(length / period - _NEARLY_WHOLE), round(period / step),
        _UNITS[word] if is_calendar else "day", word, is_calendar,
    )  # fmt: skip


def round_delay(time: float, step: float) -> float:
    """Return the time of a fixed delay, which is a whole number of steps and at least one.

    Args:
        time: The time that the model states; a half step is rounded up.
        step: The step of the model.
    """
    return max(1, round(time / step + _NEARLY_WHOLE)) * step


def singular(word: str) -> str:
    """Return a word in lower case and without the ending of a plural."""
    word = " ".join(word.lower().split())
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) else word


def _is_whole(x: float) -> bool:
    return abs(x - round(x)) < _NEARLY_WHOLE * max(1.0, abs(x))
