"""Standard errors where futures descend from common ancestors: those of one ancestor move together and count as one draw.

An ancestor is a particle of so long ago that moves have drawn everything anew since, or of the first period (the fixed lag of
Olsson and Douc 2019, with a lag that is measured).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lynchpin.engine.filter.resample import F64, Places

RENEWED = 2.0
"""How often everything must have been drawn anew until descendants of one particle count as strangers."""


class Lineage:
    """Who descends from whom, through all that a population of at first `size` particles goes through."""

    def __init__(self, size: int) -> None:
        self._generations = [_Generation(0, size, np.zeros(0), 0.0, np.arange(size))]

    @property
    def ancestors(self) -> Places:
        """[N] the ancestor of each particle."""
        return self._generations[0].descendants

    def descend(self, places: Places, drawn: F64) -> None:
        """The particles are those of `places`; what decides of their past are so many numbers, which moves have `drawn` so often by now."""
        n = len(places)
        for generation in self._generations:
            generation.descendants = generation.descendants[places]
        number = self._generations[-1].number + 1
        self._generations.append(_Generation(number, n, drawn, self.count_variance(np.full(n, 1 / n)), np.arange(n)))

    def forget(self, drawn: F64) -> None:
        """Leaves out the ancestors whose descendants have nothing of them any more, now that moves have `drawn` each number so often."""
        while len(self._generations) > 1:
            then = self._generations[1].drawn
            if len(then) and (drawn[: len(then)] - then).min() < RENEWED:
                break
            self._generations.pop(0)

    def add_up(self, rows: F64, places: Places) -> dict[int, F64]:
        """What became of the particles at `places` [M], rows [n, M] summed by ancestor [n, ancestors]: for each generation that may yet be
        that of the ancestors, by its number."""
        sums: dict[int, F64] = {}
        for generation in self._generations:
            who = generation.descendants[places]
            sums[generation.number] = np.stack([np.bincount(who, row, minlength=generation.size) for row in rows]).astype(np.float64)
        return sums

    def measure_move(self, before: dict[int, F64], after: dict[int, F64]) -> F64:
        """Standard errors [n] of the difference between what two calls of `add_up` were made of."""
        first = self._generations[0].number
        moved = after[first] - before[first]
        return np.asarray(np.sqrt((moved**2).sum(axis=1)))

    def share_out(self, weights: F64) -> F64:
        """The weight that falls to each ancestor."""
        return np.bincount(self.ancestors, weights, minlength=self._generations[0].size).astype(np.float64)

    def count_variance(self, weights: F64) -> float:
        """Relative variance of the estimated evidence, from how unevenly it falls to the ancestors (Lee and Whiteley 2018), and of what was
        estimated before their time."""
        first = self._generations[0]
        return first.variance + float(((self.share_out(weights) - 1 / first.size) ** 2).sum())


@dataclass
class _Generation:
    """`size` particles at one time: how often each number of their past had been drawn anew and the variance by then, and which of them the
    particles of today descend from."""

    number: int
    size: int
    drawn: F64
    variance: float
    descendants: Places


def step_error(before: F64, after: F64) -> float:
    """Standard error of the logarithm of a ratio of estimated evidences, from how the weight moves between ancestors: their shares [N]
    before and after."""
    return float(np.sqrt(((after - before) ** 2).sum()))
