"""Scores of probabilities once the truth is known: Brier and log, for a probability, a range of them and a whole distribution.

The scores are those of the library scoringrules, lower is better, logarithms are natural. A range (words of estimative probability) is
scored by the mean over it, as if its author drew evenly from it, and by its best and worst ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import scoringrules
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy


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

    brier: float
    log: float
    ranked: float


def score_distribution(probabilities: Sequence[float], happened: ArrayLike) -> CategoryScore:
    """Scores of probabilities [K] of the outcomes; `happened` [K] is 1 for the one that came about (or the chance that it did)."""
    p, weights = np.asarray(probabilities, np.float64), np.asarray(happened, np.float64)
    scores = np.array([_score_one(p, int(k)) for k in np.flatnonzero(weights)])
    return CategoryScore(*(float(x) for x in weights[weights > 0] @ scores))


def _score_one(p: NDArray[np.float64], k: int) -> tuple[float, float, float]:
    truth = np.arange(len(p)) == k
    brier = float(np.sum(scoringrules.brier_score(truth.astype(float), p)))
    log = math.inf if p[k] <= 0 else float(-np.log(p[k]))
    return brier, log, float(scoringrules.rps_score(k + 1, p))


def _at_ends(score: Callable[[float, float], Any], low: float, high: float, happened: bool) -> list[float]:
    with np.errstate(divide="ignore"):
        return [float(score(float(happened), p)) + 0.0 for p in (low, high)]
