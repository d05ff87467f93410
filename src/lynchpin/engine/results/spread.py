"""The distribution of quantities over futures in each period: moments, and quantiles from histograms that can be added.

Quantiles of futures in memory are exact. Those of joined spreads are interpolated linearly in histograms. The first spread sets the bins:
400 bins of equal probability, so that the 5, 25, 50, 75 and 95% quantiles are bin edges. A value that many futures share, such as a
bound, has a separate bin.
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
    """The distribution of one quantity over futures in each of T periods. Non-finite values are left out.

    Attributes:
        count: [T] number of futures.
        mean: [T] mean.
        squares: [T] sum of the squared deviations from the mean.
        cubes: [T] sum of their third powers.
        fourths: [T] sum of their fourth powers.
        low: [T] least value.
        high: [T] greatest value.
        edges: For each period, [E] bin edges.
        counts: For each period, [E + 1] number of futures in each bin. The first bin ends at the first edge, the last starts at the last.
        exact: [5, T] the exact quantiles `QUANTILES`; None for joined spreads.
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
    """Measure the distribution of quantities.

    Args:
        paths: [T, N] values of each quantity.
        like: Spreads whose bins are used, for quantities that have one.

    Returns:
        The spreads by name.
    """
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
    """Return the sums of the squares, cubes and fourth powers of the deviations from the mean."""
    deviations = x - mean
    squares = np.square(deviations, dtype=np.float64)
    # Sums of products rather than dot products, because the bits of a dot product may depend on the number of threads.
    return float(squares.sum()), float((squares * deviations).sum()), float((squares * squares).sum())


def _find_quantiles(x: Values, p: F64) -> F64:
    """Return the quantiles of ascending values [n], interpolated linearly as in numpy.quantile."""
    if not len(x):
        return np.full(len(p), np.nan)
    at = p * (len(x) - 1)
    low = at.astype(np.intp)
    high = np.minimum(low + 1, len(x) - 1)
    between: F64 = x[low] + (at - low) * (x[high].astype(np.float64) - x[low])
    return between


def _count(x: Values, edges: F64) -> F64:
    """Return the number of ascending values [n] before the first edge, between edges, and after the last edge."""
    places = np.concatenate(([0], np.searchsorted(x, edges.astype(x.dtype)), [len(x)]))
    return np.diff(places).astype(np.float64)


def _build_edges(quantiles: F64, kind: np.dtype[Any]) -> F64:
    """Return the bin edges for given quantiles. A value that occurs more than once gets a bin that contains nothing else."""
    values, times = np.unique(quantiles.astype(kind), return_counts=True)
    after = np.nextafter(values[times > 1], np.array(np.inf, kind))
    return np.unique(np.concatenate((values, after))).astype(np.float64)


def add_spreads(a: Spread, b: Spread) -> Spread:
    """Join two spreads with the same bins.

    Moments are combined as in Chan, Golub and LeVeque (1983), and higher ones as in Pébay (2008).

    Args:
        a: Spread of some futures.
        b: Spread of other futures.

    Returns:
        The spread of all.

    Raises:
        ValueError: The bins differ.
    """
    if not all(np.array_equal(x, y) for x, y in zip(a.edges, b.edges, strict=True)):
        raise ValueError("spreads with different bins do not add up")
    count = a.count + b.count
    part = np.divide(b.count, count, out=np.zeros_like(count), where=count > 0)
    difference = np.where(b.count > 0, b.mean, a.mean) - np.where(a.count > 0, a.mean, b.mean)
    difference = np.nan_to_num(difference)
    mean = np.where(a.count > 0, a.mean, b.mean) + np.where(a.count > 0, difference * part, 0.0)
    rest = 1 - part
    return Spread(
        count=count,
        mean=mean,
        squares=a.squares + b.squares + difference**2 * a.count * part,
        cubes=a.cubes + b.cubes + difference**3 * a.count * part * (rest - part) + 3 * difference * (rest * b.squares - part * a.squares),
        fourths=a.fourths
        + b.fourths
        + difference**4 * a.count * part * (rest**2 - rest * part + part**2)
        + 6 * difference**2 * (rest**2 * b.squares + part**2 * a.squares)
        + 4 * difference * (rest * b.cubes - part * a.cubes),
        low=np.fmin(a.low, b.low),
        high=np.fmax(a.high, b.high),
        edges=a.edges,
        counts=tuple(x + y for x, y in zip(a.counts, b.counts, strict=True)),
        exact=None,
    )
