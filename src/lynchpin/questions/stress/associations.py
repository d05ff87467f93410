"""Assumptions that the model itself can break: how often it does, and what is seen together with that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lynchpin.engine.results.futures import Futures
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_conditional, estimate_contrast, estimate_means, estimate_share


@dataclass(frozen=True)
class Association:
    """An assumption that the model can break: how often, in which period first [T], and the answer where it broke and where it held.

    `difference` is what was seen together with the break, not what the break did.
    """

    name: str
    broke: Estimate
    first: Estimates
    answer_if_broke: Estimate
    answer_if_held: Estimate
    difference: Estimate


def watch_assumptions(futures: Futures, answer: str | None = None) -> tuple[Association, ...]:
    """Describe the assumptions that the model can break, as these futures show them."""
    sound = futures.sound
    yes, lineage = futures.answer(answer).astype(np.float64)[sound], futures.lineage[sound]
    found = []
    for name, everywhere in futures.broke.items():
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
