"""The bordered linear system of one step along a curve of equilibria (`continuation`).

With x the log odds of every option against its player's first, p(x) play, v(p) expected payoff differences and t in [0, 1] the fraction of
rationality, the curve solves

    F(x, t) = x - t v(p(x)) = 0,   dF_i/dx_j = -t p_j(b) (W_ij(a, b) - v_i(a))   for i != j,

where W_ij are payoff differences averaged over all players but i and j. The system has the derivatives of F in x and t, and one more row
that constrains the step. Its two right-hand sides give Newton's correction and the direction of the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.elimination import solve_systems
from lynchpin.engine.choice.payoff_differences import count_options, find_play, split
from lynchpin.engine.graph.batch import average, average_except, fold, optimization_barrier, total


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


def solve_newton(differences: Sequence[Array], point: Array, constraint: Array, size: Array) -> Newton:
    """Solve the bordered system of each game at a point.

    Args:
        differences: Payoff differences of each player, as from `find_payoff_differences`.
        point: [d+1, B] log odds, and the rationality reached in units of `size`.
        constraint: [d+1, B] last row of the matrix.
        size: [B] largest payoff difference of each game.

    Returns:
        Newton's correction and the direction of the curve.
    """
    lengths = [n - 1 for n in count_options(differences)]
    log_odds = split(point[:-1], lengths)
    plays = split(find_play(log_odds), count_options(differences))
    solution, sign = solve_systems(*_build_system(differences, plays, point, constraint, size))
    solution = optimization_barrier(solution)
    correction, direction = solution[:, 0], solution[:, 1]
    move = optimization_barrier(_measure_move(plays, split(correction[:-1], lengths)))
    tangent = optimization_barrier(direction / jnp.sqrt(total(direction * direction)))
    return Newton(correction, tangent, move, sign)


def _build_system(
    differences: Sequence[Array], plays: Sequence[Array], point: Array, constraint: Array, size: Array
) -> tuple[Array, Array]:
    """Build the matrix [d+1, d+1, B] and the right-hand sides [d+1, 2, B]; `plays` [n_i, B] are those at the point."""
    reached = point[-1] / size
    rows, values = zip(*(_derivative(own, plays, player, reached) for player, own in enumerate(differences)), strict=True)
    value = optimization_barrier(jnp.concatenate(values))
    gap = reached * value - point[:-1]
    d, batch = gap.shape
    upper = jnp.concatenate([jnp.concatenate(rows), (-value / size)[:, None]], axis=1)
    matrix = jnp.concatenate([upper, constraint[None]])
    last = jnp.broadcast_to(jnp.array([0.0, 1.0], jnp.float32)[None, :, None], (1, 2, batch))
    right = jnp.concatenate([jnp.stack([gap, jnp.zeros((d, batch), jnp.float32)], axis=1), last])
    return matrix, right


def _derivative(own: Array, plays: Sequence[Array], player: int, reached: Array) -> tuple[Array, Array]:
    """Return the rows of dF/dx of one player, [n_i - 1, d, B], and its expected differences [n_i - 1, B]."""
    n, batch = own.shape[player], own.shape[-1]
    varied = [axis for axis in range(len(plays)) if axis != player and own.shape[axis] > 1]
    pairwise = {axis: optimization_barrier(_as_matrix(w, player, axis)) for axis, w in average_except(own, plays, varied).items()}
    value = own.reshape(n, batch) if not varied else average(pairwise[varied[0]], 1, plays[varied[0]])[:, 0]
    value = optimization_barrier(value)
    blocks = []
    for axis, play in enumerate(plays):
        if axis == player:
            blocks.append(jnp.broadcast_to(jnp.eye(n, dtype=jnp.float32)[:, :, None], (n, n, batch)))
        elif axis in pairwise:
            blocks.append(-reached * play[1:] * (pairwise[axis][:, 1:] - value[:, None]))
        else:
            blocks.append(jnp.zeros((n, play.shape[0] - 1, batch), jnp.float32))
    return jnp.concatenate(blocks, axis=1), value


def _as_matrix(values: Array, player: int, other: int) -> Array:
    """Reshape [1, .., n_i - 1, .., n_j, .., B], in the order of the axes, to [n_i - 1, n_j, B]."""
    rows, columns, batch = values.shape[player], values.shape[other], values.shape[-1]
    if player < other:
        return values.reshape(rows, columns, batch)
    return values.reshape(columns, rows, batch).swapaxes(0, 1)


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
