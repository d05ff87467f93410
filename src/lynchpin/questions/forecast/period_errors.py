"""Standard errors of everything that a forecast reports besides answers and outcomes.

Period by period: events, states, options, factions, outcomes so far and the distribution of quantities. Overall: assumptions and published
forecasts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.spread import QUANTILES, Spread
from lynchpin.engine.results.summary import Summary
from lynchpin.questions.forecast.shares import Shares, share_errors
from lynchpin.statistics.estimates import estimate_means, spread_levels

F64 = NDArray[np.float64]
NARROWEST = 1 / 400
"""Least probability on either side of a quantile over which its density is estimated."""

ROUNDING = 1e-12


@dataclass(frozen=True)
class EventErrors:
    """Standard errors [T] of the shares of futures in which an event fires in a period (`rate`), and has fired by then (`by`)."""

    rate: F64
    by: F64


@dataclass(frozen=True)
class FactionErrors:
    """Standard errors of the share of futures in which a faction gets its preferred option: the mean over periods, and by period [T]."""

    overall: float
    share: F64


@dataclass(frozen=True)
class FanErrors:
    """Standard errors of the distribution of a quantity: [T] of its mean and standard deviation, and [5, T] of its quantiles."""

    mean: F64
    sd: F64
    quantiles: F64

    def to_dict(self) -> dict[str, F64]:
        """Return the errors by the names of the JSON."""
        names = [f"p{100 * q:02.0f}" for q in QUANTILES]
        return {"mean": self.mean, "sd": self.sd} | dict(zip(names, self.quantiles, strict=True))


@dataclass(frozen=True)
class PeriodErrors:
    """Standard errors of a forecast, by name.

    Attributes:
        outcomes_by_period: [T] for each outcome; empty without paths.
        events: For each event.
        options: [T] for each actor and option.
        states: [T] for each event with states and state.
        factions: For each actor and faction.
        assumptions: For each assumption.
        forecasts: For each published forecast that the model can answer.
        fans: For each quantity of `stocks`, `auxiliaries` and `indicators`.
    """

    outcomes_by_period: Mapping[str, F64]
    events: Mapping[str, EventErrors]
    options: Mapping[str, Mapping[str, F64]]
    states: Mapping[str, Mapping[str, F64]]
    factions: Mapping[str, Mapping[str, FactionErrors]]
    assumptions: Mapping[str, float]
    forecasts: Mapping[str, float]
    fans: Mapping[str, Mapping[str, FanErrors]]

    def to_dict(self) -> dict[str, Any]:
        """Return the errors that the JSON has in a separate section: all but those of assumptions and published forecasts."""
        return {
            "outcomes_by_period": self.outcomes_by_period,
            "events": {name: {"rate": e.rate, "by": e.by} for name, e in self.events.items()},
            "options": self.options,
            "states": self.states,
            "factions": {a: {f: {"overall": e.overall, "share": e.share} for f, e in of.items()} for a, of in self.factions.items()},
            **{section: {name: e.to_dict() for name, e in fans.items()} for section, fans in self.fans.items()},
        }


def measure_errors(shares: Shares) -> PeriodErrors:
    """Measure the standard errors of a forecast.

    Errors are computed from the sums, with independent futures. If futures at hand share ancestors (given evidence), errors are computed
    from these futures, and those with a common ancestor are dependent.

    Args:
        shares: How shares are estimated.
    """
    summary = shares.summary
    if shares.related is not None:
        return _measure_related(shares.related, summary)
    n, model = summary.sound or math.nan, summary.model
    standing, by = shares.estimate_standing().error.T, shares.estimate_events("fired_by")
    return PeriodErrors(
        outcomes_by_period=dict(zip(model.outcomes, standing, strict=False)) if standing.size else {},
        events={name: EventErrors(fired.error, by[name].error) for name, fired in shares.estimate_events("fired").items()},
        options={
            a.name: dict(zip(a.options, share_errors(summary.options[a.name] / n, n).T, strict=True))
            for a in model.actors
            if a.name in summary.options
        },
        states={
            e.name: dict(zip(e.states, share_errors(summary.states[e.name] / n, n).T, strict=True))
            for e in model.states
            if e.name in summary.states
        },
        factions={
            a: {
                f: FactionErrors(_overall_error(wanted / n, summary.wanted_squares[a][f] / n, n), share_errors(wanted / n, n))
                for f, wanted in of.items()
            }
            for a, of in summary.wanted.items()
        },
        assumptions={name: float(share_errors(np.array(held / n), n)) for name, held in summary.held.items()},
        forecasts={name: share.error for name, share in shares.estimate_forecasts().items()},
        fans={
            kind: {name: _fan_errors(s, s.sd / np.sqrt(n), _sd_errors(s, n), quantile_reach(n, len(s.mean))) for name, s in spreads.items()}
            for kind, spreads in _list_spreads(summary).items()
        },
    )


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


def quantile_reach(n: float, periods: int) -> F64:
    """Return [5, T] the standard errors of the shares of futures below the quantiles.

    Args:
        n: Number of independent futures.
        periods: Number of periods, T.
    """
    q = np.array(QUANTILES)
    return np.tile(np.sqrt(q * (1 - q) / n)[:, None], (1, periods))


def _measure_related(futures: Futures, summary: Summary) -> PeriodErrors:
    lineage = futures.lineage

    def of_shares(x: NDArray[Any]) -> F64:
        return estimate_means(x, span=1.0, lineage=lineage).error

    def of_fan(x: NDArray[Any], spread: Spread) -> FanErrors:
        x = np.where(np.isfinite(x), x, spread.mean[:, None])
        reach = np.array([of_shares(x <= level[:, None]) for level in spread.quantiles])
        squares = estimate_means((x - spread.mean[:, None]) ** 2, lineage=lineage).error
        deviation = np.divide(squares, 2 * spread.sd, out=np.zeros_like(squares), where=spread.sd > 0)
        return _fan_errors(spread, estimate_means(x, lineage=lineage).error, deviation, reach)

    standing, outcomes = futures.standing, futures.model.outcomes
    paths = {"stocks": futures.stocks, "auxiliaries": futures.auxiliaries, "indicators": futures.indicators}
    return PeriodErrors(
        outcomes_by_period={} if standing is None else {o: of_shares(standing == k) for k, o in enumerate(outcomes)},
        events={n: EventErrors(of_shares(x), of_shares(np.logical_or.accumulate(x))) for n, x in futures.events.items()},
        options={
            a.name: {o: of_shares(futures.options[a.name] == k) for k, o in enumerate(a.options)}
            for a in futures.model.actors
            if a.name in futures.options
        },
        states={
            e.name: {s: of_shares(futures.states[e.name] == k) for k, s in enumerate(e.states)}
            for e in futures.model.states
            if e.name in futures.states
        },
        factions={
            a: {
                f: FactionErrors(float(of_shares((x == futures.options[a]).mean(axis=0))), of_shares(x == futures.options[a]))
                for f, x in of.items()
            }
            for a, of in futures.favourites.items()
        },
        assumptions={name: float(of_shares(held)) for name, held in futures.assumptions.items()},
        forecasts={name: float(of_shares(happened)) for name, happened in futures.unconditional.items()},
        fans={
            kind: {name: of_fan(paths[kind][name], spread) for name, spread in spreads.items()}
            for kind, spreads in _list_spreads(summary).items()
        },
    )


def _list_spreads(summary: Summary) -> dict[str, Mapping[str, Spread]]:
    return {"stocks": summary.stocks, "auxiliaries": summary.auxiliaries, "indicators": summary.indicators}


def _fan_errors(spread: Spread, mean: F64, sd: F64, reach: F64) -> FanErrors:
    """Return errors of the mean, the standard deviation and each quantile.

    The errors of quantiles are those of `spread_levels`.

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
        errors[:, t] = spread_levels(levels, wide, partial(read_levels, spread, t)) / wide * reach[:, t]
    return FanErrors(mean, sd, errors)


def read_levels(spread: Spread, t: int, levels: F64) -> F64:
    """Return quantiles of one period at any levels, interpolated in its bins.

    Args:
        spread: The distribution in each period.
        t: The period.
        levels: Levels from 0 to 1, of any shape.
    """
    below = np.concatenate(([0.0], np.cumsum(spread.counts[t])))
    if below[-1] == 0:
        return np.full(levels.shape, np.nan)
    limits = np.concatenate(([spread.low[t]], np.clip(spread.edges[t], spread.low[t], spread.high[t]), [spread.high[t]]))
    return np.asarray(np.interp(levels * below[-1], below, limits))
