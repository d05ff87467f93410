"""Items of evidence that enter step by step: how large each step may be, and what the steps add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.special import softmax

from lynchpin.engine.filter.resample import F64
from lynchpin.statistics.errors import effective_size


@dataclass
class Partial:
    """The effect of the pieces of an item on a stretch that have been taken in.

    Attributes:
        log_probability: Log probability of the pieces.
        variance: Square of its standard error.
        moves: For each answer, the change of its log odds and the square of its standard error.
    """

    log_probability: float = 0.0
    variance: float = 0.0
    moves: dict[str, tuple[float, float]] = field(default_factory=dict)

    def add_moves(self, moves: Mapping[str, tuple[float, float]]) -> None:
        """Add changes of log odds with their standard errors."""
        for name, (difference, error) in moves.items():
            before, variance = self.moves.get(name, (0.0, 0.0))
            self.moves[name] = before + difference, variance + error**2


def subtract(logs: F64) -> F64:
    """Return the second row less the first; -inf where the second row is -inf."""
    return np.where(logs[1] == -np.inf, -np.inf, logs[1] - np.where(logs[0] == -np.inf, 0, logs[0]))


def temper(logs: F64, power: float) -> F64:
    """Return the log likelihood of a period while an item is entering.

    Args:
        logs: [2, N] log likelihood without and with the item.
        power: The power to which the likelihood of the item is raised, from 0 to 1.

    Returns:
        [N] log likelihood.
    """
    return logs[1] if power == 1 else np.asarray((1 - power) * logs[0] + power * logs[1])


def find_step(logs: F64, gain: F64, most: float) -> float:
    """Return the largest power of a likelihood, up to `most`, at which the effective sample size is at least half of the particles.

    Args:
        logs: [N] log weights.
        gain: [N] log likelihood of the item.
        most: The largest power allowed.
    """
    half = len(logs) / 2
    if effective_size(softmax(logs + most * gain), len(logs)) >= half:
        return most
    low, high = 0.0, most
    for _ in range(30):
        middle = (low + high) / 2
        if effective_size(softmax(logs + middle * gain), len(logs)) >= half:
            low = middle
        else:
            high = middle
    return high
