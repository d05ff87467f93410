"""Runs of a model and its variations on the same random numbers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.questions.shared.method import estimate_answer, find_influence
from lynchpin.statistics.estimates import Estimate, estimate_difference

F64 = NDArray[np.float64]


@dataclass
class Runs:
    """Plays a model and its variations, and compares them future by future.

    Attributes:
        model: The model of the file.
        draws: The request; futures are numbered from 0.
        answer: The answer.
        report: Called with the number of futures drawn so far.
        drawn: Number of futures drawn.
        nonfinite: Number of futures with a non-finite value, by the quantity that had the first one.
    """

    model: Model
    draws: Draws
    answer: str
    report: Callable[[int], None] | None = None
    drawn: int = 0
    nonfinite: Counter[str] = field(default_factory=Counter)
    _base: F64 = field(default_factory=lambda: np.zeros(0))
    _influence: F64 = field(default_factory=lambda: np.zeros(0))
    _probability: Estimate = field(init=False)

    def start(self, count: int, ensemble: Futures | None = None) -> None:
        """Play the model itself.

        Args:
            count: Number of futures.
            ensemble: Futures of this request that were drawn earlier. If there are enough of them, none is drawn.
        """
        if ensemble is None or len(ensemble) < count:
            ensemble = self._draw(self.model, count, threads=None)
            self._note(ensemble)
        self._base = self._read(ensemble)
        self._probability, self._influence = estimate_answer(ensemble, self.answer)[0], find_influence(ensemble, self._base)

    @property
    def base(self) -> F64:
        """[N] whether the answer is true in the model of the file: 1, 0, or NaN where a value is not finite."""
        return self._base

    @property
    def probability(self) -> Estimate:
        """The probability of the answer in the model of the file."""
        return self._probability

    def play(self, models: Sequence[Model], count: int, first: int = 0, threads: int | None = 1) -> list[F64]:
        """Return for each model, [N] whether the answer is true. Several models are played at once.

        Args:
            models: The models.
            count: Number of futures of each, N.
            first: Number of the first future.
            threads: Number of threads for each model.
        """

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = []
            for futures in pool.map(lambda model: self._draw(model, count, first, threads), models):
                found.append(self._read(futures))
                self._note(futures)
        return found

    def change(self, varied: F64, first: int = 0) -> Estimate:
        """Return by how much a variation changes the probability of the answer.

        Args:
            varied: [N] whether the answer is true in the variation.
            first: Number of its first future.
        """
        before = self._base[first : first + len(varied)]
        both = np.isfinite(varied) & np.isfinite(before)
        return estimate_difference(varied[both], before[both], span=1.0)

    def level(self, varied: F64, first: int = 0) -> Estimate:
        """Return the probability of the answer in a variation: that of the model of the file, estimated as `run` does, plus the change.

        Args:
            varied: [N] whether the answer is true in the variation.
            first: Number of its first future.
        """
        change, base = self.change(varied, first), self.probability
        part = slice(first, first + len(varied))
        both = np.isfinite(varied) & np.isfinite(self._base[part])
        joint = np.cov(self._influence[part][both], (varied - self._base[part])[both])[0, 1] if both.sum() > 1 else 0.0
        variance = base.error**2 + change.error**2 + 2 * joint / max(1, int(np.isfinite(self._base).sum()))
        return Estimate(float(np.clip(base.value + change.value, 0.0, 1.0)), float(np.sqrt(max(variance, 0.0))))

    def _draw(self, model: Model, count: int, first: int = 0, threads: int | None = 1) -> Futures:
        return simulate(model, self.draws.piece(first, count).change(record="outcomes"), threads=threads)

    def _note(self, futures: Futures) -> None:
        self.drawn += len(futures)
        self.nonfinite.update(futures.health.nonfinite)
        if self.report is not None:
            self.report(self.drawn)

    def _read(self, futures: Futures) -> F64:
        return np.where(futures.sound, futures.answer(self.answer).astype(np.float64), np.nan)
