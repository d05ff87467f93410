"""One period: everybody chooses, chance falls, quantities follow, stocks change all at once.

The state holds only what the next period needs. The futures are the last axis of every array (B of them).
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float32, Int8, Int32, UInt32

from lynchpin.engine.chance.draws import PathChances, Static, Toggles, read_path
from lynchpin.engine.chance.times import Times
from lynchpin.engine.choice.choices import Choice, Setting, choose, draw_option
from lynchpin.engine.choice.projection import lever_readers
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.evaluate import Leaf, Scope
from lynchpin.engine.graph.program import AccumulatorSpec, Program
from lynchpin.engine.model import Numbers
from lynchpin.engine.period.observe import Observation, Observed, observe_event, observe_option, observe_stock, weigh_measured

LARGE_RESIDUAL = 1e-4
NEAR_UNIFORM = 0.05


class Tally(NamedTuple):
    """Counts per future, [B] or [n, B] each, from which `futures.Health` is summed."""

    games: Array
    residual_large: Array
    residual_max: Array
    unproven: Array
    clipped: Array
    chance_clipped: Array
    decisions: Array
    largest: Array
    uniform: Array
    unsound: Array


class State(NamedTuple):
    """Stocks, memories and accumulators [B]; `last` option of each actor [B] (int32); `play` of the last period [options, B]."""

    stocks: tuple[Array, ...]
    memories: tuple[Array, ...]
    accumulators: tuple[Array, ...]
    last: tuple[Array, ...]
    play: tuple[Array, ...]
    tally: Tally


class Record(NamedTuple):
    """What a record of a period shows: stocks at its end, all else during it. Each array [n, B].

    standing [1, B]: the outcome that the future would have if it ended with this period.
    """

    stocks: Array
    auxiliaries: Array
    events: Array
    options: Array
    favourites: Array
    indicators: Array
    standing: Array
    conditions: Array


def start_state(program: Program, numbers: Numbers, static: Static, lanes: int) -> State:
    """The state before the first period."""

    def full(value: float | Array) -> Array:
        return jnp.broadcast_to(jnp.asarray(value, jnp.float32), (lanes,))

    stocks = []
    for i, stock in enumerate(program.stocks):
        value = static.inputs[stock.start]
        if stock.bounded:
            value = jnp.clip(value, numbers.bounds[i, 0], numbers.bounds[i, 1])
        stocks.append(full(value))
    actors = program.actors
    nothing = full(0.0)
    stocks_none, events_none, actors_none = (jnp.zeros((n, lanes)) for n in (len(program.stocks), len(program.events), len(actors)))
    tally = Tally(nothing, nothing, nothing, nothing, stocks_none, events_none, actors_none, actors_none, actors_none, nothing)
    return State(
        tuple(stocks),
        tuple(full(m.initial) for m in program.memories),
        tuple(full(_NEUTRAL[a.kind]) for a in program.accumulators),
        tuple(jnp.zeros(lanes, jnp.int32) for _ in actors),
        tuple(jnp.full((len(a.options), lanes), 1 / len(a.options), jnp.float32) for a in actors),
        tally,
    )


_NEUTRAL = {
    "ever": 0.0, "by": 0.0, "always": 1.0, "count": 0.0, "total": 0.0, "final": 0.0, "at": 0.0,
    "highest": -jnp.inf, "lowest": jnp.inf,
}  # fmt: skip


def play_period(
    program: Program,
    numbers: Numbers,
    static: Static,
    toggles: Toggles,
    state: State,
    t: Int32[Array, ""],
    words: UInt32[Array, "draws B"],
    observed: Observed | None = None,
) -> tuple[State, Record, Float32[Array, " B"]]:
    """Plays period t; `words` [draws, B] in the order of `path_draws`.

    With `observed`, what was seen in this period is made to happen where chance or an actor decides it, and the third result is the
    logarithm of the probability of all that was seen ([B], else zeros).
    """
    lanes = words.shape[-1]
    chances = read_path(program, numbers, static, words)
    noises = chances.noises
    times = Times(program, numbers, static, toggles.policy, t)
    seen = Observation(observed, t, lanes)

    base = _base_scope(program, static, state, times, chances, t, numbers)
    choice = _choose(program, numbers, static, state, base, times, noises, lanes)
    options = _draw_options(program, choice, chances, seen)

    scope = _actual_scope(program, numbers, base, options, chances, seen)
    ends = tuple(_lanes(scope.leaf("end", i), lanes) for i in range(len(program.stocks)))
    accumulators = tuple(_accumulate(a, kept, scope, t) for a, kept in zip(program.accumulators, state.accumulators, strict=True))
    standing = _judge(program, _read_path(accumulators), lanes)
    record = _record(program, scope, ends, options, choice, noises, standing, lanes)
    weigh_measured(seen, record.stocks, record.auxiliaries)
    memories = tuple(_lanes(scope.value(m.node), lanes) for m in program.memories)
    tally = _tally(program, numbers, state.tally, scope, choice, (*record.auxiliaries, *accumulators), lanes)
    return State(ends, memories, accumulators, options, choice.play, tally), record, seen.log_weight


def _lanes(value: Array, lanes: int) -> Array:
    return jnp.broadcast_to(value, (lanes,)).astype(jnp.float32)


def _base_scope(program: Program, static: Static, state: State, times: Times, chances: PathChances, t: Array, numbers: Numbers) -> Scope:
    """The world as the period begins. Levers stand as they were left (at the start: each actor's first option)."""
    readers: dict[Leaf, object] = {("input", i): partial(_given, v) for i, v in enumerate(static.inputs)}
    readers.update({("stock", i): partial(_given, v) for i, v in enumerate(state.stocks)})
    readers.update({("memory", m): partial(_given, v) for m, v in enumerate(state.memories)})
    readers.update(times.readers())
    readers.update(lever_readers(program, _levels(numbers), _chosen(program, state.last)))
    scope = Scope(readers, first=t == 0)  # type: ignore[arg-type]
    for e in range(len(program.events)):
        readers[("event", e)] = partial(_fires, program, scope, e, chances, None)
    scope.override(readers)  # type: ignore[arg-type]
    return scope


def _given(value: Array) -> Array:
    return value


def _levels(numbers: Numbers) -> dict[int, Array]:
    return {a: jnp.asarray(table)[:, :, None] for a, table in enumerate(numbers.levels)}


def _chosen(program: Program, options: tuple[Array, ...]) -> dict[int, Array]:
    return {
        a: jnp.stack([(options[a] == o).astype(jnp.float32) for o in range(len(actor.options))]) for a, actor in enumerate(program.actors)
    }


def _actual_scope(
    program: Program, numbers: Numbers, base: Scope, options: tuple[Array, ...], chances: PathChances, seen: Observation
) -> Scope:
    readers = lever_readers(program, _levels(numbers), _chosen(program, options))
    scope = Scope(readers, base)
    for e in range(len(program.events)):
        readers[("event", e)] = partial(_fires, program, scope, e, chances, seen)
    for i in range(len(program.stocks)):
        readers[("free", i)] = partial(_free, program, numbers, scope, i, chances.noises, seen)
        readers[("end", i)] = partial(_end, program, numbers, scope, i)
    scope.override(readers)
    return scope


def _fires(program: Program, scope: Scope, e: int, chances: PathChances, seen: Observation | None) -> Array:
    event = program.events[e]
    chance = scope.value(event.node)
    if event.kind == "chance":
        chance = jnp.clip(chance, 0.0, 1.0)
    if event.fired is not None:
        chance = chance * (1.0 - scope.leaf("memory", event.fired))
    uniform = chances.uniforms[f"event:{event.name}"] if event.kind == "chance" else None
    return optimization_barrier(observe_event(seen, e, chance, uniform))


def _end(program: Program, numbers: Numbers, scope: Scope, i: int) -> Array:
    value = scope.leaf("free", i)
    return jnp.clip(value, numbers.bounds[i, 0], numbers.bounds[i, 1]) if program.stocks[i].bounded else value


def _free(program: Program, numbers: Numbers, scope: Scope, i: int, noises: dict[str, Array], seen: Observation) -> Array:
    """A stock's value at the period's end before its bounds."""
    stock = program.stocks[i]
    value = scope.value(stock.next)
    if stock.shock is None:
        return optimization_barrier(value)
    drawn = value + noises[stock.shock.draw]
    if stock.shock.kind != "normal" or stock.shock.draw in program.correlated:
        return optimization_barrier(drawn)
    mean, sd = jnp.asarray(numbers.noise)[stock.shock.index]
    bounds = jnp.asarray(numbers.bounds)
    return optimization_barrier(observe_stock(seen, i, value + mean, sd, drawn, (bounds[i, 0], bounds[i, 1])))


def _choose(
    program: Program, numbers: Numbers, static: Static, state: State, base: Scope, times: Times, noises: dict[str, Array], lanes: int
) -> Choice:
    perceived = []
    for actor in program.actors:
        view: dict[Leaf, Array] = {}
        for p in actor.perceives:
            value = base.value(p.leaf)
            if p.bias is not None:
                value = value + static.inputs[p.bias]
            if p.noise is not None:
                value = value + noises[p.noise.draw]
            if p.leaf.op == "stock" and isinstance(p.leaf.data, int) and program.stocks[p.leaf.data].bounded:
                value = jnp.clip(value, numbers.bounds[p.leaf.data, 0], numbers.bounds[p.leaf.data, 1])
            view[(p.leaf.op, p.leaf.data)] = optimization_barrier(value)
        perceived.append(view)
    levels = tuple(jnp.asarray(table) for table in numbers.levels)
    setting = Setting(base, times, state.last, tuple(perceived), levels, jnp.asarray(numbers.bounds), static.inputs, state.play)
    return choose(program, setting, lanes)


def _draw_options(program: Program, choice: Choice, chances: PathChances, seen: Observation) -> tuple[Array, ...]:
    options = []
    for a, actor in enumerate(program.actors):
        play = observe_option(seen, a, choice.play[a])
        options.append(draw_option(play, chances.uniforms[f"actor:{actor.name}"]))
    return tuple(options)


def _record(
    program: Program,
    scope: Scope,
    ends: tuple[Array, ...],
    options: tuple[Array, ...],
    choice: Choice,
    noises: dict[str, Array],
    standing: Array,
    lanes: int,
) -> Record:
    def stack(values: list[Array], kind: object = jnp.float32) -> Array:
        rows = [jnp.broadcast_to(v, (lanes,)).astype(kind) for v in values]  # type: ignore[arg-type]
        return jnp.stack(rows) if rows else jnp.zeros((0, lanes), kind)  # type: ignore[arg-type]

    indicators = [scope.value(node) + (noises[noise.draw] if noise is not None else 0.0) for node, noise in program.indicators]
    return Record(
        stack(list(ends)),
        stack([scope.value(node) for node in program.auxiliaries]),
        stack([scope.leaf("event", e) > 0.5 for e in range(len(program.events))], jnp.uint8),
        stack(list(options), jnp.uint8),
        stack([f for own in choice.favourites for f in own], jnp.uint8),
        stack(indicators),
        standing[None],
        stack([scope.value(node) > 0.5 for node in program.conditions], jnp.uint8),
    )


def _accumulate(spec: AccumulatorSpec, kept: Array, scope: Scope, t: Array) -> Array:
    x = scope.value(spec.node)
    match spec.kind:
        case "ever" | "highest":
            new = jnp.maximum(kept, x)
        case "always" | "lowest":
            new = jnp.minimum(kept, x)
        case "count" | "total":
            new = kept + x
        case "final":
            new = x
        case "at":
            new = jnp.where(t == spec.period, x, kept)
        case "by":
            new = jnp.where(t <= spec.period, jnp.maximum(kept, x), kept)
        case _:
            raise ValueError(f"unknown accumulator {spec.kind}")
    return jnp.broadcast_to(new, kept.shape)


def _tally(program: Program, numbers: Numbers, tally: Tally, scope: Scope, choice: Choice, results: tuple[Array, ...], lanes: int) -> Tally:
    """The counts after one more period. `results` [B] each may be infinite (`since` an event that never was), but must be numbers:
    a comparison with what is none is false, and would pass for an ending that did not happen."""
    deciding = _rows([(d > 0.5).astype(jnp.float32) for d in choice.deciding], lanes)
    top = _rows([jnp.max(p, axis=0) for p in choice.play], lanes)
    far = _rows([jnp.max(jnp.abs(p - 1 / p.shape[0]), axis=0) for p in choice.play], lanes)
    played = jnp.max(deciding, axis=0, initial=0.0)
    free = _rows([scope.leaf("free", i) for i in range(len(program.stocks))], lanes)
    low, high = jnp.asarray(numbers.bounds)[:, 0:1], jnp.asarray(numbers.bounds)[:, 1:2]
    slack = 1e-6 * jnp.abs(free)
    # Only a chance can leave 0..1 by mistake; a condition is 0 or 1.
    chance = _rows([optimization_barrier(scope.value(e.node)) if e.kind == "chance" else jnp.zeros(()) for e in program.events], lanes)
    # Anything times 0 is 0 but for what is not finite; added up by hand, which is cheaper here than a reduction.
    sound = jnp.isfinite(sum((row * 0.0 for part in (free, chance, top) for row in part), start=jnp.zeros(lanes)))
    for result in results:
        sound = sound & ~jnp.isnan(result)
    return Tally(
        tally.games + played,
        tally.residual_large + played * _truth(choice.residual > LARGE_RESIDUAL),
        jnp.maximum(tally.residual_max, played * choice.residual),
        tally.unproven + played * _truth(~choice.proven),
        tally.clipped + _truth((free < low - slack) | (free > high + slack)),
        tally.chance_clipped + _truth((chance < 0.0) | (chance > 1.0)),
        tally.decisions + deciding,
        tally.largest + deciding * top,
        tally.uniform + deciding * _truth(far < NEAR_UNIFORM),
        jnp.maximum(tally.unsound, _truth(~sound)),
    )


def _truth(condition: Array) -> Array:
    return condition.astype(jnp.float32)


def _rows(values: list[Array], lanes: int) -> Array:
    """[n, B] of values of [B] or less."""
    return jnp.stack([jnp.broadcast_to(v, (lanes,)) for v in values]) if values else jnp.zeros((0, lanes))


def finish(
    program: Program, state: State, lanes: int
) -> tuple[Int8[Array, " {lanes}"], Float32[Array, "goals {lanes}"], Float32[Array, "forecasts {lanes}"]]:
    """Outcome of each future ([B], -1 where none matches), goals [n, B] and forecasts [n, B], from the whole path."""
    scope = _read_path(state.accumulators)

    def stack(nodes: tuple[object, ...]) -> Array:
        rows = [_lanes(scope.value(n), lanes) for n in nodes]  # type: ignore[arg-type]
        return jnp.stack(rows) if rows else jnp.zeros((0, lanes))

    return _judge(program, scope, lanes), stack(program.goals), stack(program.forecasts)


def _read_path(accumulators: tuple[Array, ...]) -> Scope:
    """What can be read of a path as far as it has come."""
    return Scope({("accumulator", k): partial(_given, v) for k, v in enumerate(accumulators)})


def _judge(program: Program, scope: Scope, lanes: int) -> Array:
    """The first outcome whose condition holds ([B], -1 where none does)."""
    outcome = jnp.full(lanes, -1, jnp.int8)
    for k in reversed(range(len(program.outcomes))):
        when = program.outcomes[k]
        holds = jnp.ones(lanes, bool) if when is None else scope.value(when) > 0.5
        outcome = jnp.where(holds, jnp.int8(k), outcome)
    return outcome
