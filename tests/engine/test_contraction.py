"""The proof that a game has one equilibrium: exact where possible, and never wrong."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from stage_games import draw_games

from lynchpin.engine.choice.contraction import find_safe_fraction
from lynchpin.engine.choice.payoff_differences import find_payoff_differences


def _safe(payoffs: list[np.ndarray], rate: float) -> np.ndarray:
    shape, batch = payoffs[0].shape[:-1], payoffs[0].shape[-1]
    differences = find_payoff_differences([jnp.asarray(u) for u in payoffs], [rate] * len(shape), [None] * len(shape), shape, batch)
    return np.asarray(find_safe_fraction(differences))


def test_two_by_two_in_closed_form() -> None:
    """rationality^2 |a_1 a_2| < 16, a_i the second differences."""
    payoffs = draw_games((2, 2), 256, seed=41)
    second = [u[0, 0] - u[1, 0] - u[0, 1] + u[1, 1] for u in payoffs]
    exact = 4.0 / np.sqrt(np.abs(second[0] * second[1]))
    np.testing.assert_allclose(_safe(payoffs, 1.0), np.minimum(0.9999 * exact, 1.0), rtol=1e-4)
    np.testing.assert_allclose(_safe(payoffs, 40.0), np.minimum(0.9999 * exact / 40.0, 1.0), rtol=1e-4)


@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 2, 2, 2)], ids=str)
def test_spectral_radius_of_more_players(shape: tuple[int, ...]) -> None:
    """Against eigenvalues in float64 of the matrix built option by option."""
    payoffs = draw_games(shape, 32, seed=42)
    found = _safe(payoffs, 30.0)
    for game in range(32):
        radius = np.abs(np.linalg.eigvals(_influence_slowly([30.0 * u[..., game].astype(np.float64) for u in payoffs]))).max()
        assert found[game] <= 1.0 / radius  # never above the true value
        assert found[game] == pytest.approx(1.0 / radius, rel=0.02)  # and hardly below it


def _influence_slowly(payoffs: list[np.ndarray]) -> np.ndarray:
    players = len(payoffs)
    matrix = np.zeros((players, players))
    for i, u in enumerate(payoffs):
        for j in range(players):
            if i != j:
                table = np.moveaxis(u, (i, j), (0, 1))
                first = table[:, None, :, None] - table[None, :, :, None] - table[:, None, None, :] + table[None, :, None, :]
                matrix[i, j] = 0.25 * np.abs(first).max()
    return matrix


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2)], ids=str)
def test_no_game_with_several_equilibria_is_proven(shape: tuple[int, ...]) -> None:
    """Iterate responses from many starts in float64. In a proven game all converge to one point (a cycle would be no contraction)."""
    batch, starts, rate = 256, 24, 1.5
    payoffs = draw_games(shape, batch, seed=43)
    rng = np.random.default_rng(44)
    ends = []
    for _ in range(starts):
        plays = [rng.dirichlet(np.full(n, 0.3), batch).T for n in shape]
        for _ in range(300):
            plays = _answer_in_turn(payoffs, rate, plays)
        ends.append(np.concatenate(plays))
    several = (np.ptp(np.stack(ends), axis=0) > 1e-3).any(axis=0)
    proven = _safe(payoffs, rate) >= 1.0
    assert several.any()
    assert proven.any()
    assert not (several & proven).any()


def _answer_in_turn(payoffs: list[np.ndarray], rate: float, plays: list[np.ndarray]) -> list[np.ndarray]:
    plays = list(plays)
    letters = "abcdef"[: len(plays)]
    for i, u in enumerate(payoffs):
        others = [j for j in range(len(plays)) if j != i]
        value = np.einsum(
            f"{letters}z,{','.join(letters[j] + 'z' for j in others)}->{letters[i]}z", u, *(plays[j] for j in others), optimize=True
        )
        weights = np.exp(rate * (value - value.max(axis=0)))
        plays[i] = weights / weights.sum(axis=0)
    return plays


def test_numbers_that_are_not_finite_are_not_proven() -> None:
    payoffs = draw_games((2, 2), 16, seed=45)
    payoffs[0][0, 1, 5] = np.nan
    safe = _safe(payoffs, 0.01)
    assert not np.isfinite(safe[5])
    assert (np.delete(safe, 5) == 1.0).all()
