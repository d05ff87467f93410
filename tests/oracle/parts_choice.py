"""Choices of the format page: logit responses, their equilibrium, and adaptive reasoning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from parts_values import Array
from scipy.special import softmax

STEPS = 200
CLOSE = 1e-6
"""The probabilities of the options have converged if none differs from the response to the others by more than this."""
RISES, GRID, HALVINGS = 20, 100, 16
"""Steps of rationality, steps of the probability in one of them, and halvings of the last step, which give it to within 2e-7."""


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
    """The logit equilibrium on the branch that starts from equal probabilities at zero rationality.

    Two actors with two options: one probability determines the other, and is followed as rationality rises. Otherwise: damped steps from
    equal probabilities, for games with only one equilibrium.
    """
    shape, futures = payoffs[0].shape[:-1], payoffs[0].shape[-1]
    if shape == (2, 2):
        return follow(payoffs, rationality, kept)
    chances = [np.full((n, futures), 1.0 / n) for n in shape]
    for _ in range(STEPS):
        moved = [respond(expect_payoffs(payoffs[a], chances, a), rationality[a], kept[a]) for a in range(len(shape))]
        change = max(float(np.abs(new - old).max()) for new, old in zip(moved, chances, strict=True))
        chances = moved if len(shape) == 1 else [(new + old) / 2 for new, old in zip(moved, chances, strict=True)]
        if change < CLOSE:
            return chances
    raise AssertionError(f"no equilibrium after {STEPS} steps")


def follow(payoffs: Sequence[Array], rationality: Sequence[Array], kept: Sequence[Array | None]) -> list[Array]:
    """The equilibrium of two actors with two options, from the probability of the first actor's first option.

    Rationality rises from zero in small steps. At each the probability moves on to where it equals the response to the response to it.
    """

    def answer(first: Array, share: float) -> tuple[Array, Array]:
        """The second actor's response to that probability, and the first actor's response to it."""
        chances = [np.stack([first, 1 - first]), np.full((2, len(first)), 0.5)]
        chances[1] = respond(expect_payoffs(payoffs[1], chances, 1), share * rationality[1], kept[1])
        return chances[1], respond(expect_payoffs(payoffs[0], chances, 0), share * rationality[0], kept[0])

    here = np.full(payoffs[0].shape[-1], 0.5)
    beyond, rises = here, here > 0
    for share in np.linspace(0, 1, RISES + 1)[1:]:
        rises = answer(here, share)[1][0] > here
        for _ in range(GRID):
            beyond = np.clip(here + np.where(rises, 1, -1) / GRID, 0, 1)
            passed = (answer(beyond, share)[1][0] > beyond) != rises
            if passed.all():
                break
            here = np.where(passed, here, beyond)
    for _ in range(HALVINGS):
        middle = (here + beyond) / 2
        passed = (answer(middle, 1.0)[1][0] > middle) != rises
        here, beyond = np.where(passed, here, middle), np.where(passed, middle, beyond)
    second, first = answer(here, 1.0)
    return [first, second]


def adapt(payoffs: Sequence[Array], rationality: Sequence[Array], kept: Sequence[Array | None], last: Sequence[Array]) -> list[Array]:
    """Each actor responds to the last choices of the others, `last`, each [options, futures] with a 1 for the option chosen."""
    return [respond(expect_payoffs(payoffs[a], last, a), rationality[a], kept[a]) for a in range(len(payoffs))]


def pick(rng: np.random.Generator, chances: Array) -> np.ndarray:
    """Draw one option per future."""
    return np.asarray((np.cumsum(chances, axis=0)[:-1] < rng.random(chances.shape[1])).sum(axis=0))
