"""Futures given evidence: a particle filter over states, inputs and assumptions, run to the end of the clock.

A filter (Gordon, Salmond and Smith 1993) in which what chance or an actor decides, and the shock of a measured stock, is made to happen
and weighs by its probability (`observe`). Particles are resampled (systematically) when their effective number falls under half; continuous inputs are then
spread apart again (Liu and West 2001), assumptions go with their particle. After the last evidence the population is resampled to as
many futures as were asked for, of equal weights, which play on and can be asked whatever other futures can be asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.advance import Advancer, Particles, take_places
from lynchpin.engine.chances import static_draws
from lynchpin.engine.distributions import SMOOTH
from lynchpin.engine.futures import Futures
from lynchpin.engine.gather import RECORDED, build_futures
from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.observe import build_observed
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
from lynchpin.engine.run import BLOCK, Order, Recorded, build_order, run_order
from lynchpin.errors import ArgumentError

Progress = Callable[[int, int], None]

POPULATION = 10_000
"""How many particles stand behind runs that say which of them to take on."""

PATH_FUTURES = 2048
"""How many of the particles are taken on to the end after each item, to see what was to be expected then."""

SPARE = 6
"""How many particles stand behind each future that is asked for: most of them die of the evidence."""


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
    was then set aside) with its standard error, the effective number of particles after it, and what was to be expected then (None
    unless asked for)."""

    item: Evidence
    log_probability: float
    log_probability_error: float
    effective: float
    belief: Belief | None


@dataclass(frozen=True)
class Filtered:
    """The result of the filter.

    `futures` are equally weighted; their `index` is that of the particle of the first period that each descends from.
    `log_evidence` leaves out items that were set aside. `particles` is how many there were, `effective` the smallest effective number of
    them at any date, `distinct` how many of the first period the futures descend from.
    """

    futures: Futures
    steps: tuple[Step, ...]
    prior: Belief | None
    log_evidence: float
    log_evidence_error: float
    particles: int
    effective: float
    distinct: int
    resamplings: int

    @property
    def impossible(self) -> tuple[Evidence, ...]:
        """Items that no particle could explain."""
        return tuple(s.item for s in self.steps if s.log_probability == -np.inf)


@dataclass(frozen=True)
class Population:
    """Equally weighted particles after the last evidence, before period `start`, with their own past: `path` [n, start, N] by name.

    `ancestors` [N] is the particle of the first period that each descends from.
    """

    advancer: Advancer
    particles: Particles
    start: int
    path: Mapping[str, NDArray[Any]]
    ancestors: Places

    def __len__(self) -> int:
        return len(self.ancestors)


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
    index: NDArray[np.uint32] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Futures:
    """Equally weighted futures given the evidence of the periods up to and with `until`; other arguments as in `simulate`.

    `assume` is in force while the evidence is weighed. `inputs`, `states` and `policy` are set from the period after the last evidence
    on: what was seen happened without them. Runs under one seed meet the same particles and the same chances, so that they can be
    compared future by future; with `index`, future i is taken on from the i-th of the 10,000 that are left of the population (over again beyond them).
    `futures.index` has the same number for futures of one ancestor.
    """
    items = sort_evidence(model, evidence, until)
    order = build_order(
        model, futures, seed=seed, assume=assume, policy=policy, record=record, inputs=inputs, states=states, index=index, block=BLOCK
    )
    if not items:
        return run_order(order, threads=threads, progress=progress)
    spent = [name for name in inputs or {} if name in {s.name for s in model.stocks}]
    if spent:
        raise ArgumentError(f"the evidence comes after the start: the starting value of `{spent[0]}` cannot be set with it")
    population = _recall(order, items, POPULATION if index is not None else futures, threads or os.cpu_count() or 1)
    return go_on(population, order, progress)


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
        model, futures, seed=seed, assume=assume, policy=policy, record=record, inputs=None, states=None, index=None, block=BLOCK
    )
    items = sort_evidence(model, evidence, until)
    run = _Filter(order, threads or os.cpu_count() or 1, follow, min(path_futures, futures))
    prior = run.expect() if follow else None
    for t in range(items[-1].period + 1 if items else 0):
        run.take(t, [item for item in items if item.period == t])
        if progress is not None:
            progress(t + 1, items[-1].period + 1)
    population = run.settle(futures)
    return Filtered(
        futures=go_on(population, order, None),
        steps=tuple(run.steps),
        prior=prior,
        log_evidence=run.log_evidence,
        log_evidence_error=float(np.sqrt(run.variance)),
        particles=run.size,
        effective=run.effective,
        distinct=len(np.unique(population.ancestors)),
        resamplings=run.resamplings,
    )


_recent: dict[tuple[object, ...], tuple[Model, Population]] = {}
"""Populations that were asked for last: many runs may go on from one (states of assumptions by design, policies)."""


def _recall(order: Order, items: Sequence[Evidence], size: int, threads: int) -> Population:
    key = (id(order.model), order.seed, tuple(items), size, tuple(sorted(order.assume.items())))
    if key not in _recent:
        run = _Filter(replace(order, index=np.arange(size, dtype=np.uint32), recorded="paths"), threads, False, 0)
        for t in range(items[-1].period + 1):
            run.take(t, [item for item in items if item.period == t])
        while len(_recent) >= 2:
            _recent.pop(next(iter(_recent)))
        _recent[key] = (order.model, run.settle(size))
    return _recent[key][1]


def go_on(population: Population, order: Order, progress: Progress | None) -> Futures:
    """Plays the rest of the clock with what the order sets; future i goes on from particle i (modulo their number)."""
    advancer, model, index = population.advancer, order.model, order.index
    places = index.astype(np.intp) % len(population)
    particles = population.particles
    if len(index) != len(population) or (places != np.arange(len(population))).any():
        particles = take_places(particles, places)
    particles = _set_from_now(advancer, particles, order)
    neutral = build_observed(model, [])
    records = []
    for t in range(population.start, len(model.periods)):
        particles, record, _ = advancer.play(particles, index, t, t + 1, neutral, order.policy)
        records.append(_keep(record))
        if progress is not None:
            progress(len(index) * (t + 1) // len(model.periods), len(index))
    names = (*RECORDED, "conditions") if order.recorded == "paths" else ("conditions",)
    path = {}
    for name in names:
        new = [record[name][:, None] for record in records]
        path[name] = np.concatenate([population.path[name][..., places], *new], axis=1)
    once = _read_ends(advancer, particles)
    return build_futures(model, order.seed, population.ancestors[places].astype(np.uint32), once, path, order.assume, order.policy_name)


def _set_from_now(advancer: Advancer, particles: Particles, order: Order) -> Particles:
    """The particles with the inputs and states of assumptions that the order sets."""
    if order.inputs is None or order.states is None:
        return particles
    static = particles.static
    holds = tuple(jnp.where(row < 0, held, row.astype(np.float32)) for row, held in zip(order.states, static.holds, strict=True))
    # Only what is set becomes an array of its own: the compiled program depends on which inputs differ between particles.
    given = {i: np.where(np.isnan(row), static.inputs[i], row) for i, row in enumerate(order.inputs) if not np.isnan(row).all()}
    return advancer.rebuild(particles._replace(static=static._replace(holds=holds), given=given))


def _keep(record: Record) -> dict[str, NDArray[Any]]:
    return {name: np.asarray(getattr(record, name)) for name in (*RECORDED, "conditions")}


def _read_ends(advancer: Advancer, particles: Particles) -> dict[str, NDArray[Any]]:
    """What is known once of each future, by the names of `gather`."""
    outcome, goals, forecasts = advancer.end(particles)
    shape = np.shape(outcome)
    public = [np.broadcast_to(np.asarray(v), shape) for v in particles.static.inputs[: len(advancer.model.inputs)]]
    once = {"outcome": outcome, "goals": goals, "forecasts": forecasts}
    once["inputs"] = np.stack(public) if public else np.zeros((0, *shape), np.float32)
    once["holds"] = np.stack(particles.static.holds) if particles.static.holds else np.zeros((0, *shape))
    for name, lanes in particles.state.tally._asdict().items():
        whole = lanes if not isinstance(lanes, tuple) else np.stack(lanes) if lanes else np.zeros((0, *shape))
        once[f"tally.{name}"] = whole
    return once


_KINDS = ("option", "event", "not", "stock", "auxiliary")


def sort_evidence(model: Model, evidence: Sequence[Evidence], until: int | None) -> list[Evidence]:
    """The items up to a period in the order in which they are taken."""
    if until is not None and not -1 <= until < len(model.periods):
        raise ArgumentError(f"the clock has periods 0 to {len(model.periods) - 1}: evidence cannot be taken until period {until}")
    known = [item for item in evidence if until is None or item.period <= until]
    return sorted(known, key=lambda e: (e.period, _KINDS.index(e.kind), e.name, e.option, e.value, e.sd, e.reliability))


class _Filter:
    """The population on its way through the periods that have evidence."""

    def __init__(self, order: Order, threads: int, follow: bool, path_futures: int) -> None:
        self.model, self.seed, self.size = order.model, order.seed, SPARE * len(order.index)
        self.index = np.arange(self.size, dtype=np.uint32)
        self.follow, self.path_futures = follow, path_futures
        self.advancer = Advancer(order.model, order.seed, threads)
        self.particles = self.advancer.begin(self.size, order.credences)
        self.neutral = build_observed(order.model, [])
        self.moving, self.assumption_of = find_moving(order.model.program)
        self.logs = np.zeros(self.size)
        self.ancestors: Places = np.arange(self.size)
        self.log_evidence, self.variance = 0.0, 0.0
        self.effective, self.resamplings = float(self.size), 0
        self.steps: list[Step] = []
        self.records: list[dict[str, NDArray[Any]]] = []
        self.parents: list[Places] = []

    def take(self, t: int, items: Sequence[Evidence]) -> None:
        """Plays period t with its evidence."""
        self.particles, record, logs = self._observe(t, items)
        self.records.append(_keep(record))
        self.parents.append(np.arange(self.size))
        if not items:
            return
        before = add_logs(self.logs)
        self.logs = self.logs + logs
        self.log_evidence += add_logs(self.logs) - before
        weights = normalise(self.logs)
        self.variance = max(self.variance, _evidence_variance(weights, self.ancestors))
        effective = count_effective(weights)
        self.effective = min(self.effective, effective)
        if effective < self.size / 2:
            self._resample(t, weights, self.size, spread=True)

    def settle(self, futures: int) -> Population:
        """As many particles as futures are wanted, of equal weights, and their past."""
        if not self.records:
            first = np.arange(futures)
            self.particles, self.ancestors, self.index = take_places(self.particles, first), first, self.index[:futures]
        else:
            self._resample(len(self.records) - 1, normalise(self.logs), futures, spread=False)
        return Population(self.advancer, self.particles, len(self.records), self._trace(), self.ancestors)

    def _play(self, t: int, items: Sequence[Evidence]) -> tuple[Particles, Record, F64]:
        observed = build_observed(self.model, items) if items else self.neutral
        particles, record, logs = self.advancer.play(self.particles, self.index, t, t + 1, observed, -1)
        return particles, record, logs if items else np.zeros_like(logs)

    def _observe(self, t: int, items: Sequence[Evidence]) -> tuple[Particles, Record, F64]:
        """Plays the period with all items that some particle can explain; item by item where each is to be told apart."""
        played = self._play(t, items)
        if not items or (not self.follow and add_logs(self.logs + played[2]) > -np.inf):
            return played
        kept: list[Evidence] = []
        best, before = self._play(t, []), self.logs
        for item in items:
            played = self._play(t, [*kept, item])
            after = self.logs + played[2]
            told, error = add_logs(after) - add_logs(before), np.nan
            if told > -np.inf:
                error = _step_error(normalise(before), normalise(after), self.ancestors)
                kept, best, before = [*kept, item], played, after
            weights = normalise(before)
            belief = self._expect(best[0], t + 1, weights) if self.follow else None
            self.steps.append(Step(item, told, error, count_effective(weights), belief))
        return best

    def expect(self) -> Belief:
        """What is to be expected before the first period."""
        return self._expect(self.particles, 0, normalise(self.logs))

    def _expect(self, particles: Particles, start: int, weights: F64) -> Belief:
        """Takes some of the particles on to the end, under no further evidence."""
        model, periods = self.model, len(self.model.periods)
        holds = np.stack(particles.static.holds) if particles.static.holds else np.zeros((0, self.size))
        shares = holds @ weights
        hold_errors = cluster_errors(holds - shares[:, None], weights, self.ancestors)
        chosen = resample_systematic(weights, 0.5, self.path_futures)
        some = take_places(particles, chosen)
        index = np.arange(len(chosen), dtype=np.uint32)
        if start < periods:
            some, _, _ = self.advancer.play(some, index, start, periods, self.neutral, -1)
        outcome = np.asarray(self.advancer.end(some)[0])
        ancestors, equal = self.ancestors[chosen], np.full(len(chosen), 1 / len(chosen))
        outcomes = estimate_shares(outcome[None, :] == np.arange(len(model.outcomes))[:, None], equal, ancestors)
        wanted = [[model.outcomes.index(o) for o in names] for names in model.answers.values()]
        yes, errors = estimate_shares(np.stack([np.isin(outcome, w) for w in wanted]), equal, ancestors)
        answers = {name: (float(p), float(e)) for name, p, e in zip(model.answers, yes, errors, strict=True)}
        return Belief(*outcomes, shares, hold_errors, answers)

    def _resample(self, t: int, weights: F64, size: int, *, spread: bool) -> None:
        generator = build_generator(self.seed, f"resampling {t} {spread}")
        places = resample_systematic(weights, float(generator.random()), size)
        chosen: Particles = take_places(self.particles, places)
        if spread and self.moving:
            scores = np.array(chosen.scores)
            before = np.asarray(self.particles.scores)[self.moving]
            scores[self.moving] = spread_copies(before, weights, places, self._groups(), generator)
            chosen = self.advancer.rebuild(chosen._replace(scores=scores))
        self.particles = chosen
        self.parents[t] = self.parents[t][places]
        self._forget_the_dead()
        self.ancestors = self.ancestors[places]
        self.logs = np.zeros(size)
        self.resamplings += spread

    def _forget_the_dead(self) -> None:
        """Keeps of the past only what some particle descends from."""
        for t in reversed(range(len(self.records))):
            alive, self.parents[t] = np.unique(self.parents[t], return_inverse=True)
            self.records[t] = {name: values[:, alive] for name, values in self.records[t].items()}
            if t > 0:
                self.parents[t - 1] = self.parents[t - 1][alive]

    def _groups(self) -> NDArray[np.float32]:
        """[moving, N] whether the assumption that replaces the input holds; 1 where none does."""
        holds = self.particles.static.holds
        return np.asarray([np.ones(self.size) if j is None else holds[j] for j in self.assumption_of], np.float32)

    def _trace(self) -> dict[str, NDArray[Any]]:
        """Each particle's own past, followed back through its ancestors: [n, T, N] by name."""
        shapes = _keep(self._play(0, [])[1]) if not self.records else self.records[0]
        path = {name: np.empty((row.shape[0], len(self.records), len(self.ancestors)), row.dtype) for name, row in shapes.items()}
        places = np.arange(len(self.ancestors))
        for t in reversed(range(len(self.records))):
            places = self.parents[t][places]
            for name, values in self.records[t].items():
                path[name][:, t] = values[:, places]
        return path


def find_moving(program: Program) -> tuple[list[int], list[int | None]]:
    """Rows of the scores that may be spread apart, and the assumption that replaces each: those of continuous inputs that still matter
    after the first period (not starting values, nor credences, whose draws have been made)."""
    spent = {stock.start for stock in program.stocks} | set(program.assumptions)
    moving: dict[str, int | None] = {}
    still: set[str] = set()
    for i, spec in enumerate(program.inputs):
        rows = [spec.row, *([] if spec.fails_row is None else [spec.fails_row]), *(row for _, row in spec.policies)]
        stepped = any(program.rows[row] > SMOOTH for row in rows)
        uncertain = any(program.rows[row] == SMOOTH for row in rows)
        if i in spent or stepped:
            still.add(spec.draw)
        elif uncertain:
            moving[spec.draw] = spec.assumption
    names = [name for name in static_draws(program) if name in moving and name not in still]
    position = {name: k for k, name in enumerate(static_draws(program))}
    return [position[name] for name in names], [moving[name] for name in names]


def cluster_errors(deviations: F64, weights: F64, ancestors: Places) -> F64:
    """Standard errors of weighted means [n] from deviations [n, N]: particles of one ancestor move together (Chan and Lai 2013).

    NaN where all descend from one.
    """
    families, kin = np.unique(ancestors, return_inverse=True)
    sums = np.stack([np.bincount(kin, weights * row) for row in deviations]) if len(deviations) else np.zeros((0, 1))
    spread = np.sqrt((sums**2).sum(axis=1))
    return np.full(len(deviations), np.nan) if len(families) < 2 else spread * np.sqrt(len(families) / (len(families) - 1))


def estimate_shares(conditions: NDArray[np.bool_], weights: F64, ancestors: Places) -> tuple[F64, F64]:
    """Shares [n] and standard errors of conditions [n, N].

    Where all agree, the error is that of one more than was seen; where all descend from one ancestor, that of a single draw at worst.
    """
    shares = conditions @ weights
    errors = cluster_errors(conditions - shares[:, None], weights, ancestors)
    families = len(np.unique(ancestors))
    same = conditions.all(axis=1) | ~conditions.any(axis=1)
    return np.clip(shares, 0.0, 1.0), np.where(same | np.isnan(errors), 1 / (families + 1), errors)


def _evidence_variance(weights: F64, ancestors: Places) -> float:
    """Relative variance of the estimated evidence, from how unevenly it falls to the first ancestors (Lee and Whiteley 2018)."""
    shares = np.bincount(ancestors, weights, minlength=len(weights))
    return float(((shares - 1 / len(shares)) ** 2).sum())


def _step_error(before: F64, after: F64, ancestors: Places) -> float:
    """Standard error of the logarithm of a ratio of estimated evidences, from how the weight moves between the first ancestors."""
    moved = np.bincount(ancestors, after - before)
    return float(np.sqrt((moved**2).sum()))
