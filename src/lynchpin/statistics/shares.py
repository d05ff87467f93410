"""Shares: several that are estimated together, such as those of all outcomes, and intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from lynchpin.statistics.errors import count_lineages
from lynchpin.statistics.estimates import Estimates, estimate_means

F64 = NDArray[np.float64]


def estimate_joint_shares(
    conditions: NDArray[np.bool_], *, weights: ArrayLike | None = None, lineage: ArrayLike | None = None
) -> Estimates:
    """Estimate shares of futures in which related conditions hold, such as which outcome occurs.

    If all futures agree on a condition, its error is 1 / (n + 1), where n is the effective number of futures according to the other
    conditions, or the number of ancestors if that is larger. With one ancestor, all errors are 1 / 2.

    Args:
        conditions: [n, N] whether each condition holds.
        weights: [N] weights of the futures.
        lineage: [N] numbers, the same for futures that are dependent.

    Returns:
        [n] shares and standard errors.
    """
    futures = conditions.shape[-1]
    shares, errors = estimate_means(conditions, weights=weights, lineage=lineage)
    independent = float(count_lineages(futures, lineage))
    same = conditions.all(axis=1) | ~conditions.any(axis=1)
    if not same.all() and not np.isnan(errors).any():
        independent = max(independent, count_independent(shares[~same], errors[~same], futures))
    return Estimates(np.clip(shares, 0.0, 1.0), np.where(same | np.isnan(errors), 1 / (independent + 1), errors))


def count_independent(shares: F64, errors: F64, most: int) -> float:
    """Return the effective sample size: the number of independent futures for which these shares would have these errors.

    Args:
        shares: [n] shares.
        errors: [n] standard errors.
        most: Largest result.
    """
    if np.isnan(errors).any():
        return 1.0
    varied = (shares > 0) & (shares < 1)
    variance = float((errors[varied] ** 2).sum())
    return min(float((shares * (1 - shares))[varied].sum()) / variance, float(most)) if variance > 0 else float(most)


def share_interval(yes: float, total: float, level: float = 0.95) -> tuple[float, float]:
    """Return the Jeffreys interval of a share (Brown, Cai and DasGupta 2001). It starts at 0 if none are yes, and ends at 1 if all are.

    Args:
        yes: Number of yes.
        total: Number of all.
        level: Coverage of the interval.
    """
    tail = (1 - level) / 2
    posterior = (yes + 0.5, total - yes + 0.5)
    low = 0.0 if yes <= 0 else float(special.betaincinv(*posterior, tail))
    high = 1.0 if yes >= total else float(special.betaincinv(*posterior, 1 - tail))
    return low, high
