"""Assumptions that can fail along the way, against closed forms and enumeration."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import lognorm

import lynchpin.presentation  # noqa: F401  # writes the sentences
from lynchpin.engine import Futures, Model
from lynchpin.engine.order import Draws
from lynchpin.questions.stress.question import measure_stress
from lynchpin.questions.update.question import measure_update

Draw = Callable[..., Futures]
N = 16_384
HAZARD = """clock: {start: 2025, end: 2028}
assumptions:
  a: {claim: c, credence: 0.8, breaks: 0.25, fails_if: shock, fails: {risk: 0.6}, judgement: t}
parameters:
  risk: {value: 0.2, judgement: t}
  seldom: {value: 0, judgement: t}
events:
  e: {chance: risk}
  shock: {chance: seldom}
outcomes:
  bad: {when: ever(e)}
  good: otherwise
answers: {yes: [bad]}
sources: {s: {title: t}}
"""


def near(share: float, expected: float, n: float = N) -> bool:
    return abs(share - expected) < 4 * np.sqrt(max(expected * (1 - expected), 1e-9) / n) + 1e-12


def test_a_hazard_against_its_closed_form(draw: Draw) -> None:
    futures = draw(HAZARD, N)
    broke, holds = futures.broke["a"], futures.assumptions["a"]
    assert near(float((~holds & (broke < 0)).mean()), 0.2)
    for t in range(4):
        assert near(float((broke == t).mean()), 0.8 * 0.75**t * 0.25)
        assert near(
            float(futures.events["e"][t].mean()), 0.6 - 0.4 * 0.8 * 0.75**t
        )  # the values under `fails` apply from the next period on
    assert near(float(holds.mean()), 0.8 * 0.75**4)


def test_a_time_against_its_distribution(draw: Draw) -> None:
    futures = draw(HAZARD.replace("breaks: 0.25", "lasts: 1 to 4 years"), N)
    time = lognorm(np.log(4) / (2 * 1.6448536269514722), scale=2)
    for t in range(4):
        assert near(float((futures.broke["a"] == t).mean()), 0.8 * float(time.cdf(t + 1) - time.cdf(t)))


def test_what_is_set_stays(draw: Draw) -> None:
    holding, failing = draw(HAZARD, 512, assume={"a": 1.0}), draw(HAZARD, 512, assume={"a": 0.0})
    assert holding.assumptions["a"].all()
    assert not failing.assumptions["a"].any()
    assert (failing.broke["a"] == -1).all()
    dated = draw(HAZARD, 512, states={"a": np.full(512, 2 + 1)})
    assert (dated.broke["a"] == 1).all()


@pytest.mark.parametrize("settling", [True, False], ids=["settles", "hints"])
def test_the_posterior(assess: Callable[[str], Model], settling: bool) -> None:
    """An event that settles it leaves a probability of 0; one that only hints is weighted by enumeration."""
    name = "shock" if settling else "e"
    text = HAZARD.replace("seldom: {value: 0,", "seldom: {value: 0.1,") if settling else HAZARD
    found = measure_update(assess(text + f"evidence:\n  - {{on: 2026, event: {name}, cite: s p1}}\n"), Draws(4096))
    failure = found.failures[0]
    if settling:
        assert failure.after.holds.value == 0
        assert failure.settled == 1
        early = np.array([0.2, 0.8 * (0.25 + 0.75 * 0.1)])
        assert abs(failure.after.start.value - early[0]) < 5 * failure.after.start.error
        assert "failed in 2026" in str(found)
        return
    chances = np.array([0.2 + 0.8 * 0.25, 0.8 * 0.75])  # failed by the end of 2025, and not
    weights = chances * [0.6, 0.2]
    still = weights[1] / weights.sum() * 0.75
    assert abs(failure.after.holds.value - still) < 5 * failure.after.holds.error
    assert failure.settled is None


def test_loads_by_date(assess: Callable[[str], Model]) -> None:
    """If it fails in period t, the event has t + 1 chances of 20% and 3 - t of 60%."""
    found = measure_stress(assess(HAZARD), Draws(20_000))
    assert found.structure is not None

    def bad(fails_after: int) -> float:
        return 1 - 0.8**fails_after * 0.4 ** (4 - fails_after)

    load = found.structure.loads.loads.at(0)
    assert abs(load.value - (bad(0) - bad(4))) < 4 * load.error
    dated = found.dated[0]
    for k, t in enumerate(dated.periods):
        assert abs(dated.loads.value[k] - (bad(t + 1) - bad(4))) < 4 * dated.loads.error[k]
    natural = 0.2 * bad(0) + 0.8 * sum(0.25 * 0.75**t * bad(t + 1) for t in range(4)) + 0.8 * 0.75**4 * bad(4)
    exposure = found.structure.loads.exposures.at(0)
    assert abs(exposure.value - (natural - bad(4))) < 4 * exposure.error


def test_a_policy_and_a_failure_combine(draw: Draw) -> None:
    text = HAZARD.replace("fails: {risk: 0.6}", "fails: {risk: {plus: 0.3}}") + "auxiliaries:\n  x: {equals: risk}\n"
    text += "policies:\n  p: {sets: {risk: 0.1}, from: 2027, judgement: t}\n"
    x = draw(text, 64, policy="p", states={"a": np.full(64, 2)}).auxiliaries["x"]
    assert x[:, 0].tolist() == [0.2, 0.5, 0.4, 0.4]
