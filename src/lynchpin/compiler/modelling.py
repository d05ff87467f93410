"""The modelling choices of an assessment: its numbers that no question varies otherwise, and other forms of the model."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from lynchpin.compiler.literals import is_literal
from lynchpin.compiler.lower import Lowering
from lynchpin.compiler.values import find_value_mean
from lynchpin.engine.graph.program import Program
from lynchpin.engine.modelling import QUARTER, Form, Kind, ModellingChoice
from lynchpin.errors import Place
from lynchpin.language.dependencies import list_event_expressions
from lynchpin.language.expressions import Arithmetic, Call, Comparison, Expression, Name, Number
from lynchpin.language.records import About, Actor, Assessment, Faction, Value
from lynchpin.language.traversal import list_nodes

if TYPE_CHECKING:
    from lynchpin.engine.model import Model

Part = tuple[str, About, Kind, Expression | Value | None]
_DATES = ("year", "quarter", "month", "period", "time")
_NUMBER = re.compile(r"[-+]?[\d_,]*\.?\d+(?:[eE][-+]?\d+)?")


def list_choices(a: Assessment, lowering: Lowering, program: Program) -> tuple[ModellingChoice, ...]:
    """Return the numbers that the author of an assessment chose, in the order of the file.

    Args:
        a: The assessment.
        lowering: Its expressions, which the program has been built from.
        program: The program.
    """
    rows = {spec.name: spec.row for spec in program.inputs}
    lines = a.text.splitlines()
    found: dict[tuple[int, int, int], ModellingChoice] = {}
    for path, about, kind, part in _list_parts(a):
        size = QUARTER if about.vary is None else about.vary
        if part is None or size == 0:
            continue
        made = (
            _list_literals(lines, lowering, part)
            if not isinstance(part, Value)
            else [(part.place, _read_value(part), None, rows.get(path))]
        )
        for place, value, literal, row in made:
            if (literal is not None or row is not None) and value != 0:
                one = ModellingChoice(_name_path(a, path), place.line, place.column, kind, value, size, literal, row)
                found.setdefault((place.line, place.column, -1 if literal is None else literal), one)
    for key, level in _list_levels(a):
        found.setdefault(key, level)
    return tuple(sorted(found.values(), key=lambda one: (one.line, one.column)))


def list_forms(a: Assessment, build: Callable[[Assessment], Model]) -> tuple[Form, ...]:
    """Return other forms of the model: the other type of reasoning, and horizons that are a period shorter or longer.

    Args:
        a: The assessment.
        build: Builds the model of an assessment.
    """
    if not a.actors:
        return ()
    line = min(actor.about.place.line for actor in a.actors.values())
    other: Literal["equilibrium", "adaptive"] = "adaptive" if a.reasoning == "equilibrium" else "equilibrium"
    forms = []
    if len(a.actors) > 1 and not any(actor.after or actor.type_name or actor.horizon.foresees for actor in a.actors.values()):
        forms.append(Form("reasoning", line, "reasoning", a.reasoning, other, partial(build, replace(a, reasoning=other))))
    for step, words in ((-1, "one period shorter"), (1, "one period longer")):
        changed = {name: _move_horizon(actor, step) for name, actor in a.actors.items()}
        if any(changed[name].horizon != a.actors[name].horizon for name in changed):
            forms.append(Form("actors.*.horizon", line, "horizon", "as in the file", words, partial(build, replace(a, actors=changed))))
    return tuple(forms)


def _move_horizon(actor: Actor, step: int) -> Actor:
    return replace(actor, horizon=replace(actor.horizon, periods=max(1, actor.horizon.periods + step)))


def _list_parts(a: Assessment) -> Iterator[Part]:
    """Yield every number or equation that the author chose, with the name of its input or its path, its entry and its kind."""
    for name, parameter in a.parameters.items():
        if parameter.value.kind == "number" and parameter.about.basis != "cited" and not parameter.states:
            yield name, parameter.about, "value", parameter.value
    for name, stock in a.stocks.items():
        starts = stock.starts
        if not isinstance(starts, Value) or (starts.kind == "number" and stock.about.basis != "cited"):
            yield name, stock.about, "value" if isinstance(starts, Value) else "constant", starts
        yield from ((f"stocks.{name}", stock.about, "constant", part) for part in (stock.changes, stock.becomes, *stock.limits))
    for name, auxiliary in a.auxiliaries.items():
        yield f"auxiliaries.{name}", auxiliary.about, "constant", auxiliary.equals
    for name, event in a.events.items():
        yield from ((f"events.{name}", event.about, "constant", part) for part in list_event_expressions(event))
    for name, actor in a.actors.items():
        yield from _list_actor(name, actor)
    for name, x in a.assumptions.items():
        yield from ((f"assumptions.{name}", x.about, "constant", part) for part in (x.breaks, x.fails_if, x.holds_while))
    for name, outcome in a.outcomes.items():
        yield f"outcomes.{name}", outcome.about, "threshold", outcome.when


def _list_actor(name: str, actor: Actor) -> Iterator[Part]:
    yield f"rationality:{name}", actor.about, "rationality", actor.rationality
    yield f"discount:{name}", actor.about, "discount", actor.horizon.discount
    yield f"switching:{name}", actor.about, "switching", actor.switching
    yield f"actors.{name}.decides", actor.about, "constant", actor.decides
    groups: Mapping[str, Actor | Faction] = {name: actor, **{f"{name}.{f}": x for f, x in actor.factions.items()}}
    for owner, group in groups.items():
        if isinstance(group, Faction):
            yield f"influence:{owner}", group.about, "influence", group.influence
        for term in group.terms:
            if not term.profile:
                yield f"weight:{owner}:{term.text}", term.about, "weight", term.weight
                yield f"actors.{owner}.values", term.about, "constant", term.expression
            else:
                kind: Kind = "weight" if isinstance(term.payoff, Value) else "constant"
                yield f"weight:{owner}:{term.text}", term.about, kind, term.payoff


def _list_literals(lines: Sequence[str], lowering: Lowering, e: Expression) -> Iterator[tuple[Place, float, int | None, int | None]]:
    """Yield the literals of an expression: place, number as written, position in the program, and no row. Points of a curve have heights."""
    codes = {id(number) for node in list_nodes(e) for number in _list_codes(node)}
    for node in list_nodes(e):
        if isinstance(node, Number) and is_literal(node) and id(node) not in codes:
            yield node.place, _read_written(lines, node), lowering.literals.find_number(node), None
        elif isinstance(node, Call):
            for k, (_, height) in enumerate(node.knots):
                yield node.place, height, lowering.literals.find_knot(node, 2 * k + 1), None


def _list_codes(node: Expression) -> Iterator[Number]:
    """Yield the numbers in a node that stand for something instead of measuring it, as in `quarter == 4` and `year - 2019`."""
    if not isinstance(node, Comparison | Arithmetic):
        return
    for number, other in ((node.left, node.right), (node.right, node.left)):
        is_code = node.operator in ("==", "!=") or (isinstance(other, Name) and other.name in _DATES)
        if isinstance(number, Number) and is_code:
            yield number


def _list_levels(a: Assessment) -> Iterator[tuple[tuple[int, int, int], ModellingChoice]]:
    """Yield the levels of levers that are neither 0 nor 1."""
    for k, (name, actor) in enumerate(a.actors.items()):
        size = QUARTER if actor.about.vary is None else actor.about.vary
        for o, (option, levels) in enumerate(actor.options.items()):
            for n, lever in enumerate(actor.levers):
                if levels[lever] not in (0.0, 1.0) and math.isfinite(levels[lever]) and size:
                    place = actor.about.place
                    path = f"actors.{name}.options.{option}.{lever}"
                    yield (place.line, o, n), ModellingChoice(path, place.line, place.column, "level", levels[lever], size, cell=(k, o, n))


def _read_written(lines: Sequence[str], number: Number) -> float:
    """Return a literal as the file writes it, which may be in another unit than that of the equation."""
    place = number.place
    written = lines[place.line - 1][place.column - 1 :].lstrip("(") if 0 < place.line <= len(lines) else ""
    match = _NUMBER.match(written)
    try:
        return number.value if match is None else float(match[0].replace("_", "").replace(",", ""))
    except ValueError:
        return number.value


def _read_value(value: Value) -> float:
    """Return a plain number as the file writes it, or the mean of a distribution in the unit of its quantity."""
    match = _NUMBER.match(value.text.strip())
    if value.kind != "number" or match is None:
        return find_value_mean(value)
    try:
        return float(match[0].replace("_", "").replace(",", ""))
    except ValueError:
        return value.numbers[0]


def _name_path(a: Assessment, name: str) -> str:
    """Return where an input is in the file, such as `actors.minsk.rationality` for `rationality:minsk`; any other path stays."""
    if name in a.parameters:
        return f"parameters.{name}"
    if name in a.stocks:
        return f"stocks.{name}.starts"
    kind, _, rest = name.partition(":")
    owner, _, text = rest.partition(":")
    return name if not rest else f"actors.{owner}.values.{text}" if kind == "weight" else f"actors.{owner}.{kind}"
