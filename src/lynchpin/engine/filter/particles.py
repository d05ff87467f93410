"""Futures given evidence: a particle filter (`filtering`) over states, inputs and assumptions, run to the end of the clock.

After the last evidence the population is as many futures as were asked for, of equal weights, which play on and can be asked
whatever other futures can be asked.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.filter.advance import Advancer, Particles, take_places
from lynchpin.engine.filter.filtering import Belief, Filter, Population, Step, keep
from lynchpin.engine.filter.resample import share_places
from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.order import Draws, Order, Progress, resolve
from lynchpin.engine.period.observe import build_observed
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.gather import RECORDED, name_futures
from lynchpin.engine.run import run_order
from lynchpin.errors import ArgumentError
from lynchpin.statistics.estimates import estimate_means
from lynchpin.statistics.shares import count_independent

POPULATION = 10_000
"""How many particles standing behind runs that say which of them to take on."""

PATH_FUTURES = 2048
"""How many of the particles, at most, are taken on to the end after each item, to see what was to be expected then."""


@dataclass(frozen=True)
class Filtered:
    """The result of the filter.

    `futures` are equally weighted; their `index` is that of the ancestor of each (`lineages`), of which `distinct` are left.
    `log_evidence` leaves out items that were set aside. `particles` is how many there were at first, `effective` how many independent
    futures would have the errors that the shares of outcomes and assumptions have.
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


def simulate_given(model: Model, draws: Draws, *, threads: int | None = None, progress: Progress | None = None) -> Futures:
    """Draw equally weighted futures given the evidence of the periods up to and including `draws.until`.

    `assume` is in force while the evidence is weighed. `inputs`, `states` and `policy` are set from the period after the last evidence
    on: what was seen happened without them. Runs under one seed share their particles and their random numbers, so that they can be
    compared future by future; with `index`, future i continues from the particle in its place in a population of 10,000 (modulo 10,000).

    Args:
        model: The model to draw from.
        draws: What to draw, and the evidence.
        threads: Number of threads, one per processor by default.
        progress: Called with the number of futures that are done and the number requested.

    Returns:
        The futures. Those with equal `ancestors` are dependent (`lineages`).

    Raises:
        ArgumentError: The model does not know a name, or the starting value of a stock is set although the evidence comes later.
    """
    items = sort_evidence(model, draws.evidence, draws.until)
    order = resolve(model, draws)
    if not items:
        return run_order(order, threads=threads, progress=progress)
    stocks = {s.name for s in model.stocks}
    spent = [name for name in draws.inputs if name in stocks]
    if spent:
        raise ArgumentError(f"the evidence comes after the start: the starting value of `{spent[0]}` cannot be set with it")
    size = POPULATION if draws.index is not None else draws.futures
    population = _recall(order, items, size, threads or os.cpu_count() or 1)
    return continue_futures(population, order, progress)


def filter_evidence(
    model: Model,
    draws: Draws,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    follow: bool = True,
    path_futures: int = PATH_FUTURES,
) -> Filtered:
    """As `simulate_given`, with the log evidence and, if `follow`, what each item adds.

    Items of one period are taken jointly; what each adds is then reported in the order of kind (option, event, not, stock, auxiliary)
    and name, whatever their order in the file.

    Args:
        model: The model to draw from.
        draws: What to draw, and the evidence.
        threads: Number of threads, one per processor by default.
        progress: Called with the number of steps that are done and their total.
        follow: Whether to report on each item.
        path_futures: Number of particles that are continued to the end after each item, at most.

    Returns:
        The futures, with the steps that led to them.

    Raises:
        ArgumentError: A period, name or number is out of range.
    """
    order = resolve(model, draws)
    items = sort_evidence(model, draws.evidence, draws.until)
    run = Filter(order, threads or os.cpu_count() or 1, follow, min(path_futures, draws.futures))
    if items:
        population = _take_all(run, items, progress)
        given = continue_futures(population, order, None)
    else:
        given = run_order(order, threads=threads)
    return Filtered(
        futures=given,
        steps=tuple(run.steps),
        prior=run.prior,
        log_evidence=run.log_evidence,
        log_evidence_error=float(np.sqrt(run.variance)),
        particles=draws.futures,
        effective=_count_effective(given),
        distinct=len(np.unique(given.lineage)),
        resamplings=run.resamplings,
    )


def _count_effective(futures: Futures) -> float:
    """How many independent futures these are worth for the shares of outcomes and of assumptions."""
    held = [futures.assumptions[a.name] for a in futures.model.drawn_assumptions]
    conditions = np.stack([*held, *(futures.outcome == k for k in range(len(futures.model.outcomes)))]).astype(np.float64)
    return count_independent(*estimate_means(conditions, lineage=futures.lineage), len(futures))


def _recall(order: Order, items: Sequence[Evidence], size: int, threads: int) -> Population:
    """The population after the evidence: many runs may continue from it (states of assumptions by design, policies)."""

    def take() -> Population:
        return _take_all(Filter(replace(order, index=np.arange(size, dtype=np.uint32)), threads, False, 0), items, None)

    draws = order.draws
    population: Population = order.model.memo.find(
        ("population", draws.seed, tuple(items), size, tuple(sorted(draws.assume.items()))), take
    )
    return population


def _take_all(run: Filter, items: Sequence[Evidence], progress: Progress | None) -> Population:
    """Half of the work is to take the evidence, the other half to move what is left."""
    periods = items[-1].period + 1
    report = progress or (lambda done, of: None)
    for t in range(periods):
        run.take(t, [item for item in items if item.period == t])
        report(t + 1, 2 * periods)
    return run.finish(lambda done, of: report(periods + periods * done // of, 2 * periods))


def continue_futures(population: Population, order: Order, progress: Progress | None) -> Futures:
    """Plays the rest of the clock with what the order sets; future i goes on from particle i (modulo their number)."""
    advancer, model, index = population.advancer, order.model, order.index
    places = share_places(index, population.drawn, len(population))
    particles = population.particles
    if len(index) != len(population) or (places != np.arange(len(population))).any():
        particles = take_places(particles, places)
    particles = _set_from_now(advancer, particles, order)
    neutral, counters = build_observed(model, []), advancer.spread(index)
    records = []
    for t in range(population.start, len(model.periods)):
        particles, record, _ = advancer.play(particles, counters, t, t + 1, neutral, order.policy)
        records.append(keep(record))
        if progress is not None:
            progress(len(index) * (t + 1) // len(model.periods), len(index))
    names = (*RECORDED, "conditions") if order.draws.record == "paths" else ("conditions",)
    path = {}
    for name in names:
        new = [record[name][:, None] for record in records]
        path[name] = np.concatenate([population.path[name][..., places], *new], axis=1)
    once = _read_ends(advancer, particles)
    return name_futures(model, order.draws, index, once, path, population.ancestors[places].astype(np.uint32))


def _set_from_now(advancer: Advancer, particles: Particles, order: Order) -> Particles:
    """The particles with the inputs and states of assumptions that the order sets."""
    if order.inputs is None or order.states is None:
        return particles
    static = particles.static
    holds = tuple(np.where(row < 0, held, row.astype(np.float64)) for row, held in zip(order.states, static.holds, strict=True))
    # Only what is set becomes an array of its own: the compiled program depends on which inputs differ between particles.
    given = {i: np.where(np.isnan(row), static.inputs[i], row) for i, row in enumerate(order.inputs) if not np.isnan(row).all()}
    return advancer.change(particles, holds, given)


def _read_ends(advancer: Advancer, particles: Particles) -> dict[str, NDArray[Any]]:
    """What is known once of each future, by the names of `gather`."""
    outcome, goals, forecasts, tally = advancer.end(particles)
    shape = np.shape(outcome)
    public = [np.broadcast_to(np.asarray(v), shape) for v in particles.static.inputs[: len(advancer.model.inputs)]]
    once = {"outcome": outcome, "goals": goals, "forecasts": forecasts}
    once["inputs"] = np.stack(public) if public else np.zeros((0, *shape))
    once["holds"] = np.stack(particles.static.holds) if particles.static.holds else np.zeros((0, *shape))
    return once | {f"tally.{name}": counts for name, counts in tally._asdict().items()}


_KINDS = ("option", "event", "not", "stock", "auxiliary")


def sort_evidence(model: Model, evidence: Sequence[Evidence], until: int | None) -> list[Evidence]:
    """The items up to a period in the order in which they are taken."""
    if until is not None and not -1 <= until < len(model.periods):
        raise ArgumentError(f"the clock has periods 0 to {len(model.periods) - 1}: evidence cannot be taken until period {until}")
    known = [item for item in evidence if until is None or item.period <= until]
    return sorted(known, key=lambda e: (e.period, _KINDS.index(e.kind), e.name, e.option, e.value, e.sd, e.reliability))
