"""Every question understands events with states, and so do saved runs, the terminal and the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import lynchpin as lp
from lynchpin.engine.results.parquet import read_group
from lynchpin.presentation.charts.states import draw_states
from lynchpin.presentation.figure import FULL, NARROW
from lynchpin.presentation.naming import name_watched
from lynchpin.presentation.states import State
from lynchpin.presentation.tables.forecast import tabulate_states
from lynchpin.presentation.trends import tabulate_state_trends
from lynchpin.questions.forecast.question import measure_forecast
from lynchpin.questions.scenarios.stories import tell_future
from lynchpin.questions.signposts.question import find_signposts, read_observations

N = 2_000
TEXT = """\
lynchpin: 1
title: A market
question: Does the bank fail?
clock: {start: 2025-Q1, end: 2026-Q4}
answers: {yes: [failed]}
parameters:
  fear: {value: "uniform(0.1, 0.3)", judgement: j}
events:
  market:
    from:
      calm: {calm: 1 - fear, tense: fear}
      tense: {calm: 0.3, tense: 0.4, crisis: 0.3}
      crisis: {tense: 0.4, crisis: 0.6}
    starts: calm
    states: [calm, tense, crisis]
    means: the mood of the market
    judgement: j
  run: {chance: 0.4, when: market == crisis, once: true, judgement: j}
assumptions:
  guarded: {claim: The guarantee is believed, credence: 0.7, fails: {fear: "uniform(0.4, 0.6)"}, judgement: j}
policies:
  pledge: {sets: {fear: 0.05}, judgement: j}
outcomes:
  failed: {when: ever(run)}
  stands: otherwise
evidence:
  - {on: 2025-Q3, event: market, state: tense, reliability: 0.8, judgement: j}
  - {not: run, from: 2025-Q1, through: 2025-Q4, judgement: j}
forecasts:
  crisis: {claim: There will be a crisis, by: a bank, stated: 30%, event: ever(market == crisis), resolves: 2026-12-31, resolved: yes, cite: press p1}
  rush:
    claim: In a crisis there is a run
    by: a bank
    stated: 30%
    given: {claim: There is a crisis, event: ever(market == crisis), resolves: 2026-12-31, resolved: yes, cite: press p1}
    event: ever(run)
    resolves: 2026-12-31
    resolved: no
    cite: press p1
claims:
  mood: {at: memo p1, says: Markets turn, carried_by: [market]}
sources: {memo: {title: A memo}, press: {title: The year on the market, date: 2027-01}}
"""


@cache
def assessment() -> lp.Assessment:
    return lp.load_text(TEXT)


@cache
def futures() -> lp.Futures:
    return lp.simulate(assessment(), futures=N, seed=1)


def test_forecast_has_the_share_of_each_state_with_its_error() -> None:
    finding = measure_forecast(futures())
    path = futures().states["market"]
    shares = np.stack([(path == s).mean(axis=1) for s in range(3)], axis=1)
    np.testing.assert_allclose(finding.states["market"], shares)
    found = finding.to_dict()
    assert list(found["states"]["market"]) == ["calm", "tense", "crisis"]
    assert found["standard_errors"]["states"]["market"]["tense"][3] == pytest.approx(np.sqrt(shares[3, 1] * (1 - shares[3, 1]) / N))
    assert list(found["events"]) == ["run"]


def test_a_conditional_forecast_has_a_probability_where_its_condition_occurs() -> None:
    path, run = futures().states["market"], futures().events["run"].any(axis=0)
    crisis = (path == 2).any(axis=0)
    np.testing.assert_array_equal(futures().forecasts["rush"], np.where(crisis, run, -1.0))
    assert set(measure_forecast(futures()).modelled) == {"crisis"}  # `run` has no number for what depends on a condition
    score = {s.forecast.name: s for s in lp.score(futures()).forecasts}
    assert score["rush"].model is not None
    assert score["rush"].model.value == pytest.approx(run[crisis].mean())


def test_tables_list_every_state() -> None:
    state = State.of_forecast(measure_forecast(futures()))
    table, trends = tabulate_states(state), tabulate_state_trends(state, 20)
    assert (
        [str(row[0]) for row in table.rows] == ["market: calm", "market: tense", "market: crisis"] == [str(row[0]) for row in trends.rows]
    )
    assert table.rows[0][1] == "100%"
    assert tabulate_states(State.of_forecast(measure_forecast(lp.simulate("gas-dispute", futures=256)))).rows == ()


def test_chart_has_a_band_for_each_state() -> None:
    figure = draw_states(State.of_forecast(measure_forecast(futures())))
    assert figure is not None
    assert "“calm” 100%" in figure.alternative
    assert len(figure.data.rows) == 3 * 8
    for width in (NARROW, FULL):
        chart = figure.draw(width).to_dict()
        assert "market" in str(chart)


def test_stories_name_changes_of_state() -> None:
    path = futures().states["market"]
    place = int(np.flatnonzero((path == 2).any(axis=0))[0])
    told = str(tell_future(futures(), place))
    assert "2025-Q1: market is calm" in told
    assert "market is crisis" in told


def test_signposts_watch_states_while_they_last() -> None:
    seen = read_observations(futures())
    np.testing.assert_array_equal(seen["market == tense"], futures().states["market"] == 1)
    names = [s.name for s in find_signposts(futures()).indicators]
    assert {"market == calm", "market == tense", "market == crisis"} <= set(names)
    assert name_watched(futures().model, "market == crisis") == "“market: crisis”"


def test_saved_futures_have_the_states_as_codes_with_their_names(tmp_path: Path) -> None:
    (file,) = lp.to_parquet(futures(), tmp_path)
    again = read_group(file, futures().model, futures().draws, N)
    assert again is not None
    for run in (futures(), again):
        data = lp.to_xarray(run)
        np.testing.assert_array_equal(data["market"].values, futures().states["market"])
        np.testing.assert_array_equal(run.forecasts["rush"], futures().forecasts["rush"])
        assert data["market"].attrs["flag_meanings"] == "calm tense crisis"


@pytest.mark.slow
@pytest.mark.parametrize("question", ["stress", "drivers", "scenarios", "signposts", "policies", "update", "score", "coverage"])
def test_every_question_answers(question: str) -> None:
    own = {} if question == "coverage" else {"futures": N}
    finding = getattr(lp, question)(assessment(), **own)
    assert finding.to_dict()
    assert str(finding)


@pytest.mark.slow
def test_compare_explains_a_change_of_a_table() -> None:
    later = lp.load_text(TEXT.replace("crisis: {tense: 0.4, crisis: 0.6}", "crisis: {tense: 0.8, crisis: 0.2}"))
    (change,) = lp.compare(assessment(), later, futures=N).to_dict()["changes"]
    assert change["path"] == "events.market.from"
    other = lp.load_text(TEXT.replace("crisis", "panic"))
    assert lp.compare(assessment(), other, futures=N).to_dict()["changes"]


@pytest.mark.slow
def test_the_page_shows_states(tmp_path: Path) -> None:
    _, (page, *_) = lp.write_page(assessment(), tmp_path / "page.html", futures=N)
    text = page.read_text(encoding="utf-8")
    assert "States over time" in text
    assert "market: crisis" in text
