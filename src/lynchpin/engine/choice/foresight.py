"""Foresight: the replies of the others that an actor foresees in the later periods of its horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.replies import add_axes
from lynchpin.engine.graph.batch import cut, fold, optimization_barrier


def foresee_replies(
    payoffs: Sequence[Array], rationality: Sequence[Array], deciding: Sequence[Array | None], chosen: Mapping[int, Array], own: int
) -> dict[int, Array]:
    """Return the options of all actors from the second period of a projection on, as one of them foresees them.

    Each of the others plays its logit response to the options of the others in the profile, with the payoffs that it has if all options
    stay in place.

    Args:
        payoffs: Payoffs of each actor if all options stay in place, broadcastable to [n_1, ..., n_k, B].
        rationality: Rationality of each actor, [B] or a scalar.
        deciding: For each actor, [B] 1 where it decides in this period and 0 where it keeps its option; None if it always decides.
        chosen: For each actor, [options, ...] 1 where the profile has this option, on the axis of the actor.
        own: The actor that foresees; it keeps its option.

    Returns:
        For each actor, [options, ...] the probability of each option, which varies over the axes of the others.
    """
    found = {}
    for b, payoff in enumerate(payoffs):
        if b == own:
            found[b] = chosen[b]
            continue
        replies = _respond(payoff, rationality[b], b, chosen[b].shape[0], len(payoffs))
        decides = deciding[b]
        found[b] = replies if decides is None else jnp.where(decides > 0.5, replies, chosen[b])
    return found


def _respond(payoff: Array, rationality: Array, axis: int, options: int, players: int) -> Array:
    """Return the logit response to each combination of the others' options, [options, ...] with length 1 on the axis of the actor."""
    whole = add_axes(payoff, players)
    shape = list(whole.shape)
    shape[axis] = options
    exponents = jnp.broadcast_to(whole, shape) * rationality
    odds = optimization_barrier(jnp.exp(exponents - fold(jnp.maximum, exponents, axis)))
    shares = optimization_barrier(odds / fold(jnp.add, odds, axis))
    return jnp.stack([cut(shares, axis, o, o + 1) for o in range(options)])
