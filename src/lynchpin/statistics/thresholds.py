"""Densities of samples, and shares beyond an estimated threshold."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lynchpin.statistics.errors import effective_size
from lynchpin.statistics.estimates import Estimate, estimate_mean, estimate_means, estimate_quantiles, estimate_share

F64 = NDArray[np.float64]


def measure_density(samples: ArrayLike, at: float, *, weights: ArrayLike | None = None) -> float:
    """Estimate the density of samples at a point, over two standard errors of the share below it on either side.

    Args:
        samples: [N] samples.
        at: The point.
        weights: [N] weights of the futures.

    Returns:
        The density; 0 if all samples lie on one side, infinite if the whole interval has one value.
    """
    x = np.asarray(samples, np.float64)
    below = float(estimate_means([x < at, x <= at], weights=weights).value.mean())
    reach = 2 * math.sqrt(below * (1 - below) / effective_size(weights, len(x)))
    if reach == 0:
        return 0.0
    levels = np.clip([below - reach, below + reach], 0.0, 1.0)
    low, high = estimate_quantiles(x, levels, weights=weights).value
    return float(levels[1] - levels[0]) / float(high - low) if high > low else math.inf


def estimate_share_over(
    samples: ArrayLike, threshold: float, influence: F64, *, weights: ArrayLike | None = None, lineage: ArrayLike | None = None
) -> tuple[Estimate, F64]:
    """Estimate the share of samples at or above a threshold that was estimated from the same futures (delta method).

    Args:
        samples: [N] samples.
        threshold: The threshold.
        influence: [N] influence of each future on the threshold, before weights; 0 for a given threshold.
        weights: [N] weights of the futures.
        lineage: [N] numbers, the same for futures that are dependent.

    Returns:
        The share, and its linear form [N]: its mean is the share, and its error includes that of the threshold.
    """
    x = np.asarray(samples, np.float64)
    over = x >= threshold
    density = measure_density(x, threshold, weights=weights) if influence.any() else 0.0
    linear = over - (density if math.isfinite(density) else 0.0) * influence
    share = estimate_share(over, weights=weights, lineage=lineage)
    error = estimate_mean(linear, weights=weights, lineage=lineage).error if 0 < share.value < 1 else share.error
    return Estimate(share.value, error), linear
