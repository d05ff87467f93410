"""Specifications of actors: options, payoffs, factions and what they perceive."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.compiler.inputs import Parts
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.specs import ActorSpec, FactionSpec, PerceptionSpec
from lynchpin.language.expressions import Expression
from lynchpin.language.records import Actor, Perception, Term, Value


def build_actor(parts: Parts, name: str, actor: Actor) -> ActorSpec:
    """Return the specification of an actor.

    Args:
        parts: Collects weights, rationality, biases and noises as inputs.
        name: Name of the actor.
        actor: Its record.
    """
    lowering = parts.lowering

    def terms(owner: str, declared: Sequence[Term]) -> tuple[tuple[Node, int], ...]:
        return tuple((lowering.lower(t.expression, at_end=True), parts.add_input(f"weight:{owner}:{t.text}", t.weight)) for t in declared)

    factions = tuple(
        FactionSpec(f, _build_influence(parts, f"{name}.{f}", x.influence), terms(f"{name}.{f}", x.terms))
        for f, x in actor.factions.items()
    )
    return ActorSpec(
        name=name,
        options=tuple(actor.options),
        levers=tuple(lowering.levers[lever] for lever in actor.levers),
        terms=terms(name, actor.terms),
        factions=factions,
        rationality=parts.add_early(f"rationality:{name}", actor.rationality),
        horizon=actor.horizon,
        decides=None if actor.decides is None else lowering.lower(actor.decides, at_end=False),
        perceives=tuple(_build_perception(parts, name, p) for p in actor.perceives),
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
