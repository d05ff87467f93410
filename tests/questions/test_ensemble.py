"""Loads and interactions from one plain ensemble against a lattice in closed form, and against paired reruns."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Futures, simulate
from lynchpin.engine.order import Draws
from lynchpin.questions.shared.method import count_effective, estimate_answer
from lynchpin.questions.stress.ensemble import find_loads, read_loads
from lynchpin.statistics.estimates import Estimate

N = 8_192
ERRORS = 4.5
"""Largest distance from the exact answer in standard errors."""
CREDENCES = np.array([0.6, 0.7])
LOADS, INTERACTION, ANSWER = np.array([0.4 * 0.65, 0.5 * 0.36]), 0.4 * 0.5, 0.36 * 0.65
"""The answer is the product of 0.2 or 0.6 (mean 0.36) and of 0.5 or 1 (mean 0.65)."""


@cache
def draw() -> Futures:
    model = build("""
        clock: {start: 2025, end: 2025}
        answers: {'yes': [fire]}
        parameters:
          spark: {value: 0.2, judgement: t}
          wood: {value: 0.5, judgement: t}
        events: {fire: {chance: spark * wood, judgement: t}}
        assumptions:
          care: {claim: c, credence: 0.6, judgement: t, fails: {spark: 0.6}}
          damp: {claim: c, credence: 0.7, judgement: t, fails: {wood: 1}}
        outcomes:
          fire: {when: ever(fire)}
          none: otherwise
    """)
    return simulate(model, Draws(N, seed=2, record="outcomes"))


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
