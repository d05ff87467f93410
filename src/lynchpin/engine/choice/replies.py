"""Expected payoffs when some actors see the choices of others before they choose, or do not know the types of others.

A payoff has one axis per actor in front of the batch, for the options, and one more per actor, for the types, if any actor has a private
type. It has length 1 on axes on which it does not vary. The *replies* of an actor are its option probabilities given the choices that it
sees and its own type: an array with the options on its own axis, one position per option on the axis of each actor that it sees, one per
type on the axis of its own type, and length 1 on all other axes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.graph.batch import cut, fold, optimization_barrier

LEAST = 1e-30
"""The lowest probability of a choice from which others learn. Choices that are less probable for every type teach nothing."""


def add_axes(payoff: Array, axes: int) -> Array:
    """Return a payoff with all axes in front of the batch.

    Args:
        payoff: Broadcastable to all axes and the batch.
        axes: Number of axes in front of the batch.
    """
    return payoff.reshape((1,) * (axes + 1 - payoff.ndim) + payoff.shape)


def average_replies(payoff: Array, replies: Mapping[int, Array], order: Sequence[int], actors: Collection[int]) -> Array:
    """Average a payoff over the choices of some actors, each of which may depend on the choices before it.

    Args:
        payoff: The payoff, with all axes.
        replies: Replies of each actor.
        order: Actors in the order in which they choose.
        actors: The actors over whose choices to average.

    Returns:
        The average, with length 1 on the axes of these actors.
    """
    for actor in reversed(order):
        if actor in actors and payoff.shape[actor] > 1:
            payoff = _average(payoff, actor, replies[actor])
    return payoff


def _average(payoff: Array, axis: int, weights: Array) -> Array:
    """Average a payoff along an axis with weights that may vary along other axes, unlike those of `batch.average`."""
    terms = [cut(payoff, axis, o, o + 1) * cut(weights, axis, o, o + 1) for o in range(payoff.shape[axis])]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return optimization_barrier(total)


def update_belief(belief: Array, chance: Array, axis: int) -> Array:
    """Return a belief about an actor's type after its choice, by Bayes' rule.

    Args:
        belief: Probability of each type, with the types on `axis`.
        chance: Probability of the choice given each type, on the same axis.
        axis: The axis of the types.
    """
    joint = belief * jnp.maximum(chance, LEAST)
    return joint / fold(jnp.add, joint, axis)


def update_log_belief(belief: Array, chance: Array) -> Array:
    """Return a log belief about an actor's type after its choice, by Bayes' rule.

    A belief that is kept from period to period is kept as logarithms. The probability of a type may underflow after many choices, and still
    rise again if the actor's type is replaced.

    Args:
        belief: [T, B] log probability of each type.
        chance: [T, B] probability of the choice given each type.
    """
    joint = optimization_barrier(belief + jnp.log(jnp.maximum(chance, LEAST)))
    relative = joint - fold(jnp.maximum, joint, 0)
    return relative - jnp.log(fold(jnp.add, jnp.exp(relative), 0))


def average_types(payoff: Array, actor: int, beliefs: Sequence[Array | None], replies: Mapping[int, Array], learns: bool) -> Array:
    """Average a payoff over the types of all actors but one, with the beliefs of that actor.

    Args:
        payoff: The payoff of the actor, with all axes, already averaged over the choices that it does not see.
        actor: The actor.
        beliefs: For each actor, [T, B] what is believed about its type before the period; None if it has none.
        replies: Replies of the actors whose choices this actor sees.
        learns: Whether the actor learns from these choices.

    Returns:
        The average, with length 1 on the axes of these types.
    """
    actors = len(beliefs)
    for other, belief in enumerate(beliefs):
        axis = actors + other
        if belief is None or other == actor or payoff.shape[axis] == 1:
            continue
        types = belief.reshape(*(belief.shape[0] if a == axis else 1 for a in range(2 * actors)), -1)
        if learns and other in replies:
            types = update_belief(types, replies[other], axis)
        payoff = _average(payoff, axis, types)
    return payoff


def pick_replies(replies: Array, options: Mapping[int, Array]) -> Array:
    """Return the part of an array for given options and types.

    Args:
        replies: The array.
        options: By axis, [B] the index of the option or type.

    Returns:
        The array, with length 1 on these axes.
    """
    for axis, option in options.items():
        picked = cut(replies, axis, 0, 1)
        for o in range(1, replies.shape[axis]):
            picked = jnp.where(option == o, cut(replies, axis, o, o + 1), picked)
        replies = picked
    return replies
