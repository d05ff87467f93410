"""Scores of probabilities once the truth is known: Brier and log, for a probability, a range of them and a whole distribution.

The scores are those of the library scoringrules, lower is better, logarithms are natural. A range (words of estimative probability) is
scored by the mean over it, as if its author drew evenly from it, and by its best and worst ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import scoringrules
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from lynchpin.statistics.estimates import Estimate, estimate_means


class RangeScore(NamedTuple):
    """mean over the range, and the scores of the better and the worse of its ends."""

    mean: float
    best: float
    worst: float


def score_brier(low: float, high: float, happened: bool) -> RangeScore:
    """Brier score (p - y)^2 of a probability known to lie between `low` and `high` (equal for a number)."""
    ends = _at_ends(scoringrules.brier_score, low, high, happened)
    if low == high:
        return RangeScore(ends[0], ends[0], ends[0])
    y = float(happened)
    return RangeScore(((high - y) ** 3 - (low - y) ** 3) / (3 * (high - low)), min(ends), max(ends))


def score_log(low: float, high: float, happened: bool) -> RangeScore:
    """Log score -ln P(what happened); infinite for a probability of 0 of what happened."""
    ends = _at_ends(scoringrules.log_score, low, high, happened)
    if low == high:
        return RangeScore(ends[0], ends[0], ends[0])
    a, b = (low, high) if happened else (1 - high, 1 - low)
    return RangeScore(1 - float(xlogy(b, b) - xlogy(a, a)) / (b - a), min(ends), max(ends))


class CategoryScore(NamedTuple):
    """Of a distribution over outcomes: Brier score summed over them (0 to 2), log score, and the ranked probability score, which takes
    the outcomes in the order of the file and counts a miss by how far off it is."""

    brier: Estimate
    log: Estimate
    ranked: Estimate


def score_outcomes(
    outcome: NDArray[Any],
    outcomes: int,
    told: int | None,
    agreeing: NDArray[np.bool_],
    *,
    weights: ArrayLike | None = None,
    lineage: ArrayLike | None = None,
) -> CategoryScore:
    """Scores the shares of outcomes in N futures, `outcome` [N] (-1 for none, which are left out), as probabilities.

    told: the outcome that came about; None where it is only known that the `agreeing` [N] futures agree with the record, whose shares are then
    the chances that each did. Shares are taken as no nearer to 0 than half a future; a log score that hangs on such a one has no error.
    The errors hold that of all these shares together (delta method).
    """
    known, y = outcome >= 0, np.maximum(outcome, 0)
    w = np.ones(len(outcome)) if weights is None else np.asarray(weights, np.float64)
    counts = np.bincount(y[known], w[known], outcomes)
    kept = np.maximum(counts, 0.5)
    p = kept / kept.sum()
    agreeing = agreeing & known
    chances = np.eye(outcomes)[told] if told is not None else np.bincount(y[agreeing], w[agreeing], outcomes) / w[agreeing].sum()
    scores = np.array([score_category(p, k) for k in range(outcomes)])
    slopes = np.einsum("k,kjs->js", chances, np.array([_slopes(p, k) for k in range(outcomes)]))
    values = chances @ scores
    influence = (slopes[y] - p @ slopes) * (known / np.average(known, weights=w))[:, None]
    if told is None:
        influence += (scores[y] - values) * (agreeing / np.average(agreeing, weights=w))[:, None]
    errors = estimate_means(influence.T, weights=weights, lineage=lineage).error
    errors[1] = math.nan if (counts[chances > 0] <= 0).any() else errors[1]
    return CategoryScore(*(Estimate(float(v), float(e)) for v, e in zip(values, errors, strict=True)))


def score_category(p: NDArray[np.float64], k: int) -> tuple[float, float, float]:
    """Brier, log and ranked score of probabilities [K] where outcome k came about."""
    truth = np.arange(len(p)) == k
    brier = float(np.sum(scoringrules.brier_score(truth.astype(float), p)))
    log = math.inf if p[k] <= 0 else float(-np.log(p[k]))
    return brier, log, float(scoringrules.rps_score(k + 1, p))


def _slopes(p: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """[K, 3] how the three scores move with each probability."""
    places = np.arange(len(p))
    beyond = 2 * (np.cumsum(p) - (places >= k))
    return np.column_stack([2 * (p - (places == k)), np.where(places == k, -1 / p[k], 0.0), np.cumsum(beyond[::-1])[::-1]])


def _at_ends(score: Callable[[float, float], Any], low: float, high: float, happened: bool) -> list[float]:
    with np.errstate(divide="ignore"):
        return [float(score(float(happened), p)) + 0.0 for p in (low, high)]
