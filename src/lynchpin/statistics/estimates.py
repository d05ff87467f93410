"""Estimates from samples with their Monte Carlo standard errors: means, differences, ratios and quantiles.

Every estimator is a smooth function of sample means. Its error is computed from influence values: the effect of each future on
the estimate (the delta method; Huber 1981, ch. 1; Owen 2013, "Monte Carlo theory, methods and examples", 2.7 and 9.2).

All estimators take these arguments:

- samples or conditions: [N], one for each future.
- weights: [N] weights of the futures, with any sum; by default all are equal.
- lineage: [N] numbers, the same for futures that are dependent, such as those with a common ancestor (see `errors`). By default all futures
  are independent.
- span: the length of an interval in which all samples are known to lie (1 for yes and no). If all samples are equal, they do not show their
  variation, and the error is span / (n + 1) for n independent futures instead of 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from lynchpin.statistics.errors import count_lineages, influence_error
from lynchpin.statistics.writing import write_error, write_number

F64 = NDArray[np.float64]

NODES = 7
"""Number of levels at which the error of a quantile reads the distribution."""


class Estimate(NamedTuple):
    """A number and its standard error, in the same unit."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{write_number(self.value, self.error)} ± {write_error(self.error)}"

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the two-sided normal interval."""
        reach = float(special.ndtri(0.5 + level / 2)) * self.error
        return self.value - reach, self.value + reach


class Estimates(NamedTuple):
    """As `Estimate`, for arrays: `value` and `error` of equal shape."""

    value: F64
    error: F64

    def at(self, *place: int) -> Estimate:
        return Estimate(float(self.value[place]), float(self.error[place]))


def estimate_means(
    samples: ArrayLike, *, weights: ArrayLike | None = None, span: float | None = None, lineage: ArrayLike | None = None
) -> Estimates:
    """Estimate means over the last axis.

    Args:
        samples: [..., N] samples.
        weights: [N] weights of the futures, with any sum.
        span: Length of an interval that contains all samples; decides the error if they are all equal.
        lineage: [N] the same number for futures that are dependent.

    Returns:
        [...] means and standard errors; NaN without samples.
    """
    x = np.asarray(samples, np.float64)
    n = x.shape[-1]
    if n == 0:
        return Estimates(np.full(x.shape[:-1], np.nan), np.full(x.shape[:-1], np.nan))
    w = _relative_weights(weights, n)
    value = (w * x).mean(axis=-1)
    error = influence_error(w * (x - value[..., None]), lineage)
    if span is not None:
        same = x.max(axis=-1) == x.min(axis=-1)
        error = np.where(same, span / (count_lineages(n, lineage) + 1), error)
    return Estimates(value, error)


def estimate_mean(
    samples: ArrayLike, *, weights: ArrayLike | None = None, span: float | None = None, lineage: ArrayLike | None = None
) -> Estimate:
    """Estimate a mean, normalised by the sum of the weights.

    Args:
        samples: [N] samples.
        weights: [N] weights of the futures, with any sum.
        span: Length of an interval that contains all samples; decides the error if they are all equal.
        lineage: [N] the same number for futures that are dependent.
    """
    return estimate_means(samples, weights=weights, span=span, lineage=lineage).at()


def estimate_share(condition: ArrayLike, *, weights: ArrayLike | None = None, lineage: ArrayLike | None = None) -> Estimate:
    """Estimate the share of futures in which a condition holds. Its error is above zero even if all futures agree.

    Args:
        condition: [N] whether the condition holds.
        weights: [N] weights of the futures, with any sum.
        lineage: [N] the same number for futures that are dependent.
    """
    return estimate_mean(condition, weights=weights, span=1.0, lineage=lineage)


def estimate_difference(
    first: ArrayLike, second: ArrayLike, *, weights: ArrayLike | None = None, span: float | None = None, lineage: ArrayLike | None = None
) -> Estimate:
    """Estimate the mean of the paired difference `first - second`, for samples with common random numbers.

    Args:
        first: [N] samples.
        second: [N] samples of the same futures.
        weights: [N] weights of the futures, with any sum.
        span: Length of an interval that contains all samples; decides the error if they are all equal.
        lineage: [N] the same number for futures that are dependent.
    """
    return estimate_mean(np.asarray(first, np.float64) - np.asarray(second, np.float64), weights=weights, span=span, lineage=lineage)


def estimate_ratio(
    numerator: ArrayLike, denominator: ArrayLike, *, weights: ArrayLike | None = None, lineage: ArrayLike | None = None
) -> Estimate:
    """Estimate the ratio of the means of two samples of the same futures.

    Args:
        numerator: [N] samples.
        denominator: [N] samples.
        weights: [N] weights of the futures, with any sum.
        lineage: [N] the same number for futures that are dependent.

    Returns:
        The ratio; NaN if the mean of the denominator is 0.
    """
    value, influence = _ratio(np.asarray(numerator, np.float64), np.asarray(denominator, np.float64), weights)
    return Estimate(value, float(influence_error(influence, lineage)))


def estimate_conditional(
    samples: ArrayLike,
    condition: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    span: float | None = None,
    lineage: ArrayLike | None = None,
) -> Estimate:
    """Estimate the mean of samples over the futures in which a condition holds.

    Args:
        samples: [N] samples.
        condition: [N] whether the condition holds.
        weights: [N] weights of the futures, with any sum.
        span: Length of an interval that contains all samples; decides the error if they are all equal.
        lineage: [N] the same number for futures that are dependent.
    """
    x, c = np.asarray(samples, np.float64), np.asarray(condition, np.float64)
    value, error = estimate_ratio(x * c, c, weights=weights, lineage=lineage)
    held = x[c > 0]
    if span is not None and len(held) and held.max() == held.min():
        counted = count_lineages(len(held), None if lineage is None else np.asarray(lineage)[c > 0])
        error = span / (counted + 1)
    return Estimate(value, error)


def estimate_contrast(
    samples: ArrayLike,
    condition: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    span: float | None = None,
    lineage: ArrayLike | None = None,
) -> Estimate:
    """Estimate the mean of samples where a condition holds, minus the mean where it does not.

    Args:
        samples: [N] samples.
        condition: [N] whether the condition holds.
        weights: [N] weights of the futures, with any sum.
        span: Length of an interval that contains all samples; decides the error if the samples of one side are equal.
        lineage: [N] the same number for futures that are dependent.
    """
    x, c = np.asarray(samples, np.float64), np.asarray(condition, np.float64)
    held, at_held = _ratio(x * c, c, weights)
    not_held, at_not_held = _ratio(x * (1 - c), 1 - c, weights)
    error = float(influence_error(at_held - at_not_held, lineage))
    if span is not None and math.isfinite(error) and any(np.ptp(side) == 0 for side in (x[c > 0], x[c <= 0])):
        sides = [estimate_conditional(x, side, weights=weights, span=span, lineage=lineage) for side in (c, 1 - c)]
        error = math.hypot(*(side.error for side in sides))
    return Estimate(held - not_held, error)


def estimate_variance(samples: ArrayLike, *, weights: ArrayLike | None = None, lineage: ArrayLike | None = None) -> Estimate:
    """Estimate a variance, unbiased if there are no weights.

    Args:
        samples: [N] samples.
        weights: [N] weights of the futures, with any sum.
        lineage: [N] the same number for futures that are dependent.
    """
    x = np.asarray(samples, np.float64)
    n = x.shape[-1]
    w = _relative_weights(weights, n)
    squares = (x - (w * x).mean()) ** 2
    value = float((w * squares).mean())
    unbiased = n / (n - 1) if weights is None and n > 1 else 1.0
    return Estimate(value * unbiased, float(influence_error(w * (squares - value), lineage)))


def estimate_deviation(samples: ArrayLike, *, weights: ArrayLike | None = None, lineage: ArrayLike | None = None) -> Estimate:
    """Estimate a standard deviation (delta method).

    Args:
        samples: [N] samples.
        weights: [N] weights of the futures, with any sum.
        lineage: [N] the same number for futures that are dependent.
    """
    variance, error = estimate_variance(samples, weights=weights, lineage=lineage)
    deviation = math.sqrt(variance)
    return Estimate(deviation, error / (2 * deviation) if deviation > 0 else 0.0)


def estimate_quantiles(
    samples: ArrayLike, levels: ArrayLike, *, weights: ArrayLike | None = None, lineage: ArrayLike | None = None
) -> Estimates:
    """Estimate quantiles. The errors are those of `spread_levels`.

    Args:
        samples: [N] samples.
        levels: [n] levels from 0 to 1.
        weights: [N] weights of the futures, with any sum.
        lineage: [N] the same number for futures that are dependent.

    Returns:
        [n] quantiles and standard errors.
    """
    x, q = np.asarray(samples, np.float64), np.atleast_1d(np.asarray(levels, np.float64))
    n = x.shape[-1]
    w = _relative_weights(weights, n)
    order = np.argsort(x, kind="stable")
    ordered, cumulated = x[order], np.cumsum(w[order]) / n
    value = _read_quantiles(ordered, cumulated, w[order] / n, q)
    reach = np.array([influence_error(w * ((x <= v) - level), lineage) for v, level in zip(value, q, strict=True)])
    return Estimates(value, spread_levels(q, reach, lambda levels: _read_quantiles(ordered, cumulated, w[order] / n, levels)))


def spread_levels(levels: F64, reach: F64, read: Callable[[F64], F64]) -> F64:
    """Return the standard errors of quantiles: their standard deviation if the level varies with its own standard error.

    The logit of the level is taken to be normal, and the variance is a Gauss-Hermite sum. Where the density is smooth, this is the error of
    Woodruff (1952). A quantile that sits on an atom also gets the chance that another sample puts it elsewhere.

    Args:
        levels: [n] levels between 0 and 1.
        reach: [n] standard errors of the share of futures below each quantile.
        read: Returns the quantiles at levels of any shape.
    """
    nodes, weights = _find_nodes()
    inside = levels * (1 - levels)
    width = np.divide(reach, inside, out=np.zeros_like(reach), where=inside > 0)  # the least and the greatest value stay where they are
    at = read(special.expit(special.logit(levels) + nodes[:, None] * width))
    mean = weights @ at
    return np.asarray(np.sqrt(weights @ (at - mean) ** 2))


@cache
def _find_nodes() -> tuple[F64, F64]:
    """Return the nodes and weights of a mean over a standard normal variable."""
    nodes, weights = special.roots_hermitenorm(NODES)
    return nodes, weights / weights.sum()


def _relative_weights(weights: ArrayLike | None, futures: int) -> F64:
    """Return [N] weights with mean 1."""
    if weights is None:
        return np.ones(futures)
    w = np.asarray(weights, np.float64)
    relative: F64 = w / w.mean()
    return relative


def _ratio(numerator: F64, denominator: F64, weights: ArrayLike | None) -> tuple[float, F64]:
    """Return a ratio of means and its influence values [N]."""
    w = _relative_weights(weights, numerator.shape[-1])
    below = float((w * denominator).mean())
    if below == 0:
        return math.nan, np.full(numerator.shape, np.nan)
    value = float((w * numerator).mean()) / below
    return value, w * (numerator - value * denominator) / below


def _read_quantiles(ordered: F64, cumulated: F64, steps: F64, levels: F64) -> F64:
    """Interpolate quantiles linearly between the midpoints of the steps of the distribution function (Hazen)."""
    return np.asarray(np.interp(levels, cumulated - steps / 2, ordered))
