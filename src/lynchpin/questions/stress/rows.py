"""Rows of the JSON of a stress test, apart from those of its loads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lynchpin.questions.stress.associations import Association
from lynchpin.questions.stress.dates import DatedLoads
from lynchpin.questions.stress.verdict import FEWEST, Entry, Verdict
from lynchpin.statistics.estimates import Estimate, Estimates


def list_estimate(estimate: Estimate) -> dict[str, float]:
    """Return a probability and its error."""
    return {"probability": estimate.value, "standard_error": estimate.error}


def list_verdict(verdict: Verdict, names: Sequence[str]) -> dict[str, Any]:
    """Return the answer by what fails.

    Args:
        verdict: The verdict.
        names: Names of the assumptions.
    """
    return {
        "all_hold": _list_entry(verdict.all_hold),
        "single": [{"name": name, **_list_entry(entry)} for name, entry in zip(names, verdict.single, strict=True)],
        "by_failures": [
            {
                "failures": row.number,
                "chance": row.chance.value,
                "chance_standard_error": row.chance.error,
                **_list_entry(row.entry),
            }
            for row in verdict.by_failures
        ],
    }


def _list_entry(entry: Entry) -> dict[str, Any]:
    """Return the probability with its error, or the reason why there is none."""
    if entry.answer is None:
        few = f"Too few futures: {entry.futures} independent ones, and an estimate needs {FEWEST}."
        return {"probability": None, "standard_error": None, "reason": few}
    return {**list_estimate(entry.answer), "reason": None}


def list_dates(one: DatedLoads, name: str, periods: Sequence[str]) -> dict[str, Any]:
    """Return when an assumption fails, and its loads by date.

    Args:
        one: The estimates.
        name: Name of the assumption.
        periods: The labels of the clock.
    """

    def by_period(estimates: Estimates, places: Sequence[int]) -> list[dict[str, Any]]:
        return [{"period": periods[t], "value": value, "standard_error": error} for t, value, error in zip(places, *estimates, strict=True)]

    every = range(len(periods))
    return {
        "name": name,
        "fails_at_the_start": list_estimate(one.start),
        "fails_in": by_period(one.first, every),
        "failed_by": by_period(one.by, every),
        "load_by_date": by_period(one.loads, one.periods),
    }


def list_association(a: Association, periods: Sequence[str]) -> dict[str, Any]:
    """Return how often the model breaks an assumption, and how the answer goes with that.

    Args:
        a: The association.
        periods: The labels of the clock.
    """
    return {
        "name": a.name,
        "broke": list_estimate(a.broke),
        "first_broke": dict(zip(periods, a.first.value.tolist(), strict=True)),
        "first_broke_standard_errors": dict(zip(periods, a.first.error.tolist(), strict=True)),
        "answer_if_broke": list_estimate(a.answer_if_broke),
        "answer_if_held": list_estimate(a.answer_if_held),
        "difference": a.difference.value,
        "standard_error": a.difference.error,
        "kind": "association",
    }
