"""The answer as a function of the states of assumptions, for questions that set assumptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.filter.particles import POPULATION
from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.simulate import simulate
from lynchpin.statistics.estimates import Estimate, estimate_share

Answering = Callable[[NDArray[Any], NDArray[np.uint32]], NDArray[np.float64]]
"""(holds [assumptions, N], index [N]) -> [N] 1 if the answer is true, 0 if not, NaN for a future with a non-finite value.

Equal indices use the same random numbers."""

FAILS, HOLDS = 0, 1
"""States of an assumption: it fails at the start, or holds throughout. -1 leaves one that can fail along the way to the model."""

CHUNK = 1 << 15


def code_failure(period: int) -> int:
    """Return the state of an assumption that fails in a period."""
    return 2 + period


SCATTER = 6181
"""Neighbours in a resampled population often share an ancestor. Multiplying indices by this prime (close to 10,000 divided by the golden
ratio) moves them far apart, so that any range of indices covers the whole population."""


def scatter(index: NDArray[Any]) -> NDArray[np.uint32]:
    """Return [N] the indices to simulate, so that neighbours continue from particles that are far apart."""
    rounds, within = np.divmod(index.astype(np.int64), POPULATION)
    scattered: NDArray[np.uint32] = (rounds * POPULATION + within * SCATTER % POPULATION).astype(np.uint32)
    return scattered


class Posterior:
    """Futures given evidence, in which assumptions are set from the period after the last evidence on.

    An index stands for one of 10,000 places. Each place is a particle of the posterior with its own random numbers. All particles have
    the same number of places, give or take one.
    """

    def __init__(self, model: Model, draws: Draws) -> None:
        whole = simulate(model, draws.change(index=np.arange(POPULATION, dtype=np.uint32), record="outcomes"))
        self.whole = whole
        self._states = np.array([whole.assumptions[a.name] for a in model.drawn_assumptions], bool).reshape(-1, POPULATION)

    def states(self, index: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Return [assumptions, N] whether each holds, given the evidence."""
        return self._states[:, scatter(index) % POPULATION]

    def lineage(self, index: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return [N] the ancestor of each."""
        return self.whole.lineage[scatter(index) % POPULATION]

    def share_failing(self, members: tuple[int, ...]) -> Estimate:
        """Return the probability that all of these fail."""
        return estimate_share((~self._states[list(members)]).all(axis=0), lineage=self.whole.lineage)

    @property
    def population(self) -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
        """The states [assumptions, P] and ancestors [P] of the whole population."""
        return self._states, self.whole.lineage


class ModelAnswers:
    """An `Answering` that simulates a model.

    Attributes:
        drawn: Number of futures drawn.
        nonfinite: Number of futures with a non-finite value, by the quantity that had the first one.
    """

    def __init__(
        self,
        model: Model,
        draws: Draws,
        answer: str,
        *,
        progress: Callable[[int], None] | None = None,
        posterior: Posterior | None = None,
    ) -> None:
        self.model, self.draws, self.answer, self.posterior = model, draws, answer, posterior
        self.names = [a.name for a in model.drawn_assumptions]
        self.drawn = 0
        self.nonfinite: Counter[str] = Counter()
        self._progress = progress

    def __call__(self, holds: NDArray[Any], index: NDArray[np.uint32]) -> NDArray[np.float64]:
        if self.posterior is not None:
            index = scatter(index)
        parts = [self._play(holds[:, start : start + CHUNK], index[start : start + CHUNK]) for start in range(0, len(index), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _play(self, holds: NDArray[Any], index: NDArray[np.uint32]) -> NDArray[np.float64]:
        states = dict(zip(self.names, holds, strict=True))
        futures = simulate(self.model, self.draws.change(states=states, index=index, record="outcomes"))
        self.drawn += len(futures)
        self.nonfinite.update(futures.health.nonfinite)
        if self._progress is not None:
            self._progress(self.drawn)
        return np.where(futures.sound, futures.answer(self.answer).astype(np.float64), np.nan)
