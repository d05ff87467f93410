"""Loads and interactions from one plain ensemble, in which every assumption is drawn at its credence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.period.controls import find_surprises
from lynchpin.engine.results.futures import Futures
from lynchpin.questions.shared.method import estimate_answer, is_controlled
from lynchpin.questions.stress.loads import Loads
from lynchpin.statistics.contrasts import estimate_contrasts
from lynchpin.statistics.estimates import Estimates

SEVERAL = 5
"""Number of assumptions from which loads are estimated from one ensemble; with fewer, paired reruns have smaller errors."""


def find_loads(futures: Futures, answer: str, credences: NDArray[np.float64]) -> Loads | None:
    """Return the loads from futures at hand, or None if paired reruns are needed or have smaller errors.

    Args:
        futures: Futures with every assumption at its credence.
        answer: The answer.
        credences: [d] probability that each assumption holds.
    """
    return read_loads(futures, answer, credences) if len(credences) >= SEVERAL else None


def read_loads(futures: Futures, answer: str, credences: NDArray[np.float64]) -> Loads | None:
    """Estimate loads, exposures and interactions without drawing any futures.

    Args:
        futures: Futures with every assumption at its credence.
        answer: The answer.
        credences: [d] probability that each assumption holds.

    Returns:
        The loads. None if assumptions depend on each other or can fail along the way, given evidence, or if there are too few futures for
        the rarest pair of states of two assumptions; paired reruns are then needed.
    """
    model = futures.model
    correlated = any(f"assumption:{model.program.inputs[i].name}" in model.program.correlated for i in model.program.assumptions)
    if not is_controlled(futures) or model.has_dependent_assumptions or model.lasting_assumptions or correlated:
        return None
    assert futures.controls is not None
    place = find_surprises(model.program)
    rest = np.delete(futures.controls, np.arange(place.start, place.stop), axis=0)
    found = estimate_contrasts(futures.answer(answer), futures.controls[place], rest)
    if found is None:
        return None
    loads = Estimates(-found.effects.value, found.effects.error)
    exposures = Estimates(loads.value * (1 - credences), loads.error * (1 - credences))
    held = Estimates(credences, np.zeros(len(credences)))
    return Loads(estimate_answer(futures, answer)[0], held, loads, exposures, found.pairs, found.interactions)
