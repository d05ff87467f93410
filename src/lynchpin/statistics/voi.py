"""The value of information: the increase of the expected goals if one input were known before a policy is chosen.

The expected value of perfect information on an input x is E[max over policies of E(value | x)] - max over policies of E(value) (Raiffa and
Schlaifer 1961; Strong, Oakley and Brennan 2014 for its estimation by regression from given data).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from lynchpin.statistics.errors import count_lineages
from lynchpin.statistics.estimates import Estimate, estimate_difference, estimate_mean

F64 = NDArray[np.float64]

KNOTS, PER_KNOT = 9, 20
"""Largest number of knots of the regression, and of independent futures for each."""
FOLDS = 5
CLEAR, SAMPLES = 6.0, 4096
"""Number of standard errors beyond which a lead is certain, and number of normal samples for smaller leads."""


def estimate_evpi(x: ArrayLike, values: ArrayLike, *, lineage: NDArray[Any] | None = None) -> Estimate:
    """Estimate the expected value of perfect information on one input.

    The difference of each policy from the first is regressed on x: piecewise linear between nine quantiles, or the mean of each value if x
    has few. In each fifth of the futures, policies are chosen by the regression on the other four fifths and evaluated in that fifth
    (cross-fitting). A plug-in estimate would be too high. With few independent futures there are fewer than nine quantiles.

    Args:
        x: [N] values of the input.
        values: [policies, N] value of each policy in each future, paired.
        lineage: [N] numbers, the same for futures that are dependent. These are kept in one fifth.

    Returns:
        The value of information, at least 0.
    """
    x, values = np.asarray(x, np.float64), np.asarray(values, np.float64)
    n = len(x)
    gains = values[1:] - values[0]
    basis = build_hats(x, max(2, min(KNOTS, count_lineages(n, lineage) // PER_KNOT)))
    fold = (np.arange(n) if lineage is None else np.unique(lineage, return_inverse=True)[1].reshape(-1)) % FOLDS
    informed, chosen = np.empty(n), np.empty(n)
    for k in range(FOLDS):
        learn, judge = fold != k, fold == k
        if not learn.any():
            return Estimate(math.nan, math.nan)
        fit = _regress(basis[learn], gains[:, learn].T)
        expected = np.column_stack([np.zeros(judge.sum()), basis[judge] @ fit])
        rows = np.flatnonzero(judge)
        informed[rows] = values[expected.argmax(axis=1), rows]
        chosen[rows] = values[int(values[:, learn].mean(axis=1).argmax()), rows]
    smooth, rest = _smooth_choice(values, lineage)
    error = estimate_mean(informed - smooth, lineage=lineage).error
    return _clip(float((informed - chosen).mean()), math.hypot(error, rest))


def _clip(value: float, error: float) -> Estimate:
    """Return max(value, 0) and its standard error.

    If X is normal, max(X, 0) varies less than X: by a factor of 0.58 if the mean of X is zero, and hardly at all if it is well below.
    """
    if not error > 0:
        return Estimate(max(value, 0.0), error)
    z = value / error
    above, density = special.ndtr(z), math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    mean, square = z * above + density, (z * z + 1) * above + z * density
    return Estimate(max(value, 0.0), error * math.sqrt(max(square - mean**2, 0.0)))


def _smooth_choice(values: F64, lineage: NDArray[Any] | None) -> tuple[F64, float]:
    """Return the value of the choice without information as a smooth function of the futures [N], and the remaining standard error.

    The choice between the two best policies in a fifth of the futures depends on their lead in the other four. If the lead is small
    relative to its error, that choice is random; its effect on the mean is estimated from normal samples with such a lead.
    """
    second, best = np.argsort(values.mean(axis=1), kind="stable")[-2:]
    lead, error = estimate_difference(values[best], values[second], lineage=lineage)
    if not 0 <= lead < CLEAR * error:
        return values[best], 0.0
    fifths = lead / error + math.sqrt(FOLDS) * np.random.default_rng(0).standard_normal((SAMPLES, FOLDS))
    given = np.where(fifths.sum(axis=1, keepdims=True) > fifths, fifths, 0.0).mean(axis=1)
    mean = fifths.mean(axis=1)
    share = float(np.cov(given, mean)[0, 1] / mean.var(ddof=1))
    return values[second] + share * (values[best] - values[second]), error * float((given - share * mean).std())


def build_hats(x: F64, most: int = KNOTS) -> F64:
    """Return [N, knots] piecewise-linear hat functions at the quantiles of x.

    They span all straight lines, and all functions of an x that has no more values than knots.

    Args:
        x: [N] values of the input.
        most: Largest number of knots.
    """
    distinct = np.unique(x)
    knots = distinct if len(distinct) <= most else np.unique(np.quantile(x, np.linspace(0, 1, most)))
    if len(knots) == 1:
        return np.ones((len(x), 1))
    return np.column_stack([np.interp(x, knots, unit) for unit in np.eye(len(knots))])


def _regress(basis: F64, targets: F64) -> F64:
    """Least squares by normal equations, with a small ridge penalty for knots with very few futures."""
    gram = basis.T @ basis
    gram += 1e-9 * np.trace(gram) * np.eye(len(gram))
    return np.asarray(np.linalg.solve(gram, basis.T @ targets))
