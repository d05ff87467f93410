"""Lineages: standard errors that allow for common ancestors. Particles with a common ancestor are dependent and count as one draw.

The ancestor of a particle is its forebear in the most recent generation since which moves have redrawn everything, or in the first
generation. This is the fixed-lag estimator of Olsson and Douc (2019), with a lag that is measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lynchpin.engine.filter.resample import F64, Places

RENEWED = 2.0
"""How often moves must have redrawn every number before the descendants of one particle count as independent."""


class Lineage:
    """The ancestry of a population through all its resamplings."""

    def __init__(self, size: int) -> None:
        """Start with `size` particles, each its own ancestor."""
        self._generations = [_Generation(0, size, np.zeros(0), 0.0, np.arange(size))]

    @property
    def ancestors(self) -> Places:
        """[N] ancestor of each particle."""
        return self._generations[0].descendants

    def descend(self, places: Places, drawn: F64) -> None:
        """Record a resampling.

        Args:
            places: [N] the particle that each new particle copies.
            drawn: How often moves have redrawn each number that determines the past of a particle.
        """
        n = len(places)
        for generation in self._generations:
            generation.descendants = generation.descendants[places]
        number = self._generations[-1].number + 1
        self._generations.append(_Generation(number, n, drawn, self.count_variance(np.full(n, 1 / n)), np.arange(n)))

    def forget(self, drawn: F64) -> None:
        """Drop generations since which moves have redrawn everything; `drawn` is how often they have redrawn each number."""
        while len(self._generations) > 1:
            then = self._generations[1].drawn
            if len(then) and (drawn[: len(then)] - then).min() < RENEWED:
                break
            self._generations.pop(0)

    def add_up(self, rows: F64, places: Places) -> dict[int, F64]:
        """Sum values over the descendants of each ancestor.

        Args:
            rows: [n, M] values of particles.
            places: [M] which particles these are.

        Returns:
            [n, ancestors] sums, by the number of each generation that may become that of the ancestors.
        """
        sums: dict[int, F64] = {}
        for generation in self._generations:
            ancestors = generation.descendants[places]
            sums[generation.number] = np.stack([np.bincount(ancestors, row, minlength=generation.size) for row in rows]).astype(np.float64)
        return sums

    def measure_move(self, before: dict[int, F64], after: dict[int, F64]) -> F64:
        """Return [n] standard errors of the differences between two sets of estimates.

        Args:
            before: Sums of the influences on the earlier estimates, [n, ancestors] by generation, from `add_up`.
            after: The same for the later estimates.
        """
        first = self._generations[0].number
        moved = after[first] - before[first]
        return np.asarray(np.sqrt((moved**2).sum(axis=1)))

    def share_out(self, weights: F64) -> F64:
        """Return [ancestors] the total weight of the descendants of each ancestor."""
        return np.bincount(self.ancestors, weights, minlength=self._generations[0].size).astype(np.float64)

    def count_variance(self, weights: F64) -> float:
        """Return the relative variance of the estimated evidence.

        It follows from how unevenly the weight is spread over ancestors (Lee and Whiteley 2018). The variance of what was estimated before
        the generation of the ancestors is added.

        Args:
            weights: [N] normalised weights.
        """
        first = self._generations[0]
        return first.variance + float(((self.share_out(weights) - 1 / first.size) ** 2).sum())


@dataclass
class _Generation:
    """The particles between two resamplings.

    Attributes:
        number: Number of resamplings before.
        size: Number of particles.
        drawn: How often moves had redrawn each number of their past.
        variance: Relative variance of the evidence estimated before.
        descendants: [N] for each particle of today, the member of this generation that it descends from.
    """

    number: int
    size: int
    drawn: F64
    variance: float
    descendants: Places


def step_error(before: F64, after: F64) -> float:
    """Return the standard error of the log ratio of two estimates of the evidence.

    Args:
        before: [ancestors] total weight of the descendants of each ancestor at the first estimate.
        after: [ancestors] the same at the second.
    """
    return float(np.sqrt(((after - before) ** 2).sum()))
