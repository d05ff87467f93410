"""Counts the unnamed constants in equations: numbers such as the 0.4 in `0.4 * arrears` that no parameter names and no question varies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lynchpin.language.dependencies import list_event_expressions
from lynchpin.language.expressions import Call, Expression, Number
from lynchpin.language.records import About, Actor, Assessment, Value
from lynchpin.language.traversal import list_nodes

STRUCTURAL = (0.0, 1.0)
"""Numbers that are part of the form of an equation, as in `1 - share` or `max(0, x)`."""


@dataclass(frozen=True, slots=True)
class Constants:
    """The number of unnamed constants, and how many of them are in entries without a basis."""

    unnamed: int
    without_basis: int


def count_constants(a: Assessment) -> Constants:
    """Count the unnamed constants in the equations of stocks, auxiliaries, events and actors.

    0, 1 and infinity are not counted, nor is a number that is a whole equation, because the entry names it.
    """
    counts = [(_count_in(expression), about) for expression, about in _list_equations(a)]
    return Constants(sum(count for count, _ in counts), sum(count for count, about in counts if about.basis == "unsupported"))


def _list_equations(a: Assessment) -> Iterator[tuple[Expression | Value | None, About]]:
    """Yield every equation of the model with its entry. Outcomes, goals and forecasts are questions about the model, not part of it."""
    for stock in a.stocks.values():
        yield from ((part, stock.about) for part in (stock.starts, stock.changes, stock.becomes, *stock.limits))
    yield from ((auxiliary.equals, auxiliary.about) for auxiliary in a.auxiliaries.values())
    for event in a.events.values():
        yield from ((part, event.about) for part in list_event_expressions(event))
    for actor in a.actors.values():
        yield from _list_equations_of_actor(actor)


def _list_equations_of_actor(actor: Actor) -> Iterator[tuple[Expression | Value | None, About]]:
    yield from ((part, actor.about) for part in (actor.decides, actor.rationality, actor.switching, actor.horizon.discount))
    yield from ((term.expression, term.about) for term in actor.terms)
    for faction in actor.factions.values():
        yield faction.influence, faction.about
        yield from ((term.expression, term.about) for term in faction.terms)


def _count_in(equation: Expression | Value | None) -> int:
    if equation is None or isinstance(equation, Value | Number):
        return 0
    nodes = list(list_nodes(equation))
    numbers = [node.value for node in nodes if isinstance(node, Number) and not node.derived]
    numbers += [number for node in nodes if isinstance(node, Call) for knot in node.knots for number in knot]
    return sum(math.isfinite(number) and number not in STRUCTURAL for number in numbers)
