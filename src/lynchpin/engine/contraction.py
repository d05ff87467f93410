"""Proof that a game has a single logit equilibrium, from a bound on how strongly play answers play.

Write p_i for the play of player i and v_i for its expected payoffs times its rationality, so that p_i = softmax(v_i). Moving the others by dp_j moves

    |dp_i|_1 = E|dv_i - E dv_i| <= 2 P (1 - P) range(dv_i)    with P the probability of some set of options,
    range(dv_i) <= sum_j D_ij |dp_j|_1 / 2,

where D_ij is the largest second difference |v(a, b) - v(a', b) - v(a, b') + v(a', b')| over own options a, a', options b, b' of
player j, and everything that the rest may do. P (1 - P) is at most 1/4, and at most l (1 - l) where one option is surely played
with probability l > 1/2. Hence |dp_i|_1 <= sum_j M_ij |dp_j|_1 with M_ij = P (1 - P) D_ij, and where the spectral radius of M
is below one the answer is a contraction in a weighted 1-norm: one equilibrium, and plain iteration finds it. For a matrix
M >= 0 that is the case exactly when elimination of I - M without pivoting meets positive pivots only. With two players of two
options it is the condition rationality^2 |a_1 a_2| / 16 < 1 on second differences a_i of McKelvey and Palfrey's (1995) game.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.lanes import barrier, cut, fold, fold_all

# Pivots must exceed this, so that rounding in float32 proves nothing that is not so.
_MARGIN = 1e-4


def prove_single(stakes: Sequence[Array]) -> Array:
    """Where the game has provably one equilibrium: [B] of bool.

    `stakes[i]` is [n_1, ..., n_i - 1, ..., n_k, B] (or length 1 on axes on which it does not vary): player i's payoffs less
    those of its first option, times its rationality. Lanes with numbers that are not finite are not proven.
    """
    influence = [_influence(own, player) for player, own in enumerate(stakes)]
    return _has_positive_pivots(influence, stakes[0].shape[-1])


def _influence(stakes: Array, player: int) -> list[Array | None]:
    """Row `player` of M: per other player [B], or None where there is no influence at all."""
    others = [axis for axis in range(stakes.ndim - 1) if axis != player and stakes.shape[axis] > 1]
    if not others:
        return [None] * (stakes.ndim - 1)
    pairs = barrier(_own_differences(stakes, player))
    row: list[Array | None] = [None] * (stakes.ndim - 1)
    for axis in others:
        highest, lowest = fold(jnp.maximum, pairs, axis), fold(jnp.minimum, pairs, axis)
        row[axis] = fold_all(jnp.maximum, highest - lowest)
    spread = _largest_spread(pairs, player, stakes.shape[player] + 1)
    return [None if entry is None else entry * spread for entry in row]


def _own_differences(stakes: Array, player: int) -> Array:
    """Payoff of option a less that of option b, for all own pairs b < a in order, along the own axis."""
    options = [cut(stakes, player, o, o + 1) for o in range(stakes.shape[player])]
    against_first = [stakes]
    rest = [options[a] - options[b] for b, a in itertools.combinations(range(len(options)), 2)]
    return jnp.concatenate(against_first + rest, axis=player)


def _largest_spread(pairs: Array, player: int, options: int) -> Array:
    """A bound on P (1 - P) over everything that the others may do: [B]."""
    by_pair = jnp.moveaxis(pairs, player, 0)
    by_pair = by_pair.reshape(by_pair.shape[0], -1, by_pair.shape[-1])
    best, worst = fold(jnp.maximum, by_pair, 1)[:, 0], fold(jnp.minimum, by_pair, 1)[:, 0]
    order = [(0, a) for a in range(1, options)] + [(b, a) for b, a in itertools.combinations(range(1, options), 2)]
    rivals: list[list[Array]] = [[] for _ in range(options)]
    for place, (b, a) in enumerate(order):
        rivals[b].append(best[place])
        rivals[a].append(-worst[place])
    against = jnp.stack([jnp.stack(own) for own in rivals])
    odds = fold(jnp.add, jnp.exp(jnp.minimum(against, 80.0)), 1)[:, 0]
    surest = fold(jnp.maximum, 1.0 / (1.0 + odds), 0)[0]
    return jnp.where(surest > 0.5, surest * (1.0 - surest), 0.25)


def _has_positive_pivots(influence: Sequence[Sequence[Array | None]], lanes: int) -> Array:
    """Whether elimination of I - M meets positive pivots only, which is whether the spectral radius of M >= 0 is below one."""
    size = len(influence)
    zero = jnp.zeros(lanes)
    rest = [[jnp.ones(lanes) if i == j else zero if influence[i][j] is None else -influence[i][j] for j in range(size)] for i in range(size)]
    proven = jnp.ones(lanes, bool)
    for c in range(size):
        pivot = rest[c][c]
        proven &= pivot > _MARGIN
        safe = jnp.where(pivot > _MARGIN, pivot, 1.0)
        for r in range(c + 1, size):
            factor = rest[r][c] / safe
            rest[r] = [rest[r][j] - factor * rest[c][j] if j > c else rest[r][j] for j in range(size)]
    return proven
