"""The futures from which `stress` takes the base case."""

from __future__ import annotations

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.questions.shared.answering import Posterior
from lynchpin.questions.stress.structure import FOR_BASE

MOST_BASE = 40_000
"""Largest number of futures from which the probability of the answer is estimated: its standard error is then at most 0.25 points."""


def draw_base(model: Model, draws: Draws, ensemble: Futures | None, posterior: Posterior | None) -> tuple[Futures, int]:
    """Return futures with every assumption at its credence.

    Args:
        model: The model.
        draws: What to draw if there are no futures yet.
        ensemble: Futures that were drawn earlier, if any.
        posterior: Futures given the evidence, if they are asked for. They are then used instead of `ensemble`.

    Returns:
        The futures, and the number of futures drawn for this.
    """
    if posterior is not None:
        return posterior.whole, 0
    if ensemble is not None:
        return ensemble, 0
    size = min(max(2, int(draws.futures * FOR_BASE)), MOST_BASE)
    return simulate(model, draws.change(futures=size, record="outcomes")), size
