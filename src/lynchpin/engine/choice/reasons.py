"""Reasons: what each term of a payoff contributes to the value of each option when an actor chooses.

The terms are averaged over the choices and types of the others in the same way as the payoff, so that their weighted sum is the expected
payoff with which the actor chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.choices import Choice, Prospect, Setting, expect
from lynchpin.engine.choice.projection import Terms, share_influence
from lynchpin.engine.choice.turns import expect_in_turn
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.operations import OPERATIONS
from lynchpin.engine.graph.precision import FORESEEN
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import ActorSpec


class Decision(NamedTuple):
    """The choices of a period, and what was known when they were made.

    Attributes:
        setting: All that they depend on.
        replies: What `choose` or `choose_in_turn` returned.
        play: For each actor, [options, B] option probabilities given its type and the choices that it saw.
        options: For each actor, [B] its option.
        types: [B] the index of the type of each actor that has one.
    """

    setting: Setting
    replies: Choice
    play: tuple[Array, ...]
    options: Mapping[int, Array]
    types: Mapping[int, Array]


class Reasons(NamedTuple):
    """Why an actor chooses as it does in a period. The terms of all factions follow each other in the order of the file.

    Attributes:
        values: [2, terms, options, B] the expected value of each term: its part from this period, and from the rest of the horizon.
        weights: [terms, B] the weight of each term.
        influence: [factions, B] the share of each faction in the influence of all; 1 for an actor without factions.
        payoff: [options, B] the expected payoff: the sum of influence times weight times value over all terms.
        play: [options, B] option probabilities.
        rationality: [B] the precision of the choice.
        deciding: [B] 1 where it chooses, 0 where it keeps its option.
    """

    values: Array
    weights: Array
    influence: Array
    payoff: Array
    play: Array
    rationality: Array
    deciding: Array


def find_reasons(program: Program, decision: Decision, batch: int) -> tuple[Reasons, ...]:
    """Return the reasons of each actor.

    Args:
        program: Structure of the model.
        decision: The choices of the period.
        batch: Number of futures, B.
    """
    return tuple(_explain(program, decision, a, batch) for a in range(len(program.actors)))


def _explain(program: Program, decision: Decision, a: int, batch: int) -> Reasons:
    actor, setting = program.actors[a], decision.setting
    prospect, shape = decision.replies.prospects[a], (len(actor.options), batch)

    def average(value: Array) -> Array:
        return jnp.broadcast_to(_average(program, decision, a, value), shape).astype(FORESEEN)

    def fill(value: Array) -> Array:
        return jnp.broadcast_to(value, (batch,)).astype(FORESEEN)

    parts: list[Terms] = [faction.terms for faction in actor.factions] or [actor.terms]
    terms = [term for part in parts for term in part]
    values = [[average(part) for part in _split(actor, prospect, setting, node)] for node, _ in terms]
    influence = share_influence(actor, setting.base) if actor.factions else [jnp.ones((), FORESEEN)]
    none = jnp.zeros((2, 0, *shape), FORESEEN)
    return Reasons(
        values=jnp.stack([jnp.stack([value[k] for value in values]) for k in range(2)]) if terms else none,
        weights=jnp.stack([fill(setting.inputs[weight]) for _, weight in terms]) if terms else none[0, :, 0],
        influence=jnp.stack([fill(share) for share in influence]),
        payoff=average(prospect.payoff),
        play=decision.play[a],
        rationality=fill(setting.inputs[actor.rationality]),
        deciding=fill(setting.deciding[a]),
    )


def _average(program: Program, decision: Decision, a: int, value: Array) -> Array:
    """Return [options, B] a value of the profiles as actor `a` expects it when it chooses."""
    setting, replies = decision.setting, decision.replies
    if program.rounds:
        return expect_in_turn(program, setting, replies, a, value, decision.options, decision.types)
    return value if program.adaptive else expect(value, replies.play, a)


def _split(actor: ActorSpec, prospect: Prospect, setting: Setting, node: Node) -> tuple[Array, Array]:
    """Return what the present period and the later ones add to the value of a term over the horizon, as in `projection.value_terms`."""

    def read(k: int) -> Array:
        return prospect.view.ahead(k).value(node)

    shares = [jnp.ones((), FORESEEN)]
    for _ in range(1, actor.horizon):
        shares.append(shares[-1] if actor.discount is None else shares[-1] * setting.inputs[actor.discount])
    whole = jnp.ones((), FORESEEN) if actor.sums else OPERATIONS["add"](*shares)
    later = [shares[k] * read(k) for k in range(1, actor.horizon)]
    rest = OPERATIONS["add"](*later) if later else jnp.zeros((), FORESEEN)
    return read(0) / whole, rest / whole
