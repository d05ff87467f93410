"""Private types: the agent quantal response equilibrium against Gambit, and beliefs in closed form."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from extensive_games import TOLERANCE, Floats, compare_with_gambit, solve_games
from scipy.special import expit

from lynchpin.engine.choice.replies import update_belief, update_log_belief

RATES = np.linspace(0.1, 1.5, 16).astype(np.float32)
LEADER = [[], [0]]


def spread(*payoffs: list[object]) -> list[Floats]:
    """Payoffs [n_1, n_2, T_1, T_2] of each player for a batch of 16."""
    return [np.repeat(np.asarray(own, np.float32)[..., None], 16, axis=-1) for own in payoffs]


# Payoffs by option of the first player, option of the second, type of the first, type of the second.
POKER = spread(
    [[[[2], [-2]], [[1], [1]]], [[[-1], [-1]], [[-1], [-1]]]],
    [[[[-2], [2]], [[-1], [-1]]], [[[1], [1]], [[1], [1]]]],
)
"""Stripped-down poker (Reiley, Urbancic and Walker 2008): bet or fold with a king or a queen, then call or fold."""
JOBS = spread(
    [[[[6], [3]], [[0], [-3]]], [[[10], [10]], [[4], [4]]]],
    [[[[10], [0]], [[4], [4]]], [[[10], [0]], [[4], [4]]]],
)
"""Education as a signal (Watson, Strategy, 2013, figure 29.1): study or not with high or low ability, then manager or clerk."""
DUEL = spread(
    [[[[1], [-1]], [[0], [-3]]], [[[1], [1]], [[0], [-1]]]],
    [[[[0], [0]], [[-2], [1]]], [[[0], [0]], [[-2], [1]]]],
)
"""Watson, exercise 29.6: get up or stay, strong or weak, then surrender or fight."""


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("payoffs", "prior"), [(POKER, [0.5, 0.5]), (JOBS, [0.25, 0.75]), (DUEL, [0.5, 0.5])], ids=["poker", "jobs", "duel"]
)
def test_signalling_games_against_gambit(payoffs: list[Floats], prior: list[float]) -> None:
    pytest.importorskip("pygambit", reason="pygambit is not installed: pip install 'lynchpin[test]'")
    priors = [prior, None]
    solved = solve_games(payoffs, RATES, LEADER, priors=priors)
    assert solved.residual.max() < TOLERANCE
    compare_with_gambit(solved, payoffs, RATES, LEADER, (0, 5, 10, 15), priors)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("shape", "kinds", "after"),
    [((2, 2), (2, 2), [[], []]), ((2, 2), (2, 3), LEADER), ((2, 2, 2), (2, 1, 1), [[], [0], [1]])],
    ids=["at once", "both sides", "chain"],
)  # fmt: skip
def test_random_games_with_types_against_gambit(shape: tuple[int, ...], kinds: tuple[int, ...], after: list[list[int]]) -> None:
    pytest.importorskip("pygambit", reason="pygambit is not installed: pip install 'lynchpin[test]'")
    rng = np.random.default_rng(51)
    payoffs = [rng.uniform(0.0, 4.0, (*shape, *kinds, 16)).astype(np.float32) for _ in shape]
    priors = [None if n == 1 else [0.25, 0.75] if n == 2 else [0.25, 0.25, 0.5] for n in kinds]
    solved = solve_games(payoffs, RATES, after, priors=priors)
    assert solved.residual.max() < TOLERANCE
    compare_with_gambit(solved, payoffs, RATES, after, (3, 12), priors)


def test_beliefs_after_each_option_in_closed_form() -> None:
    """The sender's payoff does not depend on the reply, so its choice, the belief after it and the reply are known in turn."""
    sender = [[[[1], [0]], [[1], [0]]], [[[0], [1]], [[0], [1]]]]  # each type is paid for its own option
    receiver = [[[[1], [-2]], [[0], [0]]], [[[1], [-2]], [[0], [0]]]]  # it gains from the first type, loses from the second
    solved = solve_games(spread(sender, receiver), RATES, LEADER, priors=[[0.4, 0.6], None])
    right = expit(RATES)
    sent = np.array([[right, 1 - right], [1 - right, right]])  # [option, type]
    np.testing.assert_allclose(solved.replies[0][:, 0, :, 0], sent, atol=TOLERANCE)
    for option in (0, 1):
        first = 0.4 * sent[option, 0] / (0.4 * sent[option, 0] + 0.6 * sent[option, 1])
        belief = np.asarray(update_belief(jnp.array([[0.4], [0.6]], jnp.float32), jnp.asarray(sent[option], jnp.float32), 0))
        np.testing.assert_allclose(belief, [first, 1 - first], atol=1e-6)
        np.testing.assert_allclose(solved.replies[1][option, 0, 0, 0], expit(RATES * (first - 2 * (1 - first))), atol=TOLERANCE)


def test_without_learning_the_prior_stays() -> None:
    solved = solve_games(JOBS, RATES, LEADER, priors=[[0.25, 0.75], None], learns=[True, False])
    manager = expit(RATES * (10 * 0.25 - 4))
    np.testing.assert_allclose(np.broadcast_to(solved.replies[1][:, 0, 0, 0], (2, 16)), [manager] * 2, atol=TOLERANCE)
    for kind, (study, stay) in enumerate((((6, 0), (10, 4)), ((3, -3), (10, 4)))):
        gains = [manager * a + (1 - manager) * b for a, b in (study, stay)]
        np.testing.assert_allclose(solved.replies[0][0, 0, kind, 0], expit(RATES * (gains[0] - gains[1])), atol=TOLERANCE)


@pytest.mark.parametrize(
    ("belief", "chance", "updated"),
    [
        ([0.4, 0.6], [0.0, 0.0], [0.4, 0.6]),  # a choice that no type makes teaches nothing
        ([0.4, 0.6], [1.0, 0.0], [1.0, 0.0]),
        ([1.0, 0.0], [0.0, 1.0], [1.0, 0.0]),  # a type that is ruled out stays so, and the choice is then no evidence
        ([1.0, 1e-38], [1e-30, 1e-30], [1.0, 0.0]),  # the product underflows
    ],
)
def test_beliefs_stay_probabilities_at_the_limits(belief: list[float], chance: list[float], updated: list[float]) -> None:
    found = update_belief(*(jnp.array(own, jnp.float32)[:, None] for own in (belief, chance)), 0)
    np.testing.assert_allclose(np.asarray(found)[:, 0], updated, atol=1e-7)


def test_a_belief_that_underflows_can_rise_again() -> None:
    """An assumption or a policy may replace the type, and from then on the choices are those of the other type."""
    belief = jnp.log(jnp.array([[0.25], [0.75], [0.0]], jnp.float32))
    first, second = (jnp.array(own, jnp.float32)[:, None] for own in ([1e-20, 1.0, 1.0], [1.0, 1e-20, 1.0]))
    for chance in (first, first, first):
        belief = update_log_belief(belief, chance)
    np.testing.assert_array_equal(np.exp(belief)[:, 0], [0.0, 1.0, 0.0])
    for chance in (second, second, second):
        belief = update_log_belief(belief, chance)
    np.testing.assert_allclose(np.exp(belief)[:, 0], [0.25, 0.75, 0.0], atol=1e-4)  # logarithms of 140 in float32
