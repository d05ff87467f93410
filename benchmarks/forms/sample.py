"""The result of every implementation, in one form for comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sample:
    """Futures of the reference model.

    `outcomes` counts the futures with each outcome, in the order of the file. `stocks` has the means of some final stocks, and
    `deviations` their standard deviations over futures. `options` has the share of each actor's first option over all periods.
    `seconds` is the time of the run without compilation, and `core_seconds` the processor time of all its threads.
    """

    futures: int
    seconds: float
    core_seconds: float
    outcomes: NDArray[np.int64]
    stocks: Mapping[str, float]
    deviations: Mapping[str, float]
    options: Mapping[str, float]
    note: str = ""
    paths: int | None = None
    """Number of futures behind `stocks` and `options`; all if None."""

    @property
    def recorded(self) -> int:
        """Number of futures behind `stocks` and `options`."""
        return self.futures if self.paths is None else self.paths

    @property
    def speed(self) -> float:
        """Futures per second."""
        return self.futures / self.seconds

    @property
    def speed_of_core(self) -> float:
        """Futures per core-second, which other work on the machine hardly changes."""
        return self.futures / self.core_seconds
