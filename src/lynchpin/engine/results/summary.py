"""Summaries: sums over futures that add up, so that a run may be larger than memory.

`summarise_futures` makes one from futures, `add_summaries` joins two. A summary says all that a forecast needs: weights of outcomes,
moments and quantiles of every stock and auxiliary by period, shares of events and options. Sums are float64.

Quantiles of futures in memory are exact. Those of joined summaries come from histograms whose bins are set by the first of them
(400 bins of equal probability, so that 5, 25, 50, 75 and 95% are limits of bins), linear within a bin; a value that many futures
share, such as a bound, has a bin of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.results.futures import Futures, Health

F64 = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 400


@dataclass(frozen=True)
class Spread:
    """How one quantity is spread over futures in each of T periods; futures that left the finite numbers are not counted.

    weight [T], mean [T], squares, cubes and fourths [T] (sums of those powers of the weighted deviations from the mean), low [T] and high
    [T] are taken over futures;
    edges: for each period the limits of B + 1 bins, counts: the weight in each, before the first edge and from the last edge on
    included [B + 2]; exact [5, T]: the quantiles `QUANTILES`, where all futures were at hand at once.
    """

    weight: F64
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
        variance: F64 = np.divide(self.squares, self.weight, out=np.full_like(self.squares, np.nan), where=self.weight > 0)
        sd: F64 = np.sqrt(variance)
        return sd

    @property
    def quantiles(self) -> F64:
        """[5, T] the quantiles `QUANTILES`."""
        if self.exact is not None:
            return self.exact
        joined: F64 = np.stack([self._quantiles(t) for t in range(len(self.mean))], axis=1)
        return joined

    def _quantiles(self, t: int) -> F64:
        limits = np.concatenate(([self.low[t]], np.clip(self.edges[t], self.low[t], self.high[t]), [self.high[t]]))
        below = np.concatenate(([0.0], np.cumsum(self.counts[t])))
        if below[-1] == 0:
            return np.full(len(QUANTILES), np.nan)
        return np.asarray(np.interp(np.array(QUANTILES) * below[-1], below, limits))


@dataclass(frozen=True)
class Summary:
    """What futures of one model add up to. Shares are weights divided by `weight`; T periods.

    futures: how many; unsound: how many had a non-finite value, which count in nothing else; weight and weight_squares: sums of the
    weights of sound futures and of their squares (both the number of sound futures if all count alike); outcomes and outcome_squares [outcomes + 1]: the same by
    outcome, the last for futures that match none; standing [T, outcomes + 1]: the weights by the outcome that futures would have if
    they ended with each period; stocks, auxiliaries, indicators: spreads; fired, fired_by [T] for each event: weight of the futures in which it
    fires in a period, and in which it has fired by then; options [T, options] for each actor; wanted [T] for each actor and faction:
    weight of the futures in which the option played is the one that the faction alone would have liked; wanted_squares: weighted sum of the
    squared share of periods in which it is, future by future; held: weight of the futures
    in which each assumption holds (throughout); broken_by [T] for those that the model can break; forecasts: weight of the futures
    in which each forecast event happened; goals, goal_squares: sums of each goal's value.
    """

    model: Model
    seed: int
    assume: Mapping[str, float]
    policy: str | None
    futures: int
    unsound: int
    weight: float
    weight_squares: float
    outcomes: F64
    outcome_squares: F64
    standing: F64
    stocks: Mapping[str, Spread]
    auxiliaries: Mapping[str, Spread]
    indicators: Mapping[str, Spread]
    fired: Mapping[str, F64]
    fired_by: Mapping[str, F64]
    options: Mapping[str, F64]
    wanted: Mapping[str, Mapping[str, F64]]
    wanted_squares: Mapping[str, Mapping[str, float]]
    held: Mapping[str, float]
    broken_by: Mapping[str, F64]
    forecasts: Mapping[str, float]
    goals: F64
    goal_squares: F64
    health: Health

    def __len__(self) -> int:
        return self.futures

    def probability(self, outcomes: Iterable[str]) -> tuple[float, float]:
        """The probability that a future ends in one of these outcomes, and its standard error."""
        rows = [self.model.outcomes.index(name) for name in outcomes]
        return share(self.outcomes[rows].sum(), self.outcome_squares[rows].sum(), self.weight, self.weight_squares)

    def answer(self, name: str | None = None) -> tuple[float, float]:
        """The probability of the named answer (the headline unless told), and its standard error."""
        return self.probability(self.model.answers[name if name is not None else next(iter(self.model.answers))])

    @property
    def unmatched(self) -> tuple[float, float]:
        """The share of futures that match no outcome, and its standard error."""
        return share(self.outcomes[-1], self.outcome_squares[-1], self.weight, self.weight_squares)


def share(part: float, part_squares: float, whole: float, whole_squares: float) -> tuple[float, float]:
    """A share of weight and its standard error: sqrt(sum w^2 (x - p)^2) / sum w, which is sqrt(p (1 - p) / n) for equal weights.

    Where none or all of n futures say yes the spread has not been seen yet, and the error given is 1 / (n + 1).
    """
    if whole == 0:  # no future is sound
        return np.nan, np.nan
    p = float(part / whole)
    if p <= 0 or p >= 1:
        return p, whole_squares / (whole**2 + whole_squares)
    return p, float(np.sqrt(part_squares * (1 - p) ** 2 + (whole_squares - part_squares) * p**2) / whole)


def summarise_futures(futures: Futures, like: Summary | None = None) -> Summary:
    """Sums over futures that were recorded with their paths; `like` lends its bins, so that the two can be added."""
    model, sound = futures.model, futures.sound
    w = None if sound.all() else sound.astype(np.float64)
    unweighted = np.ones(len(futures)) if w is None else w
    outcomes, options = len(model.outcomes) + 1, {a.name: a.options for a in model.actors}
    return Summary(
        model=model,
        seed=futures.seed,
        assume=futures.assume,
        policy=futures.policy,
        futures=len(futures),
        unsound=int((futures.status != 0).sum()),
        weight=float(unweighted.sum()),
        weight_squares=float((unweighted**2).sum()),
        outcomes=np.bincount(futures.outcome % outcomes, unweighted, outcomes).astype(np.float64),
        outcome_squares=np.bincount(futures.outcome % outcomes, unweighted**2, outcomes).astype(np.float64),
        standing=_count_options(futures.standing % outcomes, outcomes, w) if futures.standing is not None else np.zeros((0, outcomes)),
        stocks=_spread_each(futures.stocks, w, like.stocks if like else {}),
        auxiliaries=_spread_each(futures.auxiliaries, w, like.auxiliaries if like else {}),
        indicators=_spread_each(futures.indicators, w, like.indicators if like else {}),
        fired={n: _total(x, w) for n, x in futures.events.items()},
        fired_by={n: _total(np.logical_or.accumulate(x), w) for n, x in futures.events.items()},
        options={n: _count_options(x, len(options[n]), w) for n, x in futures.options.items()},
        wanted={a: {f: _total(x == futures.options[a], w) for f, x in of.items()} for a, of in futures.favourites.items()},
        wanted_squares={
            a: {f: float(_total(np.square((x == futures.options[a]).mean(axis=0)), w)) for f, x in of.items()}
            for a, of in futures.favourites.items()
        },
        held={n: float(_total(x, w)) for n, x in futures.assumptions.items()},
        broken_by={n: _total(_broken(x, len(model.periods)), w) for n, x in futures.broke.items()},
        forecasts={n: float(_total(x, w)) for n, x in futures.forecasts.items()},
        goals=np.array([_total(x, w) for x in futures.goals]),
        goal_squares=np.array([_total(np.square(x, dtype=np.float64), w) for x in futures.goals]),
        health=futures.health,
    )


def summarise_stream(chunks: Iterable[Futures]) -> Summary:
    """Sums over futures that come in pieces (`engine.stream`); raises ValueError if there are none."""
    return reduce(add_summaries, _summarise_each(chunks))


def _summarise_each(chunks: Iterable[Futures]) -> Iterator[Summary]:
    first: Summary | None = None
    for chunk in chunks:
        summary = summarise_futures(chunk, like=first)
        first = first or summary
        yield summary


def add_summaries(a: Summary, b: Summary) -> Summary:
    """The summary of the futures of both, which are of one model and have the same bins."""
    if a.model.program.key != b.model.program.key:
        raise ValueError("summaries of different models do not add up")
    sums: dict[str, Any] = {name: getattr(a, name) + getattr(b, name) for name in _PLAIN}
    sums |= {name: _add_each(getattr(a, name), getattr(b, name)) for name in _NAMED}
    return replace(
        a,
        **sums,
        wanted={actor: _add_each(of, b.wanted[actor]) for actor, of in a.wanted.items()},
        wanted_squares={actor: _add_each(of, b.wanted_squares[actor]) for actor, of in a.wanted_squares.items()},
        stocks={n: add_spreads(x, b.stocks[n]) for n, x in a.stocks.items()},
        auxiliaries={n: add_spreads(x, b.auxiliaries[n]) for n, x in a.auxiliaries.items()},
        indicators={n: add_spreads(x, b.indicators[n]) for n, x in a.indicators.items()},
        health=add_health(a.health, b.health),
    )


_PLAIN = ("futures", "unsound", "weight", "weight_squares", "outcomes", "outcome_squares", "standing", "goals", "goal_squares")
_NAMED = ("fired", "fired_by", "options", "held", "broken_by", "forecasts")


def _add_each(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value + b[name] for name, value in a.items()}


def add_health(a: Health, b: Health) -> Health:
    """Counts add up; of the largest residuals the larger counts."""
    sums = {name: getattr(a, name) + getattr(b, name) for name in Health.__dataclass_fields__ if name not in ("residual_max", "nonfinite")}
    nonfinite = {name: a.nonfinite.get(name, 0) + b.nonfinite.get(name, 0) for name in (*a.nonfinite, *b.nonfinite)}
    return Health(**sums, residual_max=max(a.residual_max, b.residual_max), nonfinite=nonfinite)


def add_spreads(a: Spread, b: Spread) -> Spread:
    """Joins two spreads with the same bins; moments after Chan, Golub and LeVeque (1983), and Pebay (2008) for the higher ones."""
    if not all(np.array_equal(x, y) for x, y in zip(a.edges, b.edges, strict=True)):
        raise ValueError("spreads with different bins do not add up")
    weight = a.weight + b.weight
    part = np.divide(b.weight, weight, out=np.zeros_like(weight), where=weight > 0)
    apart = np.where(b.weight > 0, b.mean, a.mean) - np.where(a.weight > 0, a.mean, b.mean)
    apart = np.nan_to_num(apart)
    mean = np.where(a.weight > 0, a.mean, b.mean) + np.where(a.weight > 0, apart * part, 0.0)
    rest = 1 - part
    return Spread(
        weight=weight,
        mean=mean,
        squares=a.squares + b.squares + apart**2 * a.weight * part,
        cubes=a.cubes + b.cubes + apart**3 * a.weight * part * (rest - part) + 3 * apart * (rest * b.squares - part * a.squares),
        fourths=a.fourths
        + b.fourths
        + apart**4 * a.weight * part * (rest**2 - rest * part + part**2)
        + 6 * apart**2 * (rest**2 * b.squares + part**2 * a.squares)
        + 4 * apart * (rest * b.cubes - part * a.cubes),
        low=np.fmin(a.low, b.low),
        high=np.fmax(a.high, b.high),
        edges=a.edges,
        counts=tuple(x + y for x, y in zip(a.counts, b.counts, strict=True)),
        exact=None,
    )


def _count_options(chosen: NDArray[np.integer[Any]], options: int, weights: F64 | None) -> F64:
    """[T, options] the weight of the futures in which each was chosen; `chosen` [T, N]."""
    return np.stack([_total(chosen == k, weights) for k in range(options)], axis=1)


def _total(values: NDArray[Any], weights: F64 | None) -> Any:
    """The weighted sum over the last axis. Values without weight may be anything, NaN too."""
    return values.sum(axis=-1, dtype=np.float64) if weights is None else np.where(weights > 0, values, 0) @ weights


def _broken(first: NDArray[np.int16], periods: int) -> NDArray[np.bool_]:
    """[T, N] whether an assumption has broken by the end of each period; `first` [N] is when it did, -1 for never."""
    return (first >= 0) & (first <= np.arange(periods)[:, None])


def _spread_each(paths: Mapping[str, NDArray[np.float32]], weights: F64 | None, like: Mapping[str, Spread]) -> dict[str, Spread]:
    return {name: _spread(values, weights, like.get(name)) for name, values in paths.items()}


def _spread(values: NDArray[np.float32], weights: F64 | None, like: Spread | None) -> Spread:
    """`values` [T, N]; bins are those of `like`, or made from the values."""
    rows = [_sort_finite(row, weights) for row in values]
    points = np.linspace(0, 1, BINS + 1)
    edges = like.edges if like is not None else tuple(_build_edges(row.quantiles(points)) for row in rows)
    mean = np.array([row.mean for row in rows])
    return Spread(
        weight=np.array([row.weight for row in rows]),
        mean=mean,
        **dict(zip(("squares", "cubes", "fourths"), np.array([row.powers(m) for row, m in zip(rows, mean, strict=True)]).T, strict=True)),
        low=np.array([row.values[0] if len(row.values) else np.nan for row in rows], dtype=np.float64),
        high=np.array([row.values[-1] if len(row.values) else np.nan for row in rows], dtype=np.float64),
        edges=edges,
        counts=tuple(row.counts(limits) for row, limits in zip(rows, edges, strict=True)),
        exact=np.stack([row.quantiles(np.array(QUANTILES)) for row in rows], axis=1),
    )


@dataclass(frozen=True)
class _Sorted:
    """The finite values of one period in ascending order, [n]; `weights` [n] is None where all count 1."""

    values: NDArray[np.float32]
    weights: F64 | None

    @property
    def weight(self) -> float:
        return float(len(self.values) if self.weights is None else self.weights.sum())

    @property
    def mean(self) -> float:
        return self._sum(self.values) / self.weight if len(self.values) else np.nan

    def powers(self, mean: float) -> tuple[float, float, float]:
        """Sums of the squares, cubes and fourth powers of the deviations."""
        apart = self.values - mean
        squares = np.square(apart, dtype=np.float64)
        weighted = squares if self.weights is None else squares * self.weights
        # Sums of products and not dot products, whose bits may hang on how many threads share them.
        return self._sum(squares), float((weighted * apart).sum()), float((weighted * squares).sum())

    def _sum(self, x: NDArray[Any]) -> float:
        return float(x.sum(dtype=np.float64) if self.weights is None else x @ self.weights)

    def quantiles(self, p: F64) -> F64:
        """Linear between neighbours, as numpy.quantile has it; with weights each value stands at the middle of its weight."""
        x = self.values
        if not len(x):
            return np.full(len(p), np.nan)
        if self.weights is None:
            at = p * (len(x) - 1)
            low = at.astype(np.intp)
            high = np.minimum(low + 1, len(x) - 1)
            between: F64 = x[low] + (at - low) * (x[high].astype(np.float64) - x[low])
            return between
        below = np.cumsum(self.weights)
        return np.asarray(np.interp(p * below[-1], below - self.weights / 2, x))

    def counts(self, edges: F64) -> F64:
        """The weight between the edges, before the first and after the last."""
        places = np.concatenate(([0], np.searchsorted(self.values, edges.astype(np.float32)), [len(self.values)]))
        if self.weights is None:
            return np.diff(places).astype(np.float64)
        return np.diff(np.concatenate(([0.0], np.cumsum(self.weights)))[places])


def _sort_finite(x: NDArray[np.float32], weights: F64 | None) -> _Sorted:
    finite = np.isfinite(x)
    if not finite.all():
        x, weights = x[finite], None if weights is None else weights[finite]
    if weights is None:
        return _Sorted(np.sort(x), None)
    order = np.argsort(x)
    return _Sorted(x[order], weights[order])


def _build_edges(quantiles: F64) -> F64:
    """Limits of bins; a value that comes twice has a bin that holds it alone."""
    values, times = np.unique(quantiles.astype(np.float32), return_counts=True)
    after = np.nextafter(values[times > 1], np.float32(np.inf))
    return np.unique(np.concatenate((values, after))).astype(np.float64)
