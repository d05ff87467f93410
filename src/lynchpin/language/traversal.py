"""Walks through expression trees and the dependencies between names."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from lynchpin.errors import Place
from lynchpin.language.expressions import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)
from lynchpin.language.records import Assessment, Event

Use = tuple[str, Place]


def list_children(node: Expression) -> tuple[Expression, ...]:
    """Return the operands of a node, in order."""
    match node:
        case Negation(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right) | Logic(left=left, right=right):
            return (left, right)
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            return (then, condition, otherwise)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def list_nodes(expression: Expression | None, *, now: bool = False) -> Iterator[Expression]:
    """Yield every node of a tree from left to right; with `now`, skip the arguments of `previous`, which belong to the period before."""
    waiting = [] if expression is None else [expression]
    while waiting:
        node = waiting.pop()
        yield node
        if not (now and isinstance(node, Call) and node.function == "previous"):
            waiting += reversed(list_children(node))


def is_whole(*expressions: Expression | None) -> bool:
    """Return whether all expressions were read without an error. An error leaves a NaN in the tree."""
    return not any(isinstance(node, Number) and math.isnan(node.value) for e in expressions for node in list_nodes(e))


def list_uses(*expressions: Expression | None, now: bool = False) -> Iterator[Use]:
    """Yield each use of a name in the expressions, with its place. A comparison `ACTOR == OPTION` uses the actor."""
    for expression in expressions:
        for node in list_nodes(expression, now=now):
            if isinstance(node, Name):
                yield node.name, node.place
            elif isinstance(node, Played):
                yield node.actor, node.place


def list_event_expressions(event: Event) -> tuple[Expression | None, ...]:
    return event.chance, event.when


def build_definitions(a: Assessment, *, now: bool) -> dict[str, dict[str, Place]]:
    """Return the names that each auxiliary and event uses, with the place of the first use; with `now`, only uses in the same period."""
    definitions: dict[str, dict[str, Place]] = {}
    for name, auxiliary in a.auxiliaries.items():
        definitions[name] = first_uses(list_uses(auxiliary.equals, now=now))
    for name, event in a.events.items():
        definitions[name] = first_uses(list_uses(*list_event_expressions(event), now=now))
    return definitions


def first_uses(uses: Iterable[Use]) -> dict[str, Place]:
    """Return each name with the place of its first use."""
    found: dict[str, Place] = {}
    for name, place in uses:
        found.setdefault(name, place)
    return found


def find_path(start: Iterable[str], goal: set[str], edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the shortest path from any of `start` to any of `goal`, including both ends; empty if there is none."""
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


def measure_depth(expression: Expression) -> int:
    """Return the number of levels of a tree, counted without recursion."""
    deepest, waiting = 0, [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in list_children(node)]
    return deepest
