"""Assumptions that can fail along the way, before and given the evidence: whether they still hold, and when they failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lynchpin.engine.model import Assumption, Evidence
from lynchpin.engine.results.futures import Futures
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_means, estimate_share


@dataclass(frozen=True)
class Failing:
    """When an assumption fails, in one state of knowledge.

    Attributes:
        holds: Probability that it still holds at the end of the last period with evidence.
        start: Probability that it fails at the start.
        first: [T] probability that it fails in each period.
    """

    holds: Estimate
    start: Estimate
    first: Estimates


@dataclass(frozen=True)
class Failure:
    """An assumption that can fail along the way.

    Attributes:
        name: Its name.
        before, after: When it fails, without and with the evidence.
        settled: The period in which the evidence settles that it failed (`fails_if`); None if it does not.
    """

    name: str
    before: Failing
    after: Failing
    settled: int | None


def describe_failures(before: Futures, after: Futures, until: int, items: Sequence[Evidence]) -> tuple[Failure, ...]:
    """Describe all assumptions that can fail along the way.

    Args:
        before: Futures without evidence.
        after: Futures given the evidence.
        until: The last period with evidence.
        items: The evidence.
    """
    periods = {item.period for item in items}
    return tuple(
        Failure(a.name, _describe(before, a.name, until), _describe(after, a.name, until), _find_settled(after, a, until, periods))
        for a in after.model.lasting_assumptions
    )


def _describe(futures: Futures, name: str, until: int) -> Failing:
    sound = futures.sound
    lineage, held, broke = futures.lineage[sound], futures.assumptions[name][sound], futures.broke[name][sound]
    first = (broke == np.arange(len(futures.model.periods))[:, None]).astype(np.float64)
    return Failing(
        estimate_share(held | (broke > until), lineage=lineage),
        estimate_share(~held & (broke < 0), lineage=lineage),
        estimate_means(first, span=1.0, lineage=lineage),
    )


def _find_settled(futures: Futures, a: Assumption, until: int, periods: set[int]) -> int | None:
    """Return the last period in which it failed, if it failed everywhere and the period has evidence."""
    broke = futures.broke[a.name]
    if not a.settled or (futures.assumptions[a.name] | (broke > until)).any():
        return None
    last = int(broke.max(initial=-1))
    return last if last in periods else None


def make_row(failure: Failure, periods: Sequence[str]) -> dict[str, Any]:
    """Return a failure as JSON.

    Args:
        failure: The failure.
        periods: Labels of all periods.
    """

    def describe(one: Failing) -> dict[str, Any]:
        return {
            "holds": one.holds.value,
            "holds_standard_error": one.holds.error,
            "failed_at_the_start": one.start.value,
            "failed_at_the_start_standard_error": one.start.error,
            "failed_in": [
                {"period": label, "probability": value, "standard_error": error}
                for label, value, error in zip(periods, *one.first, strict=True)
            ],
        }

    return {
        "name": failure.name,
        "settled": None if failure.settled is None else periods[failure.settled],
        "before": describe(failure.before),
        "after": describe(failure.after),
    }
