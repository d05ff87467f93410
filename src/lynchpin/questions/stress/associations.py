"""Assumptions that the model itself can break: how often it does, and how the answer is associated with that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lynchpin.engine.results.futures import Futures
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_conditional, estimate_contrast, estimate_means, estimate_share


@dataclass(frozen=True)
class Association:
    """An assumption that the model can break.

    Attributes:
        broke: Share of futures in which it broke.
        first: [T] share of futures in which it first broke in each period.
        answer_if_broke, answer_if_held: Probability of the answer in the futures in which it broke, and in the others.
        difference: The former minus the latter: an association, not necessarily an effect of the break.
    """

    name: str
    broke: Estimate
    first: Estimates
    answer_if_broke: Estimate
    answer_if_held: Estimate
    difference: Estimate


def watch_assumptions(futures: Futures, answer: str | None = None) -> tuple[Association, ...]:
    """Describe the assumptions that the model can break.

    Args:
        futures: Futures at hand.
        answer: The answer, by default the first of the file.

    Returns:
        One association per assumption.
    """
    sound = futures.sound
    yes, lineage = futures.answer(answer).astype(np.float64)[sound], futures.lineage[sound]
    found = []
    for name in (a.name for a in futures.model.assumptions if a.conditional):
        everywhere = futures.broke[name]
        first = everywhere[sound]
        broke = first >= 0
        periods = np.arange(len(futures.model.periods))[:, None]
        found.append(
            Association(
                name,
                estimate_share(broke, lineage=lineage),
                estimate_means(first == periods, span=1.0, lineage=lineage),
                estimate_conditional(yes, broke, span=1.0, lineage=lineage),
                estimate_conditional(yes, ~broke, span=1.0, lineage=lineage),
                estimate_contrast(yes, broke, span=1.0, lineage=lineage),
            )
        )
    return tuple(found)
