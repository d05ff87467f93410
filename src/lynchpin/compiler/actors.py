"""Specifications of actors: options, payoffs, factions and what they perceive."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.compiler.inputs import Parts
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.specs import ActorSpec, FactionSpec, PerceptionSpec, TypeSpec
from lynchpin.language.dependencies import list_moves
from lynchpin.language.expressions import Arithmetic, Call, Expression, Played
from lynchpin.language.moves import find_rounds, find_seen
from lynchpin.language.records import Actor, Perception, Term, Value


def build_actor(parts: Parts, name: str, actor: Actor) -> ActorSpec:
    """Return the specification of an actor.

    Args:
        parts: Collects weights, rationality, biases and noises as inputs.
        name: Name of the actor.
        actor: Its record.
    """
    lowering = parts.lowering
    switching = _build_switching(parts, name, actor)
    factions = tuple(
        FactionSpec(f, _build_influence(parts, f"{name}.{f}", x.influence), (*_build_terms(parts, f"{name}.{f}", x.terms), *switching))
        for f, x in actor.factions.items()
    )
    return ActorSpec(
        name=name,
        options=tuple(actor.options),
        levers=tuple(lowering.levers[lever] for lever in actor.levers),
        terms=() if factions else (*_build_terms(parts, name, actor.terms), *switching),
        factions=factions,
        rationality=parts.add_early(f"rationality:{name}", actor.rationality),
        horizon=actor.horizon.periods,
        decides=None if actor.decides is None else lowering.lower(actor.decides, at_end=False),
        perceives=tuple(_build_perception(parts, name, p) for p in actor.perceives),
        starts=list(actor.options).index(actor.starts) if actor.starts else 0,
        sums=actor.horizon.sums,
        foresees=actor.horizon.foresees,
        discount=None if actor.horizon.discount is None else parts.add_early(f"discount:{name}", actor.horizon.discount),
        sees=tuple(sorted(lowering.actors[other] for other in find_seen(list_moves(parts.assessment))[name])),
        learns=actor.learns,
    )


def _build_terms(parts: Parts, owner: str, declared: Sequence[Term]) -> tuple[tuple[Node, int], ...]:
    """Return the nodes and weights of the terms of a payoff. A payoff table is one term."""
    terms = [
        (parts.lowering.lower(t.expression, at_end=True), parts.add_input(f"weight:{owner}:{t.text}", t.weight))
        for t in declared
        if not t.profile
    ]
    cells = [t for t in declared if t.profile]
    if cells:
        terms.append((_build_table(parts, owner, cells), parts.add_input(f"weight:{owner}:payoffs", 1.0)))
    return tuple(terms)


def _build_switching(parts: Parts, name: str, actor: Actor) -> tuple[tuple[Node, int], ...]:
    """Return the term for the cost of switching: -1 where the option differs from the last one, times the cost.

    Every faction bears the whole cost.
    """
    if actor.switching is None:
        return ()
    lowering, make, place = parts.lowering, parts.lowering.graph.make, actor.about.place
    played = [Played(name, option, False, place) for option in actor.options]
    same = [Arithmetic("*", one, Call("previous", (one,), place), place) for one in played]
    kept = make("add", *(lowering.lower(one, at_end=True) for one in same))
    change = make("add", kept, lowering.graph.constant(-1.0))
    if isinstance(actor.switching, Value):
        return ((change, parts.add_input(f"switching:{name}", actor.switching)),)
    cost = lowering.lower(actor.switching, at_end=True)
    return ((make("multiply", change, cost), parts.add_input(f"switching:{name}", 1.0)),)


def _build_table(parts: Parts, owner: str, cells: Sequence[Term]) -> Node:
    """Return the node that looks up a payoff table. Its payoffs are declared numbers or distributions, or nodes if they are computed."""
    lowering, make = parts.lowering, parts.lowering.graph.make
    players = [lowering.actors[actor] for actor, _ in cells[0].profile]
    counts = tuple(len(parts.assessment.actors[actor].options) for actor, _ in cells[0].profile)
    chosen = [make("option", data=(a, o)) for a, count in zip(players, counts, strict=True) for o in range(count)]
    entries = [
        make("input", data=parts.add_input(f"weight:{owner}:{cell.text}", cell.payoff))
        if isinstance(cell.payoff, Value)
        else lowering.lower(cell.payoff, at_end=True)
        for cell in cells
    ]
    return make("table", *chosen, *entries, data=counts)


def list_rounds(parts: Parts) -> tuple[tuple[int, ...], ...]:
    """Return the actors of each round of a period, or nothing if all choose at once and none has a private type."""
    moves = list_moves(parts.assessment)
    if not any(moves.values()) and not any(actor.type_name for actor in parts.assessment.actors.values()):
        return ()
    return tuple(tuple(parts.lowering.actors[name] for name in group) for group in find_rounds(find_seen(moves)))


def list_types(parts: Parts) -> tuple[TypeSpec, ...]:
    """Return the private types of the actors."""
    a, lowering = parts.assessment, parts.lowering
    return tuple(
        TypeSpec(k, lowering.inputs[actor.type_name], len(a.parameters[actor.type_name].states))
        for k, actor in enumerate(a.actors.values())
        if actor.type_name
    )


def _build_influence(parts: Parts, owner: str, influence: Expression | Value) -> Node:
    if isinstance(influence, Value):
        return parts.lowering.graph.make("input", data=parts.add_input(f"influence:{owner}", influence))
    return parts.lowering.lower(influence, at_end=False)


def _build_perception(parts: Parts, actor: str, p: Perception) -> PerceptionSpec:
    draw = f"perception:{actor}:{p.name}"
    bias = None if p.bias is None else parts.add_input(f"bias:{actor}:{p.name}", p.bias)
    noise = None if p.noise is None else parts.add_noise(draw, p.noise, spread=True)
    return PerceptionSpec(parts.lowering.name(p.name, False), bias, noise)
