"""Signposts in words, tables and charts: lengths of time in units of the clock, alarms only for bad news."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asked import ask

from lynchpin.presentation.charts.indicators import draw_indicators, list_areas
from lynchpin.presentation.sentences.signposts import describe, format_threshold, name_signal
from lynchpin.presentation.tables.signposts import order_signposts, tabulate_indicators
from lynchpin.presentation.tables.table import Table
from lynchpin.questions.signposts.question import SignpostsFinding
from lynchpin.statistics.estimates import Estimate


def read(table: Table, column: str) -> list[str]:
    k = table.heads.index(column)
    return [row[k] for row in table.rows]


ONE = Estimate(1.0, 0.0)


def make_leading(lead_time: Estimate | None = ONE) -> SignpostsFinding:
    """The finding with an indicator that leads from 2025-Q2 on."""
    signposts = ask(SignpostsFinding)
    first, *rest = signposts.indicators
    return replace(signposts, indicators=(replace(first, lead=1, lead_time=lead_time), *rest))


def test_without_a_lead_the_best_indicator_is_named_and_no_more_is_claimed() -> None:
    text = describe(ask(SignpostsFinding))
    assert text.startswith(
        "No indicator reliably shows in advance whether the answer is “yes”. The best is “arrears as reported in the press”"
    )
    assert text.endswith("when “arrears as reported in the press” says most.")


def test_a_lead_is_told_in_units_of_the_clock() -> None:
    assert "from 2025-Q2, on average 1 quarter before it is decided." in describe(make_leading())
    assert "on average 3.2 ± 0.1 quarters before" in describe(make_leading(Estimate(3.21, 0.1)))
    assert "from 2025-Q2. A value above " in describe(make_leading(None))
    monthly = replace(make_leading(), model=replace(ask(SignpostsFinding).model, period_length=1 / 12))
    assert "1 month before" in describe(monthly)
    odd = replace(make_leading(Estimate(2.0, 0.0)), model=replace(ask(SignpostsFinding).model, period_length=0.4))
    assert "2 periods before" in describe(odd)


@pytest.mark.parametrize(("good", "signal"), [({}, "signal"), ({"yes": True}, "signal"), ({"yes": False}, "alarm")])
def test_only_bad_news_is_an_alarm(good: dict[str, bool], signal: str) -> None:
    signposts = replace(make_leading(), model=replace(make_leading().model, good=good))
    assert name_signal(signposts) == signal
    assert f"(false {signal}s)" in describe(signposts)
    assert f"false {signal}s" in tabulate_indicators(signposts).heads


def test_thresholds_have_the_unit_of_what_is_watched() -> None:
    """`watch: arrears` is in billions of dollars, as the stock is; a comparison is a plain number."""
    signposts = ask(SignpostsFinding)
    units = {row["name"]: row["unit"] for row in signposts.to_dict()["indicators"]}
    assert units["unpaid"] == "billion USD"
    cells = dict(zip(units, (format_threshold(signposts, s) for s in signposts.indicators), strict=True))
    assert cells["unpaid"].endswith(" billion USD")
    assert any(cells["unpaid"] in row for row in tabulate_indicators(signposts).rows)


def test_what_cannot_be_judged_is_said() -> None:
    signposts = ask(SignpostsFinding)
    assert "is the same in nearly all of these futures" in describe(replace(signposts, alike=True))
    early = replace(signposts, indicators=tuple(replace(s, at=None) for s in signposts.indicators))
    assert "decided so early that no indicator can be judged" in describe(early)
    assert draw_indicators(early) is None


def test_the_watch_list_comes_first_with_meanings_and_current_values() -> None:
    signposts = ask(SignpostsFinding)
    table = tabulate_indicators(signposts, now={"unpaid": "1.2"})
    assert table.rows[0][:3] == ("unpaid", "Arrears as reported in the press", "watch")
    assert read(table, "now")[0] == "1.2"
    assert "now" not in tabulate_indicators(signposts).heads
    assert order_signposts(signposts)[0].name == signposts.watch[0].name


def test_the_chart_has_the_areas_of_the_finding() -> None:
    signposts = ask(SignpostsFinding)
    figure = draw_indicators(signposts)
    assert figure is not None
    unpaid = next(s for s in signposts.indicators if s.name == "unpaid")
    shown = [r["share"] for r in figure.data.records() if r["name"] == "arrears as reported in the press"]
    assert shown == [a for a in list_areas(unpaid) if a is not None]
    assert all(a >= 0.5 for a in shown)
