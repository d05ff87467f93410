"""Loads and interactions from one plain ensemble against a lattice in closed form, and against paired reruns."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Futures, Model, simulate
from lynchpin.engine.order import Draws
from lynchpin.questions.forecast.question import measure_run
from lynchpin.questions.policies.question import measure_policies
from lynchpin.questions.robustness.question import measure_robustness
from lynchpin.questions.scenarios.question import measure_scenarios
from lynchpin.questions.score.question import measure_score
from lynchpin.questions.shared.method import count_effective, estimate_answer
from lynchpin.questions.stress.ensemble import find_loads, read_loads
from lynchpin.questions.stress.question import measure_stress
from lynchpin.questions.update.question import measure_update
from lynchpin.statistics.estimates import Estimate

N = 8_192
ERRORS = 4.5
"""Largest distance from the exact answer in standard errors."""
CREDENCES = np.array([0.6, 0.7])
LOADS, INTERACTION, ANSWER = np.array([0.4 * 0.65, 0.5 * 0.36]), 0.4 * 0.5, 0.36 * 0.65
"""The answer is the product of 0.2 or 0.6 (mean 0.36) and of 0.5 or 1 (mean 0.65)."""


@cache
def build_lattice() -> Model:
    return build("""
        clock: {start: 2025, end: 2025}
        answers: {'yes': [fire]}
        parameters:
          spark: {value: 0.2, judgement: t}
          wood: {value: 0.5, judgement: t}
        events: {fire: {chance: spark * wood, judgement: t}, smoke: {chance: spark, judgement: t}}
        assumptions:
          care: {claim: c, credence: 0.6, judgement: t, fails: {spark: 0.6}}
          damp: {claim: c, credence: 0.7, judgement: t, fails: {wood: 1}}
        forecasts:
          burns: {claim: c, by: b, stated: 0.3, event: ever(fire), resolves: 2025-12-31, resolved: yes, judgement: t}
        policies:
          water: {sets: {wood: 0.25}, means: m, judgement: t}
        evidence:
          - {on: 2025, not: smoke, judgement: t}
        outcomes:
          fire: {when: ever(fire)}
          none: otherwise
    """)


@cache
def draw() -> Futures:
    return simulate(build_lattice(), Draws(N, seed=2, record="outcomes"))


def test_loads_and_interactions_of_a_known_lattice() -> None:
    loads = read_loads(draw(), "yes", CREDENCES)
    assert loads is not None
    assert (np.abs(loads.loads.value - LOADS) < ERRORS * loads.loads.error).all()
    assert abs(loads.interactions.value[0] - INTERACTION) < ERRORS * loads.interactions.error[0]
    np.testing.assert_allclose(loads.exposures.value, loads.loads.value * (1 - CREDENCES))
    assert abs(loads.answer.value - ANSWER) < ERRORS * loads.answer.error
    # The chance of the fire explains all but the chance's own variation, which the assumptions explain.
    assert loads.answer.error < 0.15 * np.sqrt(ANSWER * (1 - ANSWER) / N)


def test_futures_without_controls_need_reruns() -> None:
    assert read_loads(replace(draw(), controls=None), "yes", CREDENCES) is None
    assert find_loads(draw(), "yes", CREDENCES) is None  # two assumptions: reruns have smaller errors


def test_the_probability_of_an_answer_is_that_of_run() -> None:
    share, method = estimate_answer(draw(), "yes")
    assert method == "conditional"
    assert abs(share.value - ANSWER) < ERRORS * share.error
    counted, method = estimate_answer(replace(draw(), controls=None), "yes")
    assert method == "counting"
    assert count_effective(counted, N) == pytest.approx(N, rel=1e-3)  # its error divides by N - 1
    assert count_effective(Estimate(0.0, 1 / N), N) == N


def test_every_question_has_the_same_baseline() -> None:
    model, draws = build_lattice(), Draws(N, seed=2)
    paths = simulate(model, draws)
    expected = measure_run(model, draws, ensemble=paths).answers["yes"]
    update = measure_update(model, draws, ensemble=paths)
    scenarios = measure_scenarios(model, draws, ensemble=paths)
    policies = measure_policies(model, draws)
    score = measure_score(model, draws, ensemble=paths)
    found = {
        "update": update.prior,
        "update, answers": update.prior_answers["yes"],
        "update, outcomes": update.prior_outcomes["fire"],
        "scenarios": scenarios.share,
        "scenarios, outcomes": scenarios.probabilities["fire"],
        "stress": measure_stress(model, draws, ensemble=paths).baseline,
        "robustness": measure_robustness(model, draws.change(futures=80_000), ensemble=paths).probability,
        "score": score.forecasts[0].model,
        "policies": policies.comparison.effects[0].answer,
    }
    assert expected.error < 0.15 * np.sqrt(ANSWER * (1 - ANSWER) / N)
    for name, estimate in found.items():
        assert estimate == pytest.approx(expected, rel=1e-9), name
    assert score.mean.simulation["model_brier"] == pytest.approx(2 * (1 - expected.value) * expected.error, rel=0.01)
    assert update.assumptions["care"][0].value == pytest.approx(0.6, abs=1e-6)


def test_the_change_by_a_policy_is_the_difference_of_two_probabilities() -> None:
    status_quo, water = measure_policies(build_lattice(), Draws(N, seed=2)).comparison.effects
    assert water.change.value == pytest.approx(water.answer.value - status_quo.answer.value, abs=1e-12)
    assert water.change.value == pytest.approx(water.brought.value - water.averted.value, abs=1e-12)  # type: ignore[union-attr]
    assert abs(water.answer.value - 0.36 * 0.25) < ERRORS * water.answer.error
    assert water.change.error < 0.5 * np.sqrt(2 * ANSWER / N)
