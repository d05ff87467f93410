"""Sobol' indices from a design, and indices from given data, after SALib.

The design is Saltelli's: two independent sets of futures A and B, and for every factor j the futures of A with the draw of j taken from
B. Everything else stays as in A, including chance within a future. Chance is thus one more factor, and indices are shares of the total
variance of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from SALib.analyze import rbd_fast, sobol

from lynchpin.statistics.errors import influence_error
from lynchpin.statistics.estimates import Estimates, estimate_ratio

F64 = NDArray[np.float64]

HARMONICS = 10
SLICES = 10
PAWN_RESAMPLES = 20

Playing = Callable[[NDArray[np.uint32], Mapping[str, NDArray[np.uint32]]], F64]
"""(index [N], factor -> [N] index of the future that its draw is taken from) -> [N] results; NaN for futures with a non-finite value."""


class Indices(NamedTuple):
    """First-order and total Sobol' indices of d factors, each with its standard errors [d]."""

    first: Estimates
    total: Estimates


def measure_sobol(playing: Playing, factors: Sequence[str], base: int, *, seed: int = 0, first: int = 0) -> Indices:
    """Estimate Sobol' indices with a design of base x (d + 2) futures.

    Args:
        playing: Simulates futures with draws taken from other futures.
        factors: Names of the d factors.
        base: Number of rows.
        seed: Seed of the analysis.
        first: Index of the first future.

    Returns:
        First-order and total indices.
    """
    a = np.arange(first, first + base, dtype=np.uint32)
    b = a + np.uint32(base)
    index = np.concatenate([a, b, *[a] * len(factors)])
    redraw = {}
    for j, factor in enumerate(factors):
        source = index.copy()
        source[(j + 2) * base : (j + 3) * base] = b
        redraw[factor] = source
    return analyse_design(playing(index, redraw).reshape(len(factors) + 2, base), seed=seed)


def analyse_design(results: NDArray[Any], *, seed: int = 0) -> Indices:
    """Estimate Sobol' indices from the results of a design.

    Args:
        results: [d + 2, base] results of A, of B, and of A with each factor from B. Rows with a non-finite result are left out.
        seed: Seed of the analysis.

    Returns:
        First-order and total indices; all are 0 if the result does not vary.
    """
    results = np.asarray(results, np.float64)
    results = results[:, np.isfinite(results).all(axis=0)]
    d = len(results) - 2
    if results.shape[1] < 2 or np.ptp(results[:2]) == 0:
        nothing = Estimates(np.zeros(d), np.zeros(d))
        return Indices(nothing, nothing)
    # SALib's order: A, A with each factor from B, and B, row by row of the design.
    outcome = np.vstack([results[0], results[2:], results[1]]).T.ravel()
    found = sobol.analyze(_describe_problem(d), outcome, calc_second_order=False, num_resamples=2, seed=seed + 1)
    first, total = (np.asarray(found[k], np.float64) for k in ("S1", "ST"))
    return Indices(*(Estimates(value, error) for value, error in zip((first, total), _design_errors(results), strict=True)))


def _design_errors(results: F64) -> tuple[F64, F64]:
    """Return standard errors of both indices, as ratios of means over rows of the design. This is faster than the bootstrap of SALib."""
    y = (results - results[:2].mean()) / results[:2].std()
    a, b, mixed = y[0], y[1], y[2:]
    variance = (a**2 + b**2) / 2
    first = [estimate_ratio(b * (m - a), variance).error for m in mixed]
    total = [estimate_ratio((a - m) ** 2 / 2, variance).error for m in mixed]
    return np.array(first), np.array(total)


def estimate_first_order(inputs: NDArray[Any], outcome: NDArray[Any], *, seed: int = 0, lineage: NDArray[Any] | None = None) -> Estimates:
    """Estimate first-order indices from given data (RBD-FAST, bias-corrected).

    Args:
        inputs: [N, d] values of the factors.
        outcome: [N] results.
        seed: Breaks ties between equal values.
        lineage: [N] the same number for futures that are dependent.

    Returns:
        [d] indices and standard errors.
    """
    ranks, values = _rank(inputs, seed), np.asarray(outcome, np.float64)
    d = ranks.shape[1]
    if np.ptp(values) == 0 or d == 0:
        return Estimates(np.zeros(d), np.zeros(d))
    found = rbd_fast.analyze(_describe_problem(d), ranks, values, M=HARMONICS, num_resamples=2, seed=seed + 1)
    first = np.array(found["S1"], np.float64)
    return Estimates(first, _first_order_error(first, ranks, values, lineage))


def estimate_pawn(inputs: NDArray[Any], outcome: NDArray[Any], *, seed: int = 0, lineage: NDArray[Any] | None = None) -> Estimates:
    """Estimate PAWN indices from given data (Pianosi and Wagener 2018).

    The index of an input is the median, over ten slices of it, of the Kolmogorov-Smirnov distance between the distribution of the result in
    the slice and overall. Errors come from a bootstrap. If an index is no larger than those of permuted inputs, its error is their standard
    deviation, since the bootstrap would add noise to noise.

    Args:
        inputs: [N, d] values of the factors.
        outcome: [N] results.
        seed: Seed of the bootstrap.
        lineage: [N] the same number for futures that are dependent. These are resampled and permuted together.

    Returns:
        [d] indices and standard errors.
    """
    ranks = _rank(inputs, seed)
    values = np.asarray(outcome, np.float64)
    rng = np.random.default_rng(seed)
    groups = _Lineages(lineage, len(values))
    found, resampled, permuted = _pawn(ranks, values), [], []
    for _ in range(PAWN_RESAMPLES):
        chosen = groups.draw(rng)
        resampled.append(_pawn(ranks[chosen], values[chosen]))
        permuted.append(_pawn(ranks[groups.permute(rng)], values))
    error = np.where(found <= np.max(permuted, axis=0), np.std(permuted, axis=0, ddof=1), np.std(resampled, axis=0, ddof=1))
    return Estimates(found, error)


class _Lineages:
    """Resamples and permutes groups of dependent futures; without lineage, single futures."""

    def __init__(self, lineage: NDArray[Any] | None, futures: int) -> None:
        number = np.arange(futures) if lineage is None else np.asarray(lineage, np.int64)
        order = np.argsort(number, kind="stable")
        starts = np.flatnonzero(np.diff(number[order], prepend=number[order[0]] - 1))
        self._order, self._starts = order, starts
        self._sizes = np.diff(starts, append=futures)

    def draw(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """Return the futures of a bootstrap sample of groups."""
        chosen = rng.integers(0, len(self._starts), len(self._starts))
        return self._order[self._spread(self._starts[chosen], self._sizes[chosen])]

    def permute(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """Return [N] the future whose inputs each future gets: those of one group get the inputs of the first future of another."""
        given = np.empty(len(self._order), np.intp)
        given[self._order] = np.repeat(self._order[self._starts[rng.permutation(len(self._starts))]], self._sizes)
        return given

    @staticmethod
    def _spread(starts: NDArray[np.intp], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return all positions in ranges with these starts and sizes."""
        return np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


def _pawn(ranks: F64, values: F64) -> F64:
    """Return PAWN indices. The function of SALib spends most of its time on p-values that are not needed here."""
    order = np.argsort(values, kind="stable")
    ordered, n = values[order], len(values)
    last = np.append(ordered[1:] != ordered[:-1], True)
    overall = (np.arange(1, n + 1) / n)[last]
    medians = []
    for rank in ranks.T[:, order]:
        in_slice = np.arange(SLICES)[:, None] == np.minimum(rank * SLICES, SLICES - 1).astype(int)
        reached = np.cumsum(in_slice, axis=1)[:, last]
        present = reached[:, -1] > 0
        distances = np.abs(reached[present] / reached[present, -1:] - overall).max(axis=1)
        medians.append(np.median(distances))
    return np.array(medians)


def _first_order_error(first: F64, ranks: F64, values: F64, lineage: NDArray[Any] | None) -> F64:
    """Return standard errors of RBD-FAST indices: of the variance that the first harmonics of an input explain (delta method)."""
    n = len(values)
    y = (values - values.mean()) / values.std()
    # Fitted noise adds as much variance to the influence values as the sines, which RBD-FAST also sums, add to the index.
    errors = []
    for j in range(ranks.shape[1]):
        phase = np.pi * (ranks[:, j] + 0.5 / n)
        waves = np.sqrt(2) * np.cos(np.arange(1, HARMONICS + 1)[:, None] * phase)
        fitted = ((waves @ y) / n) @ waves
        influence = 2 * y * fitted - fitted**2 - first[j] * y**2
        errors.append(float(influence_error(influence - influence.mean(), lineage)))
    return np.array(errors)


def _rank(inputs: NDArray[Any], seed: int) -> F64:
    """Return ranks between 0 and 1. Ties are broken at random, so that inputs with few values can be sliced too."""
    x = np.asarray(inputs, np.float64)
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(x.shape).T, x.T), axis=-1) if x.size else np.zeros(x.T.shape, int)
    ranks = np.empty(x.T.shape)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(len(x)) / max(len(x), 1), x.T.shape), axis=-1)
    return ranks.T


def _describe_problem(d: int) -> dict[str, Any]:
    return {"num_vars": d, "names": [f"x{j}" for j in range(d)], "bounds": [[0.0, 1.0]] * d}
