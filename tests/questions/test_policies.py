"""Regret, ties and robust choices on futures made by hand; errors against their spread."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from by_hand import make_futures, make_model, spread_over_seeds

from lynchpin.engine.futures import Futures
from lynchpin.engine.model import Model
from lynchpin.errors import QuestionError
from lynchpin.questions import effects, policies
from lynchpin.questions.effects import STATUS_QUO, Effect, choose_over_cases, compare_policies, measure_regret, read_goals
from lynchpin.questions.estimates import Estimate
from lynchpin.questions.policies import measure_policies


def make_runs(goals: dict[str, np.ndarray], answers: dict[str, np.ndarray] | None = None) -> dict[str, Futures]:
    """One run per policy from the value of a single goal in each future; without answers the answer is never true."""
    model = make_model(policies=[n for n in goals if n != STATUS_QUO], goals={"wealth": 1.0})
    size = len(next(iter(goals.values())))
    answers = answers or {}
    return {n: make_futures(model, outcome=answers.get(n, np.zeros(size, bool)), goals=[g], policy=n) for n, g in goals.items()}


def test_regret_and_choices_of_three_futures() -> None:
    """By hand: aid is best on average, wait has the smallest largest regret, and aid is good enough in two futures of three."""
    runs = make_runs({STATUS_QUO: np.array([0.0, 0.0, 0.0]), "aid": np.array([9.0, 9.0, -6.0]), "wait": np.array([1.0, 1.0, 0.0])})
    gains = read_goals(runs)
    assert measure_regret(gains).tolist() == [[9, 9, 0], [0, 0, 6], [8, 8, 0]]
    found = compare_policies(runs, aspiration=5.0)
    assert found.minimax is not None
    assert (found.minimax.best, found.minimax.ties) == ("aid", ())
    aid = found.effects[1]
    assert aid.goals is not None
    assert aid.goals.value == 4
    assert aid.regret is not None
    assert (aid.regret.value, aid.regret_max) == (2, 6)
    assert aid.satisfies is not None
    assert aid.satisfies.value == pytest.approx(2 / 3)
    assert aid.worse is not None
    assert aid.worse.value == pytest.approx(1 / 3)
    assert aid.loss is not None
    assert aid.loss.value == 6


def test_measures_that_disagree(rng: np.random.Generator) -> None:
    """Gamble pays 10 in most futures and costs 100 in 5%; steady pays 2 always."""
    quo = rng.normal(size=5000)
    lost = rng.random(5000) < 0.05
    found = compare_policies(make_runs({STATUS_QUO: quo, "gamble": quo + np.where(lost, -100, 10), "steady": quo + 2}))
    assert found.mean is not None
    assert found.minimax is not None
    assert found.satisficing is not None
    assert (found.mean.best, found.minimax.best) == ("gamble", "steady")
    assert found.minimax.ties == ()
    assert found.mean.ties == ()
    assert not found.mean.agrees(found.minimax)
    gamble, steady = found.effects[1], found.effects[2]
    assert gamble.mixed
    assert not steady.mixed
    assert gamble.ruined is not None
    assert abs(gamble.ruined.value - 0.05) < 4 * gamble.ruined.error
    assert steady.worse is not None
    assert steady.worse.value == 0


def test_ties_are_said_to_be_ties(rng: np.random.Generator) -> None:
    quo = rng.normal(size=2000)
    noise = rng.normal(size=2000)
    found = compare_policies(
        make_runs({STATUS_QUO: quo, "a": quo + 1 + noise, "b": quo + 1 + rng.normal(size=2000), "same": quo + 1 + noise})
    )
    assert found.mean is not None
    assert {found.mean.best, *found.mean.ties} == {"a", "b", "same"}


def test_a_certain_lead_is_no_tie() -> None:
    found = compare_policies(make_runs({STATUS_QUO: np.zeros(5), "a": np.full(5, 0.5)}))
    assert found.mean is not None
    assert (found.mean.best, found.mean.ties) == ("a", ())


def test_answer_is_paired() -> None:
    before = np.array([1, 1, 1, 0, 0, 0, 0, 0], bool)
    after = np.array([1, 0, 0, 1, 0, 0, 0, 0], bool)
    goals = np.zeros(8)
    effect = compare_policies(make_runs({STATUS_QUO: goals, "aid": goals}, {STATUS_QUO: before, "aid": after})).effects[1]
    assert effect.change.value == -0.125
    assert effect.change.error == pytest.approx(np.std([0, -1, -1, 1, 0, 0, 0, 0], ddof=1) / np.sqrt(8))
    assert (effect.averted.value, effect.brought.value) == (0.25, 0.125)


def test_futures_without_finite_goals_are_left_out() -> None:
    runs = make_runs({STATUS_QUO: np.array([0.0, 1.0, np.nan]), "aid": np.array([2.0, 3.0, 4.0])})
    effect = compare_policies(runs).effects[1]
    assert effect.goals_change == (2.0, 0.0)


def test_weights_of_goals_and_signs() -> None:
    model = make_model(policies=["aid"], goals={"wealth": 2.0, "debt": -1.0})
    runs = {
        n: make_futures(model, outcome=[0, 0], goals=[np.array(w), np.array([3.0, 3.0])])
        for n, w in ((STATUS_QUO, [1.0, 1.0]), ("aid", [2.0, 4.0]))
    }
    effect = compare_policies(runs).effects[1]
    assert effect.goals is not None
    assert effect.goals.value == 3.0
    assert effect.goals_change is not None
    assert effect.goals_change.value == 4.0
    assert [now.value for now, _ in effect.by_goal] == [3.0, 3.0]


def test_choice_over_cases() -> None:
    """By hand, regrets of the means: a [0, 4], b [3, 0]; b's largest is smaller."""
    cases = [np.array([[5.0, 5.0], [2.0, 2.0]]), np.array([[0.0, 0.0], [3.0, 5.0]])]
    assert choose_over_cases(["a", "b"], cases).best == "b"


@cache
def _effect(seed: int) -> Effect:
    rng = np.random.default_rng(seed)
    quo, change = rng.normal(size=1500), rng.normal(0.2, 1, size=1500)
    runs = make_runs({STATUS_QUO: quo, "aid": quo + change}, {STATUS_QUO: quo > 1, "aid": quo + change > 1})
    return compare_policies(runs, aspiration=1.0).effects[1]


SHARES = ("answer", "averted", "brought", "satisfies", "worse", "ruined")
MEANS = ("change", "goals", "goals_change", "regret", "regret_p95", "loss")


@pytest.mark.parametrize("which", SHARES + MEANS)
def test_errors_over_seeds(which: str) -> None:
    def estimate(seed: int) -> Estimate:
        return getattr(_effect(seed), which)

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


@pytest.fixture
def model() -> Model:
    return make_model(policies=["aid", "wait"], goals={"wealth": 1.0}, assumptions={"calm": 0.9})


def play(model: Model, futures: int, *, policy: str | None, states: dict[str, np.ndarray] | None = None, **_: object) -> Futures:
    """Aid is worth 1 while calm holds and -3 where it fails; wait is worth nothing. Same chances for each policy."""
    rng = np.random.default_rng(5)
    quo, calm = rng.normal(size=futures), rng.random(futures) < 0.9
    calm = states["calm"] if states else calm
    goal = quo + (np.where(calm, 1.0, -3.0) if policy == "aid" else 0.0)
    return make_futures(model, outcome=goal > 1, goals=[goal], assumptions={"calm": calm}, policy=policy)


def test_best_policy_where_an_assumption_fails(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "simulate", play)
    monkeypatch.setattr(effects, "simulate", play)
    found = measure_policies(model, futures=4000)
    assert found.comparison.mean is not None
    assert found.comparison.mean.best == "aid"
    assert {found.under_failure["calm"].best, *found.under_failure["calm"].ties} == {STATUS_QUO, "wait"}
    assert found.futures == 3 * 4000 + 3 * policies.ENOUGH
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert [p["name"] for p in told["policies"]] == [STATUS_QUO, "aid", "wait"]
    assert set(told["policies"][1]) >= {"name", "answer", "standard_error", "goals", "regret"}
    assert set(told["policies"][1]["regret"]) >= {"mean", "p95", "max"}
    assert set(told["robust"]) >= {"minimax_regret", "satisficing"}
    assert told["robust"]["disagree"] is True
    assert "where `calm` fails" in str(found)
    assert "`aid` helps on average, but" in str(found)
    assert list(found.table["name"]) == [STATUS_QUO, "aid", "wait"]


def test_file_without_goals_still_compares_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer_only(model: Model, futures: int, *, policy: str | None, **_: object) -> Futures:
        return make_futures(model, outcome=np.random.default_rng(0).random(futures) < (0.3 if policy else 0.5), policy=policy)

    monkeypatch.setattr(effects, "simulate", answer_only)
    found = measure_policies(make_model(policies=["aid"]), futures=2000)
    assert found.comparison.effects[1].change.value < -0.15
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["robust"]["minimax_regret"] is None
    assert "no goals" in str(found)


def test_file_without_policies_is_told_what_to_add() -> None:
    with pytest.raises(QuestionError, match="policies:\n      aid"):
        measure_policies(make_model())
