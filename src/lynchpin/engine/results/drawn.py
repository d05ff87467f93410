"""What a compiled program returns for one block of futures."""

from __future__ import annotations

from typing import NamedTuple

from jax import Array

from lynchpin.engine.period.state import Tally


class Drawn(NamedTuple):
    """The arrays of one block, [.., B] each.

    Attributes:
        outcome: [B] index of the outcome, -1 for none.
        goals: [goals, B].
        forecasts: [forecasts, B].
        inputs: [inputs, B].
        holds: [assumptions, B] 0 or 1.
        conditions: [T, conditions, B] 0 or 1.
        record: [T, n, B] each, in the order of `gather.RECORDED`; empty unless paths are recorded.
        tally: Diagnostic counts.
        controls: [controls, B] control variates (`period.controls`); none in designed runs.
    """

    outcome: Array
    goals: Array
    forecasts: Array
    inputs: Array
    holds: Array
    conditions: Array
    record: tuple[Array, ...]
    tally: Tally
    controls: Array
