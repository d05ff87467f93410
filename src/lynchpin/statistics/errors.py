"""Standard errors of estimates from futures that may be dependent, such as those with a common ancestor.

The error of a mean over G ancestors is that of the sums of its influence values by ancestor (Chan and Lai 2013, "A general theory of
particle filters in hidden Markov models"), corrected for small samples. If all ancestors have as many futures, the factor of the variance
is G / (G - 1); it is larger if a few ancestors have most of the futures. With one ancestor the error is unknown (NaN).

With fewer than 50 ancestors that error is itself uncertain and tends to be too small (A. C. Cameron and D. L. Miller, "A practitioner's
guide to cluster-robust inference", Journal of Human Resources 50, 2015). The error reported is then at least that of as many independent
futures as there are ancestors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

F64 = NDArray[np.float64]

FEW_LINEAGES = 50


def influence_error(influence: NDArray[Any], lineage: ArrayLike | None = None) -> F64:
    """Return the standard error of an estimate.

    Args:
        influence: [..., N] influence values: the effect of each future on the estimate, on the scale of a mean over the futures.
        lineage: [N] numbers, the same for futures that are dependent.

    Returns:
        [...] standard errors, NaN where all futures are dependent.
    """
    if lineage is None:
        sums, factor = influence / influence.shape[-1], influence.shape[-1] / max(influence.shape[-1] - 1, 1)
    else:
        sums, factor = _sum_by_lineage(influence, np.asarray(lineage, np.int64))
    n = sums.shape[-1]
    if n < 2:
        return np.full(sums.shape[:-1], np.nan)
    error: F64 = np.sqrt(factor * (sums**2).sum(axis=-1))
    if lineage is not None and n < min(FEW_LINEAGES, influence.shape[-1]):
        error = np.maximum(error, np.sqrt((influence**2).mean(axis=-1) / n))
    return error


def count_lineages(futures: int, lineage: ArrayLike | None) -> int:
    """Return the number of independent groups of futures.

    Args:
        futures: Number of futures.
        lineage: [N] the same number for futures that are dependent.
    """
    return futures if lineage is None else len(np.unique(np.asarray(lineage)))


def effective_size(weights: ArrayLike | None, futures: int) -> float:
    """Return Kish's effective sample size: the number of equally weighted futures with the same variance of a mean.

    Args:
        weights: [N] weights of the futures.
        futures: Number of futures.
    """
    if weights is None:
        return float(futures)
    w = np.asarray(weights, np.float64)
    return float(w.sum() ** 2 / (w**2).sum())


def _sum_by_lineage(influence: F64, lineage: NDArray[np.int64]) -> tuple[F64, float]:
    """Return [..., lineages] sums of influence values [..., N] over N, and the factor that corrects the sum of their squares.

    The squares are too small because the mean itself follows the large lineages. If the means of all lineages have the same variance v and
    lineage g has a share p of the futures, the expected sum of squares is v times the sum of p^2 (1 - 2 p) plus the square of the sum of
    p^2, where the variance of the mean is v times the sum of p^2.
    """
    order = np.argsort(lineage, kind="stable")
    starts = np.flatnonzero(np.diff(lineage[order], prepend=lineage[order[0]] - 1))
    sums: F64 = np.add.reduceat(influence[..., order], starts, axis=-1) / len(order)
    p = np.diff(starts, append=len(order)) / len(order)
    expected = (p**2 * (1 - 2 * p)).sum() + (p**2).sum() ** 2
    return sums, float((p**2).sum() / expected) if len(p) > 1 else 1.0
