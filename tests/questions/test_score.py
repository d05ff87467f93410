"""Scores against their formulas and the library, words as ranges, calibration, skill, and errors against their spread."""

from __future__ import annotations

import json
import math
from functools import cache
from itertools import product

import numpy as np
import pytest
import scoringrules
from by_hand import make_futures, make_model, spread_over_seeds

from lynchpin.engine.model import Forecast
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.questions.score.question import ScoreFinding, measure_score
from lynchpin.questions.score.scorecard import Scored, Simulated, Totals, Words, calibrate, judge_words, score_forecast, total_scores
from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.scoring import _slopes, score_brier, score_category, score_log, score_outcomes


def forecast(name: str, stated: float | tuple[float, float], resolved: str | None, **more: object) -> Forecast:
    low, high = stated if isinstance(stated, tuple) else (stated, stated)
    values: dict[str, object] = {
        "name": name, "claim": f"{name} happens", "by": "Doe", "low": low, "high": high, "stated": (low + high) / 2, "words": "",
        "resolves": "2025-12-31", "resolved": resolved, "base_rate": None, "modelled": None,
    }  # fmt: skip
    return Forecast(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("happened", [True, False])
@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 1.0])
def test_scores_of_a_probability(p: float, happened: bool) -> None:
    assert score_brier(p, p, happened).mean == (p - happened) ** 2
    right = p if happened else 1 - p
    assert score_log(p, p, happened).mean == pytest.approx(math.inf if right == 0 else -math.log(right))


@pytest.mark.parametrize("happened", [True, False])
@pytest.mark.parametrize(("low", "high"), [(0.55, 0.8), (0.05, 0.2), (0.0, 0.05), (0.95, 1.0), (0.0, 1.0)])
def test_words_are_scored_as_their_range(low: float, high: float, happened: bool) -> None:
    """The mean of the library's score over many points of the range."""
    p = low + (high - low) * (np.arange(200_000) + 0.5) / 200_000
    brier, log = score_brier(low, high, happened), score_log(low, high, happened)
    assert brier.mean == pytest.approx(np.mean(scoringrules.brier_score(float(happened), p)), abs=1e-6)
    assert log.mean == pytest.approx(np.mean(scoringrules.log_score(float(happened), p)), abs=1e-4)
    assert brier.best <= brier.mean <= brier.worst
    assert log.best <= log.mean <= log.worst


def test_distribution_over_outcomes() -> None:
    outcome = np.repeat([0, 1, 2, -1], [200, 300, 500, 70])
    found = score_outcomes(outcome, 3, 2, outcome >= 0)
    assert found.brier.value == pytest.approx(0.04 + 0.09 + 0.25)
    assert found.log.value == pytest.approx(-math.log(0.5))
    assert found.ranked.value == pytest.approx(0.2**2 + 0.5**2)
    agreeing = np.isin(outcome, [0, 2]) & (np.arange(len(outcome)) % 5 < np.where(outcome == 0, 5, 2))
    mixed = score_outcomes(outcome, 3, None, agreeing)
    assert mixed.log.value == pytest.approx(-(math.log(0.5) + math.log(0.2)) / 2)


def test_slopes_of_the_scores_of_a_distribution() -> None:
    p, step = np.array([0.1, 0.2, 0.3, 0.4]), 1e-6
    for k, j in product(range(4), range(4)):
        up, down = (np.array(score_category(p + sign * step * (np.arange(4) == j), k)) for sign in (1, -1))
        assert _slopes(p, k)[j] == pytest.approx((up - down) / (2 * step), abs=1e-6)


def test_outcome_that_no_future_showed_has_no_error_of_its_log_score() -> None:
    found = score_outcomes(np.zeros(100, int), 2, 1, np.ones(100, bool))
    assert found.log.value == pytest.approx(-math.log(0.5 / 100.5))
    assert math.isnan(found.log.error)
    assert math.isfinite(found.brier.error)


CARD = [
    forecast("a", 0.9, "yes", base_rate=0.5, modelled=0),
    forecast("b", 0.2, "yes", by="Roe", base_rate=0.4),
    forecast("c", (0.55, 0.8), "no", words="likely", modelled=1),
    forecast("d", 0.3, "unclear"),
    forecast("e", 0.3, None),
]


@pytest.fixture
def card() -> object:
    model = make_model(forecasts=CARD, outcomes=("war", "peace"), answers={"war": ("war",)})
    happened = {"a": np.r_[np.ones(60), np.zeros(40)], "c": np.r_[np.zeros(90), np.ones(10)]}
    return measure_score(model, Draws(), ensemble=make_futures(model, outcome=np.r_[np.zeros(60), np.ones(40)], forecasts=happened))


def test_scores_by_hand(card) -> None:  # type: ignore[no-untyped-def]
    found = json.loads(json.dumps(card.to_dict(), allow_nan=False))
    a, b, c = found["forecasts"]
    assert set(a) >= {"name", "by", "stated", "model", "resolved", "brier", "log"}
    assert (a["brier"], b["brier"]) == (pytest.approx(0.01), pytest.approx(0.64))
    assert c["brier"] == pytest.approx((0.8**3 - 0.55**3) / 0.75)
    assert (a["model"], b["model"], c["model"]) == (0.6, None, pytest.approx(0.1))
    assert (a["model_brier"], c["model_brier"]) == (pytest.approx(0.16), pytest.approx(0.01))
    assert a["model_log"] == pytest.approx(-math.log(0.6))
    mean = found["mean"]
    assert mean["forecasts"] == 3
    assert mean["brier"] == pytest.approx(np.mean([a["brier"], b["brier"], c["brier"]]))
    assert mean["model_brier"] == pytest.approx(0.085)
    assert mean["skill_half"] == pytest.approx(1 - mean["brier"] / 0.25)
    assert mean["skill_base"] == pytest.approx(1 - (0.01 + 0.64) / (0.25 + 0.36))
    assert mean["model_skill_base"] == pytest.approx(1 - 0.16 / 0.25)
    assert list(found["by_author"]) == ["Doe", "Roe"]
    assert found["by_author"]["Roe"]["brier"] == pytest.approx(0.64)
    assert found["unresolved"] == 2
    assert found["outcome"]["happened"] == "war"
    assert found["outcome"]["log"] == pytest.approx(-math.log(0.6))
    assert list(card.table["name"]) == ["a", "b", "c"]
    assert str(card).startswith("3 forecasts are resolved and 2 of the events happened; the forecasts score ")
    assert "The model answers 2 of them and scores 0.09 ± 0.08" in str(card)


MIXED = [
    forecast("a", 0.9, "yes", modelled=0, base_rate=0.5),
    forecast("b", (0.6, 0.8), "no", words="likely", stated_as="words", modelled=1),
    forecast("c", (0.1, 0.3), "yes", stated_as="reading", modelled=2),
    forecast("d", 0.2, "yes", stated_as="reading"),
    forecast("e", 0.4, "no", stated_as="words", given="war breaks out", condition="yes", modelled=3),
    forecast("f", 0.4, None, given="war breaks out", condition="no", modelled=4),
    forecast("g", 0.4, "yes", given="war breaks out"),
]


def mixed() -> ScoreFinding:
    """100 futures: war in the first 40; the event of `e` in 10 of them, and never without war."""
    model = make_model(forecasts=MIXED, outcomes=("war", "peace"), answers={"war": ("war",)})
    war = np.arange(100) < 40
    given = np.where(war, np.arange(100) < 10, -1.0)
    columns = {"a": np.ones(100), "b": np.zeros(100), "c": np.arange(100) % 2, "e": given, "f": np.where(war, -1.0, 0.0)}
    return measure_score(model, Draws(), ensemble=make_futures(model, outcome=np.where(war, 0, 1), forecasts=columns))


def test_what_was_stated_what_was_read_and_the_model_are_scored_apart() -> None:
    card = mixed()
    found = json.loads(json.dumps(card.to_dict(), allow_nan=False))
    briers = {f["name"]: f["brier"] for f in found["forecasts"]}
    assert [(f["name"], f["stated_as"]) for f in found["forecasts"]] == list(
        {"a": "numbers", "b": "words", "c": "reading", "d": "reading", "e": "words"}.items()
    )
    assert found["mean"]["brier"] == pytest.approx(np.mean([briers[n] for n in "abe"]))
    assert {kind: t["forecasts"] for kind, t in found["by_stated_as"].items()} == {"numbers": 1, "words": 2, "reading": 2}
    assert found["by_stated_as"]["reading"]["brier"] == pytest.approx(np.mean([briers[n] for n in "cd"]))
    assert found["by_stated_as"]["numbers"]["skill_base"] == pytest.approx(1 - 0.01 / 0.25)
    assert found["answered"]["forecasts"] == 4
    assert found["answered"]["model_brier"] == pytest.approx(np.mean([0, 0, 0.25, 0.25**2]))
    assert set(found["answered"]) >= {"model_log", "model_skill_half", "model_skill_base", "model_brier_standard_error"}
    assert sum(b["forecasts"] for b in found["calibration"]) == 3
    assert [w["words"] for w in found["words"]] == ["likely"]
    assert (found["unresolved"], found["unmet"]) == (1, 1)


def test_a_conditional_forecast_counts_only_where_its_condition_occurs() -> None:
    found = {s.forecast.name: s for s in mixed().forecasts}["e"]
    assert found.model is not None
    assert found.model.value == 0.25  # 10 of the 40 futures with a war, not of all 100
    assert found.model.error == pytest.approx(math.sqrt(0.25 * 0.75 / 39))
    assert found.model_brier is not None
    assert found.model_brier.value == pytest.approx(0.25**2)


def test_the_error_of_a_conditional_probability_counts_the_futures_that_differ() -> None:
    """The simulation error of a mean score over one conditional forecast is that of its own score."""
    card = mixed()
    only = [s for s in card.forecasts if s.forecast.name == "e"]
    model = make_model(forecasts=MIXED, outcomes=("war", "peace"), answers={"war": ("war",)})
    war = np.arange(100) < 40
    futures = make_futures(model, outcome=np.where(war, 0, 1), forecasts={"e": np.where(war, np.arange(100) < 10, -1.0)})
    total = total_scores(only, Simulated(futures))
    assert only[0].model is not None
    assert total.simulation["model_brier"] == pytest.approx(2 * 0.25 * only[0].model.error, rel=0.02)  # 99 in place of 100 in one factor


def test_conditions_help_to_tell_which_outcome_happened() -> None:
    """Futures agree if the condition of `e` occurs and its event does not, and the condition of `f` does not occur: half of the wars."""
    card = mixed()
    assert card.happened is None  # `c` is yes in every second future, so that only 15 agree
    model = make_model(forecasts=[MIXED[4], MIXED[5]], outcomes=("war", "peace"), answers={"war": ("war",)})
    war = np.arange(100) < 40
    columns = {"e": np.where(war, np.arange(100) < 10, -1.0), "f": np.where(war, -1.0, 0.0)}
    assert measure_score(model, Draws(), ensemble=make_futures(model, outcome=np.where(war, 0, 1), forecasts=columns)).happened == "war"


def test_a_condition_that_never_occurs_in_the_model_leaves_it_without_an_answer() -> None:
    model = make_model(forecasts=[MIXED[4]])
    found = measure_score(model, Draws(), ensemble=make_futures(model, outcome=np.zeros(50), forecasts={"e": -np.ones(50)}))
    assert found.forecasts[0].model is None
    assert found.answered is None
    assert "The model answers none of them." in str(found)


def test_only_readings_leave_the_authors_without_a_score() -> None:
    found = measure_score(make_model(forecasts=[MIXED[3]]), Draws())
    assert found.mean is None
    plain = found.to_dict()
    assert (plain["mean"]["forecasts"], plain["mean"]["brier"], plain["by_author"]) == (0, None, {})
    assert plain["by_stated_as"]["reading"]["forecasts"] == 1


def test_outcome_as_told() -> None:
    model = make_model(forecasts=[forecast("a", 0.9, "yes")], outcomes=("war", "peace"), answers={"war": ("war",)})
    futures = make_futures(model, outcome=np.r_[np.zeros(60), np.ones(40)])
    found = measure_score(model, Draws(), ensemble=futures, happened="peace").outcome
    assert found is not None
    assert found.brier.value == pytest.approx(2 * 0.36)
    # 2 (1 - p)^2, so that the error is 4 (1 - p) times that of the share.
    assert found.brier.error == pytest.approx(4 * 0.6 * math.sqrt(0.4 * 0.6 / 99))
    with pytest.raises(ArgumentError, match="no outcome called `truce`"):
        measure_score(model, Draws(), ensemble=futures, happened="truce")


def test_no_outcome_is_named_until_every_future_that_agrees_with_the_record_has_it() -> None:
    model = make_model(forecasts=[forecast("a", 0.9, "yes", modelled=0)], outcomes=("war", "peace"), answers={"war": ("war",)})
    mixed = make_futures(model, outcome=np.r_[np.zeros(90), np.ones(10)], forecasts={"a": np.ones(100)})
    open_still = measure_score(model, Draws(1), ensemble=mixed)
    assert open_still.outcome is not None
    assert open_still.happened is None
    assert "The outcome was" not in str(open_still)
    settled = measure_score(model, Draws(1), ensemble=make_futures(model, outcome=np.zeros(100), forecasts={"a": np.ones(100)}))
    assert settled.happened == "war"
    assert "The outcome was war" in str(settled)


def test_outcome_is_not_guessed_from_few_futures() -> None:
    model = make_model(forecasts=[forecast("a", 0.9, "yes", modelled=0)])
    futures = make_futures(model, outcome=np.zeros(100), forecasts={"a": np.arange(100) < 29})
    assert measure_score(model, Draws(), ensemble=futures).outcome is None


def test_model_that_never_saw_it_keeps_a_finite_log_score() -> None:
    model = make_model(forecasts=[forecast("a", 0.9, "yes", modelled=0)])
    found = score_forecast(model.forecasts[0], make_futures(model, outcome=np.zeros(100), forecasts={"a": np.zeros(100)}))
    assert found.model_brier is not None
    assert found.model_log is not None
    assert found.model_brier.value == 1
    assert found.model_log.value == pytest.approx(-math.log(0.005))
    assert found.unseen
    assert math.isnan(found.model_log.error)
    reported = measure_score(model, Draws(), ensemble=make_futures(model, outcome=np.zeros(100), forecasts={"a": np.zeros(100)}))
    assert json.loads(json.dumps(reported.to_dict(), allow_nan=False))["forecasts"][0]["model_unseen"] is True
    assert "In 1 of them, what happened occurs in none of its futures." in str(reported)


def test_certain_and_wrong_has_no_finite_mean() -> None:
    found = total_scores([score_forecast(forecast("a", 0.0, "yes")), score_forecast(forecast("b", 0.5, "yes"))])
    assert math.isinf(found.log.value)
    assert found.brier.value == 0.625


def test_calibration_bins() -> None:
    pairs = [(0.1, "no"), (0.1, "yes"), (0.2, "yes"), (1.0, "yes"), (0.95, "yes")]
    found = calibrate([(p, score_forecast(forecast("", p, resolved))) for p, resolved in pairs])
    assert all(b.stated_error == 0 for b in found)
    assert [(b.low, b.forecasts, b.happened) for b in found] == [(0.0, 2, 0.5), (0.2, 1, 1.0), (0.8, 2, 1.0)]
    assert found[0].interval[0] < 0.5 < found[0].interval[1]
    assert found[2].interval[1] == 1


def _said(words: str, low: float, high: float, yes: int, total: int) -> list[Scored]:
    return [score_forecast(forecast(f"{words}{k}", (low, high), "yes" if k < yes else "no", words=words)) for k in range(total)]


def test_words_used_too_boldly() -> None:
    scored = _said("very likely", 0.8, 0.95, 8, 20) + _said("unlikely", 0.2, 0.45, 15, 20) + _said("likely", 0.55, 0.8, 20, 20)
    found = {w.words: w for w in judge_words([*scored, *_said("", 0.02, 0.12, 0, 3)])}
    assert found["very likely"].verdict == "too bold"
    assert found["unlikely"].verdict == "too bold"
    assert found["likely"].verdict == "too timid"
    assert found["0.02 to 0.12"].verdict == "not contradicted"
    assert (found["very likely"].happened, found["very likely"].forecasts) == (8, 20)


def test_few_forecasts_contradict_nothing() -> None:
    assert judge_words(_said("unlikely", 0.1, 0.3, 2, 2))[0].verdict == "not contradicted"
    assert Words("likely", 0.55, 0.8, 2, 0, (0.0, 0.67)).verdict == "not contradicted"


@cache
def _totals(seed: int) -> Totals:
    rng = np.random.default_rng(seed)
    stated, base = rng.uniform(0.05, 0.95, 40), rng.uniform(0.2, 0.8, 40)
    happened = rng.random(40) < stated
    card = [forecast("", p, "yes" if y else "no", base_rate=b) for p, y, b in zip(stated, happened, base, strict=True)]
    return total_scores([score_forecast(f) for f in card])


@pytest.mark.parametrize("which", ["brier", "log", "skill_half", "skill_base"])
def test_errors_over_seeds(which: str) -> None:
    def total(seed: int) -> Estimate:
        return getattr(_totals(seed), which)

    assert spread_over_seeds(total) == pytest.approx(1, abs=0.15)


RECORD = [forecast(f"f{k}", 0.4, r, base_rate=0.3, modelled=k) for k, r in enumerate(["yes", "yes", "no", "no"])]
LEVELS = (0.3, 0.8, 1.0, 1.2)


@cache
def _run(seed: int, given: bool) -> ScoreFinding:
    """The model's probabilities of four related forecasts and of the outcome, from futures with common ancestors."""
    rng = np.random.default_rng(seed)
    n = 700
    lineage = np.unique(rng.permutation(np.repeat(np.arange(n), rng.integers(1, 5, n))[:n]), return_inverse=True)[1]
    value = rng.random(n)[lineage] + 0.5 * rng.random(n)
    model = make_model(forecasts=RECORD, outcomes=("calm", "unrest", "war"), answers={"war": ("war",)})
    futures = make_futures(
        model, outcome=np.where(rng.random(n) < 0.05, -1, np.digitize(value, [0.5, 0.9])), index=lineage.astype(np.uint32),
        forecasts={f"f{k}": value + 0.2 * rng.normal(size=n) > level for k, level in enumerate(LEVELS)},
    )  # fmt: skip
    return measure_score(model, Draws(), ensemble=futures, happened="war" if given else None)


def _simulated(found: ScoreFinding, which: str) -> tuple[float, float]:
    of, _, name = which.partition(" ")
    if of == "outcome":
        return getattr(found.outcome, name)
    if of == "mean":
        return getattr(found.mean, name).value, found.mean.simulation[name]
    if of == "bin":
        return found.model_calibration[-1].stated, found.model_calibration[-1].stated_error
    return getattr(found.forecasts[int(of)], name)


OUTCOME = ("outcome brier", "outcome log", "outcome ranked")
MEANS = tuple(f"mean {n}" for n in ("model_brier", "model_log", "against_model", "model_skill_half", "model_skill_base"))


@pytest.mark.parametrize(
    ("which", "given"),
    [*((w, given) for w in OUTCOME for given in (True, False)), *((w, True) for w in (*MEANS, "bin", "0 model_brier", "1 model_log"))],
)
def test_errors_of_what_the_run_says_over_seeds(which: str, given: bool) -> None:
    assert spread_over_seeds(lambda seed: _simulated(_run(seed, given), which)) == pytest.approx(1, abs=0.15)


def test_what_is_missing_is_said() -> None:
    with pytest.raises(QuestionError, match="it has no forecasts"):
        measure_score(make_model(), Draws())
    with pytest.raises(QuestionError, match="none of its forecasts is resolved"):
        measure_score(make_model(forecasts=[forecast("a", 0.5, None)]), Draws())
