"""Shares of futures in a forecast: counted, or estimated with control variates.

All shares of answers, outcomes, events and published forecasts are estimated in the same way, so that they remain consistent: outcomes add
up to one, an answer is the sum of its outcomes, and what has happened by the last period has the probability of its outcome.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.summary import Summary
from lynchpin.questions.shared.method import Method
from lynchpin.statistics.controls import Regression, regress
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_share

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """Estimates the shares of futures from a summary.

    Attributes:
        summary: Sums over the futures.
        regression: Regression on the controls; None where shares are counted.
        related: Futures at hand of which some have a common ancestor, so that they are dependent; None if all are independent.
    """

    summary: Summary
    regression: Regression | None
    related: Futures | None

    @property
    def method(self) -> Method:
        return "counting" if self.regression is None else "conditional"

    def estimate_outcomes(self, outcomes: Iterable[str]) -> Estimate:
        """Return the probability that one of these outcomes occurs."""
        places = [self.summary.model.outcomes.index(name) for name in outcomes]
        if self.related is not None:
            sound = self.related.sound
            return estimate_share(np.isin(self.related.outcome, places)[sound], lineage=self.related.lineage[sound])
        products = self.summary.products["outcomes"][places].sum(axis=0) if self.summary.products else None
        return self.estimate(np.asarray(self.summary.outcomes[places].sum()), products).at()

    def estimate_standing(self) -> Estimates:
        """Return [T, outcomes + 1] the shares of futures that would have each outcome if they ended with a period; empty without paths."""
        return self.estimate(self.summary.standing, self.summary.products.get("standing"))

    def estimate_events(self, kind: Literal["fired", "fired_by"]) -> dict[str, Estimates]:
        """Return for each event, [T] the share of futures in which it fires in a period, or has fired by its end."""
        products = self.summary.products.get(kind, {})
        return {name: self.estimate(held, products.get(name)) for name, held in getattr(self.summary, kind).items()}

    def estimate_forecasts(self) -> dict[str, Estimate]:
        """Return the share of futures in which the event of each published forecast happens."""
        products = self.summary.products.get("forecasts", {})
        return {name: self.estimate(np.asarray(held), products.get(name)).at() for name, held in self.summary.forecasts.items()}

    def estimate(self, held: F64, products: F64 | None) -> Estimates:
        """Estimate shares.

        Args:
            held: [...] number of futures in which each condition holds.
            products: [..., k] the same, with each future multiplied by its controls.
        """
        if self.regression is not None and products is not None:
            found = self.regression.estimate(held, products)
            return Estimates(np.clip(found.value, 0.0, 1.0), found.error)
        n = self.summary.sound or math.nan  # with no futures, every share is NaN
        return Estimates(held / n, share_errors(held / n, n))


def measure_shares(source: object, summary: Summary) -> Shares:
    """Choose how shares are estimated.

    The rule is that of `questions.shared.method.find_regression`.

    Args:
        source: Futures at hand, or anything else.
        summary: Their sums.
    """
    if isinstance(source, Futures) and len(np.unique(source.lineage)) < len(source):
        return Shares(summary, None, source)
    counted = Shares(summary, None, None)
    regression = None if summary.controls is None else regress(summary.controls)
    if regression is None:
        return counted
    lowest = regression.estimate(summary.outcomes, summary.products["outcomes"]).value.min(initial=0.0)
    return Shares(summary, regression, None) if lowest >= 0 else counted


def share_errors(shares: F64, n: float) -> F64:
    """Return binomial standard errors of shares; 1 / (n + 1) if none or all of the futures agree.

    Args:
        shares: Shares of futures, of any shape.
        n: Number of independent futures.
    """
    errors: F64 = np.where((shares > 0) & (shares < 1), np.sqrt(np.clip(shares * (1 - shares), 0, None) / n), 1 / (n + 1))
    return errors
