"""Typical futures: those that represent the others of an outcome, or of any group, best (medoids of their paths)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures
from lynchpin.statistics.medoids import find_medoids

F64 = NDArray[np.float64]

MOST_COMPARED = 400
"""Number of futures of an outcome that are compared with each other to find representative ones."""


@dataclass(frozen=True)
class Typical:
    """A future that represents others with its outcome.

    Attributes:
        outcome: Index of the outcome.
        place: Its position in the ensemble.
        stands_for: Share of the futures with this outcome to which it is the nearest of those found.
    """

    outcome: int
    place: int
    stands_for: float


def find_typical(futures: Futures, *, per_outcome: int, least: int) -> list[Typical]:
    """Find representative futures of each outcome, the most common outcome first. The result depends on nothing but the futures.

    Args:
        futures: Futures with their paths.
        per_outcome: Number of futures for each outcome.
        least: Outcomes with fewer futures are left out.
    """
    features = describe_paths(futures)
    found: list[Typical] = []
    groups = [np.flatnonzero((futures.outcome == k) & (futures.status == 0)) for k in range(len(futures.model.outcomes))]
    for k in sorted(range(len(groups)), key=lambda k: -len(groups[k])):
        if len(groups[k]) < max(least, 1):
            continue
        compared = _take_evenly(groups[k])
        medoids, belongs = find_medoids(features[compared], per_outcome if len(compared) >= 10 * per_outcome else 1)
        shares = np.bincount(belongs, minlength=len(medoids)) / len(compared)
        found += [Typical(k, int(compared[m]), float(share)) for m, share in zip(medoids, shares, strict=True)]
    return found


def find_typical_member(futures: Futures, members: NDArray[np.intp]) -> int:
    """Return the position of the future that represents a group best.

    Args:
        futures: Futures with their paths.
        members: Positions of the group's futures.
    """
    compared = _take_evenly(members)
    medoids, _ = find_medoids(describe_paths(futures)[compared], 1)
    return int(compared[medoids[0]])


def _take_evenly(members: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return `MOST_COMPARED` members at equal distances, or all if there are fewer."""
    taken: NDArray[np.intp] = members[np.linspace(0, len(members) - 1, min(len(members), MOST_COMPARED)).astype(int)]
    return taken


def describe_paths(futures: Futures) -> F64:
    """Return features [N, d] by which futures are compared: stocks at eight dates, the first firing of each event, and the share of periods
    of each option and of each state. The three parts have the same weight."""
    periods = len(futures.model.periods)
    dates = np.unique(np.linspace(0, periods - 1, min(8, periods)).astype(int))
    stocks = [np.asarray(path, np.float64)[dates] for path in futures.stocks.values()]
    firsts = [np.where(fired.any(axis=0), fired.argmax(axis=0), periods)[None, :] / periods for fired in futures.events.values()]
    shares = [
        np.stack([(path == o).mean(axis=0) for o in range(len(actor.options))])
        for actor in futures.model.actors
        if (path := futures.options.get(actor.name)) is not None
    ]
    shares += [
        np.stack([(path == s).mean(axis=0) for s in range(len(event.states))])
        for event in futures.model.states
        if (path := futures.states.get(event.name)) is not None
    ]
    parts = [_standardise(np.concatenate(part)) for part in (stocks, firsts, shares) if part]
    n = len(futures)
    return np.concatenate([part / max(np.sqrt(len(part)), 1) for part in parts]).T if parts else np.zeros((n, 1))


def _standardise(rows: F64) -> F64:
    """Return rows [d, N] in standard deviations from their mean. Constant rows are left out, and non-finite values become 0."""
    clean = np.where(np.isfinite(rows), rows, np.nan)
    with np.errstate(all="ignore"):
        centre = np.nan_to_num(np.nanmean(clean, axis=1, keepdims=True)) if rows.size else rows
        spread = np.nan_to_num(np.nanstd(clean, axis=1, keepdims=True)) if rows.size else rows
    varied = spread[:, 0] > 1e-9 * (1 + np.abs(centre[:, 0]))
    return np.nan_to_num((clean[varied] - centre[varied]) / spread[varied])
