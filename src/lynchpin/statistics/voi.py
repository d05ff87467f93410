"""Value of information: what knowing one input before choosing a policy would be worth.

The expected value of perfect information on an input x is E[max over policies of E(value | x)] - max over policies of E(value) (Raiffa and
Schlaifer 1961; Strong, Oakley and Brennan 2014 for its estimation by regression from futures at hand).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lynchpin.statistics.estimates import Estimate, estimate_difference, estimate_mean

F64 = NDArray[np.float64]

KNOTS = 9
FOLDS = 5
CLEAR, SAMPLES = 6.0, 4096
"""A lead of so many standard errors is never turned round; normal samples that tell what a smaller one does."""


def estimate_evpi(x: ArrayLike, values: ArrayLike, *, lineage: NDArray[Any] | None = None) -> Estimate:
    """Expected value of perfect information on x [N], from what each policy is worth in each future, [policies, N], paired.

    What a policy adds to the first is regressed on x (straight lines between nine quantiles; the mean of each value where x has few).
    Policies are chosen in each fifth of the futures by what was learnt from the other four, and are valued in that fifth: so luck in
    choosing raises nothing (plain plug-in estimates are too high). Never below 0. lineage: [N] the same number for futures that are
    dependent; they go into one fifth.
    """
    x, values = np.asarray(x, np.float64), np.asarray(values, np.float64)
    n = len(x)
    gains = values[1:] - values[0]
    basis = build_hats(x)
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
    return Estimate(max(float((informed - chosen).mean()), 0.0), math.hypot(error, rest))


def _smooth_choice(values: F64, lineage: NDArray[Any] | None) -> tuple[F64, float]:
    """What the choice without knowledge is worth as a smooth function of the futures [N], and the standard error that this leaves out.

    Which of the two best policies a fifth of the futures is given hangs on their lead in the other four. Where the lead is small against its
    error that choice is a draw of its own; what it does to the mean is read from normal samples with such a lead.
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


def build_hats(x: F64) -> F64:
    """[N, knots] piecewise-linear hat functions at the quantiles of x: a straight line is in their span, and so is every function
    of an x that has no more values than there are knots."""
    distinct = np.unique(x)
    knots = distinct if len(distinct) <= KNOTS else np.unique(np.quantile(x, np.linspace(0, 1, KNOTS)))
    if len(knots) == 1:
        return np.ones((len(x), 1))
    return np.column_stack([np.interp(x, knots, unit) for unit in np.eye(len(knots))])


def _regress(basis: F64, targets: F64) -> F64:
    """Least squares by normal equations, held in check where a knot has hardly any futures."""
    gram = basis.T @ basis
    gram += 1e-9 * np.trace(gram) * np.eye(len(gram))
    return np.asarray(np.linalg.solve(gram, basis.T @ targets))
