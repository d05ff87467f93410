"""Private types in a file: reputation over two periods, and what evidence of a choice says about the type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scipy.special import expit
from shares import N, close
from short_texts import build

from lynchpin.engine import Futures, Model, simulate
from lynchpin.engine.filter.particles import simulate_given
from lynchpin.engine.model import Evidence
from lynchpin.engine.order import Draws

Draw = Callable[..., Futures]

REPUTATION = """
clock: {start: 2025, end: 2026}
actors:
  defender:
    types: {resolve: {weak: 0.7, strong: 30 %}}
    options: {yield: {resist: 0}, resist: {resist: 1}}
    values: {resist * (resolve == strong): {weight: 2, judgement: t}, resist * (resolve == weak): {weight: -1, judgement: t}}
    judgement: t
  raider:
    options: {stay: {attack: 0}, strike: {attack: 1}}
    values: {attack * (resolve == weak): {weight: 2, judgement: t}, attack * (resolve == strong): {weight: -3, judgement: t}}
    judgement: t
"""
RESISTS = {"weak": expit(-1), "strong": expit(2)}


@pytest.fixture(scope="module")
def model() -> Model:
    return build(REPUTATION)


def find_belief(resisted: bool) -> float:
    """The probability that the defender is strong, after its choice."""
    weak, strong = (RESISTS[kind] if resisted else 1 - RESISTS[kind] for kind in ("weak", "strong"))
    return 0.3 * strong / (0.3 * strong + 0.7 * weak)


def test_the_raider_learns_from_the_first_period(model: Model) -> None:
    f = simulate(model, Draws(N))
    strong, resisted = f.inputs["resolve"] == 1, f.options["defender"][0] == 1
    close(strong.mean(), 0.3)
    for kind, where in (("weak", ~strong), ("strong", strong)):
        close(resisted[where].mean(), RESISTS[kind], where.sum())
    strikes = f.options["raider"] == 1
    close(strikes[0].mean(), expit(2 * 0.7 - 3 * 0.3))
    for choice, where in ((False, ~resisted), (True, resisted)):
        belief = find_belief(choice)
        close(strong[where].mean(), belief, where.sum())
        close(strikes[1][where].mean(), expit(2 * (1 - belief) - 3 * belief), where.sum())


def test_evidence_of_a_choice_updates_the_type(model: Model) -> None:
    f = simulate_given(model, Draws(4096, evidence=[Evidence("2025", 0, "option", "defender", "resist")]))
    close((f.inputs["resolve"] == 1).mean(), find_belief(True), 2048)


def test_a_type_that_is_replaced_leaves_the_prior_of_the_others(model: Model) -> None:
    f = simulate(model, Draws(N, inputs={"resolve": "strong"}))
    close((f.options["defender"][0] == 1).mean(), RESISTS["strong"])
    close((f.options["raider"][0] == 1).mean(), expit(2 * 0.7 - 3 * 0.3))


def test_adaptive_followers_learn_in_the_same_period(draw: Draw) -> None:
    f = draw("reasoning: adaptive\n" + REPUTATION.replace("  raider:", "  raider:\n    after: defender").strip() + "\n", N)
    resisted = f.options["defender"][0] == 1
    for choice, where in ((False, ~resisted), (True, resisted)):
        belief = find_belief(choice)
        close((f.options["raider"][0][where] == 1).mean(), expit(2 * (1 - belief) - 3 * belief), where.sum())
