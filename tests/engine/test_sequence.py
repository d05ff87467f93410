"""Sequential moves: the agent quantal response equilibrium against Gambit, rounds, and players with fixed choices."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from extensive_games import TOLERANCE, compare_with_gambit, make_turns, solve_games
from stage_games import draw_games

LEADER = [[], [0]]
CHAIN = [[], [0], [1]]
TWO_FOLLOWERS = [[], [0], [0]]
TWO_LEADERS = [[], [], [0, 1]]
BYSTANDER = [[], [0], []]
CROSSED = [[], [], [0], [0, 1]]


def test_rounds_are_as_small_as_possible() -> None:
    assert make_turns(LEADER).rounds == ((0,), (1,))
    assert make_turns(CHAIN).rounds == ((0,), (1,), (2,))
    assert make_turns(CHAIN).seen == (frozenset(), frozenset({0}), frozenset({0, 1}))  # the last also sees the first
    assert make_turns(TWO_FOLLOWERS).rounds == ((0,), (1, 2))
    assert make_turns(TWO_LEADERS).rounds == ((0, 1), (2,))
    assert make_turns(BYSTANDER).rounds == ((0, 2, 1),)
    assert make_turns(CROSSED).rounds == ((0, 1, 2, 3),)
    assert make_turns([[1], []]).order == (1, 0)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("shape", "after"),
    [((3, 3), LEADER), ((2, 2, 2), CHAIN), ((2, 3, 2), TWO_FOLLOWERS), ((2, 2, 2), TWO_LEADERS), ((2, 2, 2), BYSTANDER), ((2, 2, 2, 2), CROSSED)],
    ids=["leader", "chain", "two followers", "two leaders", "bystander", "crossed"],
)  # fmt: skip
def test_random_games_against_gambit(shape: tuple[int, ...], after: list[list[int]]) -> None:
    """Payoffs in [0, 5] and rationality up to 3; four games of the batch are traced."""
    pytest.importorskip("pygambit", reason="pygambit is not installed: pip install 'lynchpin[test]'")
    payoffs, rates = draw_games(shape, 16, seed=41), np.linspace(0.5, 3.0, 16).astype(np.float32)
    solved = solve_games(payoffs, rates, after)
    assert solved.finite.all()
    assert solved.residual.max() < TOLERANCE
    compare_with_gambit(solved, payoffs, rates, after, (0, 5, 10, 15))


def test_a_follower_with_a_fixed_choice() -> None:
    """The others anticipate that a follower keeps its option."""
    payoffs, rates = draw_games((2, 2, 2), 16, seed=42), np.full(16, 2.0, np.float32)
    mask, first = jnp.arange(16) % 2 == 0, jnp.stack([jnp.ones(16), jnp.zeros(16)]).astype(jnp.float32)
    solved = solve_games(payoffs, rates, BYSTANDER, [None, (mask, first), None])
    free = solve_games(payoffs, rates, BYSTANDER)
    np.testing.assert_array_equal(np.broadcast_to(solved.replies[1], (2, 2, 1, 16))[:, 0, 0, ::2], 1.0)
    for player in range(3):
        np.testing.assert_allclose(solved.replies[player][..., 1::2], free.replies[player][..., 1::2], atol=TOLERANCE)
    # With the follower fixed, the other two play a simultaneous game over its first option.
    two = [u[:, 0, :, ::2] for u in (payoffs[0], payoffs[2])]
    p, q = solved.replies[0][:, 0, 0, ::2], solved.replies[2][0, 0, :, ::2]
    for own, value in ((p, np.einsum("acz,cz->az", two[0], q)), (q, np.einsum("acz,az->cz", two[1], p))):
        weights = np.exp(2.0 * (value - value.max(axis=0)))
        np.testing.assert_allclose(own, weights / weights.sum(axis=0), atol=TOLERANCE)


def test_a_payoff_that_is_not_finite_is_counted_for_its_actor_alone() -> None:
    payoffs, rates = draw_games((2, 2), 16, seed=43), np.ones(16, np.float32)
    payoffs[1][1, 0, 3] = np.inf
    solved = solve_games(payoffs, rates, LEADER)
    assert solved.finite[0].all()
    assert not solved.finite[1, 3]
    assert solved.finite[1].sum() == 15
    assert all(np.isfinite(own).all() for own in solved.replies.values())
