"""From an assessment to a model: every record of the file becomes a specification of the engine.

Declared numbers go into `Numbers`, by their place; what is left is the structure, from which a program is compiled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lynchpin.compiler.lower import Lowering
from lynchpin.engine import model as m
from lynchpin.engine.chance.distributions import CERTAIN, Distribution, find_mean, find_quantile
from lynchpin.engine.chance.tables import build_tables
from lynchpin.engine.graph.program import (
    ActorSpec,
    EventSpec,
    FactionSpec,
    InputSpec,
    Node,
    NoiseSpec,
    PerceptionSpec,
    Program,
    StockSpec,
    with_key,
)
from lynchpin.engine.model import Model, Numbers
from lynchpin.language.expressions import Expression
from lynchpin.language.records import About, Actor, Assessment, Evidence, Perception, Term, Value


def find_value_mean(value: Value) -> float:
    """Return the mean of a value of the file."""
    return find_mean(to_distribution(value))


def to_distribution(value: Value) -> Distribution:
    """The engine's form of a declared value."""
    inner = None if value.inner is None else to_distribution(value.inner)
    return Distribution(value.kind, value.numbers, inner, value.chances)


@dataclass
class _Parts:
    """What is collected while the parts of a program are built."""

    assessment: Assessment
    lowering: Lowering
    rows: list[Distribution] = field(default_factory=list)
    inputs: list[InputSpec] = field(default_factory=list)
    noises: list[tuple[float, float]] = field(default_factory=list)

    def add_row(self, value: Value | float) -> int:
        self.rows.append(Distribution("number", (value,)) if isinstance(value, float) else to_distribution(value))
        return len(self.rows) - 1

    def add_input(self, name: str, value: Value | float) -> int:
        """A private input: a weight, a rationality, a bias, a credence."""
        self.inputs.append(InputSpec(name, name, self.add_row(value)))
        return len(self.inputs) - 1

    def noise(self, draw: str, value: Value, *, spread: bool) -> NoiseSpec:
        """A draw of each period; with `spread`, a plain number is the standard deviation of a normal error around 0."""
        if value.kind == "number" and spread:
            return self._levels(draw, "normal", 0.0, value.numbers[0])
        if value.kind == "normal" or value.kind == "uniform":
            return self._levels(draw, value.kind, *value.numbers[:2])
        return NoiseSpec(draw, "table", -1, self.add_row(value))

    def _levels(self, draw: str, kind: str, first: float, second: float) -> NoiseSpec:
        self.noises.append((first, second))
        return NoiseSpec(draw, "normal" if kind == "normal" else "uniform", len(self.noises) - 1)


def build_model(assessment: Assessment) -> Model:
    """The model of an assessment that has no faults."""
    lowering = Lowering(assessment)
    parts = _Parts(assessment, lowering)
    _add_public_inputs(parts)
    credences = tuple(_add_credence(parts, name, a.credence) for name, a in assessment.assumptions.items() if a.credence is not None)
    program = _build_program(parts, credences)
    return _describe(parts, program, _build_numbers(parts, program))


def _add_credence(parts: _Parts, name: str, credence: Value) -> int:
    """A credence is always held as a distribution, so that a number in place of words needs no new program."""
    row = to_distribution(credence)
    parts.rows.append(Distribution("uniform", row.numbers * 2) if row.shape == CERTAIN else row)
    parts.inputs.append(InputSpec(f"credence:{name}", f"credence:{name}", len(parts.rows) - 1))
    return len(parts.inputs) - 1


def _add_public_inputs(parts: _Parts) -> None:
    """Parameters and starting values, with what assumptions and policies replace them by."""
    a = parts.assessment
    drawn = [x for x in a.assumptions.values() if x.credence is not None]
    policies = list(a.policies.values())
    for name, value in [*((n, p.value) for n, p in a.parameters.items()), *((n, s.starts) for n, s in a.stocks.items())]:
        kind = "parameter" if name in a.parameters else "start"
        row, assumption, fails_row = parts.add_row(value), None, None
        for j, x in enumerate(drawn):
            if name in x.fails or name in x.holds:
                assumption = j
                fails_row = parts.add_row(x.fails[name]) if name in x.fails else row
                row = parts.add_row(x.holds[name]) if name in x.holds else row
        replaced = tuple((k, parts.add_row(p.sets[name])) for k, p in enumerate(policies) if name in p.sets)
        parts.inputs.append(InputSpec(name, f"{kind}:{name}", row, assumption, fails_row, replaced))


def _build_program(parts: _Parts, credences: tuple[int, ...]) -> Program:
    a, lowering = parts.assessment, parts.lowering
    stocks = tuple(_build_stock(parts, name) for name in a.stocks)
    events = tuple(_build_event(parts, name) for name in lowering.events)
    actors = tuple(_build_actor(parts, name, actor) for name, actor in a.actors.items())
    auxiliaries = tuple(lowering.name(name, False) for name in a.auxiliaries)
    indicators = tuple(
        (
            lowering.lower(x.watch, recorded=True),
            None if x.noise is None else parts.noise(f"indicator:{name}", x.noise, spread=True),
        )
        for name, x in a.indicators.items()
    )
    conditions = tuple(lowering.lower(x.holds_while, recorded=True) for x in a.assumptions.values() if x.holds_while is not None)
    outcomes = tuple(None if x.when is None else lowering.along(x.when) for x in a.outcomes.values())
    goals = tuple(lowering.along(g.expression) for g in a.goals)
    forecasts = tuple(lowering.along(f.event) for f in a.forecasts.values() if f.event is not None)
    memories = lowering.remembered()
    return with_key(
        Program(
            nodes=lowering.graph.nodes,
            periods=len(a.clock.labels),
            inputs=tuple(parts.inputs),
            assumptions=credences,
            rows=tuple(d.shape for d in parts.rows),
            correlated=_correlated(a),
            stocks=stocks,
            events=events,
            actors=actors,
            levers=len(lowering.levers),
            memories=memories,
            accumulators=tuple(lowering.accumulators),
            adaptive=a.reasoning == "adaptive",
            auxiliaries=auxiliaries,
            indicators=indicators,
            conditions=conditions,
            outcomes=outcomes,
            goals=goals,
            forecasts=forecasts,
        )
    )


def _build_stock(parts: _Parts, name: str) -> StockSpec:
    stock, lowering = parts.assessment.stocks[name], parts.lowering
    make = lowering.graph.make
    now = lowering.name(name, False)
    if stock.becomes is not None:
        following = lowering.lower(stock.becomes, recorded=False)
    elif stock.changes is not None:
        change = lowering.lower(stock.changes, recorded=False)
        following = make("add", now, make("multiply", lowering.graph.constant(stock.change_factor), change))
    else:
        following = now
    shock = None if stock.shock is None else parts.noise(f"shock:{name}", stock.shock, spread=False)
    bounded = bool(np.isfinite(stock.low) or np.isfinite(stock.high))
    return StockSpec(name, lowering.inputs[name], following, shock, bounded)


def _build_event(parts: _Parts, name: str) -> EventSpec:
    event, lowering = parts.assessment.events[name], parts.lowering
    expression = event.chance if event.chance is not None else event.when
    assert expression is not None
    fired = lowering.fired(name) if event.once else None
    return EventSpec(name, "chance" if event.chance is not None else "when", lowering.define(name, expression), fired)


def _build_actor(parts: _Parts, name: str, actor: Actor) -> ActorSpec:
    lowering = parts.lowering

    def terms(owner: str, declared: Sequence[Term]) -> tuple[tuple[Node, int], ...]:
        return tuple((lowering.lower(t.expression, recorded=True), parts.add_input(f"weight:{owner}:{t.text}", t.weight)) for t in declared)

    factions = tuple(
        FactionSpec(f, _influence(parts, f"{name}.{f}", x.influence), terms(f"{name}.{f}", x.terms)) for f, x in actor.factions.items()
    )
    return ActorSpec(
        name=name,
        options=tuple(actor.options),
        levers=tuple(lowering.levers[lever] for lever in actor.levers),
        terms=terms(name, actor.terms),
        factions=factions,
        rationality=parts.add_input(f"rationality:{name}", actor.rationality),
        horizon=actor.horizon,
        decides=None if actor.decides is None else lowering.lower(actor.decides, recorded=False),
        perceives=tuple(_build_perception(parts, name, p) for p in actor.perceives),
    )


def _influence(parts: _Parts, owner: str, influence: Expression | Value) -> Node:
    if isinstance(influence, Value):
        return parts.lowering.graph.make("input", data=parts.add_input(f"influence:{owner}", influence))
    return parts.lowering.lower(influence, recorded=False)


def _build_perception(parts: _Parts, actor: str, p: Perception) -> PerceptionSpec:
    draw = f"perception:{actor}:{p.name}"
    bias = None if p.bias is None else parts.add_input(f"bias:{actor}:{p.name}", p.bias)
    noise = None if p.noise is None else parts.noise(draw, p.noise, spread=True)
    return PerceptionSpec(parts.lowering.name(p.name, False), bias, noise)


def _draw_of(a: Assessment, name: str) -> str:
    if name.endswith(".shock"):
        return f"shock:{name.removesuffix('.shock')}"
    return f"parameter:{name}" if name in a.parameters else f"start:{name}"


def _correlated(a: Assessment) -> tuple[str, ...]:
    """Draws tied by the copula: those made once, then shocks."""
    draws = dict.fromkeys(_draw_of(a, name) for first, second, _ in a.correlations for name in (first, second))
    return tuple(sorted(draws, key=lambda draw: draw.startswith("shock:")))


def _build_numbers(parts: _Parts, program: Program) -> Numbers:
    a = parts.assessment
    tables, certain = build_tables(parts.rows)
    length = program.periods + program.horizon
    return Numbers(
        tables=tables,
        certain=certain,
        noise=np.asarray(parts.noises, np.float64).reshape(-1, 2),
        bounds=np.asarray([(s.low, s.high) for s in a.stocks.values()], np.float64).reshape(-1, 2),
        levels=tuple(
            np.asarray([[levels[lever] for lever in actor.levers] for levels in actor.options.values()], np.float64)
            for actor in a.actors.values()
        ),
        series=_build_series(a, length),
        calendar=_build_calendar(a, length),
        copula=_build_copula(a, program.correlated),
        policy_starts=np.asarray([p.start for p in a.policies.values()], np.int32),
    )


def _build_series(a: Assessment, length: int) -> m.F64:
    """Series, then scheduled events as 0 and 1: [n, T + H]. Beyond the clock a series keeps its last value."""
    rows = [np.pad(np.asarray(s.values, float), (0, max(0, length - len(s.values))), mode="edge")[:length] for s in a.series.values()]
    rows += [np.isin(np.arange(length), e.on).astype(float) for e in a.events.values() if e.on is not None]
    return np.asarray(rows, np.float64).reshape(-1, length)


def _build_calendar(a: Assessment, length: int) -> m.F64:
    """[5, T + H]: time, year, quarter, month, period (see `program.CALENDAR`), running on past the end of the clock."""
    clock = a.clock
    periods = np.arange(length)
    months = {"year": 12, "quarter": 3, "month": 1}[clock.kind]
    since = (clock.calendar_year[0] * 12 + clock.month[0] - 1) + periods * months
    year, month = since // 12, since % 12 + 1
    return np.stack([periods * clock.length, year, (month - 1) // 3 + 1, month, periods]).astype(np.float64)


def _build_copula(a: Assessment, names: tuple[str, ...]) -> m.F32:
    """The lower Cholesky factor of the correlations. Of a pair with 1 or -1, the second follows the draw of the first."""
    if not names:
        return np.zeros((0, 0), np.float32)
    at = {name: k for k, name in enumerate(names)}
    matrix, perfect = np.eye(len(names)), []
    for first, second, r in a.correlations:
        i, j = sorted((at[_draw_of(a, first)], at[_draw_of(a, second)]))
        if abs(r) == 1:
            perfect.append((i, j, r))
        else:
            matrix[i, j] = matrix[j, i] = r
    factor = np.linalg.cholesky(matrix)
    for i, j, r in perfect:
        factor[j, i], factor[j, j] = r, 0.0
    return factor.astype(np.float32)


# What is said of the model to people


def _describe(parts: _Parts, program: Program, numbers: Numbers) -> Model:
    a = parts.assessment
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
        events=tuple(_quantity(n, e.about, "other") for n, e in a.events.items()),
        actors=tuple(_describe_actor(n, x) for n, x in a.actors.items()),
        assumptions=_describe_assumptions(a),
        policies=tuple(m.Policy(n, p.about.means, a.clock.labels[p.start]) for n, p in a.policies.items()),
        goals=tuple(m.Goal(g.text, g.weight) for g in a.goals),
        indicators=tuple(_quantity(n, x.about, "other") for n, x in a.indicators.items()),
        evidence=tuple(_describe_evidence(e) for e in a.evidence),
        forecasts=_describe_forecasts(a),
        yardstick=a.yardstick,
        shows=a.shows,
        summary=a.summary,
        author=a.author,
        date=a.date,
        scheduled={n: e.on for n, e in a.events.items() if e.on is not None},
    )


def _is_certain(program: Program, spec: InputSpec) -> bool:
    """Whether an input is the same in all futures as long as its assumption holds."""
    return program.rows[spec.row] == CERTAIN and (spec.fails_row is None or program.rows[spec.fails_row] == CERTAIN)


def _quantity(name: str, about: About, kind: str, certain: bool = False) -> m.Quantity:
    return m.Quantity(name, about.unit, about.means, about.basis, certain, kind)  # type: ignore[arg-type]


def _cited(about: About) -> str:
    return "; ".join(f"{c.source} {c.locator}".strip() for c in about.citations)


def _describe_actor(name: str, actor: Actor) -> m.ActorInfo:
    return m.ActorInfo(
        name,
        actor.about.means,
        tuple(actor.options),
        actor.option_means,
        tuple(actor.factions),
        {f: x.about.means for f, x in actor.factions.items()},
    )


def _describe_evidence(e: Evidence) -> m.Evidence:
    value, sd = (math.nan if number is None else number for number in (e.value, e.sd))
    return m.Evidence(e.label, e.period, e.kind, e.name, e.option, value, sd, e.reliability, e.text, _cited(e.about))


def _describe_assumptions(a: Assessment) -> tuple[m.Assumption, ...]:
    drawn = [
        m.Assumption(n, x.claim, find_value_mean(x.credence), x.credence.words, (*dict.fromkeys((*x.fails, *x.holds)),))
        for n, x in a.assumptions.items()
        if x.credence is not None
    ]
    return (*drawn, *(m.Assumption(n, x.claim, None, conditional=True) for n, x in a.assumptions.items() if x.holds_while is not None))


def _describe_forecasts(a: Assessment) -> tuple[m.Forecast, ...]:
    modelled: Mapping[str, int] = {n: k for k, n in enumerate(n for n, f in a.forecasts.items() if f.event is not None)}
    forecasts = []
    for name, f in a.forecasts.items():
        stated = to_distribution(f.stated)
        low, high = _range(stated)
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
            )
        )
    return tuple(forecasts)


def _range(d: Distribution) -> tuple[float, float]:
    """The ends of a stated probability: of a range or of words themselves, of any other distribution the central nine tenths."""
    if d.kind == "number":
        return d.numbers[0], d.numbers[0]
    if d.kind == "uniform":
        return d.numbers[0], d.numbers[1]
    low, high = find_quantile(d, np.log(np.array([0.05, 0.95]) / np.array([0.95, 0.05])))
    return float(low), float(high)
