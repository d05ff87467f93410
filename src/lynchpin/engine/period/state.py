"""The state of a batch of futures between two periods, and what is recorded of a period.

The state holds only what the next period needs. The futures are the last axis of every array (B of them).
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.chance.static import Static
from lynchpin.engine.graph.bounds import read_bounds
from lynchpin.engine.graph.evaluate import Leaf, Reader, Scope
from lynchpin.engine.graph.precision import FORESEEN, PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.period.lasting import start_holding
from lynchpin.engine.period.soundness import check_inputs


class Tally(NamedTuple):
    """Counts per future, [B] or [n, B] each, from which `Health` is summed.

    Attributes:
        games: [B] periods in which a game was played.
        residual_large: [B] games whose residual exceeds `LARGE_RESIDUAL`.
        residual_max: [B] largest residual.
        unproven: [B] games that may have more than one equilibrium.
        clipped: [stocks, B] periods in which a stock was clipped at a bound.
        coarse: [stocks, B] periods in which a flow was larger than its stock.
        ratio: [stocks, B] largest flow of a stock, as a multiple of the stock.
        chance_clipped: [events, B] periods in which a chance was clipped to 0 or 1.
        decisions: [actors, B] periods in which the actor decided.
        largest: [actors, B] sum of the actor's largest option probability.
        uniform: [actors, B] decisions within `NEAR_UNIFORM` of uniform probabilities.
        cause: [B] int32, one more than the place of the first non-finite quantity in `soundness.list_quantities`; 0 if all are finite.
    """

    games: Array
    residual_large: Array
    residual_max: Array
    unproven: Array
    clipped: Array
    coarse: Array
    ratio: Array
    chance_clipped: Array
    decisions: Array
    largest: Array
    uniform: Array
    cause: Array


class State(NamedTuple):
    """The state between two periods.

    Attributes:
        stocks: Value of each stock, [B].
        memories: Value of each memory, [B].
        accumulators: Value of each accumulator, [B].
        last: Last option of each actor, [B] int32.
        play: Option probabilities of each actor in the last period, [options, B].
        tally: Counts so far.
        holding: For each assumption that can fail along the way, [B] whether it still holds.
        latest: Index of the latest period in which each event fired, then each state of each event with states occurred, [n, B] int32;
            -1 for never. None without evidence.
        beliefs: For each private type of an actor, [T, B] the log probability of each type given what the actor has chosen so far.
        residuals: [n, B] probabilities along the path minus what happened (`controls`). None in runs that do not record controls.
    """

    stocks: tuple[Array, ...]
    memories: tuple[Array, ...]
    accumulators: tuple[Array, ...]
    last: tuple[Array, ...]
    play: tuple[Array, ...]
    tally: Tally
    holding: tuple[Array, ...]
    latest: Array | None = None
    beliefs: tuple[Array, ...] = ()
    residuals: Array | None = None


class Record(NamedTuple):
    """What is recorded of a period, [n, B] each: stocks and auxiliaries at its end, and what happened during it.

    `standing` [1, B] is the outcome that the future would have if it ended with this period; `conditions` says whether each
    `holds_while` is true; `states` has the index of the state that each event with states is in.
    """

    stocks: Array
    auxiliaries: Array
    events: Array
    options: Array
    favourites: Array
    indicators: Array
    standing: Array
    states: Array
    conditions: Array


_NEUTRAL = {
    "ever": 0.0, "by": 0.0, "always": 1.0, "count": 0.0, "total": 0.0, "final": 0.0, "at": 0.0,
    "highest": -jnp.inf, "lowest": jnp.inf,
}  # fmt: skip


def start_state(program: Program, numbers: Numbers, static: Static, batch: int) -> State:
    """Return the state before the first period.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        static: What was drawn once per future.
        batch: Number of futures, B.

    Returns:
        The state: stocks at their starting values, clipped to their bounds, and nothing counted.
    """

    def fill(value: float | Array) -> Array:
        return jnp.broadcast_to(jnp.asarray(value, PLAYED), (batch,))

    stocks = []
    inputs: dict[Leaf, Reader] = {("input", i): partial(_given, value) for i, value in enumerate(static.inputs)}
    scope = Scope(inputs, literals=jnp.asarray(numbers.literals))
    for i, stock in enumerate(program.stocks):
        value = static.inputs[stock.start]
        if stock.bounded:
            value = jnp.clip(value, *read_bounds(stock, numbers.bounds[i], scope))
        stocks.append(fill(value))
    actors = program.actors
    return State(
        stocks=tuple(stocks),
        memories=tuple(jnp.full((m.width, batch) if m.width else (batch,), m.initial, PLAYED) for m in program.memories),
        accumulators=tuple(fill(_NEUTRAL[a.kind]) for a in program.accumulators),
        last=tuple(jnp.full(batch, actor.starts, jnp.int32) for actor in actors),
        play=tuple(jnp.full((len(a.options), batch), 1 / len(a.options), FORESEEN) for a in actors),
        tally=_start_tally(program, static, batch),
        holding=tuple(fill(held) for held in start_holding(program, static)),
        beliefs=tuple(jnp.broadcast_to(jnp.log(jnp.asarray(p).astype(FORESEEN))[:, None], (p.shape[0], batch)) for p in numbers.priors),
    )


def _given(value: Array) -> Array:
    return value


def _start_tally(program: Program, static: Static, batch: int) -> Tally:
    none = jnp.zeros(batch, jnp.float32)
    stocks, events, actors = (jnp.zeros((n, batch), jnp.float32) for n in (len(program.stocks), len(program.events), len(program.actors)))
    cause = check_inputs(static.inputs, batch)
    return Tally(none, none, none, none, stocks, stocks, stocks, events, actors, actors, actors, cause)
