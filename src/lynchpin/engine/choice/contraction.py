"""How rational players may be for their game to have provably one logit equilibrium.

Write p_i for the play of player i and v_i for its expected differences, so that it answers p_i = softmax(v_i). If the others' plays move by dp_j, then

    |dp_i|_1 = E|dv_i - E dv_i| <= range(dv_i) / 2,      the expectation being over its options,
    range(dv_i) <= sum_j D_ij |dp_j|_1 / 2,

where D_ij is the largest second difference |v(a, b) - v(a', b) - v(a, b') + v(a', b')| over own options a, a', options b, b' of
player j, and whatever the rest may do. Hence |dp_i|_1 <= sum_j M_ij |dp_j|_1 with M_ij = D_ij / 4, and where the spectral radius
of M is below one, answering is a contraction in a weighted 1-norm: there is one equilibrium and plain iteration finds it. M is in
proportion to rationality, so its spectral radius also tells up to which fraction of its rationality a game is sure to have one.
For two players of two options the condition is rationality^2 |a_1 a_2| < 16, a_i being the second difference of their payoffs.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float32

from lynchpin.engine.graph.batch import cut, fold, fold_all, optimization_barrier

# A spectral radius is taken to be below one if it is by this much, so that rounding in float32 proves nothing that is not so.
_MARGIN = 1e-4
_ROUNDS = 6

Matrix = list[list[Array | None]]


def find_safe_fraction(differences: Sequence[Float32[Array, "*_ B"]]) -> Float32[Array, " B"]:
    """The fraction [B] of rationality, at most 1, up to which the game has provably one equilibrium.

    differences: as `find_payoff_differences` gives them. Where they are not finite, so is the answer.
    """
    radius = _bound_spectral_radius([_influence(own, player) for player, own in enumerate(differences)], differences[0].shape[-1])
    # Where a payoff is infinite so is the radius; a fraction of zero would then pass for a game that can be solved.
    return jnp.where(radius < jnp.inf, (1.0 - _MARGIN) / jnp.maximum(radius, 1.0 - _MARGIN), jnp.nan)


def _influence(differences: Array, player: int) -> list[Array | None]:
    """Row `player` of M: for each other player [B], or None where it has no influence."""
    row: list[Array | None] = [None] * (differences.ndim - 1)
    others = [axis for axis in range(differences.ndim - 1) if axis != player and differences.shape[axis] > 1]
    if others:
        pairs = optimization_barrier(_own_differences(differences, player))
    for axis in others:
        row[axis] = 0.25 * fold_all(jnp.maximum, optimization_barrier(fold(jnp.maximum, pairs, axis) - fold(jnp.minimum, pairs, axis)))
    return row


def _own_differences(differences: Array, player: int) -> Array:
    """What is at stake between any two own options, along the own axis."""
    options = [cut(differences, player, o, o + 1) for o in range(differences.shape[player])]
    return jnp.concatenate([differences] + [b - a for a, b in itertools.combinations(options, 2)], axis=player)


def _bound_spectral_radius(matrix: Matrix, batch: int) -> Array:
    """An upper bound, [B], of the spectral radius of a matrix M >= 0 without diagonal; exact for two players.

    For any x > 0 the largest (M x)_i / x_i is one (Collatz and Wielandt); shifted power iteration makes it close.
    """
    zero = jnp.zeros(batch, jnp.float32)
    if len(matrix) == 1:
        return zero
    if len(matrix) == 2:
        there, back = matrix[0][1], matrix[1][0]
        return zero if there is None or back is None else jnp.sqrt(there) * jnp.sqrt(back)
    dense = optimization_barrier(jnp.stack([jnp.stack([zero if entry is None else entry for entry in row]) for row in matrix]))
    x = jnp.ones((len(matrix), batch), jnp.float32)
    shift = 0.5 * fold(jnp.maximum, _multiply(dense, x), 0)
    for _ in range(_ROUNDS):
        x = shift * x + _multiply(dense, x)
        x = optimization_barrier(x / jnp.maximum(fold(jnp.maximum, x, 0), 1e-30) + 1e-6)
    return fold(jnp.maximum, _multiply(dense, x) / x, 0)[0]


def _multiply(matrix: Array, x: Array) -> Array:
    """Matrix [k, k, B] times vector [k, B]."""
    product = matrix[:, 0] * x[0]
    for j in range(1, x.shape[0]):
        product = product + matrix[:, j] * x[j]
    return product
