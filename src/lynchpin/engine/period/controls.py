"""Control variates: numbers of each future whose mean is zero, whatever the model.

What happens in a period is drawn with a probability that is known by then. The sum of these probabilities over a path minus what happened
(a martingale residual) has mean zero. So have an assumption's state minus its credence, and the standard normals behind the inputs.
Shares of futures are estimated more exactly with their help (`statistics.controls`).

The order of the controls is fixed, the most useful first: chance events, events whose occurrence by some period the answer depends on,
states of events, options, assumptions, inputs.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float32
from numpy.typing import NDArray

from lynchpin.engine.chance.distributions import CERTAIN
from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.chance.random import draw_words, to_normal
from lynchpin.engine.chance.static import Static
from lynchpin.engine.graph.evaluate import Scope
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import AccumulatorSpec
from lynchpin.engine.period.state import State

MOST_INPUTS = 256
"""The normals behind the inputs are left out if there are more, because recording and using them would take too long."""


def start_residuals(program: Program, batch: int) -> Array:
    """Return [n, B] the residuals before the first period.

    Args:
        program: Structure of the model.
        batch: Number of futures, B.
    """
    return jnp.zeros((_count_residuals(program), batch), PLAYED)


def _count_residuals(program: Program) -> int:
    options = sum(len(actor.options) - 1 for actor in program.actors)
    states = sum(len(event.states) - 1 for event in program.states)
    return len(_list_chances(program)) + len(_list_watched(program)) + states + options


def _list_chances(program: Program) -> list[int]:
    return [e for e, event in enumerate(program.events) if event.kind == "chance"]


def _list_watched(program: Program) -> list[tuple[int, int, AccumulatorSpec]]:
    """Return accumulators of whether a chance event occurs that the residual of the event does not cover: position, event, accumulator.

    The residual covers `ever` of an event that fires once.
    """
    found = []
    for k, spec in enumerate(program.accumulators):
        if spec.node.op == "event" and spec.kind in ("ever", "by") and isinstance(spec.node.data, int):
            event = program.events[spec.node.data]
            if event.kind == "chance" and (spec.kind == "by" or event.fired is None):
                found.append((k, spec.node.data, spec))
    return found


def add_residuals(program: Program, state: State, scope: Scope, play: tuple[Array, ...], options: tuple[Array, ...], t: Array) -> Array:
    """Add what a period contributes to the residuals.

    Args:
        program: Structure of the model.
        state: The state at the start of the period.
        scope: Values of the period as it was played.
        play: For each actor, [options, B] the probabilities with which its option was drawn.
        options: [B] the option of each actor.
        t: Index of the period.

    Returns:
        [n, B] the residuals after the period.
    """
    assert state.residuals is not None
    batch = state.residuals.shape[-1]
    surprises = {e: _read_chance(program, scope, e) - scope.leaf("event", e) for e in _list_chances(program)}
    rows = list(surprises.values())
    for k, e, spec in _list_watched(program):
        open_ = 1.0 - state.accumulators[k]
        rows.append(surprises[e] * (open_ if spec.kind == "ever" else jnp.where(t <= spec.period, open_, 0.0)))
    for e, event in enumerate(program.states):
        chances = jnp.clip(scope.leaf("chances", e), 0.0, 1.0)
        rows += [chances[s] - scope.leaf("state", (e, s)) for s in range(len(event.states) - 1)]
    for chosen, probabilities in zip(options, play, strict=True):
        rows += [probabilities[o].astype(PLAYED) - (chosen == o).astype(PLAYED) for o in range(probabilities.shape[0] - 1)]
    return state.residuals + jnp.stack([jnp.broadcast_to(row, (batch,)) for row in rows]) if rows else state.residuals


def _read_chance(program: Program, scope: Scope, e: int) -> Array:
    """Return the probability with which an event fires in the period."""
    event = program.events[e]
    chance = jnp.clip(scope.value(event.node), 0.0, 1.0)
    return chance if event.fired is None else chance * (1.0 - scope.leaf("memory", event.fired))


def finish_controls(program: Program, keys: Array, index: Array, static: Static, state: State) -> Float32[Array, "controls B"]:
    """Return the controls of whole futures.

    Args:
        program: Structure of the model.
        keys: [draws, 2] keys of the draws made once per future.
        index: [B] global index of each future.
        static: What was drawn once per future.
        state: The state after the last period.
    """
    batch = index.shape[0]
    assert state.residuals is not None
    surprises = [jnp.broadcast_to(row, (batch,)) for row in static.surprises]
    parts = [state.residuals.astype(jnp.float32)] + ([jnp.stack(surprises).astype(jnp.float32)] if surprises else [])
    uncertain = list_uncertain(program)
    if len(uncertain):
        parts.append(to_normal(draw_words(keys[uncertain], index)))
    return jnp.concatenate(parts)


def find_surprises(program: Program) -> slice:
    """Return the positions of the controls of the assumptions: whether each holds, minus its credence."""
    first = _count_residuals(program)
    return slice(first, first + len(program.assumptions))


def list_uncertain(program: Program) -> NDArray[np.intp]:
    """Return the positions of draws behind inputs that are not certain, in the order of `static_draws`; none if there are too many."""
    drawn = {
        spec.draw
        for spec in program.inputs
        for row in (spec.row, spec.fails_row, *(row for _, row in spec.policies))
        if row is not None and program.rows[row] != CERTAIN
    }
    places = [k for k, name in enumerate(static_draws(program)) if name in drawn]
    return np.array(places if len(places) <= MOST_INPUTS else [], np.intp)
