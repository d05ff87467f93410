"""Dates such as `2025-Q1`, `2025-01` and `2025`, and the clock between two of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as calendar_date
from typing import Literal

from lynchpin.errors import Place
from lynchpin.language.records import Clock

Kind = Literal["year", "quarter", "month"]
MAX_PERIODS = 1_200
PER_YEAR: dict[Kind, int] = {"year": 1, "quarter": 4, "month": 12}
_LABEL = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?\Z")
_OTHER_FORMS = (
    re.compile(r"(?P<year>\d{4})[-/. ]?(?P<part>[qQ][1-4])"),
    re.compile(r"(?P<part>[qQ][1-4])[-/. ]?(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[/.](?P<part>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})-(?P<part>\d)"),
    re.compile(r"(?P<part>\d{1,2})[-/.](?P<year>\d{4})"),
)
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\Z")


@dataclass(frozen=True, slots=True)
class Date:
    """A period of the calendar: its kind, its year, and its index within the year, from 0."""

    kind: Kind
    year: int
    part: int

    @property
    def number(self) -> int:
        """Number of periods of this kind since year 0."""
        return self.year * PER_YEAR[self.kind] + self.part


def read_label(text: str) -> Date | None:
    """Return the date of a label, or None if the text is not a label."""
    match = _LABEL.match(text)
    if match is None:
        return None
    if match["quarter"]:
        return Date("quarter", int(match["year"]), int(match["quarter"]) - 1)
    if match["month"]:
        return Date("month", int(match["year"]), int(match["month"]) - 1)
    return Date("year", int(match["year"]), 0)


def is_date(text: str) -> bool:
    """Return whether a text is a label or a day such as `2019-12-07`."""
    return _LABEL.match(text) is not None or (_DAY.match(text) is not None and _is_day(text))


def _is_day(text: str) -> bool:
    """Return whether the calendar has this day, unlike `2025-02-31`."""
    try:
        calendar_date.fromisoformat(text)
    except ValueError:
        return False
    return True


def guess_label(text: str) -> str:
    """Return the label for a date in another form, such as `Q3 2026`, `2026q3` or `7/2026`; empty if it is not clear."""
    for form in _OTHER_FORMS:
        match = form.fullmatch(text.strip())
        if match is None:
            continue
        part = match["part"].lower().lstrip("q")
        label = f"{match['year']}-Q{part}" if "q" in match["part"].lower() else f"{match['year']}-{int(part):02}"
        if read_label(label) is not None:
            return label
    return ""


def find_period_of_day(text: str, kind: Kind) -> str | None:
    """Return the label of the period that contains a day or a shorter period.

    Args:
        text: A day or a label, such as `2020-08-09`.
        kind: The kind of period to return, such as a quarter, which gives `2020-Q3`.

    Returns:
        The label, or None if the text is neither a day nor a label, or is a longer period.
    """
    match = _DAY.match(text)
    date = Date("month", int(match["year"]), int(match["month"]) - 1) if match else read_label(text)
    if date is None or PER_YEAR[date.kind] < PER_YEAR[kind]:
        return None
    return write_label(Date(kind, date.year, date.part * PER_YEAR[kind] // PER_YEAR[date.kind]))


def write_label(date: Date) -> str:
    """Return the label of a date."""
    if date.kind == "year":
        return f"{date.year:04d}"
    return f"{date.year:04d}-Q{date.part + 1}" if date.kind == "quarter" else f"{date.year:04d}-{date.part + 1:02d}"


def build_clock(start: Date, end: Date, place: Place) -> Clock:
    """Return the clock from `start` to `end`.

    Args:
        start: The first period.
        end: The last period, of the same kind.
        place: Where the clock is declared.
    """
    per_year = PER_YEAR[start.kind]
    numbers = range(start.number, end.number + 1)
    dates = [Date(start.kind, number // per_year, number % per_year) for number in numbers]
    months = [date.part * (12 // per_year) + 1 for date in dates]
    return Clock(
        kind=start.kind,
        labels=tuple(write_label(date) for date in dates),
        years=tuple((date.number - start.number) / per_year for date in dates),
        calendar_year=tuple(date.year for date in dates),
        quarter=tuple((month - 1) // 3 + 1 for month in months),
        month=tuple(months),
        length=1 / per_year,
        place=place,
    )


def find_period(clock: Clock, label: str) -> int | None:
    """Return the index of the period with this label, or None if the clock has none.

    Args:
        clock: The clock.
        label: The label.
    """
    date, first = read_label(label), read_label(clock.labels[0])
    if date is None or first is None or date.kind != first.kind:
        return None
    index = date.number - first.number
    return index if 0 <= index < len(clock.labels) and clock.labels[index] == label else None


def find_start(text: str) -> tuple[int, int, int] | None:
    """Return the year, month and day on which a label or day starts, or None if it is neither."""
    if (day := _DAY.match(text)) is not None:
        return int(day["year"]), int(day["month"]), int(text[-2:])
    date = read_label(text)
    return None if date is None else (date.year, date.part * 12 // PER_YEAR[date.kind] + 1, 1)


def find_end(text: str) -> tuple[int, int, int] | None:
    """Return the year, month and day (31 for the last of any month) on which a label or day ends, or None if it is neither."""
    if _DAY.match(text) is not None:
        return find_start(text)
    date = read_label(text)
    return None if date is None else (date.year, (date.part + 1) * 12 // PER_YEAR[date.kind], 31)
