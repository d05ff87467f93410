"""The bordered linear system of one step along a curve of equilibria (`continuation`).

With x the log odds of every option against its player's first, p(x) play, v(p) expected payoff differences and t in [0, 1] the fraction of
rationality, the curve solves

    F(x, t) = x - t v(p(x)) = 0.

The system has the derivatives of F in x and t, and one more row that constrains the step. Its two right-hand sides give Newton's correction
and the direction of the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.elimination import solve_systems
from lynchpin.engine.choice.game import Game
from lynchpin.engine.choice.payoff_differences import find_play, split
from lynchpin.engine.graph.batch import fold, optimization_barrier, total


class Newton(NamedTuple):
    """The solution of the bordered systems.

    Attributes:
        correction: [d+1, B] Newton's correction of the point.
        tangent: [d+1, B] direction of the curve at the point, of length 1.
        move: [B] largest change of a probability by the correction.
        sign: [B] sign of the determinant.
    """

    correction: Array
    tangent: Array
    move: Array
    sign: Array


def solve_newton(game: Game, point: Array, constraint: Array, size: Array) -> Newton:
    """Solve the bordered system of each game at a point.

    Args:
        game: The games.
        point: [d+1, B] log odds, and the rationality reached in units of `size`.
        constraint: [d+1, B] last row of the matrix.
        size: [B] largest payoff difference of each game.

    Returns:
        Newton's correction and the direction of the curve.
    """
    lengths = [n - 1 for n in game.counts]
    log_odds = split(point[:-1], lengths)
    plays = split(find_play(log_odds), game.counts)
    solution, sign = solve_systems(*_build_system(game, log_odds, plays, point, constraint, size))
    solution = optimization_barrier(solution)
    correction, direction = solution[:, 0], solution[:, 1]
    move = optimization_barrier(_measure_move(plays, split(correction[:-1], lengths)))
    tangent = optimization_barrier(direction / jnp.sqrt(total(direction * direction)))
    return Newton(correction, tangent, move, sign)


def _build_system(
    game: Game, log_odds: Sequence[Array], plays: Sequence[Array], point: Array, constraint: Array, size: Array
) -> tuple[Array, Array]:
    """Build the matrix [d+1, d+1, B] and the right-hand sides [d+1, 2, B]; `plays` [n_i, B] are those at the point."""
    reached = point[-1] / size
    jacobian, expected = game.linearize(log_odds, plays, reached)
    gap = reached * expected - point[:-1]
    d, batch = gap.shape
    upper = jnp.concatenate([jacobian, (-expected / size)[:, None]], axis=1)
    matrix = jnp.concatenate([upper, constraint[None]])
    last = jnp.broadcast_to(jnp.array([0.0, 1.0], jnp.float32)[None, :, None], (1, 2, batch))
    right = jnp.concatenate([jnp.stack([gap, jnp.zeros((d, batch), jnp.float32)], axis=1), last])
    return matrix, right


def _measure_move(plays: Sequence[Array], changes: Sequence[Array]) -> Array:
    """Return [B] the largest change of any probability.

    Args:
        plays: [n_i, B] play of each player.
        changes: [n_i - 1, B] change of the log odds of each player. The move of a player depends on its own log odds alone.
    """
    means = (total(play[1:] * change) for play, change in zip(plays, changes, strict=True))
    relative = jnp.concatenate([part for mean, change in zip(means, changes, strict=True) for part in (-mean, change - mean)])
    moves = optimization_barrier(jnp.concatenate(plays) * jnp.abs(jnp.expm1(jnp.minimum(relative, 20.0))))
    return fold(jnp.maximum, moves, 0)[0]
