"""Futures given evidence: a particle filter over states, inputs and assumptions, run to the end of the clock.

A bootstrap filter (Gordon, Salmond and Smith 1993) in which what chance or an actor decides is made to happen and weighs by its
probability. Particles are resampled (systematically) when their effective number falls under half; continuous inputs are then
spread apart again (Liu and West 2001), assumptions go with their particle. The population after the last evidence is resampled to
equal weights and plays on, so that its futures can be asked whatever other futures can be asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.advance import Advancer, Particles, take_places
from lynchpin.engine.chances import static_draws
from lynchpin.engine.distributions import SMOOTH
from lynchpin.engine.futures import Futures
from lynchpin.engine.gather import RECORDED, build_futures
from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.observe import Observed, build_observed
from lynchpin.engine.period import Record
from lynchpin.engine.program import Program
from lynchpin.engine.resample import (
    F64,
    Places,
    add_logs,
    build_generator,
    count_effective,
    normalise,
    resample_systematic,
    spread_copies,
)
from lynchpin.engine.run import Order, Recorded, build_order
from lynchpin.errors import ArgumentError

Progress = Callable[[int, int], None]

PATH_FUTURES = 4096
"""How many of the particles are taken on to the end after each item, to see what was to be expected then."""


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
    was then set aside), the effective number of particles after it, and what was to be expected then (None unless asked for)."""

    item: Evidence
    log_probability: float
    effective: float
    belief: Belief | None


@dataclass(frozen=True)
class Filtered:
    """The result of the filter.

    `futures` are equally weighted; their `index` is that of the particle of the first period that each descends from.
    `log_evidence` leaves out items that were set aside. `effective` is the smallest effective number of particles at any date.
    """

    futures: Futures
    steps: tuple[Step, ...]
    prior: Belief | None
    log_evidence: float
    log_evidence_error: float
    effective: float
    distinct: int
    resamplings: int

    @property
    def impossible(self) -> tuple[Evidence, ...]:
        """Items that no particle could explain."""
        return tuple(s.item for s in self.steps if s.log_probability == -np.inf)


def simulate_given(
    model: Model,
    futures: int = 10_000,
    *,
    evidence: Sequence[Evidence],
    until: int | None = None,
    seed: int = 0,
    assume: Mapping[str, bool | float] | None = None,
    policy: str | None = None,
    record: Recorded = "paths",
    inputs: Mapping[str, Any] | None = None,
    states: Mapping[str, Any] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Futures:
    """Equally weighted futures given the evidence of the periods up to and with `until`; other arguments as in `simulate`.

    A policy applies from the period after the last evidence: what was seen happened without it. Two policies under one seed
    meet the same particles and the same chances. `futures.index` has the same number for futures of one ancestor.
    """
    return filter_evidence(
        model, futures, evidence=evidence, until=until, seed=seed, assume=assume, policy=policy, record=record, inputs=inputs,
        states=states, threads=threads, progress=progress, follow=False,
    ).futures  # fmt: skip


def filter_evidence(
    model: Model,
    futures: int = 10_000,
    *,
    evidence: Sequence[Evidence],
    until: int | None = None,
    seed: int = 0,
    assume: Mapping[str, bool | float] | None = None,
    policy: str | None = None,
    record: Recorded = "paths",
    inputs: Mapping[str, Any] | None = None,
    states: Mapping[str, Any] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    follow: bool = True,
    path_futures: int = PATH_FUTURES,
) -> Filtered:
    """As `simulate_given`, with the log evidence and, if `follow`, what each item told.

    Items of one period are taken jointly; what each adds is then told in the order of kind (option, event, not, stock, auxiliary)
    and name, whatever their order in the file.
    Raises ArgumentError for a period, name or number that makes no sense.
    """
    order = build_order(
        model, futures, seed=seed, assume=assume, policy=policy, record=record, inputs=inputs, states=states, index=None, block=256
    )
    items = sort_evidence(model, evidence, until)
    run = _Filter(order, threads or os.cpu_count() or 1, follow, min(path_futures, futures))
    last = max((item.period for item in items), default=-1)
    prior = run.expect(0) if follow else None
    for t in range(len(model.periods)):
        run.take(t, [item for item in items if item.period == t], t <= last)
        if t == last:
            run.settle()
        if progress is not None:
            progress(futures * (t + 1) // len(model.periods), futures)
    return run.build(prior)


_KINDS = ("option", "event", "not", "stock", "auxiliary")


def sort_evidence(model: Model, evidence: Sequence[Evidence], until: int | None) -> list[Evidence]:
    """The items up to a period in the order in which they are taken."""
    if until is not None and not -1 <= until < len(model.periods):
        raise ArgumentError(f"the clock has periods 0 to {len(model.periods) - 1}: evidence cannot be taken until period {until}")
    known = [item for item in evidence if until is None or item.period <= until]
    return sorted(known, key=lambda e: (e.period, _KINDS.index(e.kind), e.name, e.option, e.value, e.sd, e.reliability))


class _Filter:
    """The population on its way through the periods."""

    def __init__(self, order: Order, threads: int, follow: bool, path_futures: int) -> None:
        model = order.model
        self.order, self.model, self.size = order, model, len(order.index)
        self.follow, self.path_futures = follow, path_futures
        self.advancer = Advancer(model, order.seed, self.size, threads)
        self.particles = self.advancer.begin(order.credences, order.inputs, order.states)
        self.neutral = build_observed(model, [])
        self.moving, self.assumption_of = find_moving(model.program, order.inputs)
        self.logs = np.zeros(self.size)
        self.eve: Places = np.arange(self.size)
        self.log_evidence, self.variance = 0.0, 0.0
        self.effective, self.resamplings, self.settled = float(self.size), 0, False
        self.steps: list[Step] = []
        self.records: list[dict[str, NDArray[Any]]] = []
        self.parents: list[Places | None] = []

    def take(self, t: int, items: Sequence[Evidence], uncertain: bool) -> None:
        """Plays period t with its evidence; `uncertain` unless all evidence has been taken (then the policy applies)."""
        policy = -1 if uncertain else self.order.policy
        if items:
            particles, record, logs = self._observe(t, items)
        else:
            particles, record, logs = self.advancer.play(self.particles, t, t + 1, self.neutral, policy)
            logs = np.zeros_like(logs)
        self.particles = particles
        self.records.append(self._keep(record))
        self.parents.append(None)
        if not items:
            return
        before = add_logs(self.logs)
        self.logs = self.logs + logs[: self.size]
        self.log_evidence += add_logs(self.logs) - before
        weights = normalise(self.logs)
        self.variance = max(self.variance, _evidence_variance(weights, self.eve))
        effective = count_effective(weights)
        self.effective = min(self.effective, effective)
        if effective < self.size / 2:
            self._resample(t, weights, spread=True)

    def settle(self) -> None:
        """Equal weights from here on."""
        if np.ptp(self.logs) > 0:
            self._resample(len(self.records) - 1, normalise(self.logs), spread=False)

    def _observe(self, t: int, items: Sequence[Evidence]) -> tuple[Particles, Record, F64]:
        """Plays the period with all items that some particle can explain; item by item where each is to be told apart."""
        advancer, size = self.advancer, self.size
        if not self.follow:
            played = advancer.play(self.particles, t, t + 1, build_observed(self.model, items), -1)
            if add_logs(self.logs + played[2][:size]) > -np.inf:
                return played
        kept: list[Evidence] = []
        best = None
        before = self.logs
        for item in items:
            played = advancer.play(self.particles, t, t + 1, build_observed(self.model, [*kept, item]), -1)
            after = self.logs + played[2][:size]
            told = add_logs(after) - add_logs(before)
            if told > -np.inf:
                kept, best, before = [*kept, item], played, after
            weights = normalise(before)
            belief = self._expect(played[0], t + 1, weights) if self.follow and told > -np.inf else self._repeat()
            self.steps.append(Step(item, told, count_effective(weights), belief))
        if best is None:
            particles, record, logs = advancer.play(self.particles, t, t + 1, self.neutral, -1)
            return particles, record, np.zeros_like(logs)
        return best

    def _repeat(self) -> Belief | None:
        """An item that was set aside changes nothing."""
        if not self.follow:
            return None
        return self.steps[-1].belief if self.steps else self.expect(0)

    def expect(self, t: int) -> Belief:
        """What is to be expected before period t."""
        return self._expect(self.particles, t, normalise(self.logs))

    def _expect(self, particles: Particles, start: int, weights: F64) -> Belief:
        """Takes some of the particles on to the end, under no further evidence."""
        model, size = self.model, self.path_futures
        everybody = (
            np.stack([np.asarray(h)[: self.size] for h in particles.static.holds]) if particles.static.holds else np.zeros((0, self.size))
        )
        holds = everybody @ weights
        hold_errors = cluster_errors(everybody - holds[:, None], weights, self.eve)
        chosen = resample_systematic(weights, 0.5, size) if size < self.size or np.ptp(weights) > 0 else np.arange(size)
        places = np.concatenate([chosen, np.repeat(chosen[-1:], -(-size // 256) * 256 - size)])
        some = take_places(particles, places)
        periods = len(model.periods)
        if start < periods:
            some, _, _ = self.advancer.play(some, start, periods, self.neutral, -1)
        outcome = np.asarray(self.advancer.end(some)[0])[:size]
        eve, equal = self.eve[chosen], np.full(size, 1 / size)
        is_outcome = outcome[None, :] == np.arange(len(model.outcomes))[:, None]
        shares, errors = estimate_shares(is_outcome, equal, eve)
        answers = {}
        for name, wanted in model.answers.items():
            yes = np.isin(outcome, [model.outcomes.index(o) for o in wanted])[None, :]
            share, error = estimate_shares(yes, equal, eve)
            answers[name] = (float(share[0]), float(error[0]))
        return Belief(shares, errors, holds, hold_errors, answers)

    def _resample(self, t: int, weights: F64, *, spread: bool) -> None:
        generator = build_generator(self.order.seed, f"resampling {t} {spread}")
        places = resample_systematic(weights, float(generator.random()), self.size)
        padded = np.concatenate([places, np.repeat(places[-1:], self.advancer.places - self.size)])
        self.parents[t] = places if self.parents[t] is None else self.parents[t][places]  # type: ignore[index]
        chosen: Particles = take_places(self.particles, padded)
        if spread and len(self.moving):
            scores = np.array(chosen.scores)
            groups = self._groups()
            before = np.asarray(self.particles.scores)[self.moving][:, : self.size]
            scores[self.moving, : self.size] = spread_copies(before, weights, places, groups, generator)
            scores[self.moving, self.size :] = scores[self.moving, self.size - 1 : self.size]
            chosen = self.advancer.rebuild(chosen._replace(scores=scores))
        self.particles = chosen
        self.eve = self.eve[places]
        self.logs = np.zeros(self.size)
        self.resamplings += 1

    def _groups(self) -> NDArray[np.float32]:
        """[moving, N] whether the assumption that replaces the input holds; 1 where none does."""
        holds = self.particles.static.holds
        rows = [np.ones(self.size) if j is None else np.asarray(holds[j])[: self.size] for j in self.assumption_of]
        return np.asarray(rows, np.float32)

    def _keep(self, record: Record) -> dict[str, NDArray[Any]]:
        names = (*RECORDED, "conditions") if self.order.recorded == "paths" else ("conditions",)
        return {name: np.asarray(getattr(record, name))[..., : self.size] for name in names}

    def build(self, prior: Belief | None) -> Filtered:
        """The futures and what was learnt on the way."""
        model, size, particles = self.model, self.size, self.particles
        outcome, goals, forecasts = self.advancer.end(particles)
        public = [np.broadcast_to(np.asarray(v), (self.advancer.places,)) for v in particles.static.inputs[: len(model.inputs)]]
        once: dict[str, Any] = {
            "outcome": outcome,
            "goals": goals,
            "forecasts": forecasts,
            "inputs": np.stack(public) if public else np.zeros((0, self.advancer.places), np.float32),
            "holds": np.stack(particles.static.holds) if particles.static.holds else np.zeros((0, self.advancer.places)),
        }
        for name, lanes in particles.state.tally._asdict().items():
            once[f"tally.{name}"] = (
                (np.stack(lanes) if lanes else np.zeros((0, self.advancer.places))) if isinstance(lanes, tuple) else lanes
            )
        once = {name: np.ascontiguousarray(values[..., :size]) for name, values in once.items()}
        futures = build_futures(
            model, self.order.seed, self.eve.astype(np.uint32), once, self._trace(), self.order.assume, self.order.policy_name
        )
        return Filtered(
            futures=futures,
            steps=tuple(self.steps),
            prior=prior,
            log_evidence=self.log_evidence,
            log_evidence_error=float(np.sqrt(self.variance)),
            effective=self.effective,
            distinct=len(np.unique(self.eve)),
            resamplings=self.resamplings,
        )

    def _trace(self) -> dict[str, NDArray[Any]]:
        """Each future's own past, followed from its last place back through its ancestors: [n, T, N] by name."""
        path = {name: np.empty((first.shape[0], len(self.records), self.size), first.dtype) for name, first in self.records[0].items()}
        places = np.arange(self.size)
        for t in reversed(range(len(self.records))):
            parents = self.parents[t]
            if parents is not None:
                places = parents[places]
            for name, values in self.records[t].items():
                path[name][:, t] = values[:, places]
        return path


def find_moving(program: Program, given: NDArray[np.float32] | None) -> tuple[list[int], list[int | None]]:
    """Rows of the scores that may be spread apart, and the assumption that replaces each: those of continuous inputs that still matter
    after the first period (not starting values, nor credences, whose draws have been made), and are not given from outside."""
    spent = {stock.start for stock in program.stocks} | set(program.assumptions)
    moving: dict[str, int | None] = {}
    still: set[str] = set()
    for i, spec in enumerate(program.inputs):
        rows = [spec.row, *([] if spec.fails_row is None else [spec.fails_row]), *(row for _, row in spec.policies)]
        stepped = any(program.rows[row] > SMOOTH for row in rows)
        uncertain = any(program.rows[row] == SMOOTH for row in rows)
        fixed = given is not None and i < len(given) and not np.isnan(given[i]).any()
        if i in spent or stepped or fixed:
            still.add(spec.draw)
        elif uncertain:
            moving[spec.draw] = spec.assumption
    names = [name for name in static_draws(program) if name in moving and name not in still]
    position = {name: k for k, name in enumerate(static_draws(program))}
    return [position[name] for name in names], [moving[name] for name in names]


def cluster_errors(deviations: F64, weights: F64, ancestors: Places) -> F64:
    """Standard errors of weighted means [n] from deviations [n, N]: particles of one ancestor move together (Chan and Lai 2013)."""
    sums = np.stack([np.bincount(ancestors, weights * row) for row in deviations]) if len(deviations) else np.zeros((0, 1))
    return np.asarray(np.sqrt((sums**2).sum(axis=1)))


def estimate_shares(conditions: NDArray[np.bool_], weights: F64, ancestors: Places) -> tuple[F64, F64]:
    """Shares [n] and standard errors of conditions [n, N]; where all agree, the error of one more than was seen, as elsewhere."""
    shares = conditions @ weights
    errors = cluster_errors(conditions - shares[:, None], weights, ancestors)
    families = len(np.unique(ancestors))
    same = conditions.all(axis=1) | ~conditions.any(axis=1)
    return np.asarray(shares), np.where(same, 1 / (families + 1), errors)


def _evidence_variance(weights: F64, ancestors: Places) -> float:
    """Relative variance of the estimated evidence, from how unevenly it falls to the first ancestors (Lee and Whiteley 2018)."""
    shares = np.bincount(ancestors, weights, minlength=len(weights))
    return float(((shares - 1 / len(shares)) ** 2).sum())


__all__ = ["Belief", "Filtered", "Observed", "Step", "cluster_errors", "estimate_shares", "filter_evidence", "simulate_given"]
