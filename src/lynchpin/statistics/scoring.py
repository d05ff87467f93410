"""Scores of probabilities against the actual result: Brier and log scores of a probability, a range and a whole distribution.

Scores are computed by the library scoringrules. Lower is better, and logarithms are natural. A range (words of estimative probability) gets
the mean score of a uniform draw from it, and the scores of its better and worse end.
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
    """Mean score over a range, and the scores of its better and worse end."""

    mean: float
    best: float
    worst: float


def score_brier(low: float, high: float, happened: bool) -> RangeScore:
    """Return the Brier score (p - y)^2 of a range of probabilities.

    Args:
        low: Lower end.
        high: Upper end; equal to `low` for a single probability.
        happened: Whether the event occurred.
    """
    ends = _at_ends(scoringrules.brier_score, low, high, happened)
    if low == high:
        return RangeScore(ends[0], ends[0], ends[0])
    y = float(happened)
    return RangeScore(((high - y) ** 3 - (low - y) ** 3) / (3 * (high - low)), min(ends), max(ends))


def score_log(low: float, high: float, happened: bool) -> RangeScore:
    """Return the log score -ln P(actual result) of a range of probabilities; infinite if that probability is 0.

    Args:
        low: Lower end.
        high: Upper end; equal to `low` for a single probability.
        happened: Whether the event occurred.
    """
    ends = _at_ends(scoringrules.log_score, low, high, happened)
    if low == high:
        return RangeScore(ends[0], ends[0], ends[0])
    a, b = (low, high) if happened else (1 - high, 1 - low)
    return RangeScore(1 - float(xlogy(b, b) - xlogy(a, a)) / (b - a), min(ends), max(ends))


class CategoryScore(NamedTuple):
    """Scores of a distribution over outcomes.

    Attributes:
        brier: Brier score summed over the outcomes (0 to 2).
        log: Log score.
        ranked: Ranked probability score, which grows with the distance from the actual outcome in the order of the file.
    """

    brier: Estimate
    log: Estimate
    ranked: Estimate


def score_outcomes(
    outcome: NDArray[Any],
    outcomes: int,
    happened: int | None,
    agreeing: NDArray[np.bool_],
    *,
    weights: ArrayLike | None = None,
    lineage: ArrayLike | None = None,
) -> CategoryScore:
    """Score the shares of outcomes as probabilities.

    Shares below half a future are set to half a future; a log score that depends on such a share has no error. The errors are those of all
    shares together (delta method).

    Args:
        outcome: [N] outcome of each future; -1 for none, which is left out.
        outcomes: Number of outcomes.
        happened: The outcome that occurred. None if it is only known which futures agree with the record. The shares of outcomes among
            these are then the probabilities that each occurred.
        agreeing: [N] whether a future agrees with the record.
        weights: [N] weights of the futures.
        lineage: [N] numbers, the same for futures that are dependent.

    Returns:
        The scores.
    """
    known, y = outcome >= 0, np.maximum(outcome, 0)
    w = np.ones(len(outcome)) if weights is None else np.asarray(weights, np.float64)
    counts = np.bincount(y[known], w[known], outcomes)
    kept = np.maximum(counts, 0.5)
    p = kept / kept.sum()
    agreeing = agreeing & known
    truth_shares = (
        np.eye(outcomes)[happened] if happened is not None else np.bincount(y[agreeing], w[agreeing], outcomes) / w[agreeing].sum()
    )
    scores = np.array([score_category(p, k) for k in range(outcomes)])
    slopes = np.einsum("k,kjs->js", truth_shares, np.array([_slopes(p, k) for k in range(outcomes)]))
    values = truth_shares @ scores
    influence = (slopes[y] - p @ slopes) * (known / np.average(known, weights=w))[:, None]
    if happened is None:
        influence += (scores[y] - values) * (agreeing / np.average(agreeing, weights=w))[:, None]
    errors = estimate_means(influence.T, weights=weights, lineage=lineage).error
    errors[1] = math.nan if (counts[truth_shares > 0] <= 0).any() else errors[1]
    return CategoryScore(*(Estimate(float(v), float(e)) for v, e in zip(values, errors, strict=True)))


def score_category(p: NDArray[np.float64], k: int) -> tuple[float, float, float]:
    """Return the Brier, log and ranked score if an outcome occurred.

    Args:
        p: [K] probabilities of the outcomes.
        k: The outcome.
    """
    truth = np.arange(len(p)) == k
    brier = float(np.sum(scoringrules.brier_score(truth.astype(float), p)))
    log = math.inf if p[k] <= 0 else float(-np.log(p[k]))
    return brier, log, float(scoringrules.rps_score(k + 1, p))


def _slopes(p: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Return [K, 3] the derivatives of the three scores with respect to each probability."""
    places = np.arange(len(p))
    beyond = 2 * (np.cumsum(p) - (places >= k))
    return np.column_stack([2 * (p - (places == k)), np.where(places == k, -1 / p[k], 0.0), np.cumsum(beyond[::-1])[::-1]])


def _at_ends(score: Callable[[float, float], Any], low: float, high: float, happened: bool) -> list[float]:
    with np.errstate(divide="ignore"):
        return [float(score(float(happened), p)) + 0.0 for p in (low, high)]
