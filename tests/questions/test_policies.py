"""Regret, ties and robust choices on futures made by hand; errors against their spread."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from by_hand import make_futures, make_model, spread_over_seeds

from lynchpin.engine import Draws, Futures
from lynchpin.engine.model import Model
from lynchpin.errors import QuestionError
from lynchpin.questions.policies import question as policies
from lynchpin.questions.policies.question import measure_policies
from lynchpin.questions.shared import effects
from lynchpin.questions.shared.choices import choose_by_largest_regret, choose_over_cases, measure_regret
from lynchpin.questions.shared.effects import STATUS_QUO, Comparison, compare_policies, read_goals
from lynchpin.statistics.estimates import Estimate


def make_runs(goals: dict[str, np.ndarray], answers: dict[str, np.ndarray] | None = None) -> dict[str, Futures]:
    """One run per policy from the value of a single goal in each future; without answers the answer is never true."""
    model = make_model(policies=[n for n in goals if n != STATUS_QUO], goals={"wealth": 1.0})
    size = len(next(iter(goals.values())))
    answers = answers or {}
    return {n: make_futures(model, outcome=answers.get(n, np.zeros(size, bool)), goals=[g], policy=n) for n, g in goals.items()}


def test_regret_and_choices_of_three_futures() -> None:
    """By hand: aid is best on average, has the smallest maximum regret, and is good enough in two futures out of three."""
    three = {STATUS_QUO: np.array([0.0, 0.0, 0.0]), "aid": np.array([9.0, 9.0, -6.0]), "wait": np.array([1.0, 1.0, 0.0])}
    assert measure_regret(read_goals(make_runs(three))).tolist() == [[9, 9, 0], [0, 0, 6], [8, 8, 0]]
    runs = make_runs({name: np.tile(gains, 20) for name, gains in three.items()})
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
    """Gamble pays 10 in most futures and costs 100 in 5%; steady always pays 2."""
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
    lineage = np.arange(2)
    cases = [(np.array([[5.0, 5.0], [2.0, 2.0]]), lineage), (np.array([[0.0, 0.0], [3.0, 5.0]]), lineage)]
    found = choose_over_cases(["a", "b"], cases)
    assert (found.best, found.ties) == ("b", ("a",))


def test_ties_over_cases(rng: np.random.Generator) -> None:
    """Two policies differ by chance in the one case that is bad for both, and a third fails in another case."""
    n = 2000
    lineage, base = np.arange(n), rng.normal(size=n)
    good = np.stack([base, base + 0.01 * rng.normal(size=n), base + 1, base + 1])
    bad = np.stack([base - 2 + 0.1 * rng.normal(size=n), base - 2 + 0.1 * rng.normal(size=n), base - 5, base])
    found = choose_over_cases(["a", "b", "c", "d"], [(good, lineage), (bad, lineage)])
    assert (found.best, found.ties) == ("d", ())
    found = choose_over_cases(["a", "b", "c"], [(good[:3], lineage), (bad[:3], lineage)])
    assert {found.best, *found.ties} == {"a", "b"}


def test_the_largest_regret_is_tied_where_another_half_of_the_futures_would_choose_otherwise() -> None:
    """Each of two policies has one bad future, and which is worse is a matter of chance. A third is always bad."""
    quo = np.zeros(1000)
    a, b = np.where(np.arange(1000) == 3, -5.0, 1.0), np.where(np.arange(1000) == 700, -6.0, 1.0)
    found = compare_policies(make_runs({STATUS_QUO: quo - 50, "a": a, "b": b})).minimax
    assert found is not None
    assert (found.best, found.ties) == ("a", ("b",))
    # Futures of one ancestor are always in the same half, so a hundred copies of the worst one count as one.
    gains = np.stack([np.where(np.arange(1000) < 100, -6.0, 1.0), np.where(np.arange(1000) == 700, -5.0, 1.0)])
    assert choose_by_largest_regret(["a", "b"], gains, np.arange(1000)).ties == ()
    assert choose_by_largest_regret(["a", "b"], gains, np.maximum(np.arange(1000), 99)).ties == ("a",)


def test_a_larger_regret_than_any_drawn_is_rarer_than_is_said() -> None:
    """Over seeds, the share of futures beyond the observed maximum exceeds the stated bound one time in twenty."""
    said, beyond = [], []
    for seed in range(200):
        loss = np.random.default_rng(seed).exponential(size=500)
        effect = compare_policies(make_runs({STATUS_QUO: np.zeros(500), "aid": -loss})).effects[1]
        assert effect.regret_max is not None
        said.append(effect.beyond_max)
        beyond.append(np.exp(-effect.regret_max))
    assert np.mean(np.array(beyond) > np.array(said)) == pytest.approx(0.05, abs=0.03)


@cache
def _compare(seed: int, given: bool) -> Comparison:
    """The status quo is skewed; aid halves it and adds a skewed term. Half of the futures share ancestors."""
    rng = np.random.default_rng(seed)
    n = 1500
    lineage = np.concatenate([np.arange(n // 2), n + rng.integers(0, n // 8, n - n // 2)])
    quo, more = rng.exponential(size=2 * n)[lineage], 0.2 * rng.normal(size=n) + rng.exponential(size=2 * n)[lineage] - 1
    runs = make_runs({STATUS_QUO: quo, "aid": 0.5 * quo + more}, {STATUS_QUO: quo > 1, "aid": 0.5 * quo + more > 1})
    lineage = np.unique(lineage, return_inverse=True)[1].astype(np.uint32)
    return compare_policies({k: replace(f, index=lineage) for k, f in runs.items()}, aspiration=1.0 if given else None)


def _measured(seed: int, which: str, given: bool) -> Estimate:
    found = _compare(seed, given)
    if which == "aspiration":
        assert found.aspiration is not None
        return found.aspiration
    if which.startswith("lead"):
        choice = found.mean if which == "lead" else found.satisficing
        assert choice is not None
        assert choice.lead is not None
        return choice.lead
    if which.startswith("goal "):
        return found.effects[1].by_goal[0][which == "goal change"]
    return getattr(found.effects[1], which)


SHARES = ("answer", "averted", "brought", "satisfies", "worse", "ruined")
MEANS = ("change", "goals", "goals_change", "regret", "regret_p95", "loss", "goal value", "goal change", "lead", "lead in satisfying")


@pytest.mark.parametrize(("which", "given"), [*((w, True) for w in SHARES + MEANS), ("aspiration", False), ("satisfies", False)])
def test_errors_over_seeds(which: str, given: bool) -> None:
    assert spread_over_seeds(lambda seed: _measured(seed, which, given)) == pytest.approx(1, abs=0.15)


def test_the_status_quo_satisfies_its_own_median_in_half_of_the_futures() -> None:
    share = _compare(0, given=False).effects[0].satisfies
    assert share is not None
    assert share.value == 0.5
    assert share.error < 0.001


@pytest.fixture
def model() -> Model:
    return make_model(policies=["aid", "wait"], goals={"wealth": 1.0}, assumptions={"calm": 0.9})


def play(model: Model, draws: Draws, **_: object) -> Futures:
    """Aid is worth 1 if calm holds and -3 if it fails; wait is worth 0. Each policy uses the same random numbers."""
    rng = np.random.default_rng(5)
    quo, calm = rng.normal(size=draws.futures), rng.random(draws.futures) < 0.9
    calm = draws.states["calm"] if draws.states else calm
    goal = quo + (np.where(calm, 1.0, -3.0) if draws.policy == "aid" else 0.0)
    return make_futures(model, outcome=goal > 1, goals=[goal], assumptions={"calm": calm}, policy=draws.policy)


def test_best_policy_where_an_assumption_fails(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "simulate", play)
    monkeypatch.setattr(effects, "simulate", play)
    found = measure_policies(model, Draws(4000))
    assert found.comparison.mean is not None
    assert found.comparison.mean.best == "aid"
    assert {found.under_failure["calm"].best, *found.under_failure["calm"].ties} == {STATUS_QUO, "wait"}
    assert found.futures == 3 * 4000 + 3 * policies.ENOUGH
    reported = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert [p["name"] for p in reported["policies"]] == [STATUS_QUO, "aid", "wait"]
    assert set(reported["policies"][1]) >= {"name", "answer", "standard_error", "goals", "regret"}
    assert set(reported["policies"][1]["regret"]) >= {"mean", "p95", "max"}
    assert set(reported["robust"]) >= {"minimax_regret", "satisficing"}
    assert reported["robust"]["disagree"] is True
    assert "if “calm is so” fails" in str(found)
    assert "“aid” helps on average, but" in str(found)
    assert list(found.table["name"]) == [STATUS_QUO, "aid", "wait"]


def test_file_without_goals_still_compares_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer_only(model: Model, draws: Draws, **_: object) -> Futures:
        yes = np.random.default_rng(0).random(draws.futures) < (0.3 if draws.policy else 0.5)
        return make_futures(model, outcome=yes, policy=draws.policy)

    monkeypatch.setattr(effects, "simulate", answer_only)
    found = measure_policies(make_model(policies=["aid"]), Draws(2000))
    assert found.comparison.effects[1].change.value < -0.15
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["robust"]["minimax_regret"] is None
    assert "no goals" in str(found)


def test_file_without_policies_is_told_what_to_add() -> None:
    with pytest.raises(QuestionError, match="policies:\n      aid"):
        measure_policies(make_model(), Draws())
