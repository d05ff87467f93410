"""Questions about a small simulated model with answers in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lynchpin.compiler import build_model
from lynchpin.engine import Model, simulate
from lynchpin.engine.order import Draws
from lynchpin.language import check_text
from lynchpin.questions.drivers.question import measure_drivers
from lynchpin.questions.forecast.question import measure_forecast
from lynchpin.questions.policies.question import measure_policies
from lynchpin.questions.shared.reducible import measure_reducible
from lynchpin.questions.signposts.deciding import find_decided, read_so_far
from lynchpin.questions.signposts.question import find_signposts, measure_signposts
from lynchpin.questions.stress.question import measure_stress

TEXT = """
lynchpin: 1
title: A dam
question: Does it break?
answers: {broken: [broken], held: [held]}
clock: {start: 2025, end: 2028}
parameters:
  wear: {value: 0.1, judgement: known}
  rain: {value: 0.05, judgement: known}
  relief: {value: 0, judgement: known}
  luck: {value: "uniform(0, 0.1)", judgement: unknown}
events:
  breach: {chance: "clip(wear + rain + 2 * wear * rain + luck - relief, 0, 1)", once: true}
assumptions:
  sound: {claim: The wall is sound, credence: 0.8, fails: {wear: 0.4}}
  dry: {claim: It stays dry, credence: 0.6, fails: {rain: 0.2}}
  intact: {claim: The wall stands in the first two years, holds_while: "time >= 2 or not ever(breach)"}
outcomes:
  broken: {when: ever(breach)}
  held: otherwise
policies:
  drain: {means: let water out, sets: {relief: 0.1}, from: 2026}
goals: {"-ever(breach)": 1}
evidence:
  - {on: 2025, not: breach}
"""


@pytest.fixture(scope="module")
def model() -> Model:
    checked = check_text(TEXT)
    assert checked.assessment is not None, checked.diagnostics
    return build_model(checked.assessment)


def broken(wear: float, rain: float, years: int = 4, relief: tuple[float, ...] = (0, 0, 0, 0)) -> float:
    """P(breach within the years), averaged over chance by quadrature."""
    luck = (np.arange(10_000) + 0.5) / 100_000
    held = math.prod((1 - np.clip(wear + rain + 2 * wear * rain + luck - relief[t], 0, 1) for t in range(years)), start=np.ones(10_000))
    return float(1 - held.mean())


def by_state() -> dict[tuple[bool, bool], float]:
    """The answer if each assumption holds or fails."""
    return {(s, d): broken(0.1 if s else 0.4, 0.05 if d else 0.2) for s in (True, False) for d in (True, False)}


def test_stress_of_a_played_model(model: Model) -> None:
    found = measure_stress(model, Draws(60_000), threshold=0.9).to_dict()
    exact = by_state()
    sound, dry = found["assumptions"]
    loads = [
        0.6 * (exact[False, True] - exact[True, True]) + 0.4 * (exact[False, False] - exact[True, False]),
        0.8 * (exact[True, False] - exact[True, True]) + 0.2 * (exact[False, False] - exact[False, True]),
    ]
    for row, load in zip((sound, dry), loads, strict=True):
        assert abs(row["load"] - load) < 4 * row["standard_error"]
    (pair,) = found["interactions"]
    mixed = exact[False, False] - exact[False, True] - exact[True, False] + exact[True, True]
    assert abs(pair["interaction"] - mixed) < 4 * pair["standard_error"]
    alone, last = exact[False, True] - exact[True, True], exact[False, False] - exact[True, False]
    assert abs(sound["shapley"] - (alone + last) / 2) < 4 * sound["shapley_standard_error"]
    assert abs(found["all_fail"]["probability"] - exact[False, False]) < 4 * found["all_fail"]["standard_error"]
    assert [s["assumptions"] for s in found["breaking_sets"]] == [["sound"]]
    assert abs(found["breaking_sets"][0]["probability_of_answer"] - exact[False, True]) < 4 * found["breaking_sets"][0]["standard_error"]


def test_assumption_that_the_model_breaks_is_association(model: Model) -> None:
    """It breaks with the wall in one of the first two years, and then the answer is yes; otherwise the wall may break later."""
    (found,) = measure_stress(model, Draws(20_000)).associations
    weights = {(s, d): (0.8 if s else 0.2) * (0.6 if d else 0.4) for s in (True, False) for d in (True, False)}
    chance = {(s, d): ((0.1 if s else 0.4), (0.05 if d else 0.2)) for s, d in weights}
    first, second, ever = (sum(w * broken(*chance[k], years=y) for k, w in weights.items()) for y in (1, 2, 4))
    assert abs(found.broke.value - second) < 4 * found.broke.error
    assert found.first.value == pytest.approx([first, second - first, 0, 0], abs=0.02)
    assert found.answer_if_broke.value == 1
    assert found.answer_if_broke.error > 0
    later = (ever - second) / (1 - second)
    assert abs(found.answer_if_held.value - later) < 4 * found.answer_if_held.error
    assert abs(found.difference.value - (1 - later)) < 4 * found.difference.error


def test_stress_of_what_the_evidence_leaves(model: Model) -> None:
    """It held in 2025, which supports both assumptions. An assumption is set from 2026 on, so three years of chance remain."""
    found = measure_stress(model, Draws(40_000, evidence=model.evidence), threshold=0.9).to_dict()
    luck = (np.arange(1000) + 0.5) / 10_000
    prior = {(s, d): (0.8 if s else 0.2) * (0.6 if d else 0.4) for s in (True, False) for d in (True, False)}

    def chance(s: bool, d: bool) -> np.ndarray:
        wear, rain = (0.1 if s else 0.4), (0.05 if d else 0.2)
        return np.clip(wear + rain + 2 * wear * rain + luck, 0, 1)

    weight = {sd: prior[sd] * (1 - chance(*sd)) for sd in prior}
    total = sum(w.sum() for w in weight.values())
    credence = sum(weight[True, d].sum() for d in (True, False)) / total
    sound = found["assumptions"][0]
    assert sound["credence"] == pytest.approx(credence, abs=0.02)
    load = sum(
        (weight[s, d] / total * ((1 - (1 - chance(False, d)) ** 3) - (1 - (1 - chance(True, d)) ** 3))).sum()
        for s in (True, False)
        for d in (True, False)
    )
    assert abs(sound["load"] - load) < 4 * sound["standard_error"]
    failing = weight[False, True].sum() / total + weight[False, False].sum() / total
    for row in found["breaking_sets"]:
        if row["assumptions"] == ["sound"]:
            assert row["probability_of_set"] == pytest.approx(failing, abs=0.02)


def test_policies_of_a_played_model(model: Model) -> None:
    found = measure_policies(model, Draws(20_000))
    relief = (0, 0.1, 0.1, 0.1)
    states = [((0.1, 0.8), (0.4, 0.2)), ((0.05, 0.6), (0.2, 0.4))]
    exact = sum(p * q * (broken(w, r, relief=relief) - broken(w, r)) for w, p in states[0] for r, q in states[1])
    drain = found.comparison.effects[1]
    assert abs(drain.change.value - exact) < 4 * drain.change.error
    assert drain.goals_change is not None
    # The goal is counted; the answer is estimated with control variates.
    assert abs(drain.goals_change.value + exact) < 4 * drain.goals_change.error
    assert found.comparison.mean is not None
    assert found.comparison.mean.best == "drain"
    assert drain.brought.value == 0


def test_reducible_share_of_a_played_model(model: Model) -> None:
    found = measure_reducible(model, Draws(40_000))
    luck = (np.arange(1000) + 0.5) / 10_000
    means, weights = [], []
    for (s, d), p in {(s, d): (0.8 if s else 0.2) * (0.6 if d else 0.4) for s in (True, False) for d in (True, False)}.items():
        wear, rain = (0.1 if s else 0.4), (0.05 if d else 0.2)
        means.append(1 - (1 - np.clip(wear + rain + 2 * wear * rain + luck, 0, 1)) ** 4)
        weights.append(np.full(1000, p / 1000))
    mean, weight = np.concatenate(means), np.concatenate(weights)
    whole = weight @ mean
    exact = (weight @ (mean - whole) ** 2) / (whole * (1 - whole))
    assert abs(found.value - exact) < 4 * found.error


def test_when_the_answer_is_decided(model: Model) -> None:
    futures = simulate(model, Draws(2000, seed=3))
    so_far = read_so_far(futures, "broken")
    assert so_far is not None
    fired = futures.events["breach"]
    assert np.array_equal(so_far, np.logical_or.accumulate(fired))
    decided = np.where(fired.any(axis=0), fired.argmax(axis=0), 4)
    assert np.array_equal(find_decided(so_far), decided)
    held = read_so_far(futures, "held")
    assert held is not None
    assert np.array_equal(find_decided(held), decided)
    assert read_so_far(simulate(model, Draws(10, record="outcomes"))) is None


def test_event_that_is_the_answer_is_no_signpost(model: Model) -> None:
    found = find_signposts(simulate(model, Draws(4000)), answer="broken")
    assert found.open_only
    assert [s.lead for s in found.indicators] == [None]
    assert found.watch == ()


def test_signposts_after_evidence_are_of_what_is_still_open(model: Model) -> None:
    found = measure_signposts(model, Draws(6000, evidence=model.evidence), answer="broken")
    assert found.open_only
    assert found.watch == ()
    (breach,) = found.indicators
    assert math.isnan(breach.auc[0].value)
    # The breach itself says nothing about futures in which it has not occurred yet.
    assert breach.auc[1].value == pytest.approx(0.5, abs=1e-9)
    reported = found.to_dict()
    assert reported["distinct_ancestors"] <= 6000


TIED = """
lynchpin: 1
title: Two floods
question: Does the town flood?
answers: {yes: [flooded]}
clock: {start: 2025, end: 2025}
parameters:
  rain: {value: "normal(0, 1)", judgement: a guess}
  melt: {value: "normal(0, 1)", judgement: a guess}
  wind: {value: "normal(0, 1)", judgement: a guess}
  siege: {value: "choice(0: 0.5, 2: 0.5)", judgement: a guess}
  colour: {value: "uniform(0, 1)", judgement: bears on nothing}
correlations:
  - [rain, melt, 0.6]
  - [wind, level.shock, 0.3]
stocks:
  level: {starts: 0, becomes: rain + melt + wind + siege + 0 * colour, shock: "normal(0, 1)", judgement: a guess}
outcomes:
  flooded: {when: final(level) > 2}
  dry: otherwise
"""


def test_drivers_that_are_tied_discrete_or_without_effect() -> None:
    """Var: rain and melt together 1 + 1 + 2 x 0.6, siege 1, wind 1 with twice 0.3 through the shock, shock 1."""
    checked = check_text(TIED)
    assert checked.assessment is not None, checked.diagnostics
    found = measure_drivers(build_model(checked.assessment), Draws(60_000), of="level")
    whole = 3.2 + 1 + 1 + 0.6 + 1
    # Information about the shock from knowing the wind counts for the wind.
    shares = {"rain": 3.2 / whole, "melt": 3.2 / whole, "wind": 1.3**2 / whole, "siege": 1 / whole, "colour": 0.0}
    reported = {d.name: d for d in found.drivers}
    for name, share in shares.items():
        assert reported[name].first_order.value == pytest.approx(share, abs=4 * reported[name].first_order.error + 1e-9), name
        assert reported[name].total.value == pytest.approx(share, abs=4 * reported[name].total.error + 1e-9), name
    assert (reported["rain"].tied, reported["melt"].tied, reported["wind"].tied) == (("melt",), ("rain",), ())
    assert reported["colour"].total.value == 0
    assert "“rain” and “melt” (" in str(found)
    assert "Correlated, so treated as one: “melt” and “rain”." in str(found)
    at_hand = measure_drivers(build_model(checked.assessment), Draws(6_000), of="level", method="given-data")
    assert at_hand.drivers[0].first_order.value == pytest.approx(1.6**2 / whole, abs=0.04)
    assert "Correlated, so that the index of each includes part of the others' effect: “melt” and “rain”." in str(at_hand)


def test_forecast_of_a_played_model(model: Model) -> None:
    found = measure_forecast(simulate(model, Draws(20_000)))
    exact = sum(v * (0.8 if s else 0.2) * (0.6 if d else 0.4) for (s, d), v in by_state().items())
    answer = found.answers["broken"]
    assert abs(answer.value - exact) < 4 * answer.error
    assert found.by["breach"][-1] == pytest.approx(answer.value)
