"""The clock: its periods, the period that contains a date, and dates as years since its start."""

from __future__ import annotations

from calendar import monthrange
from datetime import date as calendar_date

from lynchpin.errors import Place
from lynchpin.language.dates import DAYS_OF, MONTHS_OF, Date, Kind, count_months, find_date, read_label, write_label
from lynchpin.language.records import Clock
from lynchpin.language.records.basics import Method

MAX_PERIODS = 1_200
MAX_SUBSTEPS = 100_000
"""The highest number of sub-steps in all periods together."""
DAYS_PER_YEAR = 365.25


def build_clock(
    start: Date, end: Date, place: Place, *, year_starts: int | None = None, within: int = 1, method: Method = "euler"
) -> Clock:
    """Return the clock from `start` to `end`.

    Args:
        start: The first period.
        end: The last period, of the same kind.
        place: Where the clock is declared.
        year_starts: The month in which fiscal years start, if the file has them.
        within: The number of sub-steps in a period.
        method: The method of integration.
    """
    kind = start.kind
    dates = [Date(kind, number, start.year_starts) for number in range(start.number, end.number + 1)]
    rows = [describe_date(date, start, year_starts) for date in dates]
    return Clock(
        kind=kind,
        labels=tuple(write_label(date) for date in dates),
        years=tuple(row[0] for row in rows),
        calendar_year=tuple(row[1] for row in rows),
        quarter=tuple(row[2] for row in rows),
        month=tuple(row[3] for row in rows),
        length=MONTHS_OF[kind] / 12 if kind in MONTHS_OF else DAYS_OF[kind] / DAYS_PER_YEAR,
        place=place,
        year_starts=year_starts,
        within=within,
        method=method,
    )


def describe_date(date: Date, start: Date, year_starts: int | None) -> tuple[float, int, int, int]:
    """Return the years from the start of the clock to the start of a period, and its year, quarter and month, each counted from 1.

    Year and quarter are fiscal if the file has fiscal years. A week belongs to the month, quarter and year of its Thursday, as in ISO 8601.

    Args:
        date: The period.
        start: The first period of the clock.
        year_starts: The month in which fiscal years start, if the file has them.
    """
    day = min(date.first + (3 if date.kind == "week" else 0), calendar_date.max.toordinal())
    months = count_months(day, year_starts)
    return _measure_years(date.first, start), months // 12, months % 12 // 3 + 1, calendar_date.fromordinal(day).month


def _measure_years(day: int, start: Date) -> float:
    """Return the years from the start of a period to the start of a day.

    Periods of whole months are counted in months, each a twelfth of a year, so that a date has the same time in every form. Other
    periods are counted in days.

    Args:
        day: The day.
        start: The first period of the clock.
    """
    if start.kind in DAYS_OF:
        return (day - start.first) / DAYS_PER_YEAR
    on = calendar_date.fromordinal(day)
    months = count_months(day) - count_months(start.first)
    return (months + (on.day - 1) / monthrange(on.year, on.month)[1]) / 12


def find_first(clock: Clock) -> Date:
    """Return the first period of a clock."""
    first = read_label(clock.labels[0], clock.year_starts)
    assert first is not None
    return first


def list_calendar(clock: Clock, length: int) -> list[tuple[float, int, int, int]]:
    """Return what `describe_date` returns for the first periods of a clock, and for those after its end.

    Args:
        clock: The clock.
        length: The number of periods.
    """
    start, rows = find_first(clock), list(zip(clock.years, clock.calendar_year, clock.quarter, clock.month, strict=True))
    for number in range(start.number + len(rows), start.number + length):
        try:
            rows.append(describe_date(Date(start.kind, number, start.year_starts), start, clock.year_starts))
        except (ValueError, OverflowError):  # beyond the year 9999
            rows.append((rows[-1][0] + clock.length, *rows[-1][1:]))
    return rows[:length]


def find_time(clock: Clock, label: str) -> float:
    """Return the years from the start of a clock to the start of a date, which may lie outside the clock.

    Args:
        clock: The clock.
        label: The label of the date.
    """
    date = read_label(label, clock.year_starts)
    assert date is not None
    return _measure_years(date.first, find_first(clock))


def find_period(clock: Clock, label: str) -> int | None:
    """Return the index of the period of a clock that contains a date, or None if there is no such period.

    Args:
        clock: The clock.
        label: The label of the date.
    """
    date = read_label(label, clock.year_starts)
    ends = None if date is None else find_ends(clock, date)
    if ends is None or ends[0] != ends[1]:
        return None
    index = ends[0].number - find_first(clock).number
    return index if 0 <= index < len(clock.labels) else None


def find_ends(clock: Clock, date: Date) -> tuple[Date, Date]:
    """Return the periods of the clock's kind that contain the first and the last day of a date.

    Args:
        clock: The clock.
        date: The date.
    """
    kind: Kind = clock.kind
    return find_date(kind, date.first, clock.year_starts), find_date(kind, date.last, clock.year_starts)
