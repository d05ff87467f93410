"""The unknowns of `drivers` in the order in which they matter: for its table, its charts and its sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.questions.drivers.question import Driver, DriversFinding

CLEAR = 2.0
"""Standard errors by which an index stands clear of zero."""
TWO_SIDED_95 = 1.96


def choose_index(finding: DriversFinding, driver: Driver) -> Estimate:
    """The index that decides: the total index of a design, or the first-order index of futures at hand."""
    return driver.total if finding.method == "saltelli" else driver.first_order


def list_unknowns(finding: DriversFinding) -> list[Driver]:
    """Every unknown, ordered by its total index; without a design by its first-order index, then by PAWN."""
    return sorted(finding.drivers, key=lambda d: (-_rank(d.total), -_rank(d.first_order), -_rank(d.pawn)))


def find_leaders(finding: DriversFinding) -> tuple[list[Driver], list[Driver]]:
    """Return the unknowns whose index is clear of its error.

    Args:
        finding: The finding of `drivers`.

    Returns:
        Those that cannot be told from the strongest, and the others. Of unknowns that a design takes together only the first counts.
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
    """Whether the value of knowing it is above zero by more than its error."""
    return _rank(driver.evpi, 0.0) > TWO_SIDED_95 * driver.evpi.error


def rank_by_worth(finding: DriversFinding) -> list[Driver]:
    """The unknowns that are worth knowing, the most valuable first."""
    return sorted((d for d in finding.drivers if is_worth_knowing(d)), key=lambda d: -d.evpi.value)


def _rank(estimate: Estimate, unknown: float = -1.0) -> float:
    """A number to order by; what is not known comes last."""
    return estimate.value if math.isfinite(estimate.value) else unknown
