"""States of knowledge: what is expected before the evidence, and given it. Charts, tables and sentences about futures take these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.engine.model import Model, Quantity
    from lynchpin.engine.results.spread import Spread
    from lynchpin.questions.forecast.question import ForecastFinding
    from lynchpin.questions.update.question import UpdateFinding

F64 = NDArray[np.float64]
BEFORE = "before the evidence"


def say_given(until: str) -> str:
    """The state given the evidence of all periods up to this one."""
    return f"given the evidence up to {until}"


@dataclass(frozen=True, eq=False)
class Fan:
    """The spread of one quantity over futures, by period: `quantiles` and their standard `errors`, both [5, T] (5, 25, 50, 75, 95%)."""

    name: str
    unit: str
    quantiles: F64
    errors: F64

    @property
    def median(self) -> list[float]:
        values: list[float] = self.quantiles[2].tolist()
        return values

    @property
    def is_known(self) -> bool:
        """Whether every quantile is a finite number."""
        return bool(np.isfinite(self.quantiles).all())

    def ends(self) -> tuple[float, float]:
        """The 5% and the 95% quantile in the last period."""
        return float(self.quantiles[0, -1]), float(self.quantiles[-1, -1])

    def error(self, level: int, period: int) -> float:
        """The standard error of a quantile (0 to 4) in a period."""
        return float(self.errors[level, period])


@dataclass(frozen=True, eq=False)
class State:
    """One state of knowledge.

    `when` says which: `before the evidence`, `given the evidence up to 2025-Q4`; empty for a file without evidence. `answers` and
    `outcomes` are probabilities; `forecast` has everything by period.
    """

    when: str
    answers: Mapping[str, Estimate]
    outcomes: Mapping[str, Estimate]
    forecast: ForecastFinding

    @classmethod
    def of_forecast(cls, finding: ForecastFinding) -> State:
        """The state of a run, which is the one before the evidence if the file has any."""
        when = BEFORE if finding.model.evidence and not finding.given_evidence else ""
        return cls(when, finding.answers, finding.outcomes, finding)

    @classmethod
    def of_update(cls, finding: UpdateFinding) -> State:
        """The state given the evidence."""
        return cls(say_given(finding.until), finding.answers, finding.outcomes, finding.forecast)

    @classmethod
    def before_update(cls, finding: UpdateFinding) -> State:
        """The state before the evidence. An update keeps its answers and outcomes, but nothing by period."""
        return cls(BEFORE, finding.prior_answers, finding.prior_outcomes, finding.forecast)

    @property
    def model(self) -> Model:
        return self.forecast.model

    @property
    def periods(self) -> tuple[str, ...]:
        return self.model.periods

    @property
    def futures(self) -> int:
        return len(self.forecast.summary)

    @cached_property
    def stocks(self) -> Mapping[str, Fan]:
        return self._read_fans(self.model.stocks, self.forecast.summary.stocks, "stocks")

    @cached_property
    def fans(self) -> Mapping[str, Fan]:
        """Stocks and auxiliaries, in the order of the file."""
        return {**self.stocks, **self._read_fans(self.model.auxiliaries, self.forecast.summary.auxiliaries, "auxiliaries")}

    @cached_property
    def indicators(self) -> Mapping[str, Fan]:
        return self._read_fans(self.model.indicators, self.forecast.summary.indicators, "indicators")

    @cached_property
    def options(self) -> Mapping[str, Mapping[str, F64]]:
        """actor -> option -> [T] share of futures in which it is chosen."""
        found = self.forecast.options
        return {
            a.name: dict(zip(a.options, np.asarray(found[a.name]).T, strict=True))
            for a in self.model.actors
            if found.get(a.name) is not None
        }

    def _read_fans(self, quantities: tuple[Quantity, ...], spreads: Mapping[str, Spread], section: str) -> Mapping[str, Fan]:
        find_errors = self.forecast.find_quantile_errors
        return {
            q.name: Fan(q.name, q.unit, spreads[q.name].quantiles, find_errors(section, q.name)) for q in quantities if q.name in spreads
        }


LEVELS = ("p05", "p25", "p50", "p75", "p95")
"""The quantiles of a fan as columns of its data."""


def measure_move(fan: Fan) -> float:
    """How far the median moves from the first period to the last, in widths of the 90% range at the end."""
    low, high = fan.ends()
    return (fan.median[-1] - fan.median[0]) / (high - low) if high > low else 0.0
