"""What every form hands back, so that the forms can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sample:
    """Futures of the reference model.

    `outcomes` counts the futures of each ending (in the order of the file); `stocks` has the mean of some stocks at the
    end and `deviations` their standard deviation over futures; `options` the share of each actor's first option over all
    periods; `seconds` is the time of the run without compiling, `core_seconds` what its threads used of the processor in it.
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
    """How many futures `stocks` and `options` rest on; all of them unless told."""

    @property
    def recorded(self) -> int:
        """Futures that `stocks` and `options` rest on."""
        return self.futures if self.paths is None else self.paths

    @property
    def speed(self) -> float:
        """Futures per second."""
        return self.futures / self.seconds

    @property
    def speed_of_core(self) -> float:
        """Futures per second of one core's time: hardly disturbed by whatever else runs on the machine."""
        return self.futures / self.core_seconds
