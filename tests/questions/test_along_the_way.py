"""Policies and signposts of a file by days whose assumption fails along the way, against the sum over the days on which it may fail."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Model, simulate
from lynchpin.engine.order import Draws
from lynchpin.questions.policies.question import measure_policies
from lynchpin.questions.shared.effects import STATUS_QUO
from lynchpin.questions.signposts.question import find_signposts

N = 4_096
ERRORS = 4
"""Largest distance from the exact answer in standard errors."""
DAYS, STEPS = 10, 4
PUMP = f"""
    clock: {{start: 2024-02-27, end: 2024-03-07, within: {STEPS}}}
    answers: {{'yes': [flooded]}}
    parameters:
      leak: {{value: 0 barrel / day, judgement: t}}
    stocks:
      water: {{unit: barrel, starts: 0, changes: leak - water / (4 day), judgement: t}}
    assumptions:
      pump: {{claim: The pump works, lasts: "uniform(0.5, 12.5) day", fails: {{leak: 2 barrel / day}}, judgement: t}}
    policies:
      patch: {{sets: {{leak: {{times: 0.5}}}}, from: 2024-03-02, judgement: t}}
      drain: {{sets: {{leak: 0 barrel / day}}, from: 2024-03-05, judgement: t}}
    indicators:
      level: {{watch: water}}
    goals: {{-final(water): 1 per barrel}}
    outcomes:
      flooded: {{when: final(water) > 4 barrel}}
      dry: otherwise
"""
CHANCES = np.array([1 / 24, *[1 / 12] * (DAYS - 1), 5 / 24])
"""Probabilities that the pump fails on each day, the leap day among them, and that it outlasts the clock."""
POLICIES = {STATUS_QUO: (DAYS, 2.0), "patch": (4, 1.0), "drain": (7, 0.0)}
"""The first day of each policy, and the leak under it once the pump has failed."""


@cache
def model() -> Model:
    return build(PUMP)


def follow(policy: str) -> np.ndarray:
    """Return the water at the end of each day, [day, day on which the pump fails], by the sub-steps of Euler's method.

    The values under `fails` apply from the next day on.
    """
    start, leak = POLICIES[policy]
    failed, water, path = np.arange(DAYS + 1), np.zeros(DAYS + 1), []
    for day in range(DAYS):
        inflow = np.where(failed < day, leak if day >= start else 2.0, 0.0)
        for _ in range(STEPS):
            water = water + (inflow - water / 4) / STEPS
        path.append(water)
    return np.array(path)


def test_policies_while_an_assumption_fails() -> None:
    found = measure_policies(model(), Draws(N, seed=1))
    final = {name: follow(name)[-1] for name in POLICIES}
    before = final[STATUS_QUO] > 4
    for effect in found.comparison.effects:
        floods, water = final[effect.name] > 4, final[effect.name]
        for estimate, value in (
            (effect.answer, CHANCES @ floods),
            (effect.change, CHANCES @ (floods.astype(float) - before)),
            (effect.averted, CHANCES @ (before & ~floods)),
            (effect.goals, -CHANCES @ water),
            (effect.goals_change, CHANCES @ (final[STATUS_QUO] - water)),
            (effect.regret, CHANCES @ (water - np.min(list(final.values()), axis=0))),
        ):
            assert estimate is not None
            assert estimate.value == pytest.approx(value, abs=ERRORS * estimate.error + 1e-12), effect.name
    fails = CHANCES[:-1] / CHANCES[:-1].sum()
    losses = {name: fails @ water[:-1] for name, water in final.items()}
    assert found.comparison.mean is not None
    assert found.comparison.mean.best == found.under_failure["pump"].best == min(losses, key=losses.__getitem__)
    assert found.comparison.mean.ties == ()
    lead = found.under_failure["pump"].lead
    assert lead is not None
    best, second = sorted(losses.values())[:2]
    assert lead.value == pytest.approx(second - best, abs=ERRORS * lead.error)


def find_areas() -> list[float]:
    """Return the exact area under the ROC curve on each day, over the futures in which the answer is still open."""
    path = follow(STATUS_QUO)
    floods = path[-1] > 4
    areas = []
    for day in range(DAYS):
        is_open = ~(path[day] > 4)
        yes, no = floods & is_open, ~floods & is_open
        one, other = path[day][yes][:, None], path[day][no]
        weights = CHANCES[yes][:, None] * CHANCES[no]
        areas.append(float((weights * ((one > other) + 0.5 * (one == other))).sum() / weights.sum()) if yes.any() else np.nan)
    return areas


def test_signposts_while_an_assumption_fails() -> None:
    (found,) = find_signposts(simulate(model(), Draws(N, seed=1))).indicators
    areas = find_areas()
    assert areas[0] == 0.5
    for estimate, area in zip(found.auc, areas, strict=True):
        assert np.isnan(estimate.value) == np.isnan(area)
        assert np.isnan(area) or estimate.value == pytest.approx(area, abs=ERRORS * estimate.error + 1e-12)
    assert found.higher
    assert found.lead == next(day for day in range(DAYS) if min(a for a in areas[day:] if not np.isnan(a)) > 0.8)
