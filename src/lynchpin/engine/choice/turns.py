"""Choices of a period in which some actors move after others: each sees the choices of those before it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.choices import Choice, Payoffs, Setting, add_level_axes, find_fixed, find_profile_payoffs, one_hot, value_actor
from lynchpin.engine.choice.projection import Projection, along_axis, lever_readers
from lynchpin.engine.choice.replies import add_axes, average_replies, pick_replies
from lynchpin.engine.choice.sequence import Stage, Turns, respond_alone, solve_in_turn
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.program import Program


def list_turns(program: Program) -> Turns:
    """Return the order in which the actors of a program choose."""
    return Turns(program.rounds, tuple(frozenset(actor.sees) for actor in program.actors))


def choose_in_turn(program: Program, setting: Setting, batch: int) -> Choice:
    """Find the replies of all actors, of whom some move after others.

    Args:
        program: Structure of the model.
        setting: What the choices depend on.
        batch: Number of futures, B.

    Returns:
        The choices. `play` and `favourites` have one axis per actor in front of the batch, until `see_choices` picks what was seen.
    """
    turns, counts = list_turns(program), [len(actor.options) for actor in program.actors]
    last_options = [one_hot(setting.last[a], n) for a, n in enumerate(counts)]
    find_payoffs = partial(_adaptive_payoffs_in_turn, turns) if program.adaptive else find_profile_payoffs
    payoffs, factions = find_payoffs(program, setting, last_options)
    rationality = [setting.inputs[actor.rationality] for actor in program.actors]
    stage = Stage(payoffs, rationality, find_fixed(program, setting, last_options, batch), counts, turns, batch)
    if program.adaptive:
        values = [add_axes(payoff, len(counts)) for payoff in payoffs]
        alone = [respond_alone(stage, values, a) for a in range(len(counts))]
        replies = {a: own.replies[a] for a, own in enumerate(alone)}
        residual, proven, finite = alone[0].residual, alone[0].proven, jnp.concatenate([own.finite for own in alone])
    else:
        replies, residual, proven, finite = solve_in_turn(stage)
    favourites = []
    for a, own in enumerate(factions):
        unseen = set(range(len(counts))) - turns.seen[a] - {a}
        values = [average_replies(add_axes(v, len(counts)), replies, turns.order, unseen) for v in own]
        favourites.append(tuple(_find_best(v, a, counts[a], batch) for v in values))
    play = tuple(replies[a] for a in range(len(counts)))
    return Choice(play, setting.deciding, tuple(favourites), residual, proven, finite)


def _find_best(value: Array, axis: int, options: int, batch: int) -> Array:
    """Return the index of the largest payoff along an axis, which stays with length 1."""
    shape = [options if a == axis else length for a, length in enumerate(value.shape[:-1])]
    return jnp.argmax(jnp.broadcast_to(value, (*shape, batch)), axis=axis, keepdims=True).astype(jnp.int32)


def find_probabilities(program: Program, choice: Choice, actor: int, options: Mapping[int, Array]) -> Array:
    """Return [options, B] the option probabilities of an actor, given the choices that it sees.

    Args:
        program: Structure of the model.
        choice: What `choose` or `choose_in_turn` returned.
        actor: The actor.
        options: [B] the options of the actors that have chosen already.
    """
    if not program.rounds:
        return choice.play[actor]
    seen = {other: options[other] for other in program.actors[actor].sees}
    return pick_replies(choice.play[actor], seen).reshape(len(program.actors[actor].options), -1)


def see_choices(program: Program, choice: Choice, options: Mapping[int, Array]) -> Choice:
    """Return the choices with the probabilities and favourites of each actor given the choices that it has seen.

    Args:
        program: Structure of the model.
        choice: What `choose` or `choose_in_turn` returned.
        options: [B] the option of each actor.
    """
    if not program.rounds:
        return choice
    play = tuple(find_probabilities(program, choice, a, options) for a in range(len(program.actors)))
    favourites = tuple(
        tuple(pick_replies(v, {other: options[other] for other in actor.sees}).reshape(-1) for v in own)
        for actor, own in zip(program.actors, choice.favourites, strict=True)
    )
    return choice._replace(play=play, favourites=favourites)


def _adaptive_payoffs_in_turn(turns: Turns, program: Program, setting: Setting, last_options: list[Array]) -> Payoffs:
    """Compute the payoffs of each actor's own options for all choices that it sees, if those that it does not see keep their last options.

    They have one axis per actor in front of the batch.
    """
    axes = len(program.actors)
    levels = add_level_axes(setting.levels, axes + 1)
    payoffs, factions = [], []
    for a, actor in enumerate(program.actors):
        chosen = {
            b: along_axis(len(other.options), b, axes)
            if b == a or b in turns.seen[a]
            else last_options[b].reshape(len(other.options), *(1,) * axes, -1)
            for b, other in enumerate(program.actors)
        }
        levers = lever_readers(program, levels, chosen)
        view = Projection(program, setting.base, setting.times, levers, setting.bounds, setting.perceived[a])
        total, parts = value_actor(actor, setting, view)
        payoffs.append(optimization_barrier(total))
        factions.append(parts)
    return payoffs, factions
