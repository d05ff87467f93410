"""Expected payoffs when some actors see the choices of others before they choose.

A payoff has one axis per actor in front of the batch, with length 1 on axes on which it does not vary. The *replies* of an actor are its
option probabilities given the choices that it sees: an array with the options on its own axis, one position per option on the axis of each
actor that it sees, and length 1 on the axes of all others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.graph.batch import cut, optimization_barrier


def add_axes(payoff: Array, axes: int) -> Array:
    """Return a payoff with one axis for each actor in front of the batch.

    Args:
        payoff: Broadcastable to [n_1, ..., n_k, B].
        axes: Number of actors, k.
    """
    return payoff.reshape((1,) * (axes + 1 - payoff.ndim) + payoff.shape)


def average_replies(payoff: Array, replies: Mapping[int, Array], order: Sequence[int], actors: Collection[int]) -> Array:
    """Average a payoff over the choices of some actors, each of which may depend on the choices before it.

    Args:
        payoff: [n_1, ..., n_k, B].
        replies: Replies of each actor.
        order: Actors in the order in which they choose.
        actors: The actors over whose choices to average.

    Returns:
        The average, with length 1 on the axes of these actors.
    """
    for actor in reversed(order):
        if actor in actors and payoff.shape[actor] > 1:
            own = replies[actor]
            terms = [cut(payoff, actor, o, o + 1) * cut(own, actor, o, o + 1) for o in range(payoff.shape[actor])]
            total = terms[0]
            for term in terms[1:]:
                total = total + term
            payoff = optimization_barrier(total)
    return payoff


def pick_replies(replies: Array, options: Mapping[int, Array]) -> Array:
    """Return what an array has at the options that were chosen.

    Args:
        replies: An array with one axis per actor in front of the batch.
        options: For each actor on whose option it may depend, [B] the index of its option.

    Returns:
        The array, with length 1 on the axes of these actors.
    """
    for actor, option in options.items():
        picked = cut(replies, actor, 0, 1)
        for o in range(1, replies.shape[actor]):
            picked = jnp.where(option == o, cut(replies, actor, o, o + 1), picked)
        replies = picked
    return replies
