"""Forecasts in words and tables: the answer with its word, the evidence that a run ignores, warnings, and figures with their digits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from asked import ask
from by_hand import make_futures, make_model

from lynchpin.presentation.likelihoods import list_terms
from lynchpin.presentation.numbers import format_percent, format_share
from lynchpin.presentation.sentences.forecast import describe_answer, describe_ignored, describe_outcomes, describe_unfolding, warn
from lynchpin.presentation.states import Fan, State, measure_move
from lynchpin.presentation.tables.forecast import (
    describe_chosen,
    describe_happened,
    format_quantile,
    tabulate_answers,
    tabulate_outcomes,
    tabulate_stated,
)
from lynchpin.presentation.tables.table import Table
from lynchpin.questions.forecast.question import ForecastFinding, measure_forecast
from lynchpin.questions.forecast.trust import Decisiveness
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.statistics.estimates import Estimate

TERMS = list_terms("icd-203")


def read(table: Table, *columns: str) -> list[tuple[str, ...]]:
    """The cells of these columns, row by row."""
    places = [table.heads.index(c) for c in columns]
    return [tuple(row[k] for k in places) for row in table.rows]


def answer(probability: float, error: float = 0.002, name: str = "yes") -> ForecastFinding:
    """The forecast of the dispute with this probability of its headline answer."""
    return replace(ask(ForecastFinding), headline=name, answers={name: Estimate(probability, error)})


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ((0.12,), "Probability of “yes”: 12.0% (standard error 0.2 points, 4,000 futures), very unlikely."),
        ((0.12, 0.01, "war"), "Probability of “war”: 12% (standard error 1 point, 4,000 futures), very unlikely."),
        ((0.0, 0.0001), "Probability of “yes”: under 0.03% (4,000 futures), below “almost no chance”."),
    ],
)
def test_the_answer_is_introduced_by_what_it_is(given: tuple[Any, ...], text: str) -> None:
    finding = answer(*given)
    assert describe_answer(finding) == text
    assert str(finding).startswith(text)


def test_a_run_says_that_it_ignores_the_evidence() -> None:
    run = ask(ForecastFinding)
    assert describe_ignored(run) == "This ignores the file's 4 items of evidence; `lynchpin update` uses them."
    assert describe_ignored(run) in str(run)
    assert describe_ignored(ask(UpdateFinding).forecast) == ""
    silent = measure_forecast(make_futures(outcome=[True, False]))
    assert describe_ignored(silent) == ""


def test_the_most_probable_outcomes_by_their_meanings() -> None:
    state = State.of_forecast(ask(ForecastFinding))
    assert describe_outcomes(state) == (
        "The most probable outcome is “gas stops for a quarter or more” (46.5%), followed by “the debt is agreed and small” (31.0%) "
        "and “muddling” (22.1%)."
    )
    text = describe_unfolding(state, ["patience", "storage"])
    moved = max(("patience", "storage"), key=lambda n: abs(measure_move(state.fans[n])))
    meaning = {"patience": "public support for not paying", "storage": "gas in storage, as a share of its capacity"}[moved]
    assert f"The quantity that moves most is “{meaning}”: its median" in text


@pytest.mark.parametrize("futures", [200, 2_000, 20_000])
def test_complementary_shares_add_up(futures: int) -> None:
    """115 of 200 and 85 of 200 are 57.5% and 42.5%, which binary fractions put on different sides of a half."""
    yes = np.arange(futures) < futures * 0.575
    finding = measure_forecast(make_futures(outcome=yes))
    shares = [float(format_percent(*share).removesuffix("%")) for share in finding.outcomes.values()]
    assert sum(shares) == pytest.approx(100)
    assert format_percent(0.575) == "58%"
    assert format_percent(0.425) == "42%"


def test_answers_with_error_and_word_next_to_what_was_before() -> None:
    run, update = ask(ForecastFinding), ask(UpdateFinding)
    alone = tabulate_answers([State.of_forecast(run)], TERMS)
    assert read(alone, "answer", "probability", "in words") == [
        ("yes", "46.5% ± 0.8", "unlikely to roughly even chance"),
        ("trouble", "47.0% ± 0.8", "roughly even chance"),
    ]
    assert "in words" not in tabulate_answers([State.of_forecast(run)]).heads
    states = [State.of_update(update), State.before_update(update)]
    assert tabulate_answers(states).heads == ("answer", "given evidence", "before")
    assert read(tabulate_answers(states), "before")[0] == ("46.5% ± 0.8",)
    assert read(tabulate_outcomes(states), "given evidence", "meaning")[0] == (
        format_share(*update.outcomes["cutoff"]),
        "gas stops for a quarter or more",
    )


def test_forecasts_stand_next_to_the_model_the_base_rate_and_one_half() -> None:
    rows = read(tabulate_stated(ask(ForecastFinding)), "by", "stated", "model", "base rate", "one half")
    assert rows[0] == ("J. Doe", "unlikely (20% to 45%)", "29.2%", "15%", "50%")
    assert [r[3:] for r in rows[1:]] == [("none", "50%")]


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (99.962, 0.0002, "100.0"),  # three digits at most
        (144.5123, 0.5, "145"),
        (144.5123, 3.0, "145"),
        (6.031, 0.1, "6.0"),
        (0.0, 0.1, "0"),
        (1.5, 0.0, "1.5"),
        (-2.53, 0.4, "−2.5"),
        (float("nan"), 0.4, "unknown"),
    ],
)
def test_quantiles_have_the_digits_that_their_errors_support(value: float, error: float, text: str) -> None:
    fan = Fan("x", "", np.full((5, 1), value), np.full((5, 1), error))
    assert format_quantile(fan, 2, 0) == text


def make_state(**futures: Any) -> State:
    """A state of 500 futures made by hand."""
    return State.of_forecast(measure_forecast(make_futures(outcome=np.arange(500) < 100, **futures)))


def test_what_never_happened_is_rare_and_what_is_scheduled_is_certain() -> None:
    coup = np.stack([np.zeros(500, bool), np.arange(500) < 125])
    vote = np.stack([np.zeros(500, bool), np.ones(500, bool)])
    model = make_model(periods=2, events=("coup", "vote"), actors={"minsk": ("stall", "yield")})
    options = np.stack([np.zeros(500, np.uint8), (np.arange(500) >= 123).astype(np.uint8)])
    state = make_state(model=model, events={"coup": coup, "vote": vote}, options={"minsk": options})
    assert [describe_happened(state, "coup", t) for t in (0, 1)] == ["under 0.6%", "25%"]
    assert [describe_happened(state, "vote", t) for t in (0, 1)] == ["0%", "100%"]
    assert [describe_chosen(state, "minsk", "stall", t) for t in (0, 1)] == ["100%", "25%"]


def make_actor(largest: float, uniform: float) -> ForecastFinding:
    run = ask(ForecastFinding)
    return replace(run, trust=replace(run.trust, clipped={}, actors=(Decisiveness("west", 2, 6.0, largest, uniform),)))


def test_a_saturated_actor_is_flagged() -> None:
    """An option that is chosen 100% of the time is no sign of steadiness, but of payoffs that are out of scale."""
    assert warn(make_actor(0.9999, 0.0)) == [
        "“west” is saturated: its most probable option has a probability of 99.99% on average. "
        "Its payoffs may be too large for its rationality."
    ]
    assert warn(make_actor(0.8, 0.0)) == []


def test_an_actor_that_mixes_may_do_so_properly() -> None:
    """In matching pennies both players mix evenly, and their payoffs matter all the same."""
    (text,) = warn(make_actor(0.51, 0.9))
    assert text == (
        "“west” mixes its 2 options nearly evenly in 90% of its decisions: either they are worth about the same to it, "
        "or the other actors' choices keep it mixing."
    )


def test_warnings_are_in_the_json_and_count_in_periods_of_the_clock() -> None:
    run = ask(ForecastFinding)
    assert run.to_dict()["diagnostics"]["words"] == run.warnings() == warn(run)
    assert warn(run) == [
        "Clipped at a bound in more than 1% of quarters: “gas in storage, as a share of its capacity” (3.6%). "
        "The step may be too coarse: try `within: 4` in the clock. If the answer stays the same, the quantity does reach its bound."
    ]
