"""Which names an expression uses, and which names those hang on in turn."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from lynchpin.errors import Place
from lynchpin.language.expressions import Call, Expression, Name, Number, Played
from lynchpin.language.parsing import list_children
from lynchpin.language.records import Assessment, Event

Use = tuple[str, Place]


def list_nodes(expression: Expression | None, *, now: bool = False) -> Iterator[Expression]:
    """Every node of a tree, from left to right; with `now` without what stands inside `previous`, which is of an earlier period."""
    waiting = [] if expression is None else [expression]
    while waiting:
        node = waiting.pop()
        yield node
        if not (now and isinstance(node, Call) and node.function == "previous"):
            waiting += reversed(list_children(node))


def is_whole(*expressions: Expression | None) -> bool:
    """Whether nothing in the expressions was at fault: what could not be read has become a number that is none."""
    return not any(isinstance(node, Number) and math.isnan(node.value) for e in expressions for node in list_nodes(e))


def list_uses(*expressions: Expression | None, now: bool = False) -> Iterator[Use]:
    """The names that expressions use, each time with its place; an actor by its choice too."""
    for expression in expressions:
        for node in list_nodes(expression, now=now):
            if isinstance(node, Name):
                yield node.name, node.place
            elif isinstance(node, Played):
                yield node.actor, node.place


def list_event_expressions(event: Event) -> tuple[Expression | None, ...]:
    return event.chance, event.when


def build_definitions(a: Assessment, *, now: bool) -> dict[str, dict[str, Place]]:
    """What each auxiliary and event is computed from, with the place of the first use; with `now` within the same period alone."""
    definitions: dict[str, dict[str, Place]] = {}
    for name, auxiliary in a.auxiliaries.items():
        definitions[name] = first_uses(list_uses(auxiliary.equals, now=now))
    for name, event in a.events.items():
        definitions[name] = first_uses(list_uses(*list_event_expressions(event), now=now))
    return definitions


def first_uses(uses: Iterable[Use]) -> dict[str, Place]:
    """Each name once, at its first place."""
    found: dict[str, Place] = {}
    for name, place in uses:
        found.setdefault(name, place)
    return found


def find_path(start: Iterable[str], goal: set[str], edges: Mapping[str, Iterable[str]]) -> list[str]:
    """The shortest way from any of `start` to any of `goal`, both ends included; empty if there is none."""
    came_from: dict[str, str | None] = dict.fromkeys(start)
    waiting = deque(came_from)
    while waiting:
        name = waiting.popleft()
        if name in goal:
            path = [name]
            while (before := came_from[path[-1]]) is not None:
                path.append(before)
            return path[::-1]
        for following in edges.get(name, ()):
            if following not in came_from:
                came_from[following] = name
                waiting.append(following)
    return []
