"""The values of one period: before any actor has chosen (base), and as it is played (actual).

Each is a `Scope`, which computes a value when it is first read. In the base scope, which choices read, levers are at the actors' last
options (at first, those that they start with). In the actual scope, options are drawn, events have fired and stocks have their values at the end
of the period.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.chance.noises import PeriodDraws
from lynchpin.engine.chance.static import Static
from lynchpin.engine.chance.times import Times
from lynchpin.engine.choice.choices import draw_option
from lynchpin.engine.choice.projection import lever_readers
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.bounds import read_bounds
from lynchpin.engine.graph.evaluate import Leaf, Scope
from lynchpin.engine.graph.integration import Integral, Integrator, integral_readers, level_readers
from lynchpin.engine.graph.precision import FORESEEN, PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.sharing import count_uses
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.period.observe import Observation, observe_event, observe_state, observe_stock
from lynchpin.engine.period.state import State


class World(NamedTuple):
    """All that the values of a period are computed from.

    Attributes:
        program: Structure of the model.
        numbers: Its declared numbers.
        static: What was drawn once per future.
        state: The state at the start of the period.
        draws: Random draws of the period.
        times: Values that depend on the date.
        t: Index of the period.
    """

    program: Program
    numbers: Numbers
    static: Static
    state: State
    draws: PeriodDraws
    times: Times
    t: Array


def base_scope(world: World, seen: Observation) -> Scope:
    """Return the values of the period before any actor has chosen.

    Args:
        world: What values are computed from.
        seen: Evidence of the period, given which events are drawn. Its log probability is not used.
    """
    program, state = world.program, world.state
    readers: dict[Leaf, object] = {("input", i): partial(_given, v) for i, v in enumerate(world.static.inputs)}
    readers.update({("stock", i): partial(_given, v) for i, v in enumerate(state.stocks)})
    readers.update({("memory", m): partial(_given, v) for m, v in enumerate(state.memories)})
    readers.update(world.times.readers())
    readers.update(lever_readers(program, _levels(world.numbers), _chosen(program, state.last)))
    readers[("substep", None)] = partial(_given, jnp.int32(0))
    scope = Scope(readers, first=world.t == 0, literals=jnp.asarray(world.numbers.literals))  # type: ignore[arg-type]
    for e in range(len(program.events)):
        readers[("event", e)] = partial(_fires, world, scope, e, seen)
    readers.update(_state_readers(world, scope, seen))
    scope.override(readers, before=_before_scope(world, scope))  # type: ignore[arg-type]
    return scope


def _before_scope(world: World, base: Scope) -> Scope:
    """Return the values before the first period.

    No event has fired or has a state, actors play the options that they start with, and stocks have their starting values.
    """
    program = world.program
    none = jnp.zeros((), PLAYED)
    first = tuple(jnp.full((1,), actor.starts, jnp.int32) for actor in program.actors)
    readers: dict[Leaf, object] = dict(lever_readers(program, _levels(world.numbers), _chosen(program, first)))
    readers.update({("event", e): partial(_given, none) for e in range(len(program.events))})
    readers.update({("state", (e, s)): partial(_given, none) for e, event in enumerate(program.states) for s in range(len(event.states))})
    readers.update({("end", i): partial(base.leaf, "stock", i) for i in range(len(program.stocks))})
    readers.update({("level_end", level.memory): partial(base.value, level.node) for level in program.levels})
    scope = Scope(readers, base)  # type: ignore[arg-type]
    scope.override(readers, before=scope)  # type: ignore[arg-type]
    return scope


def foreseen_scope(world: World, base: Scope) -> Scope:
    """Return the values of `base` in the precision of projections.

    Args:
        world: What values are computed from.
        base: The scope before any actor has chosen.
    """
    before = base.before
    assert before is not None
    readers = {leaf: partial(_foresee, world, base, leaf) for leaf in base.leaves}
    literals = jnp.asarray(world.numbers.literals)
    scope = Scope(readers, first=world.t == 0, dtype=FORESEEN, uses=count_uses(world.program.nodes), literals=literals)
    scope.override(
        readers,
        before=Scope({leaf: partial(_foresee, world, before, leaf) for leaf in before.leaves}, scope),
    )
    return scope


def _foresee(world: World, scope: Scope, leaf: Leaf) -> Array:
    if leaf[0] == "input" and isinstance(leaf[1], int) and world.static.bases[leaf[1]] is None:
        return world.static.foreseen[leaf[1]]
    value = scope.leaf(*leaf)
    return value if leaf[0] == "substep" else value.astype(FORESEEN)


def actual_scope(world: World, base: Scope, options: tuple[Array, ...], seen: Observation) -> Scope:
    """Return the values of the period as it is played.

    Args:
        world: What values are computed from.
        base: The scope before any actor has chosen.
        options: [B] the option of each actor.
        seen: Evidence of the period, whose probability accumulates.

    Returns:
        The scope. Its leaves include `free` (a stock at the end of the period, before clipping), `end`, `code` (the index of the state
        that an event is in) and `chances` (the probabilities of its states). With sub-steps, they also include `moved` (the stock before
        its shock), `swept` (whether it was clipped) and `ratio` (its largest flow).
    """
    program = world.program
    readers = lever_readers(program, _levels(world.numbers), _chosen(program, options))
    scope = Scope(readers, base)
    for e in range(len(program.events)):
        readers[("event", e)] = partial(_fires, world, scope, e, seen)
    readers.update(_state_readers(world, scope, seen))
    for i in range(len(program.stocks)):
        readers[("free", i)] = partial(_free, world, scope, i, seen)
        readers[("end", i)] = partial(_end, world, scope, i)
    if program.integrates:
        readers.update(integral_readers(program, lambda: _integrate(world, scope), watch=True))
    else:
        readers.update(level_readers(program, scope))
    scope.override(readers)
    return scope


def _integrate(world: World, scope: Scope) -> Integral:
    return Integrator(world.program, scope, jnp.asarray(world.numbers.bounds), world.times.length, watch=True).run()


def perceive(world: World, base: Scope) -> tuple[dict[Leaf, Array], ...]:
    """Return the stocks and inputs that each actor sees with bias and noise, clipped to the bounds of the stock.

    Args:
        world: What values are computed from.
        base: The scope before any actor has chosen.

    Returns:
        For each actor, the perceived values by leaf, in the precision of projections.
    """
    program, bounds = world.program, jnp.asarray(world.numbers.bounds)
    perceived = []
    for actor in program.actors:
        view: dict[Leaf, Array] = {}
        for p in actor.perceives:
            value = base.value(p.leaf)
            if p.bias is not None:
                value = value + world.static.inputs[p.bias]
            if p.noise is not None:
                value = value + world.draws.noises[p.noise.draw]
            if p.leaf.op == "stock" and isinstance(p.leaf.data, int) and program.stocks[p.leaf.data].bounded:
                value = jnp.clip(value, *read_bounds(program.stocks[p.leaf.data], bounds[p.leaf.data], base))
            view[(p.leaf.op, p.leaf.data)] = optimization_barrier(value.astype(FORESEEN))
        perceived.append(view)
    return tuple(perceived)


def _given(value: Array) -> Array:
    return value


def _levels(numbers: Numbers) -> dict[int, Array]:
    return {a: jnp.asarray(table)[:, :, None] for a, table in enumerate(numbers.levels)}


def _chosen(program: Program, options: tuple[Array, ...]) -> dict[int, Array]:
    return {a: jnp.stack([(options[a] == o).astype(PLAYED) for o in range(len(actor.options))]) for a, actor in enumerate(program.actors)}


def _state_readers(world: World, scope: Scope, seen: Observation) -> dict[Leaf, Callable[[], Array]]:
    """Return readers of the states of all events with states."""
    readers: dict[Leaf, Callable[[], Array]] = {}
    for e, event in enumerate(world.program.states):
        readers[("chances", e)] = partial(_read_chances, world, scope, e)
        readers[("code", e)] = partial(_draw_state, world, scope, e, seen)
        readers.update({("state", (e, s)): partial(_is_in_state, scope, e, s) for s in range(len(event.states))})
    return readers


def _read_chances(world: World, scope: Scope, e: int) -> Array:
    """Return [states, B] the probabilities of the states of an event, as the file gives them."""
    chances = [scope.value(node) for node in world.program.states[e].chances]
    batch = world.draws.uniforms[f"event:{world.program.states[e].name}"].shape
    return optimization_barrier(jnp.stack([jnp.broadcast_to(chance, batch) for chance in chances]))


def _draw_state(world: World, scope: Scope, e: int, seen: Observation) -> Array:
    """Return [B] the index of the state that an event is in."""
    chances = jnp.clip(scope.leaf("chances", e), 0.0, 1.0)
    uniform = world.draws.uniforms[f"event:{world.program.states[e].name}"]
    return optimization_barrier(draw_option(observe_state(seen, e, chances), uniform))


def _is_in_state(scope: Scope, e: int, s: int) -> Array:
    return (scope.leaf("code", e) == s).astype(PLAYED)


def _fires(world: World, scope: Scope, e: int, seen: Observation) -> Array:
    """Return 1 where an event fires, otherwise 0."""
    event = world.program.events[e]
    chance = scope.value(event.node)
    if event.kind == "chance":
        chance = jnp.clip(chance, 0.0, 1.0)
    if event.fired is not None:
        chance = chance * (1.0 - scope.leaf("memory", event.fired))
    uniform = world.draws.uniforms[f"event:{event.name}"] if event.kind == "chance" else None
    return optimization_barrier(observe_event(seen, e, chance, uniform))


def _end(world: World, scope: Scope, i: int) -> Array:
    value, stock, bounds = scope.leaf("free", i), world.program.stocks[i], jnp.asarray(world.numbers.bounds)
    return jnp.clip(value, *read_bounds(stock, bounds[i], scope)) if stock.bounded else value


def _free(world: World, scope: Scope, i: int, seen: Observation) -> Array:
    """Return a stock's value at the end of the period, before clipping."""
    stock = world.program.stocks[i]
    moves = world.program.integrates and stock.change is not None
    value = scope.leaf("moved", i) if moves else scope.value(stock.next)
    if stock.shock is None:
        return optimization_barrier(value)
    drawn = value + world.draws.noises[stock.shock.draw]
    if stock.shock.kind != "normal" or stock.shock.draw in world.program.correlated:
        return optimization_barrier(drawn)
    mean, sd = jnp.asarray(world.numbers.noise)[stock.shock.index]
    bounds = read_bounds(stock, jnp.asarray(world.numbers.bounds)[i], scope)
    return optimization_barrier(observe_stock(seen, i, value + mean, sd, drawn, bounds))
