"""Periods of every kind: their labels, lengths and calendar, and the period that contains a date."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from example_files import SMALL, read

from lynchpin.language import check_text
from lynchpin.language.clocks import find_period, find_time, list_calendar
from lynchpin.language.dates import KINDS, Date, Kind, find_date, guess_label, read_label, write_label
from lynchpin.language.records import Assessment, Clock

QUARTERS = "clock: {start: 2025-Q1, end: 2026-Q4}"


def make(clock: str, extra: str = "") -> Assessment:
    """The small file with another clock, and without its dated event."""
    text = SMALL.replace(QUARTERS, f"clock: {clock}")
    kept = [line for line in text.splitlines() if "election" not in line and "2026-Q3" not in line]
    return read("\n".join(kept) + "\n" + extra)


def make_clock(clock: str) -> Clock:
    return make(clock).clock


def test_days_go_through_a_leap_day() -> None:
    clock = make_clock("{start: 2020-02-27, end: 2020-03-02}")
    assert clock.labels == ("2020-02-27", "2020-02-28", "2020-02-29", "2020-03-01", "2020-03-02")
    assert clock.years == tuple(k / 365.25 for k in range(5))
    assert clock.month == (2, 2, 2, 3, 3)
    assert find_period(clock, "2020-02-29") == 2
    assert "2021-02-29" not in make_clock("{start: 2021-02-27, end: 2021-03-02}").labels
    assert read_label("2021-02-29") is None


def test_weeks_go_through_a_year_of_53_weeks() -> None:
    clock = make_clock("{start: 2020-W51, end: 2021-W02}")
    assert clock.labels == ("2020-W51", "2020-W52", "2020-W53", "2021-W01", "2021-W02")
    assert clock.calendar_year == (2020, 2020, 2020, 2021, 2021)
    assert [find_period(clock, day) for day in ("2020-12-27", "2020-12-28", "2021-01-03", "2021-01-04")] == [1, 2, 2, 3]
    assert read_label("2021-W53") is None
    assert clock.length == 7 / 365.25


def test_fiscal_quarters_have_the_number_of_the_year_in_which_they_end() -> None:
    clock = make_clock("{start: FY2025-Q1, end: FY2026-Q2, year_starts: 04}")
    assert clock.labels == ("FY2025-Q1", "FY2025-Q2", "FY2025-Q3", "FY2025-Q4", "FY2026-Q1", "FY2026-Q2")
    assert (clock.calendar_year, clock.quarter) == ((2025, 2025, 2025, 2025, 2026, 2026), (1, 2, 3, 4, 1, 2))
    assert clock.month == (4, 7, 10, 1, 4, 7)
    assert [find_period(clock, day) for day in ("2024-03-31", "2024-04-01", "2025-03-31", "2025-04", "FY2026-Q2")] == [None, 0, 3, 4, 5]
    assert find_time(clock, "FY2025-Q3") == find_time(clock, "2024-10-01") == 0.5
    assert make_clock("{start: FY2025, end: FY2026, year_starts: 1}").month == (1, 1)


@pytest.mark.parametrize("starts", range(1, 13))
def test_fiscal_years_are_those_of_pandas(starts: int) -> None:
    """pandas, too, names a fiscal year after the year in which it ends."""
    month = datetime.date(2000, (starts - 2) % 12 + 1, 1).strftime("%b").upper()
    for day in pd.date_range("2023-01-01", "2026-12-31", freq="17D"):
        period = day.to_period(f"Q-{month}")
        date = find_date("quarter", day.toordinal(), starts)
        assert write_label(date) == f"FY{period.qyear}-Q{period.quarter}"
        assert (date.first, date.last) == (period.start_time.toordinal(), period.end_time.toordinal())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("starts", [None, 1, 4, 10])
def test_labels_are_read_as_they_are_written(kind: Kind, starts: int | None) -> None:
    first = datetime.date(2019, 12, 20).toordinal()
    for day in range(first, first + 500):
        date = find_date(kind, day, starts)
        assert date.first <= day <= date.last
        assert read_label(write_label(date), starts) == date
        assert Date(kind, date.number + 1, date.year_starts).first == date.last + 1


def test_a_step_other_than_that_of_the_dates() -> None:
    assert make_clock("{start: 2020-03-01, end: 2020-06-08, step: month}").labels == ("2020-03", "2020-04", "2020-05", "2020-06")
    assert make_clock("{start: 2020-03-01, end: 2020-03-10, step: week}").labels == ("2020-W09", "2020-W10", "2020-W11")
    months = make_clock("{start: 2025, end: 2026-Q1, step: month}").labels
    assert (months[0], months[-1], len(months)) == ("2025-01", "2026-03", 15)
    fiscal = make_clock("{start: 2024-04-01, end: 2026-03-31, step: quarter, year_starts: 4}").labels
    assert (fiscal[0], fiscal[-1]) == ("FY2025-Q1", "FY2026-Q4")


def test_a_day_falls_into_its_period_everywhere() -> None:
    evidence = "evidence:\n" + "".join(
        f"  - {{on: {day}, event: rupture, reliability: 0.6, cite: memo p9}}\n"
        for day in ("2026-09-14", "2026-07-01", "2026-Q3", "2026-08")
    )
    policies = "policies:\n  early: {sets: {anger: 0.1}, from: 2025-08-09, cite: memo p1}\n"
    a = read(SMALL.replace("[2025-Q3, 2026-Q3]", "[2026-09-30, 2025-02-01]") + evidence + policies)
    assert [item.period for item in a.evidence] == [6, 6, 6, 6]
    assert [item.label for item in a.evidence] == ["2026-09-14", "2026-07-01", "2026-Q3", "2026-08"]
    assert a.policies["early"].start == 2
    assert a.events["election"].on == (0, 6)


def test_a_date_is_the_time_of_its_start_in_any_form() -> None:
    quarters = read(SMALL).clock
    assert find_time(quarters, "2026-07") == find_time(quarters, "2026-Q3") == find_time(quarters, "2026-07-01") == 1.5
    assert find_time(quarters, "2026-07-16") == pytest.approx(1.5 + 15 / 31 / 12, abs=1e-15)
    days = make_clock("{start: 2024-01-01, end: 2024-12-31}")
    assert find_time(days, "2024-03") == find_time(days, "2024-03-01") == 60 / 365.25
    assert find_time(days, "2023-12-31") == -1 / 365.25


def test_the_calendar_continues_after_the_end_of_the_clock() -> None:
    days = make_clock("{start: 2020-02-28, end: 2020-02-28}")
    assert [row[3] for row in list_calendar(days, 3)] == [2, 2, 3]
    last = list_calendar(make_clock("{start: 9998, end: 9999}"), 4)
    assert [row[0] for row in last] == [0, 1, 2, 3]


def test_evidence_from_after_a_day_is_a_warning() -> None:
    text = SMALL.replace("question:", "date: 2025-08-09\nquestion:", 1)
    dated = text + "evidence:\n  - {on: 2025-08-09, event: rupture, cite: memo p9}\n  - {on: 2025-08-10, not: rupture, cite: memo p9}\n"
    found = [d for d in check_text(dated).diagnostics if d.id == "evidence-after-date"]
    assert len(found) == 1
    assert "2025-08-10" in found[0].message


@pytest.mark.parametrize(
    ("written", "label"),
    [("14.9.2026", "2026-09-14"), ("2026/9/14", "2026-09-14"), ("w9 2020", "2020-W09"), ("FY2025 q3", "FY2025-Q3"), ("30.2.2026", "")],
)
def test_dates_in_other_forms_are_guessed(written: str, label: str) -> None:
    assert guess_label(written) == label
