"""Choices: the probabilities with which each actor chooses its options in a period.

Payoffs come from the projection. The probabilities are those of the logit quantal response equilibrium or, with adaptive reasoning, the
logit response to the others' last options.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float, Int32

from lynchpin.engine.chance.times import Times
from lynchpin.engine.choice.equilibrium import respond, solve_equilibrium
from lynchpin.engine.choice.foresight import foresee_replies
from lynchpin.engine.choice.payoff_differences import Fixed
from lynchpin.engine.choice.projection import Projection, along_axis, lever_readers, value_factions, value_terms
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.evaluate import Leaf, Scope
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import ActorSpec


class Prospect(NamedTuple):
    """What an actor expects of each profile.

    Attributes:
        payoff: The payoff of each profile, before it is averaged over the choices of the others.
        factions: The payoff of each faction; empty if there are none.
        view: The projected values from which they were computed.
    """

    payoff: Array
    factions: tuple[Array, ...]
    view: Projection


class Choice(NamedTuple):
    """The choices of one period.

    Attributes:
        play: For each actor, [options, B] option probabilities; from `choose_in_turn`, its replies.
        deciding: For each actor, [B] or a scalar, 1 where it decides in this period.
        favourites: For each actor and faction, [B] the option that the faction alone would have liked best; from `choose_in_turn`, with
            all axes of its replies.
        residual: [B] residual of the equilibrium.
        proven: [B] bool, whether the game provably has no other equilibrium.
        finite: [actors, B] bool, whether the actor's payoffs are finite.
        prospects: For each actor, the payoffs of the profiles and the projection from which they were computed (for `reasons`).
    """

    play: tuple[Array, ...]
    deciding: tuple[Array, ...]
    favourites: tuple[tuple[Array, ...], ...]
    residual: Array
    proven: Array
    finite: Array
    prospects: tuple[Prospect, ...] = ()


class Setting(NamedTuple):
    """All that the choices of a period depend on.

    Attributes:
        base: Values of the period before any actor has chosen.
        times: Values that depend on the date.
        deciding: For each actor, [B] or a scalar, 1 where it decides in this period.
        last: For each actor, [B] int32 option of the last period.
        perceived: For each actor, the leaves that it sees with error.
        levels: For each actor, [options, levers] levels of its levers.
        bounds: [stocks, 2] bounds of the stocks.
        inputs: [B] or a scalar each. Only weights and rationality are used.
        start: For each actor, [options, B] play at which the iteration starts.
        priors: For each actor with types, [T] the prior probability of each type.
        beliefs: For each actor with types, [T, B] the log probability of each type given what the actor has chosen so far.
    """

    base: Scope
    times: Times
    deciding: tuple[Array, ...]
    last: tuple[Array, ...]
    perceived: tuple[Mapping[Leaf, Array], ...]
    levels: tuple[Array, ...]
    bounds: Array
    inputs: tuple[Array, ...]
    start: tuple[Array, ...]
    priors: tuple[Array, ...] = ()
    beliefs: tuple[Array, ...] = ()


def choose(program: Program, setting: Setting, batch: int) -> Choice:
    """Find the option probabilities of actors who all choose at once. `turns` has the other case.

    Args:
        program: Structure of the model.
        setting: What the choices depend on.
        batch: Number of futures, B.

    Returns:
        The choices.
    """
    if not program.actors:
        return Choice((), (), (), jnp.zeros(batch, jnp.float32), jnp.ones(batch, bool), jnp.ones((0, batch), bool))
    deciding = setting.deciding
    last_options = [one_hot(setting.last[a], len(actor.options)) for a, actor in enumerate(program.actors)]
    prospects = _adaptive_payoffs(program, setting, last_options) if program.adaptive else find_profile_payoffs(program, setting)
    payoffs, factions = [one.payoff for one in prospects], [one.factions for one in prospects]
    rationality = [setting.inputs[actor.rationality] for actor in program.actors]
    if program.adaptive:
        responses = [respond(_full(u, (len(a.options), batch)), r) for u, a, r in zip(payoffs, program.actors, rationality, strict=True)]
        play = tuple(jnp.where(d > 0.5, p, s) for d, p, s in zip(deciding, responses, last_options, strict=True))
        values = factions
        residual, proven, finite = jnp.zeros(batch, jnp.float32), jnp.ones(batch, bool), jnp.ones((len(play), batch), bool)
    else:
        fixed = find_fixed(program, setting, last_options, batch)
        solved = solve_equilibrium(tuple(payoffs), tuple(rationality), start=setting.start, fixed=fixed)
        play, residual, proven, finite = solved.play, solved.residual, solved.proven, solved.finite
        values = [tuple(expect(v, play, a) for v in own) for a, own in enumerate(factions)]
    favourites = tuple(
        tuple(jnp.argmax(_full(v, (len(actor.options), batch)), axis=0).astype(jnp.int32) for v in own)
        for actor, own in zip(program.actors, values, strict=True)
    )
    return Choice(tuple(play), deciding, favourites, residual, proven, finite, tuple(prospects))


def find_fixed(program: Program, setting: Setting, last_options: list[Array], batch: int) -> Fixed:
    """Find where actors keep their last option.

    Args:
        program: Structure of the model.
        setting: What the choices depend on.
        last_options: For each actor, [options, B] whether each option is that of the last period.
        batch: Number of futures, B.

    Returns:
        For each actor, [B] whether it keeps its option, and the option; None if it decides in every period.
    """
    return tuple(
        None if actor.decides is None else (jnp.broadcast_to(d < 0.5, (batch,)), s)
        for actor, d, s in zip(program.actors, setting.deciding, last_options, strict=True)
    )


def one_hot(option: Array, options: int) -> Array:
    """Return indices of options as indicators.

    Args:
        option: [B] int32 index of an option.
        options: Number of options.

    Returns:
        [options, B] 1 for the option with the index, 0 for the others.
    """
    return jnp.stack([(option == o).astype(jnp.float32) for o in range(options)])


def _full(value: Array, shape: tuple[int, ...]) -> Array:
    return jnp.broadcast_to(value, shape)


def find_profile_payoffs(program: Program, setting: Setting) -> list[Prospect]:
    """Compute the payoffs of all profiles.

    Args:
        program: Structure of the model.
        setting: What the choices depend on.

    Returns:
        For each actor, and for each of its factions, payoffs that can be broadcast to [n_1, ..., n_k, B], where n_a is the number of
        options of actor a.
    """
    axes = len(program.actors)
    chosen = {a: along_axis(len(actor.options), a, axes) for a, actor in enumerate(program.actors)}
    levers = lever_readers(program, add_level_axes(setting.levels, axes + 1), chosen)
    shared = Projection(program, setting.base, setting.times, levers, setting.bounds, {})
    prospects = []
    for a, actor in enumerate(program.actors):
        own = setting.perceived[a]
        view = Projection(program, setting.base, setting.times, levers, setting.bounds, own) if own else shared
        prospects.append(value_actor(actor, setting, view))
    held = [one.payoff for one in prospects]
    for a, actor in enumerate(program.actors):
        if actor.foresees:
            replies = foresee_replies(held, *_list_responders(program, setting), chosen, a)
            later = lever_readers(program, add_level_axes(setting.levels, axes + 1), replies)
            view = Projection(program, setting.base, setting.times, levers, setting.bounds, setting.perceived[a], later)
            prospects[a] = value_actor(actor, setting, view)
    return prospects


def _list_responders(program: Program, setting: Setting) -> tuple[list[Array], list[Array | None]]:
    """Return the rationality of each actor, and where it decides if it does not always."""
    rationality = [setting.inputs[actor.rationality] for actor in program.actors]
    deciding = [None if actor.decides is None else d for actor, d in zip(program.actors, setting.deciding, strict=True)]
    return rationality, deciding


def _adaptive_payoffs(program: Program, setting: Setting, last_options: list[Array]) -> list[Prospect]:
    """Compute the payoffs of each actor's own options, [options, B], if the others keep their last options."""
    prospects = []
    for a, actor in enumerate(program.actors):
        chosen = {b: along_axis(len(actor.options), 0, 1) if b == a else last_options[b] for b in range(len(program.actors))}
        levels = {b: setting.levels[b][:, :, None, None] if b == a else setting.levels[b][:, :, None] for b in range(len(program.actors))}
        levers = lever_readers(program, levels, chosen)
        view = Projection(program, setting.base, setting.times, levers, setting.bounds, setting.perceived[a])
        prospects.append(value_actor(actor, setting, view))
    return prospects


def add_level_axes(levels: tuple[Array, ...], axes: int) -> dict[int, Array]:
    """Append axes of length 1, so that levels broadcast with payoffs.

    Args:
        levels: For each actor, [options, levers] levels of its levers.
        axes: Number of axes to append.

    Returns:
        The levels by the position of the actor.
    """
    return {a: table.reshape(table.shape + (1,) * axes) for a, table in enumerate(levels)}


def value_actor(actor: ActorSpec, setting: Setting, view: Projection) -> Prospect:
    """Compute the payoff of an actor.

    Args:
        actor: The actor.
        setting: What the choices depend on.
        view: Projected values as the actor sees them.

    Returns:
        The payoff of the actor, and of each of its factions (empty if it has none), with the axes of the projection.
    """
    if actor.factions:
        total, factions = value_factions(actor, setting.base, view, setting.inputs)
        return Prospect(optimization_barrier(total), factions, view)
    return Prospect(optimization_barrier(value_terms(actor.terms, actor, view, setting.inputs)), (), view)


def expect(payoff: Array, play: tuple[Array, ...], own: int) -> Array:
    """Average a payoff, or any other value of the profiles, over the choices of the others if all choose at once.

    Args:
        payoff: The value, broadcastable to [n_1, ..., n_k, B].
        play: For each actor, [options, B] option probabilities.
        own: The actor whose payoff it is.

    Returns:
        [options, B] the expected value of each of its options; length 1 where it does not vary.
    """
    axes = len(play)
    value = payoff if payoff.ndim == axes + 1 else payoff.reshape((1,) * axes + payoff.shape[-1:])
    for b in reversed(range(axes)):
        if b == own:
            continue
        if value.shape[b] == 1:
            value = jnp.take(value, 0, axis=b)
        else:
            parts = [jnp.take(value, o, axis=b) * play[b][o] for o in range(value.shape[b])]
            value = parts[0]
            for part in parts[1:]:
                value = value + part
        value = jnp.expand_dims(value, b)
    return value.reshape(value.shape[own], value.shape[-1])


def draw_option(play: Float[Array, "options B"], uniform: Float[Array, " B"]) -> Int32[Array, " B"]:
    """Draw an option, or the state of an event, from its probabilities by inversion.

    Args:
        play: [options, B] option probabilities.
        uniform: [B] uniform random numbers.

    Returns:
        [B] int32 index of the option.
    """
    below = jnp.zeros_like(uniform)
    picked = jnp.zeros(uniform.shape, jnp.int32)
    for o in range(play.shape[0] - 1):
        below = below + play[o]
        picked = picked + (uniform >= below).astype(jnp.int32)
    return picked
