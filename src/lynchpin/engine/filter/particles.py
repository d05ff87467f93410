"""Futures given evidence: a particle filter (`filtering`) over states, inputs and assumptions, followed by the rest of the clock.

After the last evidence the particles have equal weights. They play on as the requested number of futures, which any question can use
like other futures.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.filter.advance import Advancer, Particles, take_places
from lynchpin.engine.filter.belief import Belief, Step
from lynchpin.engine.filter.filtering import Filter, Population, keep
from lynchpin.engine.filter.resample import share_places
from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.order import Draws, Order, Progress, resolve
from lynchpin.engine.period.observed import build_observed
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.gather import RECORDED, name_futures
from lynchpin.engine.run import run_order
from lynchpin.errors import ArgumentError
from lynchpin.statistics.estimates import estimate_means
from lynchpin.statistics.shares import count_independent

POPULATION = 10_000
"""Number of particles if the request names the particles to continue from (`index`)."""

PATH_FUTURES = 2048
"""Largest number of particles that play to the end of the clock after each item, to measure the belief at that point."""


@dataclass(frozen=True)
class Filtered:
    """The result of the filter.

    Attributes:
        futures: Equally weighted futures. Those with equal `ancestors` are dependent (`lineages`).
        steps: The effect of each item; those that were skipped included.
        prior: The belief before any evidence; None unless requested.
        log_evidence: Log probability of the evidence, without the items that were skipped.
        log_evidence_error: Standard error of `log_evidence`.
        particles: Number of particles at the start.
        effective: Effective sample size for the shares of outcomes and assumptions.
        distinct: Number of distinct ancestors.
        resamplings: Number of resamplings.
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

    `assume` applies while the evidence is taken in. `inputs`, `states` and `policy` apply from the period after the last evidence, because
    the observed past happened without them. Runs with the same seed share their particles and random numbers, so that they can be
    compared future by future. With `index`, future i continues from particle `index[i]` (modulo 10,000) of a population of 10,000.

    Args:
        model: The model to draw from.
        draws: What to draw, and the evidence.
        threads: Number of threads, one per processor by default.
        progress: Called with the number of futures done and the number requested.

    Returns:
        The futures. Those with equal `ancestors` are dependent (`lineages`).

    Raises:
        ArgumentError: A name is unknown, or the request sets the starting value of a stock although the evidence comes later.
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
    """Draw futures as `simulate_given` does, and report the log evidence and the effect of each item.

    Items of one period enter in the order in which they are given. An item on a stretch enters in pieces, one for each period, after the
    other items of the period.

    Args:
        model: The model to draw from.
        draws: What to draw, and the evidence.
        threads: Number of threads, one per processor by default.
        progress: Called with the number of steps done and their total.
        follow: Whether to measure the belief after each item.
        path_futures: Largest number of particles that play to the end of the clock after each item.

    Returns:
        The futures, and the effect of each item.

    Raises:
        ArgumentError: A period, name or number is out of range.
    """
    order = resolve(model, draws)
    items = sort_evidence(model, draws.evidence, draws.until)
    run = Filter(order, threads or os.cpu_count() or 1, follow, min(path_futures, draws.futures))
    if items:
        population = _take_all(run, items, progress)
        if draws.index is None:  # the same population as `simulate_given` would make, which then need not filter again
            population = model.memo.find(_make_key(draws, items, draws.futures), lambda: population)
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
    """Return the effective sample size for the shares of outcomes and assumptions."""
    held = [futures.assumptions[a.name] for a in futures.model.drawn_assumptions]
    conditions = np.stack([*held, *(futures.outcome == k for k in range(len(futures.model.outcomes)))]).astype(np.float64)
    return count_independent(*estimate_means(conditions, lineage=futures.lineage), len(futures))


def _recall(order: Order, items: Sequence[Evidence], size: int, threads: int) -> Population:
    """Return the population after the evidence, kept on the model because many runs continue from it (policies, designed experiments)."""

    def take() -> Population:
        return _take_all(Filter(replace(order, index=np.arange(size, dtype=np.uint32)), threads, False, 0), items, None)

    population: Population = order.model.memo.find(_make_key(order.draws, items, size), take)
    return population


def _make_key(draws: Draws, items: Sequence[Evidence], size: int) -> Hashable:
    """Everything that a population depends on, as the key under which the model keeps it."""
    return "population", draws.seed, tuple(items), size, tuple(sorted(draws.assume.items()))


def _take_all(run: Filter, items: Sequence[Evidence], progress: Progress | None) -> Population:
    """Take in all items. Progress counts the evidence as half of the work and the final moves as the other half."""
    periods = items[-1].period + 1
    report = progress or (lambda done, of: None)
    for t in range(periods):
        run.take(t, [item for item in items if item.period == t])
        report(t + 1, 2 * periods)
    return run.finish(lambda done, of: report(periods + periods * done // of, 2 * periods))


def continue_futures(population: Population, order: Order, progress: Progress | None) -> Futures:
    """Play the rest of the clock under what the order sets.

    Args:
        population: Particles after the last evidence.
        order: The futures to draw; each continues from the particle that `share_places` gives it.
        progress: Called with the number of futures done and the number requested.

    Returns:
        The futures, with their past.
    """
    advancer, model, index = population.advancer, order.model, order.index
    places = share_places(index, population.drawn, len(population))
    particles = population.particles
    if len(index) != len(population) or (places != np.arange(len(population))).any():
        particles = take_places(particles, places)
    particles = _set_from_now(advancer, particles, order)
    play, names = (_play_paths, (*RECORDED, "conditions")) if order.draws.record == "paths" else (_play_outcomes, ("conditions",))
    particles, parts = play(population, particles, order, progress)
    path = {name: np.concatenate([population.path[name][..., places], *(part[name] for part in parts)], axis=1) for name in names}
    once = _read_ends(advancer, particles)
    return name_futures(model, order.draws, index, once, path, population.ancestors[places].astype(np.uint32))


def resume(draws: Draws, order: Order, places: NDArray[np.intp], threads: int) -> tuple[Advancer, Particles, int]:
    """Return some futures of a run given evidence as they were after the last evidence.

    Args:
        draws: The request of the run.
        order: What to set in these futures from then on.
        places: [N] positions of the futures in the run.
        threads: Number of threads.

    Returns:
        What plays them, the futures, and the period that they play next.
    """
    model, size = order.model, POPULATION if draws.index is not None else draws.futures
    items = sort_evidence(model, draws.evidence, draws.until)
    population = _recall(order, items, size, threads)
    index = np.arange(draws.futures, dtype=np.uint32) if draws.index is None else draws.index
    particles = take_places(population.particles, share_places(index[places], population.drawn, len(population)))
    return population.advancer, _set_from_now(population.advancer, particles, order), population.start


Parts = list[dict[str, NDArray[Any]]]
"""What is recorded in consecutive periods by name, [n, periods, N] each."""


def _play_paths(population: Population, particles: Particles, order: Order, progress: Progress | None) -> tuple[Particles, Parts]:
    """Play the rest of the clock period by period, and record everything."""
    neutral, counters, periods = build_observed(order.model, []), population.advancer.spread(order.index), len(order.model.periods)
    parts: Parts = []
    for t in range(population.start, periods):
        played = population.advancer.play(particles, counters, t, t + 1, neutral, order.policy)
        particles = played.particles
        parts.append({name: values[:, None] for name, values in keep(played.record).items()})
        if progress is not None:
            progress(len(order.index) * (t + 1) // periods, len(order.index))
    return particles, parts


def _play_outcomes(population: Population, particles: Particles, order: Order, progress: Progress | None) -> tuple[Particles, Parts]:
    """Play the rest of the clock in one call, and record conditions only."""
    neutral, counters, periods = build_observed(order.model, []), population.advancer.spread(order.index), len(order.model.periods)
    played = population.advancer.play(particles, counters, population.start, periods, neutral, order.policy)
    if progress is not None:
        progress(len(order.index), len(order.index))
    return played.particles, [{"conditions": played.conditions[population.start :].swapaxes(0, 1)}]


def _set_from_now(advancer: Advancer, particles: Particles, order: Order) -> Particles:
    """Return the particles with the inputs and states of assumptions that the order sets."""
    if order.inputs is None or order.states is None:
        return particles
    static = particles.static
    lasting = {spec.assumption: k for k, spec in enumerate(advancer.model.program.lasting)}
    holds = tuple(
        held if j in lasting else np.where(row < 0, held, (row > 0).astype(np.float64))
        for j, (row, held) in enumerate(zip(order.states, static.holds, strict=True))
    )
    # Only inputs that are set become arrays, because the compiled program depends on which inputs differ between particles.
    given = {i: row for i, row in enumerate(order.inputs) if not np.isnan(row).all()}
    changed = advancer.change(particles, holds, given)
    ends: list[Any] = list(static.ends)
    free: list[Any] = list(static.free)
    holding: list[Any] = list(particles.state.holding)
    for j, k in lasting.items():
        row = order.states[j]
        ends[k] = np.where(row < 0, ends[k], np.where(row == 1, np.inf, np.maximum(row - 1.0, 0.0)))
        free[k] = np.where(row < 0, free[k], 0.0)
        holding[k] = np.where(row < 0, holding[k], (row > 0).astype(np.float64))
    return changed._replace(
        static=changed.static._replace(ends=tuple(ends), free=tuple(free)), state=changed.state._replace(holding=tuple(holding))
    )


def _read_ends(advancer: Advancer, particles: Particles) -> dict[str, NDArray[Any]]:
    """Return the arrays with one entry per future, by the names of `gather`."""
    outcome, goals, forecasts, tally = advancer.end(particles)
    shape = np.shape(outcome)
    public = [np.broadcast_to(np.asarray(v), shape) for v in particles.static.inputs[: len(advancer.model.inputs)]]
    once = {"outcome": outcome, "goals": goals, "forecasts": forecasts}
    once["inputs"] = np.stack(public) if public else np.zeros((0, *shape))
    once["holds"] = np.stack(particles.static.holds) if particles.static.holds else np.zeros((0, *shape))
    return once | {f"tally.{name}": counts for name, counts in tally._asdict().items()}


def sort_evidence(model: Model, evidence: Sequence[Evidence], until: int | None) -> list[Evidence]:
    """Return the items up to a period in the order in which the filter takes them. An item on a stretch is split into its pieces.

    Args:
        model: The model.
        evidence: All items.
        until: The last period, None for all.

    Returns:
        The items.

    Raises:
        ArgumentError: The clock has no period `until`.
    """
    if until is not None and not -1 <= until < len(model.periods):
        raise ArgumentError(f"the clock has periods 0 to {len(model.periods) - 1}: evidence cannot be taken until period {until}")
    last = len(model.periods) - 1 if until is None else until
    pieces = [(piece, min(piece.through, last)) for item in evidence for piece in item.split() if piece.period <= last]
    known = [piece if piece.through < 0 else replace(piece, through=through) for piece, through in pieces]
    return sorted(known, key=lambda e: (e.period, e.first >= 0))
