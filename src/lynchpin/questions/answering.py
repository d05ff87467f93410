"""From states of assumptions to the answer: the function that stress, and whatever else sets assumptions by design, asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.run import simulate

Answering = Callable[[NDArray[np.bool_], NDArray[np.uint32]], NDArray[np.float64]]
"""(holds [assumptions, N], index [N]) -> [N] whether the answer is true, 0 or 1; equal indices meet the same chances."""

CHUNK = 1 << 15


class ModelAnswers:
    """An `Answering` that plays a model; counts the futures it drew (`drawn`) and those that left the finite numbers (`unsound`)."""

    def __init__(self, model: Model, answer: str, *, progress: Callable[[int], None] | None = None, **options: Any) -> None:
        self.model, self.answer, self.options = model, answer, options
        self.names = [a.name for a in model.drawn_assumptions]
        self.drawn = self.unsound = 0
        self._progress = progress

    def __call__(self, holds: NDArray[np.bool_], index: NDArray[np.uint32]) -> NDArray[np.float64]:
        parts = [self._play(holds[:, start : start + CHUNK], index[start : start + CHUNK]) for start in range(0, len(index), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _play(self, holds: NDArray[np.bool_], index: NDArray[np.uint32]) -> NDArray[np.float64]:
        states = dict(zip(self.names, holds, strict=True))
        futures = simulate(self.model, states=states, index=index, record="outcomes", **self.options)
        self.drawn += len(futures)
        self.unsound += int((futures.status != 0).sum())
        if self._progress is not None:
            self._progress(self.drawn)
        return futures.answer(self.answer).astype(np.float64)
