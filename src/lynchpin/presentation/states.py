"""States of knowledge: what is expected before the evidence, and given it, for charts, tables and sentences about futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lynchpin.presentation.wholes import balance_shares
from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.engine.model import Model, Quantity
    from lynchpin.engine.results.spread import Spread
    from lynchpin.questions.forecast.question import ForecastFinding
    from lynchpin.questions.update.question import UpdateFinding

F64 = NDArray[np.float64]
BEFORE = "before the evidence"


def describe_given(until: str) -> str:
    """Return the name of the state given the evidence up to this period."""
    return f"given the evidence up to {until}"


@dataclass(frozen=True, eq=False)
class Fan:
    """Quantiles of one quantity by period: `quantiles` and their standard `errors`, [5, T] each (5, 25, 50, 75, 95%)."""

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
        """Return the 5% and the 95% quantile in the last period."""
        return float(self.quantiles[0, -1]), float(self.quantiles[-1, -1])

    def error(self, level: int, period: int) -> float:
        """Return the standard error of a quantile in a period, in the unit of the quantity.

        Args:
            level: Index of the quantile, from 0 (5%) to 4 (95%).
            period: Index of the period.
        """
        return float(self.errors[level, period])


@dataclass(frozen=True, eq=False)
class State:
    """A state of knowledge.

    Attributes:
        when: `before the evidence`, or such as `given the evidence up to 2025-Q4`; empty for a file without evidence.
        answers: Probability of each answer.
        outcomes: Probability of each outcome.
        forecast: Everything by period.
    """

    when: str
    answers: Mapping[str, Estimate]
    outcomes: Mapping[str, Estimate]
    forecast: ForecastFinding

    @classmethod
    def of_forecast(cls, finding: ForecastFinding) -> State:
        """Return the state of a run: before the evidence, if the file has any."""
        when = BEFORE if finding.model.evidence and not finding.given_evidence else ""
        return cls(when, finding.answers, finding.outcomes, finding)

    @classmethod
    def of_update(cls, finding: UpdateFinding) -> State:
        """Return the state given the evidence."""
        return cls(describe_given(finding.until), finding.answers, finding.outcomes, finding.forecast)

    @classmethod
    def before_update(cls, finding: UpdateFinding) -> State:
        """Return the state before the evidence. An update has its answers and outcomes, but nothing by period."""
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
    def shown_outcomes(self) -> Mapping[str, Estimate]:
        """The outcomes as they are printed, so that they sum to 100%. The outcome that alone makes the headline answer true is kept."""
        asked = self.model.answers.get(self.forecast.headline, ())
        return balance_shares(self.outcomes, keep=asked if len(asked) == 1 else ())

    @cached_property
    def shown_answers(self) -> Mapping[str, Estimate]:
        """The answers as they are printed: as their outcome if they have only one, and summing to 100% if each outcome has one answer."""
        outcomes = {name: self.model.answers[name] for name in self.answers}
        alone = {name: self.shown_outcomes[of[0]] for name, of in outcomes.items() if len(of) == 1}
        answers = {name: alone.get(name, share) for name, share in self.answers.items()}
        if sorted(o for of in outcomes.values() for o in of) != sorted(self.outcomes):
            return answers
        shown = balance_shares(self.answers, keep=(*alone, self.forecast.headline))
        return {name: alone.get(name, share) for name, share in shown.items()}

    @cached_property
    def stocks(self) -> Mapping[str, Fan]:
        return self._read_fans(self.model.stocks, self.forecast.summary.stocks, "stocks")

    @cached_property
    def fans(self) -> Mapping[str, Fan]:
        """Quantiles of stocks and auxiliaries, in the order of the file."""
        return {**self.stocks, **self._read_fans(self.model.auxiliaries, self.forecast.summary.auxiliaries, "auxiliaries")}

    @cached_property
    def indicators(self) -> Mapping[str, Fan]:
        return self._read_fans(self.model.indicators, self.forecast.summary.indicators, "indicators")

    @cached_property
    def options(self) -> Mapping[str, Mapping[str, F64]]:
        """For each actor and option, [T] share of futures in which it is chosen."""
        found = self.forecast.options
        return {
            a.name: dict(zip(a.options, np.asarray(found[a.name]).T, strict=True))
            for a in self.model.actors
            if found.get(a.name) is not None
        }

    @cached_property
    def in_states(self) -> Mapping[str, Mapping[str, F64]]:
        """Return event with states -> state -> [T] share of futures in which it is in that state."""
        found = self.forecast.states
        return {e.name: dict(zip(e.states, np.asarray(found[e.name]).T, strict=True)) for e in self.model.states if e.name in found}

    def _read_fans(self, quantities: tuple[Quantity, ...], spreads: Mapping[str, Spread], section: str) -> Mapping[str, Fan]:
        find_errors = self.forecast.find_quantile_errors
        return {
            q.name: Fan(q.name, q.unit, spreads[q.name].quantiles, find_errors(section, q.name)) for q in quantities if q.name in spreads
        }


LEVELS = ("p05", "p25", "p50", "p75", "p95")
"""Names of the quantiles, as columns of the data."""


def measure_move(fan: Fan) -> float:
    """Return the change of the median from the first period to the last, relative to the 90% range at the end."""
    low, high = fan.ends()
    return (fan.median[-1] - fan.median[0]) / (high - low) if high > low else 0.0
