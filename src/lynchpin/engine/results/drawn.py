"""What a compiled program returns for one block of futures."""

from __future__ import annotations

from typing import NamedTuple

from jax import Array

from lynchpin.engine.period.state import Tally


class Drawn(NamedTuple):
    """The arrays of one block, [.., B] each. `record` is empty unless paths are recorded."""

    outcome: Array
    goals: Array
    forecasts: Array
    inputs: Array
    holds: Array
    conditions: Array
    record: tuple[Array, ...]
    tally: Tally
