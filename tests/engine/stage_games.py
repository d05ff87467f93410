"""Games for the equilibrium tests: one compiled solver per shape, random games, and a slow solver in float64."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine import device
from lynchpin.engine.choice.equilibrium import Equilibrium, solve_equilibrium

Floats = NDArray[np.floating[Any]]


@cache
def _compiled(players: int, options: frozenset[tuple[str, Any]]) -> Any:
    def solve(payoffs: Sequence[jax.Array], rationality: Sequence[jax.Array], start: Any, fixed: Any) -> Equilibrium:
        return solve_equilibrium(payoffs, rationality, start=start, fixed=fixed)

    del players
    return jax.jit(solve, compiler_options=dict(options))


def solve(payoffs: Sequence[Any], rationality: Any, start: Any = None, fixed: Any = None) -> Equilibrium:
    """Solve games [n_1, .., n_k, B], rationality [B] of all players (or per player a tuple), compiled as the engine compiles."""
    rates = rationality if isinstance(rationality, tuple) else (rationality,) * len(payoffs)
    compiled = _compiled(len(payoffs), frozenset(device.choose_options(1).items()))
    found = compiled([jnp.asarray(u, jnp.float32) for u in payoffs], [jnp.asarray(r, jnp.float32) for r in rates], start, fixed)
    return jax.tree.map(np.asarray, found)


def stack_games(games: Sequence[Sequence[Any]], batch: int) -> list[Floats]:
    """Games of one shape, one per game, the last repeated up to `batch`."""
    padded = [*games, *([games[-1]] * (batch - len(games)))]
    return [np.stack([np.asarray(game[player], np.float32) for game in padded], axis=-1) for player in range(len(games[0]))]


def draw_games(shape: Sequence[int], batch: int, seed: int, highest: float = 5.0) -> list[Floats]:
    """Payoffs uniform in [0, highest], independent over players, profiles and batch."""
    rng = np.random.default_rng(seed)
    return [rng.uniform(0.0, highest, (*shape, batch)).astype(np.float32) for _ in shape]


def answer_slowly(payoffs: Sequence[Floats], rationality: float, plays: Sequence[Floats]) -> list[Floats]:
    """Logit responses of one game [n_1, .., n_k], in float64."""
    answers = []
    for player, payoff in enumerate(payoffs):
        value = payoff.astype(np.float64)
        for axis in reversed(range(len(plays))):
            if axis != player:
                value = np.tensordot(value, plays[axis], (axis, 0))
        weights = np.exp(rationality * (value - value.max()))
        answers.append(weights / weights.sum())
    return answers


def solve_slowly(payoffs: Sequence[Floats], rationality: Floats, steps: int = 50) -> list[Floats]:
    """Principal branches of games [n_1, .., n_k, B] by small steps of rationality [B], in float64; they must not fold.

    At each step Newton's method with one Jacobian, by central differences.
    """
    shape = payoffs[0].shape[:-1]
    cuts, size, letters = np.cumsum(shape)[:-1], sum(shape), "abcdef"[: len(shape)]
    whole = [payoff.astype(np.float64) for payoff in payoffs]
    play = np.concatenate([np.full((n, rationality.size), 1.0 / n) for n in shape])

    def gap(stacked: Floats, rates: Floats) -> Floats:
        plays, answers = np.split(stacked, cuts), []
        for player, payoff in enumerate(whole):
            value = payoff
            for axis in reversed([other for other in range(len(shape)) if other != player]):
                kept = letters[: value.ndim - 1]
                value = np.einsum(f"{kept}z,{kept[axis]}z->{kept.replace(kept[axis], '')}z", value, plays[axis])
            weights = np.exp(rates * (value - value.max(axis=0)))
            answers.append(weights / weights.sum(axis=0))
        return stacked - np.concatenate(answers)

    for step in range(1, steps + 1):
        rates = rationality * (step / steps)
        columns = [(gap(play + 1e-6 * unit, rates) - gap(play - 1e-6 * unit, rates)) / 2e-6 for unit in np.eye(size)[:, :, None]]
        slopes = np.linalg.inv(np.stack(columns, axis=1).transpose(2, 0, 1))
        for _ in range(6):
            play = play - np.einsum("zij,jz->iz", slopes, gap(play, rates))
        assert np.abs(gap(play, rates)).max() < 1e-8
    return np.split(play, cuts)
