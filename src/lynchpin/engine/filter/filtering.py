"""The particle filter over the periods that have evidence.

The filter is a bootstrap filter (Gordon, Salmond and Smith 1993) with guided proposals: chance events, actors' options and the shocks of
measured stocks are drawn given the evidence, and the particle is weighted by the probability of the evidence (`observe`). If one item
would reduce the effective sample size to less than half of the particles, the item enters by tempering (Del Moral, Doucet and Jasra 2006):
its likelihood is raised to a power below 1, particles are resampled systematically (half as many, down to `FEWEST` or more) and moved
(`chains`), and so on until the power is 1. Long chains follow the last evidence (`final`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, softmax

from lynchpin.engine.filter.advance import Advancer, Particles, take_places
from lynchpin.engine.filter.belief import Belief, Forecaster, Odds, Step
from lynchpin.engine.filter.chains import ChainState, Measure, Target, Walker
from lynchpin.engine.filter.final import KEPT, WHOLE, count_chains, count_moves, run_chains
from lynchpin.engine.filter.lineages import Lineage, step_error
from lynchpin.engine.filter.moves import Mover
from lynchpin.engine.filter.resample import F64, Places, build_generator, resample_systematic
from lynchpin.engine.filter.tempering import Partial, find_step, subtract
from lynchpin.engine.model import Evidence
from lynchpin.engine.order import Order
from lynchpin.engine.period.observed import Observed, build_observed
from lynchpin.engine.period.state import Record
from lynchpin.engine.results.gather import RECORDED
from lynchpin.statistics.errors import effective_size
from lynchpin.statistics.shares import count_independent

FEWEST, LEAST = 2048, 256
"""Each resampling halves the number of particles, down to `FEWEST` for `WHOLE` futures, less in proportion for fewer, and `LEAST` or more,
times the square root of the number of periods divided by that of the periods played. Early moves cost less, because they play fewer periods
again, so that more particles are worth their cost."""

MOVES = 5
"""Moves after each resampling to the smallest number of particles. Larger populations are moved less often, in proportion."""

MOST_STAGES = 25
"""Largest number of tempering stages of one item. The last stage takes in whatever is left."""


@dataclass(frozen=True)
class Population:
    """Equally weighted particles after the last evidence.

    Attributes:
        drawn: Number of particles at the start of the filter.
        advancer: Plays the particles on.
        particles: The N particles.
        start: The period that they play next.
        path: Their own past by the name of the record, [n, start, N] each.
        ancestors: [N] ancestor of each particle (`lineages`).
    """

    drawn: int
    advancer: Advancer
    particles: Particles
    start: int
    path: Mapping[str, NDArray[Any]]
    ancestors: Places

    def __len__(self) -> int:
        return len(self.ancestors)


class Filter:
    """A population of particles that takes evidence period by period (`take`) and ends with equal weights (`finish`)."""

    def __init__(self, order: Order, threads: int, follow: bool, path_futures: int) -> None:
        """Draw the particles.

        Args:
            order: What to draw.
            threads: Number of threads.
            follow: Whether to measure the belief after each item.
            path_futures: Number of particles, at most, that measure a belief.
        """
        self.model, self.seed, self.drawn = order.model, order.draws.seed, len(order.index)
        self.size = self.drawn
        self.credences = order.credences
        self.advancer = Advancer(order.model, order.draws.seed, threads)
        latent = self.advancer.draw(self.size)
        self.particles = self.advancer.begin(latent, order.credences)
        self.log_weights = np.zeros(self.size)
        self.past = np.zeros(self.size)
        """[N] log likelihood of the evidence of all earlier periods along each particle's past."""
        self.counters = self.advancer.spread(np.arange(self.size, dtype=np.uint32))
        self.mover = Mover(order.model.program, order.draws.seed, self.size)
        self.walker = Walker(self.advancer, self.mover, order.credences)
        self.kept: list[Evidence] = []
        self.observed = build_observed(order.model, [])
        self.played = 0
        self.lineage = Lineage(self.size)
        self.log_evidence, self.variance = 0.0, 0.0
        self.resamplings = 0
        self.forecaster = Forecaster(self.advancer, path_futures) if follow else None
        self.prior: Belief | None = None
        self.odds = Odds(np.zeros(0), {})
        if self.forecaster:
            self.prior, self.odds = self.forecaster.measure(self.particles, self.lineage, 0, softmax(self.log_weights))
        self.steps: list[Step] = []
        self.open: dict[Evidence, Partial] = {}
        self.unmeasured: Evidence | None = None

    def take(self, t: int, items: Sequence[Evidence]) -> None:
        """Play period t with its evidence. An item that no particle can explain is skipped, and so is the rest of a stretch.

        Args:
            t: Index of the period, the next after the last one played.
            items: The evidence of the period.
        """
        skipped = {step.item for step in self.steps if step.log_probability == -np.inf}
        for item in items:
            if item.whole() not in skipped and self._include(t, item):
                self.kept.append(item)
        self.observed = build_observed(self.model, self.kept)
        self.particles, logs = self._play(self.particles, self.counters, t, self.observed)
        self.past = self.past + logs
        self.played = t + 1

    def finish(self, progress: Callable[[int, int], None]) -> Population:
        """Return equally weighted particles with their past; `progress` receives the number of moves done and their total."""
        chains = count_chains(self.size, self.resamplings, self.drawn)
        moves = count_moves(chains, self.resamplings, self.drawn)
        target = Target(self.played, self.played, self.observed)
        self.lineage.forget(self.mover.drawn)
        start = self._resample(chains, np.zeros((2, self.size)), target.known)
        kept = int(np.clip(self.drawn // chains, 1, KEPT))
        latent, self.counters = run_chains(self.walker, start, target, moves, kept, progress)
        states = self.counters.shape[-1] // chains
        records: list[dict[str, NDArray[Any]]] = []
        self.particles = self.advancer.begin(latent, self.credences)
        for t in range(self.played):
            played = self.advancer.play(self.particles, self.counters, t, t + 1, self.observed, -1)
            self.particles = played.particles
            records.append(keep(played.record))
        path = {name: np.stack([record[name] for record in records], axis=1) for name in records[0]}
        return Population(self.drawn, self.advancer, self.particles, len(records), path, np.repeat(self.lineage.ancestors, states))

    def _play(self, particles: Particles, counters: NDArray[np.uint32], t: int, observed: Observed) -> tuple[Particles, F64]:
        played = self.advancer.play(particles, counters, t, t + 1, observed, -1)
        return played.particles, played.logs

    def _include(self, t: int, item: Evidence) -> bool:
        """Weight the particles by one more item of period t, in tempering stages. Return False if no particle can explain it."""
        without, with_it = (build_observed(self.model, items) for items in (self.kept, [*self.kept, item]))
        if self.unmeasured is not None and self.unmeasured != item.whole():
            self.open[self.unmeasured].add_moves(self._measure(t, without)[1])
            self.unmeasured = None

        def measure(particles: Particles, counters: NDArray[np.uint32]) -> F64:
            """Return [2, N] the log likelihood of the evidence of this period, without and with the item."""
            return np.stack([self._play(particles, counters, t, observed)[1] for observed in (without, with_it)])

        logs = measure(self.particles, self.counters)
        if logsumexp(self.log_weights + subtract(logs)) == -np.inf:
            self._report(t, without, item, -np.inf, np.nan)
            return False
        self.lineage.forget(self.mover.drawn)
        before, log_probability, power, stage = self.lineage.share_out(softmax(self.log_weights)), 0.0, 0.0, 0
        while power < 1:
            gain = subtract(logs)
            step = 1 - power if stage == MOST_STAGES else find_step(self.log_weights, gain, 1 - power)
            after = self.log_weights + step * gain
            log_probability += float(logsumexp(after) - logsumexp(self.log_weights))
            self.log_weights, power, stage = after, power + step, stage + 1
            weights = softmax(after)
            self.variance = max(self.variance, self.lineage.count_variance(weights))
            shares = self.lineage.share_out(weights)
            if effective_size(weights, self.size) < 0.51 * self.size:
                logs = self._renew(t + 1, measure, logs, power)
        self.log_evidence += log_probability
        self._report(t, with_it, item, log_probability, step_error(before, shares))
        return True

    def _report(self, t: int, observed: Observed, item: Evidence, log_probability: float, error: float) -> None:
        """Report the effect of an item of period t. That of a stretch is reported after its last piece, or where no particle can explain it."""
        partial = self.open.setdefault(item.whole(), Partial())
        partial.log_probability += log_probability
        partial.variance += error**2
        if item.period < item.through and log_probability > -np.inf:
            self.unmeasured = item.whole()
            return
        self.unmeasured = None
        belief, moves = self._measure(t, observed)
        partial.add_moves(moves)
        effective = effective_size(softmax(self.log_weights), self.size)
        if belief is not None:
            effective = count_independent(belief.holds, belief.hold_errors, round(effective))
        moved = {name: (difference, float(np.sqrt(variance))) for name, (difference, variance) in partial.moves.items()}
        error = float(np.sqrt(partial.variance))
        self.steps.append(Step(item.whole(), partial.log_probability, error, effective, belief, moved))
        del self.open[item.whole()]

    def _measure(self, t: int, observed: Observed) -> tuple[Belief | None, dict[str, tuple[float, float]]]:
        """Return the belief during period t, and by how much the log odds of each answer have moved since the belief before.

        Args:
            t: Index of the period.
            observed: The evidence so far.

        Returns:
            The belief, None if it is not to be measured, and the moves with their standard errors.
        """
        if not self.forecaster:
            return None, {}
        before = self.odds
        particles, _ = self._play(self.particles, self.counters, t, observed)
        belief, self.odds = self.forecaster.measure(particles, self.lineage, t + 1, softmax(self.log_weights))
        with np.errstate(invalid="ignore"):
            moved = self.odds.logs - before.logs
        differences = moved, self.lineage.measure_move(before.sums, self.odds.sums)
        return belief, {name: (float(d), float(e)) for name, d, e in zip(belief.answers, *differences, strict=True)}

    def _renew(self, known: int, measure: Measure, logs: F64, power: float) -> F64:
        """Resample the particles by their weights and move them.

        Args:
            known: Number of periods whose draws are fixed. Draws of later periods get fresh counters.
            measure: Computes the log likelihood of the current period.
            logs: [2, N] log likelihood of the current period, without and with the item that is entering.
            power: Power to which the likelihood of that item is raised.

        Returns:
            [2, size] log likelihood of the current period for the new particles.
        """
        self.resamplings += 1
        fewest = round(max(FEWEST * min(self.drawn, WHOLE) / WHOLE, LEAST) * np.sqrt(len(self.model.periods) / known))
        chains = self._resample(max(self.size // 2, min(self.size, fewest)), logs, known)
        target = Target(self.played, known, self.observed, measure, power)
        for _ in range(max(MOVES * min(fewest, self.size) // self.size, 1)):
            chains = self.walker.move(chains, target)
        self.particles, self.counters, self.past, logs = chains
        self.counters[known:] = np.arange(self.size, dtype=np.uint32)
        self.log_weights = np.zeros(self.size)
        return logs

    def _resample(self, size: int, logs: F64, known: int) -> ChainState:
        """Resample the particles by their weights, and fit the moves to them.

        Args:
            size: Number of particles to draw.
            logs: [2, N] log likelihood of the current period, without and with the item that is entering.
            known: Number of periods whose draws are fixed.

        Returns:
            The chains that start from the new particles.
        """
        self.size = size
        generator = build_generator(self.seed, f"resampling {self.mover.count}")
        places = resample_systematic(softmax(self.log_weights), float(generator.random()), size)
        numbers = self.mover.drawn[: len(self.mover.drawn) - self.counters[known:, :, 0].size]
        self.lineage.descend(places, numbers.copy())
        chains: ChainState = take_places(ChainState(self.particles, self.counters, self.past, logs), places)
        self.walker.fit(chains.particles)
        return chains


def keep(record: Record) -> dict[str, NDArray[Any]]:
    """Return the recorded arrays of one period by name."""
    return {name: np.asarray(getattr(record, name)) for name in (*RECORDED, "conditions")}
