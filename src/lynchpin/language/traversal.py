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


def order_by_dependency(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the keys of `edges` so that each follows the keys that it uses, except where a loop makes that impossible.

    Follows the order of the file otherwise, without recursion: a chain of dependencies may be as long as the file.
    """
    entered: set[str] = set()
    ordered: list[str] = []
    for start in edges:
        if start in entered:
            continue
        entered.add(start)
        path = [(start, iter(edges[start]))]
        while path:
            name, uses = path[-1]
            following = next((used for used in uses if used in edges and used not in entered), None)
            if following is None:
                ordered.append(name)
                path.pop()
            else:
                entered.add(following)
                path.append((following, iter(edges[following])))
    return ordered


def find_components(edges: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return the number of the strongly connected component of each key: names that depend on each other share one.

    Source: S. R. Kosaraju's algorithm, in A. V. Aho, J. E. Hopcroft and J. D. Ullman, Data Structures and Algorithms, 1983, section 6.7.
    """
    users: dict[str, list[str]] = {name: [] for name in edges}
    for name, uses in edges.items():
        for used in uses:
            if used in users:
                users[used].append(name)
    component: dict[str, int] = {}
    for start in reversed(order_by_dependency(edges)):
        waiting = [] if start in component else [start]
        number = len(component)
        while waiting:
            name = waiting.pop()
            if name not in component:
                component[name] = number
                waiting += users[name]
    return component


def measure_depth(expression: Expression) -> int:
    """Return the number of levels of a tree, counted without recursion."""
    deepest, waiting = 0, [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in list_children(node)]
    return deepest
