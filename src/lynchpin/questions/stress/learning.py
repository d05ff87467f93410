"""The effect of learning that an assumption failed, next to that of setting it, and why the two differ.

Setting an assumption changes it and what follows from it. Learning that it failed also says something about whatever goes with its
failure: assumptions on which it depends or with which it is correlated, and, given evidence, everything that the evidence ties to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures
from lynchpin.questions.stress.joint import Dependent
from lynchpin.statistics.estimates import Estimate, estimate_conditional, estimate_contrast, estimate_share

CLEAR = 2.0
"""Standard errors by which two probabilities differ clearly."""


@dataclass(frozen=True)
class Partner:
    """The assumption whose failure the two cases change most differently, with its probability of failing in each case."""

    position: int
    learned: Estimate
    set: Estimate


@dataclass(frozen=True)
class Learning:
    """The effect of learning that an assumption failed.

    Attributes:
        effect: Probability of the answer where the assumption fails, less that where it holds.
        partner: The assumption that explains most of the difference from setting; None if none stands clear of its error.
    """

    effect: Estimate
    partner: Partner | None


def measure_learning(futures: Futures, answer: str, joint: Dependent | None) -> tuple[Learning, ...]:
    """Measure the effect of learning that each assumption with a credence failed.

    Args:
        futures: Futures with every assumption at its credence, or given the evidence.
        answer: The answer.
        joint: The states of dependent assumptions; None if they are independent, or given evidence.

    Returns:
        One entry per assumption.
    """
    sound, names = futures.sound, [a.name for a in futures.model.drawn_assumptions]
    yes, lineage = futures.answer(answer).astype(np.float64)[sound], futures.lineage[sound]
    fails = np.array([~futures.assumptions[name][sound] for name in names], bool).reshape(len(names), -1)
    ties = joint is not None or futures.ancestors is not None
    return tuple(
        Learning(
            estimate_contrast(yes, fails[j], span=1.0, lineage=lineage),
            _find_partner(j, fails, lineage, joint) if ties else None,
        )
        for j in range(len(names))
    )


def _find_partner(j: int, fails: NDArray[np.bool_], lineage: NDArray[np.uint32], joint: Dependent | None) -> Partner | None:
    if not fails[j].any():
        return None
    set_failing = None if joint is None else joint.fail_if_set(j)
    found, largest = None, 0.0
    for k in range(len(fails)):
        learned = estimate_conditional(fails[k].astype(np.float64), fails[j], span=1.0, lineage=lineage)
        if k == j or not np.isfinite(learned.value):
            continue
        placed = set_failing.at(k) if set_failing is not None else estimate_share(fails[k], lineage=lineage)
        gap = abs(learned.value - placed.value)
        if gap > largest and gap > CLEAR * np.hypot(learned.error, placed.error):
            found, largest = Partner(k, learned, placed), gap
    return found
