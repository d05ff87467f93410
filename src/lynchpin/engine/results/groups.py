"""The memory that futures need, and the number of futures held at once."""

from __future__ import annotations

from lynchpin.engine.model import Model

GROUP_BYTES = 1 << 28
LARGEST_GROUP = 65_536
SMALLEST_GROUP = 1_024
MEMORY_BYTES = 1 << 29


def measure_future(model: Model) -> int:
    """Return the number of bytes of one future with its paths."""
    quantities = len(model.stocks) + len(model.auxiliaries) + len(model.indicators)
    flags = 1 + len(model.events) + len(model.states) + sum(1 + len(a.factions) for a in model.actors)
    once = len(model.inputs) + len(model.goals) + len(model.forecasts)
    return (8 * quantities + flags) * len(model.periods) + 8 * once + len(model.assumptions) + 16


def choose_group(model: Model) -> int:
    """Return the number of futures per group: the largest power of two that fits into a quarter of a gigabyte, from 1,024 to 65,536."""
    fitting = max(1, GROUP_BYTES // measure_future(model))
    return min(max(1 << (fitting.bit_length() - 1), SMALLEST_GROUP), LARGEST_GROUP)


def fit_in_memory(model: Model, futures: int) -> bool:
    """Return whether a run fits in half a gigabyte.

    Args:
        model: The model.
        futures: Number of futures of the run, with their paths.
    """
    return futures * measure_future(model) <= MEMORY_BYTES
