"""Payoff differences: all that determines the logit responses in a game, for a batch of games.

The payoff differences of player i are its payoffs less those of its first option, times its rationality. They form an array
[n_1, ..., n_i - 1, ..., n_k, B], with length 1 on axes on which they do not vary and the games on the last axis. The log odds of the logit
response against the first option equal the expected payoff differences. The play of all players is one array [n_1 + ... + n_k, B], and
their log odds are one array [n_1 + ... + n_k - k, B].
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
    """Compute the payoff differences of every player.

    A player with a fixed distribution has differences of zero, and those of the others are averaged over its distribution.

    Args:
        payoffs: Payoffs of each player, broadcastable to [n_1, ..., n_k, B].
        rationality: Rationality of each player, [B] or a scalar, per unit of payoff.
        fixed: For each player None, or a mask [B] and the distribution [n_i, B] that it follows where the mask is true.
        counts: Number of options of each player.
        batch: Number of games, B.

    Returns:
        The payoff differences of each player.
    """
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
    """Return the number of options of each player."""
    return [own.shape[player] + 1 for player, own in enumerate(differences)]


def split(stacked: Shaped[Array, "rows B"], lengths: Sequence[int]) -> list[Shaped[Array, "_ B"]]:
    """Split the stacked rows of all players into those of each.

    Args:
        stacked: The rows of all players, those of the first player first.
        lengths: The number of rows of each player.
    """
    parts, start = [], 0
    for length in lengths:
        parts.append(stacked[start : start + length])
        start += length
    return parts


def expect(own: Float32[Array, "*profiles B"], plays: Sequence[Float32[Array, "_ B"]], player: int) -> Float32[Array, "_ B"]:
    """Return the expected payoff differences [n_i - 1, B] of a player.

    Args:
        own: Its payoff differences.
        plays: [n_j, B] play of each player; its own is ignored.
        player: Index of the player.
    """
    for axis in reversed(range(len(plays))):
        if axis != player:
            own = average(own, axis, plays[axis])
    return optimization_barrier(own.reshape(own.shape[player], own.shape[-1]))


def find_play(log_odds: Sequence[Float32[Array, "_ B"]]) -> Float32[Array, "options B"]:
    """Return the stacked play of all players, given the log odds [n_i - 1, B] of each against its first option. It cannot overflow."""
    logits = []
    for own in log_odds:
        highest = jnp.maximum(fold(jnp.maximum, own, 0), 0.0)
        logits += [-highest, own - highest]
    weights = optimization_barrier(jnp.exp(jnp.concatenate(logits)))
    sums = [jnp.broadcast_to(total(w), w.shape) for w in split(weights, [own.shape[0] + 1 for own in log_odds])]
    return optimization_barrier(weights / jnp.concatenate(sums))


def make_uniform(counts: Sequence[int], batch: int) -> list[Array]:
    """Return the play [n_i, B] of each player if all its options are equally probable.

    Args:
        counts: Number of options of each player.
        batch: Number of games, B.
    """
    return [jnp.full((n, batch), 1.0 / n, jnp.float32) for n in counts]


def find_log_odds(plays: Sequence[Float32[Array, "_ B"]]) -> Float32[Array, "odds B"]:
    """Return the stacked log odds against each player's first option; probabilities in `plays` [n_i, B] may be zero."""
    logs = (jnp.log(jnp.maximum(play, 1e-30)) for play in plays)
    return jnp.concatenate([log[1:] - log[:1] for log in logs])
