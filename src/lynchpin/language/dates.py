"""Dates such as `2025`, `2025-Q1`, `2025-01`, `2020-W09`, `2020-03-01` and `FY2025-Q1`, and the days that each of them covers.

Days are counted as `datetime.date.toordinal` does. Weeks are those of ISO 8601. A fiscal year has the number of the calendar year in which
it ends: with years that start in April, `FY2025` is April 2024 to March 2025.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date as calendar_date
from typing import Literal

Kind = Literal["day", "week", "month", "quarter", "year"]
KINDS: tuple[Kind, ...] = ("day", "week", "month", "quarter", "year")
"""Kinds of periods from the shortest to the longest."""
MONTHS_OF: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12}
"""Months in a period, for the kinds that consist of whole months."""
DAYS_OF: dict[Kind, int] = {"day": 1, "week": 7}
"""Days in a period, for the other kinds."""

_LABEL = re.compile(
    r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-W(?P<week>0[1-9]|[1-4]\d|5[0-3])"
    r"|-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?)?\Z"
)
_FISCAL = re.compile(r"FY(?P<year>\d{4})(?:-Q(?P<quarter>[1-4]))?\Z")
_OTHER_FORMS = (
    re.compile(r"(?P<fiscal>FY)?(?P<year>\d{4})[-/. ]?(?P<part>[qQwW]\d{1,2})"),
    re.compile(r"(?P<part>[qQwW]\d{1,2})[-/. ]?(?P<fiscal>FY)?(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[-/.](?P<part>\d{1,2})[-/.](?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[.](?P<part>\d{1,2})[.](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[/.](?P<part>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})-(?P<part>\d)"),
    re.compile(r"(?P<part>\d{1,2})[-/.](?P<year>\d{4})"),
)


@dataclass(frozen=True, slots=True)
class Date:
    """A period of the calendar.

    Attributes:
        kind: What it is.
        number: Its position among the periods of its kind. Adjacent periods have adjacent numbers.
        year_starts: The month in which its fiscal year starts; None for a period of the calendar.
    """

    kind: Kind
    number: int
    year_starts: int | None = None

    @property
    def first(self) -> int:
        """Its first day."""
        if self.kind in DAYS_OF:
            return DAYS_OF[self.kind] * self.number + (1 if self.kind == "week" else 0)
        year, month = divmod(MONTHS_OF[self.kind] * self.number - find_shift(self.year_starts), 12)
        return calendar_date(year, month + 1, 1).toordinal()

    @property
    def last(self) -> int:
        """Its last day."""
        if self.kind in DAYS_OF:
            return min(self.first + DAYS_OF[self.kind] - 1, calendar_date.max.toordinal())
        year, month = divmod(MONTHS_OF[self.kind] * (self.number + 1) - 1 - find_shift(self.year_starts), 12)
        return calendar_date(year, month + 1, monthrange(year, month + 1)[1]).toordinal()


def find_shift(year_starts: int | None) -> int:
    """Return how many months before the calendar year a fiscal year starts: 9 if years start in April, as `FY2025` starts in April 2024."""
    return 0 if year_starts is None else (13 - year_starts) % 12


def count_months(day: int, year_starts: int | None = None) -> int:
    """Return the number of months from year 0 to the month of a day.

    Args:
        day: The day.
        year_starts: The month in which fiscal years start; None counts calendar years.
    """
    on = calendar_date.fromordinal(day)
    return 12 * on.year + on.month - 1 + find_shift(year_starts)


def find_date(kind: Kind, day: int, year_starts: int | None = None) -> Date:
    """Return the period of a kind that contains a day.

    Args:
        kind: The kind of period.
        day: The day.
        year_starts: The month in which fiscal years start; None for quarters and years of the calendar.
    """
    if kind in DAYS_OF:
        return Date(kind, day if kind == "day" else (day - 1) // 7)
    fiscal = None if kind == "month" else year_starts
    return Date(kind, count_months(day, fiscal) // MONTHS_OF[kind], fiscal)


def read_label(text: str, year_starts: int | None = None) -> Date | None:
    """Return the date of a label, or None if the text is not a label or the calendar does not have it, such as `2025-02-31`.

    Args:
        text: The text.
        year_starts: The month in which fiscal years start. Without it, `FY2025` is not a label.
    """
    fiscal = _FISCAL.match(text)
    match = fiscal or _LABEL.match(text)
    if match is None or int(match["year"]) < 2 or (fiscal is not None and year_starts is None):
        return None
    year, starts = int(match["year"]), year_starts if fiscal is not None else None
    if match["quarter"]:
        return Date("quarter", 4 * year + int(match["quarter"]) - 1, starts)
    if fiscal is not None:
        return Date("year", year, starts)
    try:
        if match["week"]:
            return find_date("week", calendar_date.fromisocalendar(year, int(match["week"]), 4).toordinal())
        if match["day"]:
            return Date("day", calendar_date(year, int(match["month"]), int(match["day"])).toordinal())
    except ValueError:
        return None
    return Date("month", 12 * year + int(match["month"]) - 1) if match["month"] else Date("year", year)


def is_date(text: str, year_starts: int | None = None) -> bool:
    """Return whether a text is a label, such as `2019-12-07` or `2019-Q4`.

    Args:
        text: The text.
        year_starts: The month in which fiscal years start.
    """
    return read_label(text, year_starts) is not None


def is_fiscal(text: str) -> bool:
    """Return whether a text has the form of a fiscal year or of a quarter of one."""
    return _FISCAL.match(text) is not None


def suggest_date(text: str) -> str | None:
    """Return a hint for a text that is not a date; None if it is not clear what was meant."""
    if (match := _LABEL.match(text)) is not None:
        return _describe_calendar(int(match["year"]), int(match["month"] or 0), int(match["day"] or 0), int(match["week"] or 0))
    meant = guess_label(text)
    return f"write `{meant}`" if meant else None


def _describe_calendar(year: int, month: int, day: int, week: int) -> str:
    """Return why a day or week is not in the calendar, such as how many days its month has."""
    if day > (last := monthrange(year, month or 1)[1]):
        return f"{year:04d}-{month:02d} has {last} days"
    return f"{year:04d} has 52 weeks" if week == 53 else "the calendar has no such day or week"


def guess_label(text: str) -> str:
    """Return the label for a date in another form, such as `Q3 2026`, `2026q3`, `7/2026` or `14.9.2026`; empty if it is not clear."""
    for form in _OTHER_FORMS:
        match = form.fullmatch(text.strip())
        if match is None:
            continue
        parts = match.groupdict(default="")
        part, year = parts["part"].upper(), parts.get("fiscal", "") + parts["year"]
        label = f"{year}-{part[0]}{part[1:] if part[0] == 'Q' else part[1:].zfill(2)}" if part[0] in "QW" else f"{year}-{part.zfill(2)}"
        label += f"-{parts['day'].zfill(2)}" if parts.get("day") else ""
        if read_label(label, 1) is not None:
            return label
    return ""


def write_label(date: Date) -> str:
    """Return the label of a date."""
    fiscal = "" if date.year_starts is None else "FY"
    match date.kind:
        case "day":
            return calendar_date.fromordinal(date.number).isoformat()
        case "week":
            year, week, _ = calendar_date.fromordinal(date.first + 3).isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "month":
            return f"{date.number // 12:04d}-{date.number % 12 + 1:02d}"
        case "quarter":
            return f"{fiscal}{date.number // 4:04d}-Q{date.number % 4 + 1}"
        case "year":
            return f"{fiscal}{date.number:04d}"
