"""Choices of a period in which some actors move after others, whose choices they see, or have private types, which others learn about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.choices import Choice, Prospect, Setting, add_level_axes, find_fixed, find_profile_payoffs, one_hot, value_actor
from lynchpin.engine.choice.projection import Projection, along_axis, lever_readers
from lynchpin.engine.choice.replies import add_axes, average_replies, pick_replies, update_log_belief
from lynchpin.engine.choice.sequence import respond_in_turn, solve_in_turn
from lynchpin.engine.choice.stage import Stage, Turns
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.evaluate import Leaf
from lynchpin.engine.graph.precision import FORESEEN
from lynchpin.engine.graph.program import Program


def _list_turns(program: Program) -> Turns:
    """Return the order in which the actors of a program choose."""
    return Turns(program.rounds, tuple(frozenset(actor.sees) for actor in program.actors))


def choose_in_turn(program: Program, setting: Setting, batch: int) -> Choice:
    """Find the replies of all actors if some move after others or have private types.

    Args:
        program: Structure of the model.
        setting: What the choices depend on.
        batch: Number of futures, B.

    Returns:
        The choices. `play` and `favourites` have all axes of `replies` in front of the batch, and `see_choices` picks the part that applies.
    """
    counts = [len(actor.options) for actor in program.actors]
    last_options = [one_hot(setting.last[a], n) for a, n in enumerate(counts)]
    prospects = _find_payoffs(program, setting, _list_turns(program), last_options)
    stage = _build_stage(program, setting, prospects, last_options, batch)
    replies, residual, proven, finite = (respond_in_turn if program.adaptive else solve_in_turn)(stage)
    favourites = []
    for a, own in enumerate(prospects):
        values = [_expect(stage, v, a, replies) for v in own.factions]
        favourites.append(tuple(_find_best(v, a, counts[a], batch) for v in values))
    play = tuple(replies[a] for a in range(len(counts)))
    return Choice(play, setting.deciding, tuple(favourites), residual, proven, finite, tuple(prospects))


def _build_stage(program: Program, setting: Setting, prospects: Sequence[Prospect], last_options: list[Array], batch: int) -> Stage:
    return Stage(
        payoffs=[one.payoff for one in prospects],
        rationality=[setting.inputs[actor.rationality] for actor in program.actors],
        fixed=find_fixed(program, setting, last_options, batch),
        options=[len(actor.options) for actor in program.actors],
        turns=_list_turns(program),
        batch=batch,
        beliefs=_list_beliefs(program, setting, batch),
        learns=[actor.learns for actor in program.actors],
    )


def expect_in_turn(
    program: Program,
    setting: Setting,
    choice: Choice,
    actor: int,
    value: Array,
    options: Mapping[int, Array],
    types: Mapping[int, Array],
) -> Array:
    """Return [options, B] a value of the profiles as an actor expects it when it chooses; length 1 where it does not vary.

    Args:
        program: Structure of the model.
        setting: What the choices depend on.
        choice: What `choose_in_turn` returned.
        actor: The actor.
        value: The value, broadcastable to all axes of `replies` and the batch.
        options: For each actor, [B] its option.
        types: [B] the index of the type of each actor that has one.
    """
    batch = choice.residual.shape[-1]
    last_options = [one_hot(setting.last[a], len(other.options)) for a, other in enumerate(program.actors)]
    stage = _build_stage(program, setting, choice.prospects, last_options, batch)
    expected = _expect(stage, value, actor, dict(enumerate(choice.play)))
    known = pick_replies(expected, _list_known(program, actor, options, types))
    return known.reshape(known.shape[actor], -1)


def _expect(stage: Stage, value: Array, actor: int, replies: Mapping[int, Array]) -> Array:
    """Return a value of the profiles as an actor expects it, given the choices that it sees and its own type, with all axes."""
    turns = stage.turns
    unseen = set(range(len(stage.options))) - turns.seen[actor] - {actor}
    averaged = average_replies(add_axes(value, stage.axes), replies, turns.order, unseen)
    return stage.average_types(averaged, actor, {other: replies[other] for other in turns.seen[actor]})


def _list_beliefs(program: Program, setting: Setting, batch: int) -> list[list[Array | None]]:
    """Return what each actor believes about the type of each actor: given its past choices or, without learning, the prior."""
    if not program.types:
        return []
    found: list[list[Array | None]] = []
    for actor in program.actors:
        own: list[Array | None] = [None] * len(program.actors)
        for k, spec in enumerate(program.types):
            prior = setting.priors[k][:, None]
            own[spec.actor] = jnp.exp(setting.beliefs[k]) if actor.learns else jnp.broadcast_to(prior, (spec.count, batch))
        found.append(own)
    return found


def update_beliefs(program: Program, choice: Choice, options: Mapping[int, Array], beliefs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Update the beliefs about the types of actors after the choices of a period, by Bayes' rule.

    Args:
        program: Structure of the model.
        choice: What `choose_in_turn` returned.
        options: [B] the option of each actor.
        beliefs: [T, B] the log probability of each type before the period, for each actor with types.

    Returns:
        The same after the period.
    """
    updated = []
    for belief, spec in zip(beliefs, program.types, strict=True):
        made = {a: options[a] for a in (*program.actors[spec.actor].sees, spec.actor)}
        chance = pick_replies(choice.play[spec.actor], made).reshape(-1, belief.shape[-1])
        updated.append(optimization_barrier(update_log_belief(belief, chance)))
    return tuple(updated)


def _find_best(value: Array, axis: int, options: int, batch: int) -> Array:
    """Return the index of the largest payoff along an axis, which stays with length 1."""
    shape = [options if a == axis else length for a, length in enumerate(value.shape[:-1])]
    return jnp.argmax(jnp.broadcast_to(value, (*shape, batch)), axis=axis, keepdims=True).astype(jnp.int32)


def find_probabilities(program: Program, choice: Choice, actor: int, options: Mapping[int, Array], types: Mapping[int, Array]) -> Array:
    """Return [options, B] the option probabilities of an actor, given its type and the choices that it sees.

    Args:
        program: Structure of the model.
        choice: What `choose` or `choose_in_turn` returned.
        actor: The actor.
        options: [B] the options of the actors that have chosen already.
        types: [B] the index of the type of each actor that has one.
    """
    if not program.rounds:
        return choice.play[actor]
    known = _list_known(program, actor, options, types)
    return pick_replies(choice.play[actor], known).reshape(len(program.actors[actor].options), -1)


def _list_known(program: Program, actor: int, options: Mapping[int, Array], types: Mapping[int, Array]) -> dict[int, Array]:
    """Return what an actor knows by the axis of its replies: the options that it sees, and its type."""
    known = {other: options[other] for other in program.actors[actor].sees}
    return known | ({len(program.actors) + actor: types[actor]} if actor in types else {})


def see_choices(
    program: Program, choice: Choice, play: tuple[Array, ...], options: Mapping[int, Array], types: Mapping[int, Array]
) -> Choice:
    """Return the choices with the probabilities and favourites of each actor given its type and the choices that it saw.

    Args:
        program: Structure of the model.
        choice: What `choose` or `choose_in_turn` returned.
        play: For each actor, what `find_probabilities` returned.
        options: [B] the option of each actor.
        types: [B] the index of the type of each actor that has one.
    """
    if not program.rounds:
        return choice
    favourites = tuple(
        tuple(pick_replies(v, _list_known(program, a, options, types)).reshape(-1) for v in own) for a, own in enumerate(choice.favourites)
    )
    return choice._replace(play=play, favourites=favourites)


def _find_payoffs(program: Program, setting: Setting, turns: Turns, last_options: list[Array]) -> list[Prospect]:
    """Compute the payoffs of all profiles and types or, of an adaptive actor, of its own options for all choices that it sees.

    Adaptive actors expect those whom they do not see to keep their last options. The payoffs are broadcastable to all axes of `replies`.
    """
    if not program.adaptive and not program.types:
        return find_profile_payoffs(program, setting)
    actors = len(program.actors)
    axes = 2 * actors if program.types else actors
    levels, types = add_level_axes(setting.levels, axes + 1), _list_types(program, axes)
    prospects = []
    for a, actor in enumerate(program.actors):
        varied = turns.seen[a] | {a} if program.adaptive else range(actors)
        chosen = {
            b: along_axis(len(other.options), b, axes) if b in varied else last_options[b].reshape(len(other.options), *(1,) * axes, -1)
            for b, other in enumerate(program.actors)
        }
        levers = lever_readers(program, levels, chosen)
        view = Projection(program, setting.base, setting.times, levers, setting.bounds, {**setting.perceived[a], **types})
        prospects.append(value_actor(actor, setting, view))
    return prospects


def _list_types(program: Program, axes: int) -> dict[Leaf, Array]:
    """Return all types at once as values of the inputs that draw them, each along the axis of its actor's types."""
    found: dict[Leaf, Array] = {}
    for spec in program.types:
        shape = [spec.count if axis == len(program.actors) + spec.actor else 1 for axis in range(axes + 1)]
        found["input", spec.input] = jnp.arange(spec.count, dtype=FORESEEN).reshape(shape)
    return found
