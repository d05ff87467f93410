"""Draw futures from a model, with or without evidence, and keep them in memory."""

from __future__ import annotations

from lynchpin.engine.filter.particles import simulate_given
from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws, Progress, resolve
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.run import run_order


def simulate(model: Model, draws: Draws, *, threads: int | None = None, progress: Progress | None = None) -> Futures:
    """Draw futures and keep them in memory.

    Args:
        model: The model to draw from.
        draws: What to draw.
        threads: Number of threads, one per processor by default. The result does not depend on it.
        progress: Called with the number of futures done and the number requested.

    Returns:
        The futures; the last axis of every array has one entry per future.

    Raises:
        ArgumentError: A name is unknown, or a number is out of range.
    """
    if draws.evidence:
        return simulate_given(model, draws, threads=threads, progress=progress)
    return run_order(resolve(model, draws), threads=threads, progress=progress)
