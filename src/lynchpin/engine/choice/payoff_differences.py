"""A game as what is at stake in it: everything that matters to how players answer one another, for many games at once.

The differences of a player are its payoffs less those of its first option, times its rationality: an array
[n_1, ..., n_i - 1, ..., n_k, B] with length 1 on the axes of others on which it does not vary, and the games on the last axis. Its
answer to the others has log odds, against its first option, equal to its expected differences. Play of all players is kept in one
array [n_1 + ... + n_k, B], and log odds in one [n_1 + ... + n_k - k, B].
"""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float32, Shaped

from lynchpin.engine.graph.batch import average, cut, fold, optimization_barrier, total

Fixed = Sequence[tuple[Array, Array] | None]


def find_payoff_differences(
    payoffs: Sequence[Array], rationality: Sequence[Array | float], fixed: Fixed, counts: Sequence[int], batch: int
) -> list[Array]:
    """The differences of every player. One that is fixed has none, and those of others are averaged over its play."""
    players = len(payoffs)
    differences = []
    for player, payoff in enumerate(payoffs):
        whole = payoff.reshape((1,) * (players + 1 - payoff.ndim) + payoff.shape)
        rate = jnp.asarray(rationality[player], jnp.float32)
        held = fixed[player]
        own = jnp.zeros((1,) * (players + 1), jnp.float32)
        if whole.shape[player] > 1:
            own = cut(whole, player, 1, counts[player]) - cut(whole, player, 0, 1)
        shape = list(own.shape[:-1])
        shape[player] = counts[player] - 1
        own = own * rate
        if held is not None:
            own = jnp.where(held[0], 0.0, own)
        own = optimization_barrier(jnp.broadcast_to(own, (*shape, batch)))
        differences.append(_average_fixed(own, player, fixed))
    return differences


def _average_fixed(own: Array, player: int, fixed: Fixed) -> Array:
    for axis, other in enumerate(fixed):
        if other is not None and axis != player and own.shape[axis] > 1:
            own = optimization_barrier(jnp.where(other[0], average(own, axis, other[1]), own))
    return own


def count_options(differences: Sequence[Array]) -> list[int]:
    """How many options each player has."""
    return [own.shape[player] + 1 for player, own in enumerate(differences)]


def split(stacked: Shaped[Array, "rows B"], lengths: Sequence[int]) -> list[Shaped[Array, "_ B"]]:
    """Rows of all players to the rows of each."""
    parts, start = [], 0
    for length in lengths:
        parts.append(stacked[start : start + length])
        start += length
    return parts


def expect(own: Float32[Array, "*profiles B"], plays: Sequence[Float32[Array, "_ B"]], player: int) -> Float32[Array, "_ B"]:
    """Expected differences [n_i - 1, B] of a player, given the plays [n_j, B] of all (its own does not matter)."""
    for axis in reversed(range(len(plays))):
        if axis != player:
            own = average(own, axis, plays[axis])
    return optimization_barrier(own.reshape(own.shape[player], own.shape[-1]))


def answer(log_odds: Sequence[Float32[Array, "_ B"]]) -> Float32[Array, "options B"]:
    """Play of players, stacked, from each one's log odds [n_i - 1, B] against its first option; safe at any finite size."""
    logits = []
    for own in log_odds:
        highest = jnp.maximum(fold(jnp.maximum, own, 0), 0.0)
        logits += [-highest, own - highest]
    weights = optimization_barrier(jnp.exp(jnp.concatenate(logits)))
    sums = [jnp.broadcast_to(total(w), w.shape) for w in split(weights, [own.shape[0] + 1 for own in log_odds])]
    return optimization_barrier(weights / jnp.concatenate(sums))


def find_log_odds(plays: Sequence[Float32[Array, "_ B"]]) -> Float32[Array, "odds B"]:
    """Log odds against each player's first option, stacked, of plays that may hold zeros."""
    logs = (jnp.log(jnp.maximum(play, 1e-30)) for play in plays)
    return jnp.concatenate([log[1:] - log[:1] for log in logs])
