"""The particle filter on its way through the periods that have evidence.

A filter (Gordon, Salmond and Smith 1993) in which what chance or an actor decides, and the shock of a measured stock, is made to happen
and weighs by its probability (`observe`). When the effective number of particles would fall under half, the evidence at hand is taken in
part, particles are drawn by their weights (systematically, half as many down to `FEWEST`) and moved (`moves`), and so on until it is
taken in whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, softmax

from lynchpin.engine.filter.advance import Advancer, Particles, take_places
from lynchpin.engine.filter.lineages import Lineage, step_error
from lynchpin.engine.filter.moves import Mover, Past
from lynchpin.engine.filter.resample import F64, Places, build_generator, resample_systematic
from lynchpin.engine.model import Evidence
from lynchpin.engine.order import Order
from lynchpin.engine.period.observe import Observed, build_observed
from lynchpin.engine.period.state import Record
from lynchpin.engine.results.gather import RECORDED
from lynchpin.statistics.errors import effective_size
from lynchpin.statistics.estimates import estimate_means
from lynchpin.statistics.shares import count_independent, estimate_joint_shares

FEWEST = 1024
"""Each resampling halves the particles down to so many: few that are moved far are worth more than many that are moved a little."""

MOVES = 10
"""Moves of so few particles after each resampling; more particles are moved less often."""

FINAL_MOVES = 200
"""Moves after the last, at most: as many as all before, if they were fewer."""

MOST_STAGES = 25
"""One item is taken in at most so many stages; what is left of it then comes at once."""


@dataclass(frozen=True)
class Belief:
    """What the evidence up to some point says: shares of the outcomes [O] and of the assumptions that hold [J], with standard errors.

    Particles that share an ancestor count as one draw in the errors.
    """

    outcomes: F64
    outcome_errors: F64
    holds: F64
    hold_errors: F64
    answers: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Step:
    """One item of evidence: the logarithm of its probability given the items before it (-inf where no particle can explain it: it
    was then set aside) with its standard error, how many independent futures particles were worth after it, what was to be expected then
    (None unless asked for), and by answer how far the logarithm of its odds moved, with the standard error of that (not a finite number
    where the answer was or became certain)."""

    item: Evidence
    log_probability: float
    log_probability_error: float
    effective: float
    belief: Belief | None
    moves: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Population:
    """Equally weighted particles after the last evidence, before period `start`, with their own past: `path` [n, start, N] by name.

    `ancestors` [N] is the ancestor of each (`lineages`). There were `drawn` particles at first.
    """

    drawn: int
    advancer: Advancer
    particles: Particles
    start: int
    path: Mapping[str, NDArray[Any]]
    ancestors: Places

    def __len__(self) -> int:
        return len(self.ancestors)


Measure = Callable[[Particles, NDArray[np.uint32]], F64]


class Standing(NamedTuple):
    """Where N particles standing: what they have explained of the periods before, and [2, N] in the period at hand."""

    particles: Particles
    counters: NDArray[np.uint32]
    explained: F64
    logs: F64


class _Odds(NamedTuple):
    """Logarithms [n] of the odds of each answer, and what ancestors have to do with them (`Lineage.add_up`)."""

    logs: F64
    sums: dict[int, F64]


class Filter:
    """The population of an order. Period by period it takes the evidence (`take`), and at last its particles are of equal weight and
    have their past (`finish`). If `follow`, each item is gained apart, with what was to be expected after it of `path_futures` particles."""

    def __init__(self, order: Order, threads: int, follow: bool, path_futures: int) -> None:
        self.model, self.seed, self.drawn = order.model, order.draws.seed, len(order.index)
        self.size = self.drawn
        self.follow, self.path_futures = follow, path_futures
        self.credences = order.credences
        self.advancer = Advancer(order.model, order.draws.seed, threads)
        latent = self.advancer.draw(self.size)
        self.particles = self.advancer.begin(latent, order.credences)
        self.neutral = build_observed(order.model, [])
        self.logs = np.zeros(self.size)
        self.explained = np.zeros(self.size)
        """[N] the logarithm of the probability of the evidence of all periods before along each particle's past."""
        self.counters = self.advancer.spread(np.arange(self.size, dtype=np.uint32))
        self.mover = Mover(order.draws.seed, self.size, sum(map(len, latent)), self.counters[..., 0].size)
        self.kept: list[Evidence] = []
        self.observed = self.neutral
        self.played = 0
        self.lineage = Lineage(self.size)
        self.log_evidence, self.variance = 0.0, 0.0
        self.resamplings = 0
        self.odds = _Odds(np.zeros(0), {})
        self.prior = self._expect(self.particles, 0, softmax(self.logs)) if follow else None
        self.steps: list[Step] = []

    def take(self, t: int, items: Sequence[Evidence]) -> None:
        """Plays period t with its evidence, item by item: an item that no particle can explain is set aside."""
        for item in items:
            if self._include(t, item):
                self.kept.append(item)
        self.observed = build_observed(self.model, self.kept)
        self.particles, logs = self._play(self.particles, self.counters, t, self.observed)
        self.explained = self.explained + logs
        self.played = t + 1

    def finish(self, progress: Callable[[int, int], None]) -> Population:
        """Particles of equal weights, and their past. Tells which move of how many is done."""
        moves = min(self._count_moves() * (1 + self.resamplings), FINAL_MOVES)
        self._renew(self.size, moves, self.played, None, np.zeros((2, self.size)), 1.0, progress)
        self.lineage.forget(self.mover.drawn)
        records: list[dict[str, NDArray[Any]]] = []
        self.particles = self.advancer.begin(self.particles.latent, self.credences)
        for t in range(self.played):
            self.particles, record, _ = self.advancer.play(self.particles, self.counters, t, t + 1, self.observed, -1)
            records.append(keep(record))
        path = {name: np.stack([record[name] for record in records], axis=1) for name in records[0]}
        return Population(self.drawn, self.advancer, self.particles, len(records), path, self.lineage.ancestors)

    def _play(self, particles: Particles, counters: NDArray[np.uint32], t: int, observed: Observed) -> tuple[Particles, F64]:
        particles, _, logs = self.advancer.play(particles, counters, t, t + 1, observed, -1)
        return particles, logs

    def _include(self, t: int, item: Evidence) -> bool:
        """Weighs one more item of period t, in as many stages as keep half of the particles effective (Del Moral, Doucet and Jasra
        2006); False if no particle can explain it."""
        without, with_it = (build_observed(self.model, items) for items in (self.kept, [*self.kept, item]))

        def measure(particles: Particles, counters: NDArray[np.uint32]) -> F64:
            """[2, N] the logarithm of the probability of what is kept of this period, and of that with the item."""
            return np.stack([self._play(particles, counters, t, observed)[1] for observed in (without, with_it)])

        logs = measure(self.particles, self.counters)
        if logsumexp(self.logs + _subtract(logs)) == -np.inf:
            self._report(t, without, item, -np.inf, np.nan)
            return False
        self.lineage.forget(self.mover.drawn)
        before, gained, reached, stage = self.lineage.share_out(softmax(self.logs)), 0.0, 0.0, 0
        while reached < 1:
            gain = _subtract(logs)
            step = 1 - reached if stage == MOST_STAGES else _find_step(self.logs, gain, 1 - reached)
            after = self.logs + step * gain
            gained += float(logsumexp(after) - logsumexp(self.logs))
            self.logs, reached, stage = after, reached + step, stage + 1
            weights = softmax(after)
            self.variance = max(self.variance, self.lineage.count_variance(weights))
            shares = self.lineage.share_out(weights)
            if effective_size(weights, self.size) < 0.51 * self.size:
                self.resamplings += 1
                size = max(self.size // 2, min(self.size, FEWEST))
                logs = self._renew(size, self._count_moves(), t + 1, measure, logs, reached)
        self.log_evidence += gained
        self._report(t, with_it, item, gained, step_error(before, shares))
        return True

    def _report(self, t: int, observed: Observed, item: Evidence, gained: float, error: float) -> None:
        weights = softmax(self.logs)
        belief, effective, moves = None, effective_size(weights, self.size), {}
        if self.follow:
            before = self.odds
            belief = self._expect(self._play(self.particles, self.counters, t, observed)[0], t + 1, weights)
            effective = count_independent(belief.holds, belief.hold_errors, round(effective))
            with np.errstate(invalid="ignore"):
                moved = self.odds.logs - before.logs
            differences = moved, self.lineage.measure_move(before.sums, self.odds.sums)
            moves = {name: (float(d), float(e)) for name, d, e in zip(belief.answers, *differences, strict=True)}
        self.steps.append(Step(item, gained, error, effective, belief, moves))

    def _expect(self, particles: Particles, start: int, weights: F64) -> Belief:
        """Takes some of the particles on to the end, under no further evidence."""
        model, periods = self.model, len(self.model.periods)
        holds = np.stack(particles.static.holds) if particles.static.holds else np.zeros((0, self.size))
        shares, hold_errors = estimate_means(holds, weights=weights, lineage=self.lineage.ancestors)
        count = min(self.path_futures, self.size)
        chosen = np.arange(count) * self.size // count
        some = take_places(particles, chosen)
        if start < periods:
            counters = self.advancer.spread(np.arange(len(chosen), dtype=np.uint32))
            some, _, _ = self.advancer.play(some, counters, start, periods, self.neutral, -1)
        outcome = np.asarray(self.advancer.end(some)[0])
        ancestors, weights = self.lineage.ancestors[chosen], weights[chosen] / weights[chosen].sum()
        outcomes = estimate_joint_shares(outcome[None, :] == np.arange(len(model.outcomes))[:, None], weights=weights, lineage=ancestors)
        wanted = [[model.outcomes.index(o) for o in names] for names in model.answers.values()]
        comes_true = np.stack([np.isin(outcome, w) for w in wanted])
        yes, errors = estimate_joint_shares(comes_true, weights=weights, lineage=ancestors)
        with np.errstate(divide="ignore", invalid="ignore"):
            influences = (comes_true - yes[:, None]) / (yes * (1 - yes))[:, None]
            self.odds = _Odds(np.log(yes) - np.log(1 - yes), self.lineage.add_up(weights * influences, chosen))
        answers = {name: (float(p), float(e)) for name, p, e in zip(model.answers, yes, errors, strict=True)}
        return Belief(*outcomes, shares, hold_errors, answers)

    def _count_moves(self) -> int:
        return max(MOVES * min(FEWEST, self.size) // self.size, 1)

    def _renew(
        self,
        size: int,
        moves: int,
        known: int,
        measure: Measure | None,
        logs: F64,
        reached: float,
        progress: Callable[[int, int], None] | None = None,
    ) -> F64:
        """Draws `size` particles by their weights and moves them.

        `logs` [2, N] are what particles explain in the period at hand, of which the second counts as far as `reached`; those of the new
        particles are returned. Chances of periods before `known` are their own, those of later ones are fresh.
        """
        self.size = size
        generator = build_generator(self.seed, f"resampling {self.mover.count}")
        places = resample_systematic(softmax(self.logs), float(generator.random()), self.size)
        numbers = self.mover.drawn[: len(self.mover.drawn) - self.counters[known:, :, 0].size]
        self.lineage.descend(places, numbers.copy())
        standing: Standing = take_places(Standing(self.particles, self.counters, self.explained, logs), places)
        for k in range(moves):
            standing = self._move(standing, known, measure, reached)
            if progress is not None:
                progress(k + 1, moves)
        self.particles, self.counters, self.explained, logs = standing
        self.counters[known:] = np.arange(self.size, dtype=np.uint32)
        self.logs = np.zeros(self.size)
        return logs

    def _move(self, standing: Standing, known: int, measure: Measure | None, reached: float) -> Standing:
        proposal = self.mover.propose(Past(standing.particles.latent, standing.counters), known)
        particles = self.advancer.begin(proposal.past.latent, self.credences)
        particles, _, explained = self.advancer.play(particles, proposal.past.counters, 0, self.played, self.observed, -1)
        logs = measure(particles, proposal.past.counters) if measure is not None else standing.logs
        gains = explained + _mix(logs, reached) - standing.explained - _mix(standing.logs, reached)
        self.mover.learn(proposal, gains)
        moved = Standing(particles, proposal.past.counters, explained, logs)
        return _take(standing, moved, gains > proposal.thresholds)


def _take(old: Standing, new: Standing, taken: NDArray[np.bool_]) -> Standing:
    """The old, with the new where they are taken."""
    merged: Standing = jax.tree.map(lambda a, b: np.where(taken, b, a) if np.ndim(a) else a, old, new)
    return merged


def _subtract(logs: F64) -> F64:
    """The second row less the first; a particle that explains nothing gains nothing."""
    return np.where(logs[1] == -np.inf, -np.inf, logs[1] - np.where(logs[0] == -np.inf, 0, logs[0]))


def _mix(logs: F64, reached: float) -> F64:
    return logs[1] if reached == 1 else np.asarray((1 - reached) * logs[0] + reached * logs[1])


def _find_step(logs: F64, gain: F64, most: float) -> float:
    """The largest share of a gain, up to `most`, that leaves half of the particles effective."""
    half = len(logs) / 2
    if effective_size(softmax(logs + most * gain), len(logs)) >= half:
        return most
    low, high = 0.0, most
    for _ in range(30):
        middle = (low + high) / 2
        if effective_size(softmax(logs + middle * gain), len(logs)) >= half:
            low = middle
        else:
            high = middle
    return high


def keep(record: Record) -> dict[str, NDArray[Any]]:
    """What the path of a future holds, by name."""
    return {name: np.asarray(getattr(record, name)) for name in (*RECORDED, "conditions")}
