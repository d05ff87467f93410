"""A bound on rationality below which a game provably has one logit equilibrium.

Let p_i be the play of player i and v_i its expected payoff differences, so that its logit response is p_i = softmax(v_i). If the other
players' plays change by dp_j, then

    |dp_i|_1 = E|dv_i - E dv_i| <= range(dv_i) / 2,      where E is the expectation over its options,
    range(dv_i) <= sum_j D_ij |dp_j|_1 / 2,

where D_ij is the largest second difference |v(a, b) - v(a', b) - v(a, b') + v(a', b')| over options a, a' of player i, options b, b' of
player j, and all options of the other players. Hence |dp_i|_1 <= sum_j M_ij |dp_j|_1 with M_ij = D_ij / 4. If the spectral radius of M is
less than 1, the logit response is a contraction in a weighted 1-norm: there is one equilibrium, and fixed-point iteration finds it. M is
proportional to rationality, so 1 / radius is the fraction of rationality up to which this holds. For two players with two options each,
the condition is rationality^2 |a_1 a_2| < 16, where a_i is the second difference of player i's payoffs.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float32

from lynchpin.engine.graph.batch import cut, fold, fold_all, optimization_barrier

_MARGIN = 1e-4  # the spectral radius must be less than 1 by this much, so that float32 rounding cannot produce a false proof
_ROUNDS = 6  # power iterations

Matrix = list[list[Array | None]]


def find_safe_fraction(differences: Sequence[Float32[Array, "*_ B"]]) -> Float32[Array, " B"]:
    """Return [B] the fraction of rationality, at most 1, up to which a game provably has one equilibrium.

    Args:
        differences: Payoff differences of each player, as from `find_payoff_differences`. The fraction is NaN where any is non-finite.
    """
    radius = _bound_spectral_radius([_influence(own, player) for player, own in enumerate(differences)], differences[0].shape[-1])
    # An infinite payoff makes the radius infinite. A fraction of zero would then look like a game that can be solved.
    return jnp.where(radius < jnp.inf, (1.0 - _MARGIN) / jnp.maximum(radius, 1.0 - _MARGIN), jnp.nan)


def _influence(differences: Array, player: int) -> list[Array | None]:
    """Return row `player` of M: [B] for each other player, or None where that player has no influence."""
    row: list[Array | None] = [None] * (differences.ndim - 1)
    others = [axis for axis in range(differences.ndim - 1) if axis != player and differences.shape[axis] > 1]
    if others:
        pairs = optimization_barrier(_own_differences(differences, player))
    for axis in others:
        row[axis] = 0.25 * fold_all(jnp.maximum, optimization_barrier(fold(jnp.maximum, pairs, axis) - fold(jnp.minimum, pairs, axis)))
    return row


def _own_differences(differences: Array, player: int) -> Array:
    """Return the payoff differences between any two options of the player, along its own axis."""
    options = [cut(differences, player, o, o + 1) for o in range(differences.shape[player])]
    return jnp.concatenate([differences] + [b - a for a, b in itertools.combinations(options, 2)], axis=player)


def _bound_spectral_radius(matrix: Matrix, batch: int) -> Array:
    """Return [B] an upper bound on the spectral radius of a matrix M >= 0 with zero diagonal; exact for two players.

    For any x > 0, the largest (M x)_i / x_i is an upper bound (Collatz 1942; Wielandt 1950). Shifted power iteration makes it tight.
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
    """Multiply a matrix [k, k, B] by a vector [k, B]."""
    product = matrix[:, 0] * x[0]
    for j in range(1, x.shape[0]):
        product = product + matrix[:, j] * x[j]
    return product
