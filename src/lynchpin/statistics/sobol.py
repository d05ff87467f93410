"""Sobol' indices by design, and indices from futures at hand, after SALib.

The design is Saltelli's: two independent sets of futures A and B, and for every factor j the futures of A with the draw of j taken from
B. All else, chance on the way included, stays as in A, so chance counts as one more factor, and the indices are shares of the whole
variance of what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from lynchpin.statistics.errors import influence_error
from lynchpin.statistics.estimates import Estimates, estimate_ratio

F64 = NDArray[np.float64]

HARMONICS = 10
SLICES = 10
PAWN_RESAMPLES = 20

Playing = Callable[[NDArray[np.uint32], Mapping[str, NDArray[np.uint32]]], F64]
"""(index [N], factor -> [N] the future that its draw is taken from) -> [N] what comes out; NaN where a future is unsound."""


class Indices(NamedTuple):
    """First-order and total Sobol' indices of d factors, each with its standard errors [d]."""

    first: Estimates
    total: Estimates


def measure_sobol(playing: Playing, factors: Sequence[str], base: int, *, seed: int = 0, first: int = 0) -> Indices:
    """Runs the design over `base` rows, base x (d + 2) futures, with indices from `first` on."""
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
    """Indices from the results [d + 2, base] of A, of B, and of A with each factor from B. Rows that are not finite are left out.

    All are 0 where nothing varies.
    """
    from SALib.analyze import sobol

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
    """Standard errors of both indices as ratios of means over rows of the design: SALib's estimators, whose bootstrap is slower."""
    y = (results - results[:2].mean()) / results[:2].std()
    a, b, mixed = y[0], y[1], y[2:]
    variance = (a**2 + b**2) / 2
    first = [estimate_ratio(b * (m - a), variance).error for m in mixed]
    total = [estimate_ratio((a - m) ** 2 / 2, variance).error for m in mixed]
    return np.array(first), np.array(total)


def estimate_first_order(inputs: NDArray[Any], outcome: NDArray[Any], *, seed: int = 0, lineage: NDArray[Any] | None = None) -> Estimates:
    """First-order indices from futures at hand, `inputs` [N, d] and `outcome` [N] (RBD-FAST, bias-corrected).

    lineage: [N] the same number for futures that are dependent.
    """
    from SALib.analyze import rbd_fast

    ranks, values = _rank(inputs, seed), np.asarray(outcome, np.float64)
    d = ranks.shape[1]
    if np.ptp(values) == 0 or d == 0:
        return Estimates(np.zeros(d), np.zeros(d))
    found = rbd_fast.analyze(_describe_problem(d), ranks, values, M=HARMONICS, num_resamples=2, seed=seed + 1)
    first = np.array(found["S1"], np.float64)
    return Estimates(first, _first_order_error(first, ranks, values, lineage))


def estimate_pawn(inputs: NDArray[Any], outcome: NDArray[Any], *, seed: int = 0, lineage: NDArray[Any] | None = None) -> Estimates:
    """PAWN indices from futures at hand, `inputs` [N, d] and `outcome` [N]: the median over ten slices of an input of the largest distance
    between the distribution of the outcome in that slice and overall (Pianosi and Wagener 2018).

    Errors are those of the bootstrap; an index no larger than those of inputs dealt out anew has the spread of these, since the bootstrap
    adds its own noise to what is noise already. Futures of one of the `lineage` [N] are drawn, and dealt out, together.
    """
    ranks = _rank(inputs, seed)
    values = np.asarray(outcome, np.float64)
    rng = np.random.default_rng(seed)
    groups = _Lineages(lineage, len(values))
    found, again, dealt = _pawn(ranks, values), [], []
    for _ in range(PAWN_RESAMPLES):
        chosen = groups.draw(rng)
        again.append(_pawn(ranks[chosen], values[chosen]))
        dealt.append(_pawn(ranks[groups.deal_out(rng)], values))
    error = np.where(found <= np.max(dealt, axis=0), np.std(dealt, axis=0, ddof=1), np.std(again, axis=0, ddof=1))
    return Estimates(found, error)


class _Lineages:
    """Samples of lineage, or of futures that each are their own."""

    def __init__(self, lineage: NDArray[Any] | None, futures: int) -> None:
        number = np.arange(futures) if lineage is None else np.asarray(lineage, np.int64)
        order = np.argsort(number, kind="stable")
        starts = np.flatnonzero(np.diff(number[order], prepend=number[order[0]] - 1))
        self._order, self._starts = order, starts
        self._sizes = np.diff(starts, append=futures)

    def draw(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """The futures of as many lineage as there are, drawn with replacement."""
        chosen = rng.integers(0, len(self._starts), len(self._starts))
        return self._order[self._spread(self._starts[chosen], self._sizes[chosen])]

    def deal_out(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """[N] for each future one whose inputs it is given: all of one lineage have those of the first of another."""
        given = np.empty(len(self._order), np.intp)
        given[self._order] = np.repeat(self._order[self._starts[rng.permutation(len(self._starts))]], self._sizes)
        return given

    @staticmethod
    def _spread(starts: NDArray[np.intp], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
        """All places of stretches that begin at `starts` and have these sizes."""
        return np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


def _pawn(ranks: F64, values: F64) -> F64:
    """As SALib's `pawn`, which works out a p-value for every slice that nobody asks for: most of its time."""
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
    """Standard errors of RBD-FAST's indices: the variance of the outcome as fitted by the first harmonics of an input (delta method)."""
    n = len(values)
    y = (values - values.mean()) / values.std()
    # What fitting noise adds to the spread of the influence values is what noise adds to the index: the sines that RBD-FAST sums as well.
    errors = []
    for j in range(ranks.shape[1]):
        phase = np.pi * (stats.rankdata(ranks[:, j]) - 0.5) / n
        waves = np.sqrt(2) * np.cos(np.arange(1, HARMONICS + 1)[:, None] * phase)
        fitted = ((waves @ y) / n) @ waves
        influence = 2 * y * fitted - fitted**2 - first[j] * y**2
        errors.append(float(influence_error(influence - influence.mean(), lineage)))
    return np.array(errors)


def _rank(inputs: NDArray[Any], seed: int) -> F64:
    """Ranks between 0 and 1, ties broken by chance, so that inputs of few values can be sliced, too."""
    x = np.asarray(inputs, np.float64)
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(x.shape).T, x.T), axis=-1) if x.size else np.zeros(x.T.shape, int)
    ranks = np.empty(x.T.shape)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(len(x)) / max(len(x), 1), x.T.shape), axis=-1)
    return ranks.T


def _describe_problem(d: int) -> dict[str, Any]:
    return {"num_vars": d, "names": [f"x{j}" for j in range(d)], "bounds": [[0.0, 1.0]] * d}
