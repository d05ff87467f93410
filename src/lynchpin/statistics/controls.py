"""Shares of futures estimated with control variates: numbers of each future whose mean is known to be zero.

A condition is regressed on the controls, and its share is the intercept. What the controls explain no longer adds to the error. The estimate
is a weighted share whose weights are the same for every condition. The shares of outcomes therefore still add up to one, and the share of
an answer is still the sum of those of its outcomes (S. S. Lavenberg and P. D. Welch, *A perspective on the use of control variables to
increase the efficiency of Monte Carlo simulations*, Management Science 27, 1981; P. Glasserman, *Monte Carlo methods in financial
engineering*, 2003, 4.1).

Everything is computed from sums over futures, which can be added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lynchpin.statistics.estimates import Estimates

F64 = NDArray[np.float64]

FEWEST = 4_096
"""Least number of futures. With fewer, a rare condition holds in so few futures that its stated error would be too small."""
EACH = 50
"""Least number of futures per control: useless controls then add at most 2% to a variance."""
SINGULAR = 1e-9
"""Share of the variance of all controls below which a combination of them counts as constant."""
MOST_EXPLAINED = 1 - 1e-4
"""Largest share of a variance that controls may explain. Beyond it, the error would be one of rounding."""


@dataclass(frozen=True)
class ControlSums:
    """Sums over futures: their number, and of the controls the sums [k] and the sums of products [k, k]."""

    count: float
    sums: F64
    products: F64

    def __add__(self, other: ControlSums) -> ControlSums:
        return ControlSums(self.count + other.count, self.sums + other.sums, self.products + other.products)


def sum_controls(controls: NDArray[Any]) -> ControlSums:
    """Return the sums of controls [k, N]."""
    c = np.asarray(controls, np.float64)
    return ControlSums(float(c.shape[1]), c.sum(axis=1), c @ c.T)


def sum_products(values: NDArray[Any], controls: NDArray[Any]) -> F64:
    """Return the sums over futures of values times controls.

    Only the differences between consecutive rows are multiplied: in most futures, what holds by one period also holds by the next.

    Args:
        values: [..., N] values, such as whether a condition holds.
        controls: [k, N] controls. They are copied, unless they are of double precision and all of a future lie together (Fortran order).

    Returns:
        [..., k] sums.
    """
    rows = values.reshape(-1, values.shape[-1])
    rows = rows.view(np.int8) if rows.dtype == bool else rows
    changes = csr_array(np.diff(rows, axis=0, prepend=np.zeros((1, rows.shape[1]), rows.dtype)))
    products = changes.astype(np.float64) @ np.ascontiguousarray(controls.T, np.float64)
    return np.cumsum(products, axis=0).reshape(*values.shape[:-1], len(controls))


@dataclass(frozen=True)
class Regression:
    """A regression on controls, for any condition.

    Attributes:
        count: Number of futures.
        means: [k] sample means of the controls that are used.
        inverse: [k, k] inverse of their covariance, or its pseudo-inverse.
        freedom: Number of futures minus the number of fitted coefficients.
    """

    count: float
    means: F64
    inverse: F64
    freedom: float

    def estimate(self, sums: F64, products: F64, squares: F64 | None = None) -> Estimates:
        """Estimate means over futures: of conditions, which are shares, or of any other values.

        Args:
            sums: [...] sums of the values; of a condition, the number of futures in which it holds.
            products: [..., k] sums of the values times the controls (`sum_products`).
            squares: [...] sums of the squared values; by default those of conditions.

        Returns:
            [...] means and standard errors. The error is 1 / (n + 1) if all of n futures have the same value.
        """
        mean = np.asarray(sums, np.float64) / self.count
        covariance, slopes = self._fit(mean, products)
        value = mean - slopes @ self.means
        variance = (mean if squares is None else np.asarray(squares, np.float64) / self.count) - mean**2
        left = variance - np.minimum((slopes * covariance).sum(axis=-1), MOST_EXPLAINED * variance)
        distance = 1 + self.means @ self.inverse @ self.means
        error = np.sqrt(np.maximum(left, 0.0) * distance / self.freedom)
        decided = variance <= 0
        return Estimates(np.where(decided, mean, value), np.where(decided, 1 / (self.count + 1), error))

    def influence(self, values: NDArray[Any], controls: NDArray[Any]) -> F64:
        """Return [N] influence values of the estimated mean: what the controls do not explain.

        Args:
            values: [N] values of the futures.
            controls: [k, N] their controls.
        """
        used = np.asarray(controls[: len(self.means)], np.float64)
        _, slopes = self._fit(np.asarray(values.mean()), used @ values)
        left = values - slopes @ used
        influence: F64 = left - left.mean()
        return influence

    def _fit(self, mean: F64, products: F64) -> tuple[F64, F64]:
        """Return [..., k] the covariances of values with the controls, and their slopes."""
        covariance = products[..., : len(self.means)] / self.count - mean[..., None] * self.means
        return covariance, covariance @ self.inverse


def regress(sums: ControlSums) -> Regression | None:
    """Return the regression on as many controls as the futures allow, the first ones; None if there are too few futures.

    Args:
        sums: Sums of the controls.
    """
    n = sums.count
    used = min(len(sums.sums), int(n // EACH))
    if n < FEWEST or not used:
        return None
    means = sums.sums[:used] / n
    covariance = sums.products[:used, :used] / n - np.outer(means, means)
    scale = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    varies = scale > 0
    unit = np.divide(1.0, scale, out=np.zeros(used), where=varies)
    values, vectors = np.linalg.eigh(covariance * np.outer(unit, unit))
    kept = values > SINGULAR * used
    directions = vectors[:, kept] * unit[:, None]
    return Regression(n, means, (directions / values[kept]) @ directions.T, n - int(kept.sum()) - 1)


def estimate_shares(conditions: NDArray[Any], controls: NDArray[Any] | None) -> Estimates | None:
    """Estimate the shares of futures in which conditions hold; None if there are too few futures or no controls.

    Args:
        conditions: [..., N] whether each condition holds.
        controls: [k, N] controls.
    """
    regression = None if controls is None else regress(sum_controls(controls))
    if controls is None or regression is None:
        return None
    return regression.estimate(np.count_nonzero(conditions, axis=-1).astype(np.float64), sum_products(conditions, controls))
