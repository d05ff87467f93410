"""Rates, dates and the calendar in models with clocks of every kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lynchpin.engine import Futures

Draw = Callable[..., Futures]

RATES = """\
clock: {clock}
stocks:
  per_day: {{unit: barrel, starts: 0, changes: 2 barrel / day, judgement: t}}
  per_week: {{unit: barrel, starts: 0, changes: 14 barrel / week, judgement: t}}
  per_year: {{unit: barrel, starts: 0, changes: 730.5 barrel / year, judgement: t}}
"""


@pytest.mark.parametrize(
    ("clock", "days"),
    [
        ("{start: 2020-02-28, end: 2020-03-03}", 1),
        ("{start: 2020-W52, end: 2021-W01}", 7),
        ("{start: 2025-01, end: 2025-06}", 365.25 / 12),
        ("{start: 2025-Q1, end: 2026-Q4}", 365.25 / 4),
        ("{start: FY2025-Q1, end: FY2026-Q4, year_starts: 10}", 365.25 / 4),
        ("{start: 2025, end: 2027}", 365.25),
    ],
)
def test_a_rate_is_the_same_in_every_clock(draw: Draw, clock: str, days: float) -> None:
    f = draw(RATES.format(clock=clock), 16)
    for name in ("per_day", "per_week", "per_year"):
        np.testing.assert_allclose(f.stocks[name][:, 0], 2 * days * np.arange(1, len(f.model.periods) + 1), rtol=1e-14)


def test_the_calendar_of_a_fiscal_year(draw: Draw) -> None:
    text = """\
clock: {start: FY2025-Q3, end: FY2026-Q2, year_starts: 04}
parameters: {one: 1}
auxiliaries:
  y: {equals: year * one, judgement: t}
  q: {equals: quarter * one, judgement: t}
  m: {equals: month * one, judgement: t}
  t: {equals: time * one, judgement: t}
  after: {equals: time >= FY2026, judgement: t}
  calendar: {equals: time >= 2025-01, judgement: t}
"""
    a = draw(text, 16).auxiliaries
    np.testing.assert_array_equal([a[name][:, 0] for name in "yqm"], [[2025, 2025, 2026, 2026], [3, 4, 1, 2], [10, 1, 4, 7]])
    np.testing.assert_array_equal(a["t"][:, 0], [0, 0.25, 0.5, 0.75])
    np.testing.assert_array_equal(a["after"][:, 0], [0, 0, 1, 1])
    np.testing.assert_array_equal(a["calendar"][:, 0], [0, 1, 1, 1])


def test_days_and_weeks_of_a_leap_year(draw: Draw) -> None:
    text = """\
clock: {clock}
parameters: {{one: 1}}
auxiliaries:
  m: {{equals: month * one, judgement: t}}
  y: {{equals: year * one, judgement: t}}
  march: {{equals: time >= 2020-03, judgement: t}}
events: {{leap: {{on: 2020-02-29}}}}
"""
    days = draw(text.format(clock="{start: 2020-02-28, end: 2020-03-02}"), 16)
    np.testing.assert_array_equal(days.auxiliaries["m"][:, 0], [2, 2, 3, 3])
    np.testing.assert_array_equal(days.auxiliaries["march"][:, 0], [0, 0, 1, 1])
    np.testing.assert_array_equal(days.events["leap"][:, 0], [False, True, False, False])
    weeks = draw(text.format(clock="{start: 2019-12-30, end: 2021-01-03, step: week}"), 16)
    assert (weeks.model.periods[0], weeks.model.periods[-1], len(weeks.model.periods)) == ("2020-W01", "2020-W53", 53)
    np.testing.assert_array_equal(weeks.auxiliaries["y"][:, 0], np.full(53, 2020))
    assert weeks.auxiliaries["m"][[0, 8, 9, 52], 0].tolist() == [1, 2, 3, 12]
    assert weeks.events["leap"][:, 0].nonzero()[0].tolist() == [8]
    assert weeks.auxiliaries["march"][:, 0].nonzero()[0][0] == 9  # the week that starts on 2 March


def test_conditions_on_the_path_may_name_a_day(draw: Draw) -> None:
    text = """\
clock: {start: 2025-Q1, end: 2026-Q4}
stocks: {s: {starts: 0, changes: 1, judgement: t}}
goals: {"at(2025-08-09, s)": 1, "by(2025-05-31, s >= 2)": 1, "by(2025-03, s >= 2)": 1}
"""
    assert [float(goal[0]) for goal in draw(text, 16).goals] == [3, 1, 0]
