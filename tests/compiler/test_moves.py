"""Sequential moves in a file: a crisis game in closed form, what followers see, and evidence about their choices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import expit
from shares import N, close
from short_texts import build

from lynchpin.engine import Futures, Model, simulate
from lynchpin.engine.filter.particles import simulate_given
from lynchpin.engine.model import Evidence
from lynchpin.engine.order import Draws

Draw = Callable[..., Futures]

CRISIS = """
clock: {start: 2025, end: 2025}
actors:
  last:
    options: {back_down: {attack: 0}, attack: {attack: 1}}
    values: {threat * resist * (20 * attack - 10): {weight: 1, judgement: t}}
    rationality: 0.1
    after: [challenger, defender]
    judgement: t
  challenger:
    options: {wait: {threat: 0}, threaten: {threat: 1}}
    values: {threat * (30 * (1 - resist) + resist * (20 * attack - 10)): {weight: 1, judgement: t}}
    rationality: 0.1
    judgement: t
  defender:
    options: {yield: {resist: 0}, resist: {resist: 1}}
    values: {threat * (-30 * (1 - resist) + resist * (10 - 30 * attack)): {weight: 1, judgement: t}}
    rationality: 0.1
    after: challenger
    judgement: t
"""


def test_a_crisis_game_by_backward_induction(draw: Draw) -> None:
    """The tree of Signorino (1999): the status quo, one side yields or backs down, or war."""
    f = draw(CRISIS, N)
    attack = expit(0.1 * 20)
    resist = expit(0.1 * (attack * -20 + (1 - attack) * 10 + 30))
    threaten = expit(0.1 * ((1 - resist) * 30 + resist * (attack * 10 + (1 - attack) * -10)))
    last, challenger, defender = (f.options[name][0] for name in ("last", "challenger", "defender"))
    close((challenger == 1).mean(), threaten)
    close((defender[challenger == 1] == 1).mean(), resist, (challenger == 1).sum())
    close((defender[challenger == 0] == 1).mean(), 0.5, (challenger == 0).sum())
    war = (challenger == 1) & (defender == 1) & (last == 1)
    close(war.mean(), threaten * resist * attack)
    assert f.health.unproven == 0
    assert f.health.residual_max == 0


SEEN = """
clock: {start: 2025, end: 2026}
actors:
  leader:
    options: {low: {push: 0}, high: {push: 1}}
    values: {push * (3 * pull - 1): {weight: 1, judgement: t}}
    decides: period == 0
    judgement: t
  follower:
    options: {no: {pull: 0}, yes: {pull: 1}}
    after: leader
    judgement: t
    factions:
      doves: {influence: 1, values: {-pull: {weight: 3, judgement: t}}, judgement: t}
      hawks: {influence: 2, values: {pull * (3 * push - 1): {weight: 1.5, judgement: t}}, judgement: t}
"""
REPLIES = [expit((-3 + 2 * 1.5 * (3 * push - 1)) / 3) for push in (0, 1)]
"""The probability that the follower pulls, by the leader's option."""


@pytest.fixture(scope="module")
def game() -> Model:
    return build(SEEN)


def test_a_follower_replies_to_what_it_sees(game: Model) -> None:
    f = simulate(game, Draws(N))
    leader, follower = f.options["leader"], f.options["follower"]
    pushed = leader[0] == 1
    close(pushed.mean(), expit(3 * REPLIES[1] - 1))
    for t in (0, 1):
        for seen, where in enumerate((~pushed, pushed)):
            close((follower[t][where] == 1).mean(), REPLIES[seen], where.sum())
    np.testing.assert_array_equal(leader[1], leader[0])  # the leader does not decide in the second period, and is seen all the same
    np.testing.assert_array_equal(f.favourites["follower"]["hawks"][0], pushed)
    assert (f.favourites["follower"]["doves"] == 0).all()


def test_a_reply_is_evidence_about_what_was_seen(game: Model) -> None:
    """The leader's option given the follower's, by Bayes' rule."""
    f = simulate_given(game, Draws(2048, evidence=[Evidence("2025", 0, "option", "follower", "yes")]))
    prior = expit(3 * REPLIES[1] - 1)
    joint = np.array([(1 - prior) * REPLIES[0], prior * REPLIES[1]])
    close((f.options["leader"][0] == 1).mean(), joint[1] / joint.sum(), 1024)


def test_adaptive_actors_see_as_well(draw: Draw) -> None:
    """The leader expects the follower's last option, at first `no`; the follower sees the leader's choice."""
    f = draw("reasoning: adaptive\n" + SEEN.strip() + "\n", N)
    pushed = f.options["leader"][0] == 1
    close(pushed.mean(), expit(-1))
    for seen, where in enumerate((~pushed, pushed)):
        close((f.options["follower"][0][where] == 1).mean(), REPLIES[seen], where.sum())
