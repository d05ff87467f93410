"""Replays: futures of a run are played once more, as they were or with changes, and with the reasons of every choice.

A replayed future has the random numbers of the original, so what differs from it is the effect of the change. Given evidence, a replay
starts after the last evidence, because what was observed does not change.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from lynchpin.engine.chance.draws import draw_static
from lynchpin.engine.chance.noises import path_draws
from lynchpin.engine.chance.random import draw_period_words
from lynchpin.engine.chance.static import Static, Toggles, foresee
from lynchpin.engine.choice.reasons import Reasons, find_reasons
from lynchpin.engine.filter.advance import Advancer
from lynchpin.engine.filter.particles import resume, sort_evidence
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import Model
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.order import Draws, Order, resolve
from lynchpin.engine.period.observed import Observed, build_observed, count_rows
from lynchpin.engine.period.period import carry_out, decide, finish
from lynchpin.engine.period.state import Record, State, start_state


@dataclass(frozen=True)
class Changes:
    """How N replayed futures differ from the originals. What is not named stays as it was drawn.

    A chance event that is certain, or an option that the actor never chooses, cannot be removed or added: it stays as it is.

    Attributes:
        assumptions: By assumption, [N] 1 where it holds throughout, 0 where it fails from the start, -1 as drawn.
        options: By actor, [T, N] index of its option, -1 as drawn.
        events: By chance event, [T, N] whether it fires, -1 as drawn.
        states: By event with states, [T, N] index of its state, -1 as drawn.
        stocks: By stock, [T, N] its value at the start of the period, NaN where it is not changed.
    """

    assumptions: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    options: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    events: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    states: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    stocks: Mapping[str, NDArray[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Replay:
    """N futures that were played again.

    Attributes:
        start: The first period that was played. Arrays are zero in earlier periods.
        outcome: [N] index of the outcome, -1 if there is none.
        options: By actor, [T, N] index of its option.
        stocks: By stock, [T, N] its value at the end of each period.
        reasons: By actor, the reasons of its choices, with the periods as the first axis of every array.
    """

    start: int
    outcome: NDArray[np.int8]
    options: Mapping[str, NDArray[np.uint8]]
    stocks: Mapping[str, NDArray[np.float64]]
    reasons: Mapping[str, Reasons]


class _Forced(NamedTuple):
    """Changes as arrays. The first three are probabilities of a report on what happens: 0 where it is ruled out.

    Attributes:
        options: For each actor, [T, options, B].
        events: [T, events, 2, B] for not firing and firing.
        states: For each event with states, [T, states, B].
        stocks: [T, stocks, B] values at the start of a period, NaN where there is no change.
    """

    options: tuple[Any, ...]
    events: Any
    states: tuple[Any, ...]
    stocks: Any


class _Played(NamedTuple):
    outcome: Array
    record: Record
    reasons: tuple[Reasons, ...]


def replay(model: Model, draws: Draws, places: NDArray[np.intp], changes: Changes | None = None, *, threads: int | None = None) -> Replay:
    """Play futures again.

    Args:
        model: The model.
        draws: The request that drew them.
        places: [N] positions of the futures in that run; the same future may be played several times with different changes.
        changes: What to change; nothing by default.
        threads: Number of threads, one per processor by default.

    Returns:
        The futures with the reasons of all choices.

    Raises:
        ArgumentError: A name in the request is unknown.
    """
    changes, threads = changes or Changes(), threads or os.cpu_count() or 1
    order = _set_assumptions(resolve(model, draws.pick(places)), changes)
    if sort_evidence(model, draws.evidence, draws.until):
        if order.states is not None and order.inputs is None:
            order = replace(order, inputs=np.full((len(model.inputs), len(places)), np.nan))
        advancer, particles, start = resume(draws, order, places, threads)
        static, state = particles.static, particles.state
    else:
        advancer, start = Advancer(model, draws.seed, threads), 0
        given = (order.index, order.inputs, _find_states(order), order.sources)
        static, state = advancer.call("start", _start, given, (advancer.static_keys, order.credences, np.int32(order.policy)), brief=True)
    shared = (advancer.path_keys, np.int32(order.policy), build_observed(model, []), np.int32(start))
    split = (order.index, static._replace(surprises=()), state, _force(model, changes, len(places)))
    played: _Played = advancer.call("replay", _replay, split, shared, brief=True)
    return Replay(
        start=start,
        outcome=np.asarray(played.outcome),
        options={actor.name: np.asarray(played.record.options)[:, a] for a, actor in enumerate(model.actors)},
        stocks={stock.name: np.asarray(played.record.stocks)[:, i] for i, stock in enumerate(model.stocks)},
        reasons={actor.name: reasons for actor, reasons in zip(model.actors, played.reasons, strict=True)},
    )


def _find_states(order: Order) -> NDArray[np.int16]:
    """Return [assumptions, N] the states that an order sets, -1 where drawn."""
    none = np.full((len(order.model.drawn_assumptions), len(order.index)), -1, np.int16)
    return none if order.states is None else order.states


def _set_assumptions(order: Order, changes: Changes) -> Order:
    """Return the order with the states of assumptions that are changed."""
    if not changes.assumptions:
        return order
    states, names = _find_states(order).copy(), [a.name for a in order.model.drawn_assumptions]
    for name, row in changes.assumptions.items():
        place = names.index(name)
        states[place] = np.where(row < 0, states[place], row)
    return replace(order, states=states)


def _force(model: Model, changes: Changes, futures: int) -> _Forced:
    """Return changes as arrays."""
    program, periods = model.program, len(model.periods)

    def rule_out(changed: NDArray[Any] | None, count: int) -> NDArray[np.float64]:
        """Return [T, count, N] 0 for each case but the one that is set."""
        whole = np.ones((periods, count, futures))
        if changed is None:
            return whole
        cases = np.arange(count)[:, None]
        return np.where(changed[:, None] < 0, whole, changed[:, None] == cases)

    events = [rule_out(changes.events.get(event.name), 2) for event in program.events]
    none = np.full((periods, futures), np.nan)
    stocks = [changes.stocks.get(stock.name, none) for stock in model.stocks]
    return _Forced(
        options=tuple(rule_out(changes.options.get(a.name), len(a.options)).astype(np.float32) for a in model.actors),
        events=np.stack(events, axis=1) if events else np.ones((periods, 0, 2, futures)),
        states=tuple(rule_out(changes.states.get(event.name), len(event.states)) for event in program.states),
        stocks=np.stack(stocks, axis=1) if stocks else np.zeros((periods, 0, futures)),
    )


def _start(
    program: Program, numbers: Numbers, shared: Any, index: Array, inputs: Array | None, states: Array, sources: Array | None
) -> tuple[Static, State]:
    """Draw futures as `run` does, and return them before the first period."""
    keys, credences, policy = shared
    static = draw_static(program, numbers, keys, index, Toggles(credences, policy, inputs, states, sources))
    never = jnp.full((count_rows(program), index.shape[0]), -1, jnp.int32)
    return static, start_state(program, numbers, static, index.shape[0])._replace(latest=never)


def _replay(program: Program, numbers: Numbers, shared: Any, index: Array, static: Static, state: State, forced: _Forced) -> _Played:
    keys, policy, neutral, start = shared
    batch = index.shape[0]
    toggles, static = Toggles(jnp.full(len(program.assumptions), jnp.nan, PLAYED), policy), foresee(static)
    observed: Observed = neutral._replace(options=forced.options, events=forced.events, states=forced.states)

    @jax.jit  # traced once instead of again inside the loop
    def play(t: Array, state: State) -> tuple[State, tuple[Record, tuple[Reasons, ...]]]:
        words = draw_period_words(keys, jnp.broadcast_to(index, (len(path_draws(program)), batch)), t)
        rows = forced.stocks[t]
        changed = tuple(jnp.where(jnp.isnan(row), stock, row) for row, stock in zip(rows, state.stocks, strict=True))
        decided = decide(program, numbers, static, toggles, state._replace(stocks=changed), t, words, observed)
        reasons = find_reasons(program, decided.decision, batch)
        following, record, _ = carry_out(decided)
        return following, (record, reasons)

    def advance(t: Array, carried: tuple[State, Any]) -> tuple[State, Any]:
        following, found = play(t, carried[0])
        kept = jax.tree.map(lambda whole, part: lax.dynamic_update_index_in_dim(whole, part, t, 0), carried[1], found)
        return following, kept

    shapes = jax.eval_shape(play, start, state)[1]
    empty = jax.tree.map(lambda s: jnp.zeros((program.periods, *s.shape), s.dtype), shapes)
    state, (record, reasons) = lax.fori_loop(start, jnp.int32(program.periods), advance, (state, empty))
    return _Played(finish(program, numbers, state, batch)[0], record, reasons)
