"""Assumptions that can fail along the way: when they fail, and the load of a failure by its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures
from lynchpin.questions.shared.answering import HOLDS, Answering, Posterior, code_failure
from lynchpin.questions.stress.joint import Joint
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_mean, estimate_means, estimate_share

MOST_DATES = 6
"""Largest number of dates for which a load is measured."""
FOR_DATES = 0.1
"""Share of the futures for the loads by date, if any assumption can fail along the way."""
FEWEST = 100
"""Least number of futures for each date. If there are fewer, fewer dates are measured."""
FIRST = 5 << 28
"""Index of the first of these futures; no other part of a stress test uses them."""


@dataclass(frozen=True)
class DatedLoads:
    """When an assumption fails, and what a failure changes by its date.

    Attributes:
        position: Position among the assumptions with a credence.
        start: Probability that it fails at the start.
        first: [T] probability that it fails in each period.
        by: [T] probability that it has failed by the end of each period, failures at the start included.
        periods: Periods for which a load was measured.
        loads: Change of the answer's probability if it fails in each of these periods instead of never.
    """

    position: int
    start: Estimate
    first: Estimates
    by: Estimates
    periods: tuple[int, ...]
    loads: Estimates


def measure_failures(futures: Futures, name: str) -> tuple[Estimate, Estimates, Estimates]:
    """Return the probabilities that an assumption fails at the start, in each period, and by the end of each period.

    Args:
        futures: Futures, given evidence or not.
        name: An assumption that can fail along the way.
    """
    sound, lineage = futures.sound, futures.lineage[futures.sound]
    held, broke = futures.assumptions[name][sound], futures.broke[name][sound]
    at_once = ~held & (broke < 0)
    periods = np.arange(len(futures.model.periods))[:, None]
    by = at_once | ((broke >= 0) & (broke <= periods))
    return (
        estimate_share(at_once, lineage=lineage),
        estimate_means((broke == periods).astype(np.float64), span=1.0, lineage=lineage),
        estimate_means(by.astype(np.float64), span=1.0, lineage=lineage),
    )


def measure_dated_loads(
    answering: Answering, futures: Futures, joint: Joint, lasting: NDArray[np.bool_], budget: int, posterior: Posterior | None
) -> tuple[DatedLoads, ...]:
    """Measure the loads by date of all assumptions that can fail along the way.

    Args:
        answering: The answer as a function of the states of the assumptions.
        futures: Futures with every assumption at its credence, or given the evidence.
        joint: Where the states of the others come from.
        lasting: [d] which assumptions can fail along the way.
        budget: Largest number of futures to draw.
        posterior: Futures given evidence. Failures are then set from the period after it on.
    """
    names, periods = [a.name for a in futures.model.drawn_assumptions], len(futures.model.periods)
    evidence = futures.draws.evidence
    until = futures.draws.until if futures.draws.until is not None else max((item.period for item in evidence), default=-1)
    number = min(MOST_DATES, budget // (max(1, int(lasting.sum())) * FEWEST) - 1) if until + 1 < periods else 0
    dates = np.unique(np.linspace(until + 1, max(periods - 2, until + 1), max(0, number)).astype(int)).tolist()
    each = budget // max(1, int(lasting.sum()) * (len(dates) + 1)) if dates else 0
    index = np.arange(FIRST, FIRST + each, dtype=np.uint32)
    lineage = None if posterior is None else posterior.lineage(index)
    found = []
    for j in np.flatnonzero(lasting).tolist():
        changes = _run_dates(answering, joint, lasting, j, dates, index) if dates else []
        known = [np.isfinite(change) for change in changes]
        loads = [
            estimate_mean(change[k], span=1.0, lineage=None if lineage is None else lineage[k])
            for change, k in zip(changes, known, strict=True)
        ]
        estimates = Estimates(np.array([e.value for e in loads]), np.array([e.error for e in loads]))
        found.append(DatedLoads(j, *measure_failures(futures, names[j]), tuple(dates), estimates))
    return tuple(found)


def _run_dates(
    answering: Answering, joint: Joint, lasting: NDArray[np.bool_], position: int, dates: Sequence[int], index: NDArray[np.uint32]
) -> list[NDArray[np.float64]]:
    """Return, for each date, [N] the change of the answer if an assumption fails then instead of never."""
    codes = joint.draw(index).astype(np.int16)
    codes[lasting] = -1
    values = []
    for code in (HOLDS, *map(code_failure, dates)):
        codes[position] = code
        values.append(answering(codes.copy(), index))
    return [value - values[0] for value in values[1:]]
