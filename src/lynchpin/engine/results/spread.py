"""The distribution of quantities over futures, period by period: moments, and quantiles from histograms that add up.

Quantiles of futures in memory are exact. Those of joined spreads come from histograms whose bins are set by the first of them
(400 bins of equal probability, so that 5, 25, 50, 75 and 95% are limits of bins), linear within a bin; a value that many futures
share, such as a bound, has a bin of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Values = NDArray[np.floating[Any]]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 400


@dataclass(frozen=True)
class Spread:
    """The distribution of one quantity over futures in each of T periods. Values that are not finite are left out.

    Attributes:
        count: [T] number of futures.
        mean: [T] mean.
        squares: [T] sum of the squared deviations from the mean.
        cubes: [T] sum of their third powers.
        fourths: [T] sum of their fourth powers.
        low: [T] least value.
        high: [T] greatest value.
        edges: For each period, the limits of B + 1 bins.
        counts: For each period, the number of futures in each bin, before the first edge and from the last edge on included [B + 2].
        exact: [5, T] the quantiles `QUANTILES`, if all futures were at hand at once.
    """

    count: F64
    mean: F64
    squares: F64
    cubes: F64
    fourths: F64
    low: F64
    high: F64
    edges: tuple[F64, ...]
    counts: tuple[F64, ...]
    exact: F64 | None

    @property
    def sd(self) -> F64:
        """[T] standard deviation over futures."""
        variance: F64 = np.divide(self.squares, self.count, out=np.full_like(self.squares, np.nan), where=self.count > 0)
        sd: F64 = np.sqrt(variance)
        return sd

    @property
    def quantiles(self) -> F64:
        """[5, T] the quantiles `QUANTILES`."""
        if self.exact is not None:
            return self.exact
        joined: F64 = np.stack([self._read_bins(t) for t in range(len(self.mean))], axis=1)
        return joined

    def _read_bins(self, t: int) -> F64:
        limits = np.concatenate(([self.low[t]], np.clip(self.edges[t], self.low[t], self.high[t]), [self.high[t]]))
        below = np.concatenate(([0.0], np.cumsum(self.counts[t])))
        if below[-1] == 0:
            return np.full(len(QUANTILES), np.nan)
        return np.asarray(np.interp(np.array(QUANTILES) * below[-1], below, limits))


def measure_spreads(paths: Mapping[str, Values], like: Mapping[str, Spread]) -> dict[str, Spread]:
    """Spreads of quantities [T, N] by name; those in `like` lend their bins."""
    return {name: _measure_spread(values, like.get(name)) for name, values in paths.items()}


def _measure_spread(values: Values, like: Spread | None) -> Spread:
    rows = [np.sort(row[np.isfinite(row)]) for row in values]
    points = np.linspace(0, 1, BINS + 1)
    edges = like.edges if like is not None else tuple(_build_edges(_find_quantiles(row, points), values.dtype) for row in rows)
    means = np.array([row.mean(dtype=np.float64) if len(row) else np.nan for row in rows])
    squares, cubes, fourths = np.array([_sum_powers(row, mean) for row, mean in zip(rows, means, strict=True)]).T
    return Spread(
        count=np.array([float(len(row)) for row in rows]),
        mean=means,
        squares=squares,
        cubes=cubes,
        fourths=fourths,
        low=np.array([row[0] if len(row) else np.nan for row in rows], dtype=np.float64),
        high=np.array([row[-1] if len(row) else np.nan for row in rows], dtype=np.float64),
        edges=edges,
        counts=tuple(_count(row, limits) for row, limits in zip(rows, edges, strict=True)),
        exact=np.stack([_find_quantiles(row, np.array(QUANTILES)) for row in rows], axis=1),
    )


def _sum_powers(x: Values, mean: float) -> tuple[float, float, float]:
    """Sums of the squares, cubes and fourth powers of the deviations."""
    apart = x - mean
    squares = np.square(apart, dtype=np.float64)
    # Sums of products and not dot products, whose bits may depend on how many threads share them.
    return float(squares.sum()), float((squares * apart).sum()), float((squares * squares).sum())


def _find_quantiles(x: Values, p: F64) -> F64:
    """Quantiles of ascending values [n], linear between neighbours, as those of numpy.quantile."""
    if not len(x):
        return np.full(len(p), np.nan)
    at = p * (len(x) - 1)
    low = at.astype(np.intp)
    high = np.minimum(low + 1, len(x) - 1)
    between: F64 = x[low] + (at - low) * (x[high].astype(np.float64) - x[low])
    return between


def _count(x: Values, edges: F64) -> F64:
    """Number of ascending values [n] between the edges, before the first and after the last."""
    places = np.concatenate(([0], np.searchsorted(x, edges.astype(x.dtype)), [len(x)]))
    return np.diff(places).astype(np.float64)


def _build_edges(quantiles: F64, kind: np.dtype[Any]) -> F64:
    """Limits of bins; a value that comes twice has a bin that holds it alone."""
    values, times = np.unique(quantiles.astype(kind), return_counts=True)
    after = np.nextafter(values[times > 1], np.array(np.inf, kind))
    return np.unique(np.concatenate((values, after))).astype(np.float64)


def add_spreads(a: Spread, b: Spread) -> Spread:
    """Join two spreads with the same bins; moments after Chan, Golub and LeVeque (1983), and Pebay (2008) for the higher ones."""
    if not all(np.array_equal(x, y) for x, y in zip(a.edges, b.edges, strict=True)):
        raise ValueError("spreads with different bins do not add up")
    count = a.count + b.count
    part = np.divide(b.count, count, out=np.zeros_like(count), where=count > 0)
    apart = np.where(b.count > 0, b.mean, a.mean) - np.where(a.count > 0, a.mean, b.mean)
    apart = np.nan_to_num(apart)
    mean = np.where(a.count > 0, a.mean, b.mean) + np.where(a.count > 0, apart * part, 0.0)
    rest = 1 - part
    return Spread(
        count=count,
        mean=mean,
        squares=a.squares + b.squares + apart**2 * a.count * part,
        cubes=a.cubes + b.cubes + apart**3 * a.count * part * (rest - part) + 3 * apart * (rest * b.squares - part * a.squares),
        fourths=a.fourths
        + b.fourths
        + apart**4 * a.count * part * (rest**2 - rest * part + part**2)
        + 6 * apart**2 * (rest**2 * b.squares + part**2 * a.squares)
        + 4 * apart * (rest * b.cubes - part * a.cubes),
        low=np.fmin(a.low, b.low),
        high=np.fmax(a.high, b.high),
        edges=a.edges,
        counts=tuple(x + y for x, y in zip(a.counts, b.counts, strict=True)),
        exact=None,
    )
