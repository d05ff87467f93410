"""Choices of the format page: logit responses, their equilibrium, and adaptive reasoning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from parts_values import Array
from scipy.special import softmax

STEPS = 200
CLOSE = 1e-6
"""The probabilities of the options have converged if none differs from the response to the others by more than this."""
HALVINGS = 24
"""So many halvings give a probability to within 6e-8."""


def expect_payoffs(payoffs: Array, others: Sequence[Array], actor: int) -> Array:
    """The expected payoff of each option of one actor.

    Args:
        payoffs: the actor's payoffs, [options of the first actor, options of the second, ..., futures].
        others: the probabilities of every actor's options, each [options, futures].
        actor: the place of the actor.

    Returns:
        Payoffs, [options of the actor, futures].
    """
    expected = payoffs
    for place in reversed(range(len(others))):
        if place != actor:
            shape = [1] * expected.ndim
            shape[place], shape[-1] = others[place].shape
            expected = (expected * others[place].reshape(shape)).sum(axis=place, keepdims=True)
    return expected.reshape(others[actor].shape)


def respond(expected: Array, rationality: Array, kept: Array | None) -> Array:
    """The logit response, or the option that is kept where the actor does not decide (`kept`, [options, futures], NaN where it decides)."""
    response = np.asarray(softmax(rationality * expected, axis=0))
    return response if kept is None else np.where(np.isnan(kept), response, kept)


def find_equilibrium(payoffs: Sequence[Array], rationality: Sequence[Array], kept: Sequence[Array | None]) -> list[Array]:
    """The logit equilibrium; the games here have only one.

    Two actors with two options: bisection, since one probability determines the other. Otherwise: damped steps from equal probabilities.
    """
    shape, futures = payoffs[0].shape[:-1], payoffs[0].shape[-1]
    if shape == (2, 2):
        return bisect(payoffs, rationality, kept)
    chances = [np.full((n, futures), 1.0 / n) for n in shape]
    for _ in range(STEPS):
        moved = [respond(expect_payoffs(payoffs[a], chances, a), rationality[a], kept[a]) for a in range(len(shape))]
        change = max(float(np.abs(new - old).max()) for new, old in zip(moved, chances, strict=True))
        chances = moved if len(shape) == 1 else [(new + old) / 2 for new, old in zip(moved, chances, strict=True)]
        if change < CLOSE:
            return chances
    raise AssertionError(f"no equilibrium after {STEPS} steps")


def bisect(payoffs: Sequence[Array], rationality: Sequence[Array], kept: Sequence[Array | None]) -> list[Array]:
    """The equilibrium of two actors with two options, from the probability of the first actor's first option."""

    def answer(first: Array) -> tuple[Array, Array]:
        """The second actor's response to that probability, and the first actor's response to it."""
        chances = [np.stack([first, 1 - first]), np.full((2, len(first)), 0.5)]
        chances[1] = respond(expect_payoffs(payoffs[1], chances, 1), rationality[1], kept[1])
        return chances[1], respond(expect_payoffs(payoffs[0], chances, 0), rationality[0], kept[0])

    low, high = np.zeros(payoffs[0].shape[-1]), np.ones(payoffs[0].shape[-1])
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = answer(middle)[1][0] > middle
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    second, first = answer((low + high) / 2)
    return [first, second]


def adapt(payoffs: Sequence[Array], rationality: Sequence[Array], kept: Sequence[Array | None], last: Sequence[Array]) -> list[Array]:
    """Each actor responds to the last choices of the others, `last`, each [options, futures] with a 1 for the option chosen."""
    return [respond(expect_payoffs(payoffs[a], last, a), rationality[a], kept[a]) for a in range(len(payoffs))]


def pick(rng: np.random.Generator, chances: Array) -> np.ndarray:
    """Draw one option per future."""
    return np.asarray((np.cumsum(chances, axis=0)[:-1] < rng.random(chances.shape[1])).sum(axis=0))
