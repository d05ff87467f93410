"""Standard errors of everything that a forecast reports besides answers and outcomes.

Period by period: events, options, factions, outcomes so far and the distribution of quantities. Overall: assumptions and published
forecasts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.spread import QUANTILES, Spread
from lynchpin.engine.results.summary import Summary
from lynchpin.statistics.estimates import estimate_means

F64 = NDArray[np.float64]
NARROWEST = 1 / 400
"""Least probability on either side of a quantile over which its density is estimated."""

ROUNDING = 1e-12


def measure_errors(source: object, summary: Summary) -> dict[str, Any]:
    """Return standard errors in the structure that the JSON of a forecast has for the values.

    Errors are computed from the sums, with independent futures. If futures at hand share ancestors (given evidence), errors are computed
    from these futures, and those with a common ancestor are dependent.

    Args:
        source: Futures at hand, or anything else.
        summary: Their sums.
    """
    if isinstance(source, Futures) and len(np.unique(source.lineage)) < len(source):
        return _measure_related(source, summary)
    n, model = summary.sound or math.nan, summary.model
    standing = share_errors(summary.standing / n, n).T
    return {
        "outcomes_by_period": dict(zip(model.outcomes, standing, strict=False)) if standing.size else {},
        "events": {
            name: {"rate": share_errors(fired / n, n), "by": share_errors(summary.fired_by[name] / n, n)}
            for name, fired in summary.fired.items()
        },
        "options": {
            a.name: dict(zip(a.options, share_errors(summary.options[a.name] / n, n).T, strict=True))
            for a in model.actors
            if a.name in summary.options
        },
        "factions": {
            a: {
                f: {
                    "overall": _overall_error(wanted / n, summary.wanted_squares[a][f] / n, n),
                    "share": share_errors(wanted / n, n),
                }
                for f, wanted in of.items()
            }
            for a, of in summary.wanted.items()
        },
        "assumptions": {name: share_errors(np.array(held / n), n) for name, held in summary.held.items()},
        "forecasts": {name: share_errors(np.array(happened / n), n) for name, happened in summary.forecasts.items()},
        **{
            kind: {name: _fan_errors(s, s.sd / np.sqrt(n), _sd_errors(s, n), quantile_reach(n, len(s.mean))) for name, s in spreads.items()}
            for kind, spreads in _list_spreads(summary).items()
        },
    }


def _overall_error(shares: F64, squares: float, n: float) -> float:
    """Return the error of the mean over periods of `shares` [T]. `squares` is the mean over futures of the squared share of periods."""
    variance = squares - float(shares.mean()) ** 2
    return float(np.sqrt(variance / n)) if variance > ROUNDING else 1 / (n + 1)


def _sd_errors(spread: Spread, n: float) -> F64:
    """Return [T] errors of standard deviations, by the delta method (Kendall and Stuart, *The advanced theory of statistics* 1, ch. 10)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        fourth = spread.fourths / spread.count
        errors = np.sqrt(np.maximum(fourth - spread.sd**4, 0.0) / n) / (2 * spread.sd)
    return np.where(spread.sd > 0, errors, 0.0)


def share_errors(shares: F64, n: float) -> F64:
    """Return binomial standard errors of shares of n independent futures; 1 / (n + 1) if none or all agree."""
    errors: F64 = np.where((shares > 0) & (shares < 1), np.sqrt(np.clip(shares * (1 - shares), 0, None) / n), 1 / (n + 1))
    return errors


def quantile_reach(n: float, periods: int) -> F64:
    """Return [5, T] the standard errors of the shares of n independent futures below the quantiles."""
    q = np.array(QUANTILES)
    return np.tile(np.sqrt(q * (1 - q) / n)[:, None], (1, periods))


def _measure_related(futures: Futures, summary: Summary) -> dict[str, Any]:
    lineage = futures.lineage

    def of_shares(x: NDArray[Any]) -> F64:
        return estimate_means(x, span=1.0, lineage=lineage).error

    def of_fan(x: NDArray[Any], spread: Spread) -> dict[str, F64]:
        x = np.where(np.isfinite(x), x, spread.mean[:, None])
        reach = np.array([of_shares(x <= level[:, None]) for level in spread.quantiles])
        squares = estimate_means((x - spread.mean[:, None]) ** 2, lineage=lineage).error
        deviation = np.divide(squares, 2 * spread.sd, out=np.zeros_like(squares), where=spread.sd > 0)
        return _fan_errors(spread, estimate_means(x, lineage=lineage).error, deviation, reach)

    standing, outcomes = futures.standing, futures.model.outcomes
    paths = {"stocks": futures.stocks, "auxiliaries": futures.auxiliaries, "indicators": futures.indicators}
    return {
        "outcomes_by_period": {} if standing is None else {o: of_shares(standing == k) for k, o in enumerate(outcomes)},
        "events": {n: {"rate": of_shares(x), "by": of_shares(np.logical_or.accumulate(x))} for n, x in futures.events.items()},
        "options": {
            a.name: {o: of_shares(futures.options[a.name] == k) for k, o in enumerate(a.options)}
            for a in futures.model.actors
            if a.name in futures.options
        },
        "factions": {
            a: {
                f: {"overall": of_shares((x == futures.options[a]).mean(axis=0)), "share": of_shares(x == futures.options[a])}
                for f, x in of.items()
            }
            for a, of in futures.favourites.items()
        },
        "assumptions": {name: of_shares(held) for name, held in futures.assumptions.items()},
        "forecasts": {name: of_shares(happened) for name, happened in futures.forecasts.items()},
        **{
            kind: {name: of_fan(paths[kind][name], spread) for name, spread in spreads.items()}
            for kind, spreads in _list_spreads(summary).items()
        },
    }


def _list_spreads(summary: Summary) -> dict[str, Mapping[str, Spread]]:
    return {"stocks": summary.stocks, "auxiliaries": summary.auxiliaries, "indicators": summary.indicators}


def _fan_errors(spread: Spread, mean: F64, sd: F64, reach: F64) -> dict[str, F64]:
    """Return errors of the mean, the standard deviation and each quantile.

    The error of a quantile is half the width of the interval of one standard error (Woodruff 1952).

    Args:
        spread: The distribution in each period.
        mean: [T] errors of the mean.
        sd: [T] errors of the standard deviation.
        reach: [5, T] errors of the shares of futures below the quantiles.
    """
    levels = np.array(QUANTILES)
    errors = np.empty(reach.shape)
    for t in range(reach.shape[1]):
        wide = np.maximum(reach[:, t], NARROWEST)
        low, high = np.maximum(levels - wide, 0.0), np.minimum(levels + wide, 1.0)
        errors[:, t] = (read_levels(spread, t, high) - read_levels(spread, t, low)) / (high - low) * reach[:, t]
    return {"mean": mean, "sd": sd, **{f"p{100 * q:02.0f}": row for q, row in zip(QUANTILES, errors, strict=True)}}


def read_levels(spread: Spread, t: int, levels: F64) -> F64:
    """Return quantiles of one period at any levels, interpolated in its bins.

    Args:
        spread: The distribution in each period.
        t: The period.
        levels: [n] levels from 0 to 1.
    """
    below = np.concatenate(([0.0], np.cumsum(spread.counts[t])))
    if below[-1] == 0:
        return np.full(len(levels), np.nan)
    limits = np.concatenate(([spread.low[t]], np.clip(spread.edges[t], spread.low[t], spread.high[t]), [spread.high[t]]))
    return np.asarray(np.interp(levels * below[-1], below, limits))
