"""What the evidence says so far: probabilities of outcomes and assumptions after each item, with their standard errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lynchpin.engine.filter.advance import Advancer, Particles, take_places
from lynchpin.engine.filter.lineages import Lineage
from lynchpin.engine.filter.resample import F64
from lynchpin.engine.model import Evidence
from lynchpin.engine.period.observed import build_observed
from lynchpin.statistics.estimates import estimate_means
from lynchpin.statistics.shares import estimate_joint_shares


@dataclass(frozen=True)
class Belief:
    """Probabilities given the evidence so far. Particles with a common ancestor count as one draw in the standard errors.

    Attributes:
        outcomes: [O] probability of each outcome.
        outcome_errors: [O] standard errors of these.
        holds: [J] probability that each assumption holds.
        hold_errors: [J] standard errors of these.
        answers: Probability and standard error of each answer.
    """

    outcomes: F64
    outcome_errors: F64
    holds: F64
    hold_errors: F64
    answers: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Step:
    """The effect of one item of evidence.

    Attributes:
        item: The item.
        log_probability: Log probability of the item given the items before it; -inf if no particle can explain it, and the filter skips it.
        log_probability_error: Standard error of `log_probability`.
        effective: Effective sample size after the item.
        belief: The belief after the item; None unless requested.
        moves: For each answer, the change of its log odds and the standard error of the change. Both are non-finite if the answer was
            or became certain.
    """

    item: Evidence
    log_probability: float
    log_probability_error: float
    effective: float
    belief: Belief | None
    moves: Mapping[str, tuple[float, float]]


class Odds(NamedTuple):
    """Log odds [n] of the answers, and the influence of each ancestor on them (`Lineage.add_up`)."""

    logs: F64
    sums: dict[int, F64]


class Forecaster:
    """Measures beliefs. It plays some particles to the end of the clock without further evidence."""

    def __init__(self, advancer: Advancer, futures: int) -> None:
        """Set up forecasts by at most `futures` particles each."""
        self._advancer, self._futures = advancer, futures
        self._neutral = build_observed(advancer.model, [])

    def measure(self, particles: Particles, lineage: Lineage, start: int, weights: F64) -> tuple[Belief, Odds]:
        """Measure the belief of a population.

        Args:
            particles: N particles.
            lineage: Their ancestors.
            start: The period that they play next.
            weights: [N] normalised weights.

        Returns:
            The belief, and the log odds of the answers.
        """
        model, periods, size = self._advancer.model, len(self._advancer.model.periods), len(weights)
        holds = np.stack(particles.static.holds) if particles.static.holds else np.zeros((0, size))
        shares, hold_errors = estimate_means(holds, weights=weights, lineage=lineage.ancestors)
        count = min(self._futures, size)
        chosen = np.arange(count) * size // count
        some = take_places(particles, chosen)
        if start < periods:
            counters = self._advancer.spread(np.arange(len(chosen), dtype=np.uint32))
            some = self._advancer.play(some, counters, start, periods, self._neutral, -1).particles
        outcome = np.asarray(self._advancer.end(some)[0])
        ancestors, weights = lineage.ancestors[chosen], weights[chosen] / weights[chosen].sum()
        outcomes = estimate_joint_shares(outcome[None, :] == np.arange(len(model.outcomes))[:, None], weights=weights, lineage=ancestors)
        wanted = [[model.outcomes.index(o) for o in names] for names in model.answers.values()]
        true = np.stack([np.isin(outcome, w) for w in wanted])
        yes, errors = estimate_joint_shares(true, weights=weights, lineage=ancestors)
        with np.errstate(divide="ignore", invalid="ignore"):
            influences = (true - yes[:, None]) / (yes * (1 - yes))[:, None]
            odds = Odds(np.log(yes) - np.log(1 - yes), lineage.add_up(weights * influences, chosen))
        answers = {name: (float(p), float(e)) for name, p, e in zip(model.answers, yes, errors, strict=True)}
        return Belief(*outcomes, shares, hold_errors, answers), odds
