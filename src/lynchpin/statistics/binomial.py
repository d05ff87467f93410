"""Binomial tails and exact intervals of shares, from the incomplete beta function.

`scipy.stats` has them too, but takes longer to import than a small model takes to run.
"""

from __future__ import annotations

from scipy import special


def measure_tail(cases: float, count: float, share: float) -> float:
    """Return the probability of at least `cases` successes.

    Args:
        cases: Number of successes.
        count: Number of trials.
        share: Probability of a success.
    """
    return float(special.betainc(cases, count - cases + 1, share)) if cases > 0 else 1.0


def find_interval(cases: int, count: int, doubt: float) -> tuple[float, float]:
    """Return the exact interval of a share (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934).

    Args:
        cases: Number of successes.
        count: Number of trials.
        doubt: Probability that the share lies below the interval, and that it lies above.
    """
    low = float(special.betaincinv(cases, count - cases + 1, doubt)) if cases > 0 else 0.0
    high = float(special.betaincinv(cases + 1, count - cases, 1 - doubt)) if cases < count else 1.0
    return low, high
