"""Description of a model: names, units, meanings and sources, which questions and reports show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lynchpin.compiler.credences import find_marginals
from lynchpin.compiler.numbers import OF_ASSUMPTIONS, list_correlated
from lynchpin.compiler.values import find_range, to_distribution
from lynchpin.engine import model as m
from lynchpin.engine.chance.distributions import CERTAIN, find_mean
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import InputSpec
from lynchpin.engine.model import Model
from lynchpin.engine.numbers import Numbers
from lynchpin.language.dates import read_label
from lynchpin.language.expressions import Expression, Name, Negation
from lynchpin.language.records import About, Actor, Assessment, Evidence, Forecast, Given, Term, Value
from lynchpin.language.yardsticks import YARDSTICKS


def describe_model(a: Assessment, program: Program, numbers: Numbers) -> Model:
    """Return a program and its numbers as a model, with the names, units and texts that results show.

    Args:
        a: The assessment.
        program: Its program.
        numbers: Its declared numbers.
    """
    certain = {spec.name: _is_certain(program, spec) for spec in program.inputs}
    return Model(
        program=program,
        numbers=numbers,
        title=a.title,
        question=a.question,
        sha256=a.sha256,
        periods=a.clock.labels,
        period_length=a.clock.length,
        outcomes=tuple(a.outcomes),
        outcome_means={name: x.about.means for name, x in a.outcomes.items()},
        answers={name: tuple(outcomes) for name, outcomes in a.answers.items()},
        good=dict(a.good),
        inputs=(
            *(replace(_quantity(n, p.about, "parameter", certain[n]), states=p.states) for n, p in a.parameters.items()),
            *(_quantity(n, s.about, "stock", certain[n]) for n, s in a.stocks.items()),
        ),
        stocks=tuple(_quantity(n, s.about, "stock") for n, s in a.stocks.items()),
        auxiliaries=tuple(_quantity(n, x.about, "auxiliary") for n, x in a.auxiliaries.items()),
        events=tuple(_quantity(n, e.about, "other") for n, e in a.events.items() if e.states is None),
        states=tuple(m.StatesInfo(n, e.about.means, e.states.names) for n, e in a.events.items() if e.states is not None),
        actors=tuple(_describe_actor(a, n, x) for n, x in a.actors.items()),
        assumptions=_describe_assumptions(a),
        policies=tuple(m.Policy(n, p.about.means, a.clock.labels[p.start]) for n, p in a.policies.items()),
        goals=tuple(m.Goal(g.text, g.weight) for g in a.goals),
        indicators=tuple(_quantity(n, x.about, "other") for n, x in a.indicators.items()),
        evidence=tuple(_describe_evidence(e) for e in a.evidence),
        forecasts=_describe_forecasts(a),
        yardstick=a.yardstick,
        words=dict(YARDSTICKS[a.yardstick]),
        shows=a.shows,
        summary=a.summary,
        author=a.author,
        date=a.date,
        scheduled={n: e.on for n, e in a.events.items() if e.on is not None},
    )


def _is_certain(program: Program, spec: InputSpec) -> bool:
    """Return whether an input has the same value in all futures in which its assumption holds, and likewise where it fails."""
    rows = (spec.row, spec.fails_row, *(program.inputs[change.amount].row for change in spec.changes if change.policy is None))
    return all(program.rows[row] == CERTAIN for row in rows if row is not None)


def _quantity(name: str, about: About, kind: str, certain: bool = False) -> m.Quantity:
    return m.Quantity(name, about.unit, about.means, about.basis, certain, kind)  # type: ignore[arg-type]


def _cited(about: About) -> str:
    return "; ".join(f"{c.source} {c.locator}".strip() for c in about.citations)


def _describe_actor(a: Assessment, name: str, actor: Actor) -> m.ActorInfo:
    whose: Mapping[str, tuple[Term, ...]] = {f: x.terms for f, x in actor.factions.items()} or {"": actor.terms}
    return m.ActorInfo(
        name,
        actor.about.means,
        tuple(actor.options),
        actor.option_means,
        tuple(actor.factions),
        {f: x.about.means for f, x in actor.factions.items()},
        tuple(actor.after),
        tuple(term for faction, terms in whose.items() for term in _describe_terms(a, actor, faction, terms)),
    )


def _describe_terms(a: Assessment, actor: Actor, faction: str, terms: tuple[Term, ...]) -> Iterator[m.PayoffTerm]:
    """Yield the terms of a payoff in the order of its specification: a payoff table is one term, and so is the cost of switching."""
    for term in terms:
        if not term.profile:
            yield m.PayoffTerm(term.text, term.weight.place.line, faction, term.about.means or _find_meaning(a, term.expression))
    cells = [term for term in terms if term.profile]
    if cells:
        yield m.PayoffTerm("payoffs", cells[0].about.place.line, faction, cells[0].about.means or "the payoff table")
    if actor.switching is not None:
        yield m.PayoffTerm("switching", actor.switching.place.line, faction, "the cost of a change of option")


def _find_meaning(a: Assessment, e: Expression) -> str:
    """Return the meaning of the quantity or event that an expression consists of; empty if it is anything else."""
    if isinstance(e, Negation):
        return _find_meaning(a, e.operand)
    if not isinstance(e, Name):
        return ""
    sections: tuple[Mapping[str, Any], ...] = (a.parameters, a.stocks, a.auxiliaries, a.events)
    return next((section[e.name].about.means for section in sections if e.name in section), "")


def _describe_evidence(e: Evidence) -> m.Evidence:
    value, sd = (math.nan if number is None else number for number in (e.value, e.sd))
    return m.Evidence(e.label, e.period, e.kind, e.name, e.option, value, sd, e.reliability, e.text, _cited(e.about), e.through)


def _describe_assumptions(a: Assessment) -> tuple[m.Assumption, ...]:
    marginals = find_marginals(a)
    tied = {draw.removeprefix(OF_ASSUMPTIONS) for draw in list_correlated(a) if draw.startswith(OF_ASSUMPTIONS)}
    drawn = [
        m.Assumption(
            name=n,
            claim=x.claim,
            credence=marginals[n],
            words=x.credence.words if isinstance(x.credence, Value) else "",
            replaces=tuple(dict.fromkeys((*x.fails, *x.holds))),
            parents=tuple(dict.fromkeys(parent for parent, _ in x.credence.list_parents())) if isinstance(x.credence, Given) else (),
            lasting=x.can_fail_along_the_way,
            settled=x.fails_if is not None,
            correlated=tuple(other for pair in a.correlations if n in pair[:2] for other in pair[:2] if other != n) if n in tied else (),
        )
        for n, x in a.assumptions.items()
        if x.credence is not None
    ]
    return (*drawn, *(m.Assumption(n, x.claim, None, conditional=True) for n, x in a.assumptions.items() if x.holds_while is not None))


def _was_known(a: Assessment, f: Forecast) -> bool:
    """Return whether the answer to a forecast was known when the file was written."""
    written, certain = (read_label(text, a.clock.year_starts) for text in (a.written or a.date, f.resolved_on or f.resolves))
    return f.resolved in ("yes", "no") and written is not None and certain is not None and certain.last < written.first


def _describe_forecasts(a: Assessment) -> tuple[m.Forecast, ...]:
    modelled: Mapping[str, int] = {n: k for k, n in enumerate(n for n, f in a.forecasts.items() if f.event is not None)}
    forecasts = []
    for name, f in a.forecasts.items():
        stated = to_distribution(f.stated)
        low, high = find_range(stated)
        forecasts.append(
            m.Forecast(
                name,
                f.claim,
                f.by,
                low,
                high,
                find_mean(stated),
                f.stated.words,
                f.resolves,
                f.resolved,
                f.base_rate,
                modelled.get(name),
                _cited(f.about),
                f.stated_as,
                "" if f.given is None else f.given.claim,
                None if f.given is None else f.given.resolved,
                _was_known(a, f),
            )
        )
    return tuple(forecasts)
