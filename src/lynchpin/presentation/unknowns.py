"""The unknowns of `drivers`, ordered by how much they matter, for its table, charts and sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lynchpin.presentation.numbers import TWO_SIDED_95
from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.questions.drivers.question import Driver, DriversFinding

CLEAR = 2.0
"""An index is clear if it exceeds zero by more than this many standard errors."""


def choose_index(finding: DriversFinding, driver: Driver) -> Estimate:
    """Return the index to order by: the total index of a design, or the first-order index of futures at hand.

    Args:
        finding: The finding of the drivers.
        driver: One of its unknowns.
    """
    return driver.total if finding.method == "saltelli" else driver.first_order


def list_unknowns(finding: DriversFinding) -> list[Driver]:
    """Return all unknowns, ordered by total index or, without a design, by first-order index and then PAWN index."""
    return sorted(finding.drivers, key=lambda d: (-_rank(d.total), -_rank(d.first_order), -_rank(d.pawn)))


def find_leaders(finding: DriversFinding) -> tuple[list[Driver], list[Driver]]:
    """Return the unknowns whose index is clear of its error.

    Args:
        finding: The finding of `drivers`.

    Returns:
        Those whose difference from the strongest is within the error, and the others. Only the first of each correlated group is included.
    """

    def index(driver: Driver) -> Estimate:
        return choose_index(finding, driver)

    clear = sorted((d for d in finding.drivers if _rank(index(d)) > CLEAR * index(d).error), key=lambda d: -index(d).value)
    if finding.method == "saltelli":
        clear = [d for k, d in enumerate(clear) if not set(d.tied) & {e.name for e in clear[:k]}]
    strongest = index(clear[0]) if clear else Estimate(0.0, 0.0)
    leaders = [d for d in clear if strongest.value - index(d).value <= CLEAR * math.hypot(strongest.error, index(d).error)]
    return leaders, [d for d in clear if d not in leaders]


def is_worth_knowing(driver: Driver) -> bool:
    """Whether the value of knowing it exceeds zero by more than its error."""
    return _rank(driver.evpi, 0.0) > TWO_SIDED_95 * driver.evpi.error


def rank_by_worth(finding: DriversFinding) -> list[Driver]:
    """Return the unknowns that are worth knowing, the most valuable first."""
    return sorted((d for d in finding.drivers if is_worth_knowing(d)), key=lambda d: -d.evpi.value)


def _rank(estimate: Estimate, unknown: float = -1.0) -> float:
    """Return a key to order by. Missing estimates come last."""
    return estimate.value if math.isfinite(estimate.value) else unknown
