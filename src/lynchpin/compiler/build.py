"""Build the model of an assessment: each record of the file becomes a specification of the engine.

Declared numbers go into `Numbers` and are referred to by index. The rest is the structure, from which a program is compiled.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lynchpin.compiler.actors import build_actor, list_rounds, list_types
from lynchpin.compiler.description import describe_model
from lynchpin.compiler.flows import list_flows
from lynchpin.compiler.inputs import Parts, add_changes, add_credences, add_public_inputs
from lynchpin.compiler.lower import Lowering
from lynchpin.compiler.modelling import list_choices, list_forms
from lynchpin.compiler.numbers import build_numbers, list_correlated
from lynchpin.compiler.path import PathLowering
from lynchpin.compiler.states import build_states
from lynchpin.engine.graph.program import Program, with_key
from lynchpin.engine.graph.specs import CredenceTable, EventSpec, LastingSpec, StockSpec
from lynchpin.engine.model import Model
from lynchpin.language.records import Assessment


def build_model(assessment: Assessment) -> Model:
    """Return the model of an assessment without errors."""
    lowering = Lowering(assessment)
    parts = Parts(assessment, lowering)
    add_public_inputs(parts)
    add_changes(parts)
    program = _build_program(parts, add_credences(parts))
    model = describe_model(assessment, program, build_numbers(parts, program))
    return replace(model, choices=list_choices(assessment, lowering, program), forms=list_forms(assessment, build_model))


def _build_program(parts: Parts, credences: tuple[int | CredenceTable, ...]) -> Program:
    a, lowering = parts.assessment, parts.lowering
    path = PathLowering(lowering)
    stocks = tuple(_build_stock(parts, name) for name in a.stocks)
    events = tuple(_build_event(parts, name) for name in lowering.events)
    states = tuple(build_states(lowering, name) for name in lowering.states)
    actors = tuple(build_actor(parts, name, actor) for name, actor in a.actors.items())
    auxiliaries, recorded = (tuple(lowering.name(name, at_end) for name in a.auxiliaries) for at_end in (False, True))
    indicators = tuple(
        (
            lowering.lower(x.watch, at_end=True),
            None if x.noise is None else parts.add_noise(f"indicator:{name}", x.noise, spread=True),
        )
        for name, x in a.indicators.items()
    )
    conditions = tuple(lowering.lower(x.holds_while, at_end=True) for x in a.assumptions.values() if x.holds_while is not None)
    outcomes = tuple(None if x.when is None else path.lower(x.when) for x in a.outcomes.values())
    goals = tuple(path.lower(g.expression) for g in a.goals)
    forecasts = tuple(
        path.lower_given(f.event, None if f.given is None else f.given.event) for f in a.forecasts.values() if f.event is not None
    )
    lasting = _build_lasting(parts)
    memories = lowering.remembered()  # after everything else is lowered
    return with_key(
        Program(
            nodes=lowering.graph.nodes,
            periods=len(a.clock.labels),
            inputs=tuple(parts.inputs),
            assumptions=tuple(x if isinstance(x, int) else x.list_inputs()[0] for x in credences),
            lasting=lasting,
            rounds=list_rounds(parts),
            types=list_types(parts),
            tables=tuple(None if isinstance(x, int) else x for x in credences) if any(not isinstance(x, int) for x in credences) else (),
            rows=tuple(d.shape for d in parts.rows),
            correlated=list_correlated(a),
            stocks=stocks,
            events=events,
            actors=actors,
            levers=len(lowering.levers),
            memories=memories,
            accumulators=tuple(path.accumulators),
            adaptive=a.reasoning == "adaptive",
            auxiliaries=auxiliaries,
            recorded=recorded,
            indicators=indicators,
            conditions=conditions,
            outcomes=outcomes,
            goals=goals,
            forecasts=forecasts,
            states=states,
            levels=lowering.delays.list_levels(),
            blocks=lowering.delays.list_blocks(),
            steps=a.clock.within,
            method=a.clock.method,
        )
    )


def _build_lasting(parts: Parts) -> tuple[LastingSpec, ...]:
    a, lowering = parts.assessment, parts.lowering
    drawn = [(name, x) for name, x in a.assumptions.items() if x.credence is not None]
    return tuple(
        LastingSpec(
            assumption=j,
            name=f"breaks:{name}",
            lasts=None if x.lasts is None else parts.add_input(f"lasts:{name}", x.lasts),
            periods_per_year=1 / a.clock.length,
            breaks=None if x.breaks is None else lowering.lower(x.breaks, at_end=True),
            fails_if=None if x.fails_if is None else lowering.lower(x.fails_if, at_end=True),
        )
        for j, (name, x) in enumerate(drawn)
        if x.can_fail_along_the_way
    )


def _build_stock(parts: Parts, name: str) -> StockSpec:
    stock, lowering = parts.assessment.stocks[name], parts.lowering
    make = lowering.graph.make
    now = lowering.name(name, False)
    change = None
    if stock.becomes is not None:
        following = lowering.lower(stock.becomes, at_end=False)
    elif stock.changes is not None:
        change = make("multiply", lowering.graph.constant(stock.change_factor), lowering.lower(stock.changes, at_end=False))
        following = make("add", now, change)
    else:
        following = now
    shock = None if stock.shock is None else parts.add_noise(f"shock:{name}", stock.shock, spread=False)
    low, high = (None if limit is None else lowering.lower_early(limit) for limit in stock.limits)
    bounded = bool(np.isfinite(stock.low) or np.isfinite(stock.high) or low is not None or high is not None)
    flows = () if change is None else list_flows(lowering.graph, change, now)
    return StockSpec(name, lowering.inputs[name], following, shock, bounded, (low, high), change, flows)


def _build_event(parts: Parts, name: str) -> EventSpec:
    event, lowering = parts.assessment.events[name], parts.lowering
    nodes = [lowering.define(name, e) for e in (event.when, event.chance) if e is not None]
    # An event with both is drawn only while the condition holds.
    node = nodes[0] if len(nodes) == 1 else lowering.graph.make("where", *nodes, lowering.graph.constant(0.0))
    fired = lowering.fired(name) if event.once else None
    return EventSpec(name, "chance" if event.chance is not None else "when", node, fired)
