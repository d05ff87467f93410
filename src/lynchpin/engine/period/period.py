"""One period: actors choose, events are drawn, auxiliaries are computed, and all stocks change at once."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float64, Int8, Int32, UInt32

from lynchpin.engine.chance.noises import read_period
from lynchpin.engine.chance.static import Static, Toggles
from lynchpin.engine.chance.times import Times
from lynchpin.engine.choice.choices import Choice, Setting, choose, draw_option
from lynchpin.engine.choice.reasons import Decision
from lynchpin.engine.choice.turns import choose_in_turn, find_probabilities, see_choices, update_beliefs
from lynchpin.engine.graph.evaluate import Scope
from lynchpin.engine.graph.precision import FORESEEN, PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.period.controls import add_residuals
from lynchpin.engine.period.lasting import keep_holding
from lynchpin.engine.period.observe import Observation, observe_option, weigh_doubtful, weigh_measured, weigh_stretches
from lynchpin.engine.period.observed import Observed
from lynchpin.engine.period.path import accumulate, judge, read_path
from lynchpin.engine.period.state import Record, State, Tally
from lynchpin.engine.period.tally import finish_tally, update_tally
from lynchpin.engine.period.world import World, actual_scope, base_scope, foreseen_scope, perceive


def play_period(
    program: Program,
    numbers: Numbers,
    static: Static,
    toggles: Toggles,
    state: State,
    t: Int32[Array, ""],
    words: UInt32[Array, "draws B"],
    observed: Observed | None = None,
) -> tuple[State, Record, Float64[Array, " B"]]:
    """Play one period.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        static: What was drawn once per future.
        toggles: What the run sets.
        state: The state at the start of the period.
        t: Index of the period.
        words: [draws, B] random bits in the order of `path_draws`.
        observed: Evidence of all periods. Draws are made given the evidence where possible (`observe`).

    Returns:
        The state at the end, the record of the period, and [B] the log probability of its evidence (0 without evidence).
    """
    return carry_out(decide(program, numbers, static, toggles, state, t, words, observed))


class Decided(NamedTuple):
    """A period in which all actors have chosen.

    Attributes:
        world: What the values of the period are computed from.
        base: The values before any actor chose.
        seen: The evidence of the period.
        decision: The choices.
    """

    world: World
    base: Scope
    seen: Observation
    decision: Decision


def decide(
    program: Program,
    numbers: Numbers,
    static: Static,
    toggles: Toggles,
    state: State,
    t: Int32[Array, ""],
    words: UInt32[Array, "draws B"],
    observed: Observed | None = None,
) -> Decided:
    """Play the first half of a period: find and draw the choices of all actors. The arguments are those of `play_period`."""
    batch = words.shape[-1]
    draws = read_period(program, numbers, static, words)
    world = World(program, numbers, static, state, draws, Times(program, numbers, static, toggles.policy, t, state.holding), t)
    seen = Observation(observed, t, batch)
    base = base_scope(world, Observation(observed, t, batch))
    return Decided(world, base, seen, _choose(world, base, seen, batch))


def carry_out(decided: Decided) -> tuple[State, Record, Float64[Array, " B"]]:
    """Play the second half of a period: events, auxiliaries and stocks after the choices. The result is that of `play_period`."""
    (program, numbers, static, state, draws, _, t), base, seen, decision = decided
    batch = seen.log_weight.shape[-1]
    options = tuple(decision.options[a] for a in range(len(program.actors)))
    choice = see_choices(program, decision.replies, decision.play, decision.options, decision.types)
    beliefs = update_beliefs(program, decision.replies, decision.options, state.beliefs)

    scope = actual_scope(decided.world, base, options, seen)
    ends = tuple(_fill(scope.leaf("end", i), batch) for i in range(len(program.stocks)))
    accumulators = accumulate(program, state.accumulators, scope, t)
    residuals = None if state.residuals is None else add_residuals(program, state, scope, choice.play, options, t)
    standing, _ = judge(program, read_path(numbers, accumulators), batch)
    indicators = [scope.value(node) + (draws.noises[noise.draw] if noise is not None else 0.0) for node, noise in program.indicators]
    holding = keep_holding(program, jnp.asarray(numbers.doubt), static, state.holding, scope, draws.uniforms, t)
    record = _record(program, scope, ends, options, choice, indicators, standing, holding, batch)
    weigh_measured(seen, record.stocks, record.auxiliaries)
    weigh_doubtful(seen, jnp.concatenate([record.stocks, record.auxiliaries]))
    latest = None if state.latest is None else weigh_stretches(seen, _list_occurred(program, record), state.latest)
    memories = tuple(_keep(scope.value(m.node), m.width, batch) for m in program.memories)
    tally = update_tally(program, numbers, state.tally, scope, choice, indicators, batch)
    return State(ends, memories, accumulators, options, choice.play, tally, holding, latest, beliefs, residuals), record, seen.log_weight


def _fill(value: Array, batch: int) -> Array:
    return jnp.broadcast_to(value, (batch,)).astype(PLAYED)


def _list_occurred(program: Program, record: Record) -> Array:
    """Return [n, B] which events fire in a period, then which states of events with states occur."""
    states = [record.states[e] == s for e, event in enumerate(program.states) for s in range(len(event.states))]
    return jnp.concatenate([record.events > 0, *(row[None] for row in states)])


def _keep(value: Array, width: int, batch: int) -> Array:
    """Return what a memory keeps: [B], or [width, B] if it keeps a value for each sub-step."""
    if not width:
        return _fill(value, batch)
    return jnp.broadcast_to(value[:, None] if value.ndim == 1 else value, (width, batch)).astype(PLAYED)


def _choose(world: World, base: Scope, seen: Observation, batch: int) -> Decision:
    """Find the choices of the period, and draw the option of each actor after those of the actors that it sees."""
    program, numbers, state, draws = world.program, world.numbers, world.state, world.draws
    one = jnp.ones((), PLAYED)
    setting = Setting(
        base=foreseen_scope(world, base),
        times=world.times.foreseen(),
        deciding=tuple(one if actor.decides is None else base.value(actor.decides) for actor in program.actors),
        last=state.last,
        perceived=perceive(world, base),
        levels=tuple(jnp.asarray(table).astype(FORESEEN) for table in numbers.levels),
        bounds=jnp.asarray(numbers.bounds).astype(FORESEEN),
        inputs=world.static.foreseen,
        start=state.play,
        priors=tuple(jnp.asarray(prior).astype(FORESEEN) for prior in numbers.priors),
        beliefs=state.beliefs,
    )
    replies = (choose_in_turn if program.rounds else choose)(program, setting, batch)
    types = {spec.actor: base.leaf("input", spec.input) for spec in program.types}
    play: dict[int, Array] = {}
    options: dict[int, Array] = {}
    for a in [actor for group in program.rounds for actor in group] or range(len(program.actors)):
        play[a] = find_probabilities(program, replies, a, options, types)
        options[a] = draw_option(observe_option(seen, a, play[a]), draws.uniforms[f"actor:{program.actors[a].name}"])
    return Decision(setting, replies, tuple(play[a] for a in range(len(program.actors))), options, types)


def _record(
    program: Program,
    scope: Scope,
    ends: tuple[Array, ...],
    options: tuple[Array, ...],
    choice: Choice,
    indicators: list[Array],
    standing: Array,
    holding: tuple[Array, ...],
    batch: int,
) -> Record:
    def stack(values: list[Array], kind: object = PLAYED) -> Array:
        rows = [jnp.broadcast_to(v, (batch,)).astype(kind) for v in values]  # type: ignore[arg-type]
        return jnp.stack(rows) if rows else jnp.zeros((0, batch), kind)  # type: ignore[arg-type]

    return Record(
        stack(list(ends)),
        stack([scope.value(node) for node in program.recorded]),
        stack([scope.leaf("event", e) > 0.5 for e in range(len(program.events))], jnp.uint8),
        stack(list(options), jnp.uint8),
        stack([f for own in choice.favourites for f in own], jnp.uint8),
        stack(indicators),
        standing[None],
        stack([scope.leaf("code", e) for e in range(len(program.states))], jnp.uint8),
        stack([*(scope.value(node) > 0.5 for node in program.conditions), *(held > 0.5 for held in holding)], jnp.uint8),
    )


def finish(
    program: Program, numbers: Numbers, state: State, batch: int
) -> tuple[Int8[Array, " {batch}"], Float64[Array, "goals {batch}"], Float64[Array, "forecasts {batch}"], Tally]:
    """Judge whole futures.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        state: The state after the last period.
        batch: Number of futures, B.

    Returns:
        [B] the outcome, -1 if none matches or a value is not finite; [n, B] the goals; [n, B] the forecasts; and the counts.
    """
    path = read_path(numbers, state.accumulators)
    outcome, undecided = judge(program, path, batch)
    goals, forecasts = ([_fill(path.value(n), batch) for n in nodes] for nodes in (program.goals, program.forecasts))
    tally = finish_tally(program, state.tally, undecided, goals, forecasts, batch)
    outcome = jnp.where(tally.cause > 0, jnp.int8(-1), outcome)
    none = jnp.zeros((0, batch), PLAYED)
    return outcome, jnp.stack(goals) if goals else none, jnp.stack(forecasts) if forecasts else none, tally
