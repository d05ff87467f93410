"""The dependencies between names: what uses what, paths, orders and loops."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from lynchpin.errors import Place
from lynchpin.language.expressions import Expression
from lynchpin.language.records import Assessment, Event, Given, Value
from lynchpin.language.traversal import Use, list_uses


def list_event_expressions(event: Event) -> tuple[Expression | None, ...]:
    """Return the expressions of an event."""
    return (event.chance, event.when, *(event.states.list_expressions() if event.states is not None else ()))


def build_definitions(a: Assessment, *, same_period: bool) -> dict[str, dict[str, Place]]:
    """Return the names that each auxiliary and event uses (only within a period, if `same_period`), with the place of the first use.

    Args:
        a: The assessment.
        same_period: Whether to leave out uses inside `previous`.
    """
    definitions: dict[str, dict[str, Place]] = {}
    for name, auxiliary in a.auxiliaries.items():
        definitions[name] = list_first_uses(list_uses(auxiliary.equals, same_period=same_period))
    for name, event in a.events.items():
        definitions[name] = list_first_uses(list_uses(*list_event_expressions(event), same_period=same_period))
    return definitions


def list_starts(a: Assessment) -> dict[str, dict[str, Place]]:
    """Return the names that the starting value of each stock is computed from, with the place of the first use."""
    return {name: list_first_uses(list_uses(stock.starts)) for name, stock in a.stocks.items() if not isinstance(stock.starts, Value)}


def list_credences(a: Assessment) -> dict[str, dict[str, Place]]:
    """Return the assumptions on which the credence of each assumption depends, with the place of the first."""
    return {name: list_first_uses(x.credence.list_parents()) for name, x in a.assumptions.items() if isinstance(x.credence, Given)}


def list_moves(a: Assessment) -> dict[str, dict[str, Place]]:
    """Return the actors that each actor moves after, with their places."""
    return {name: dict(actor.after) for name, actor in a.actors.items()}


def list_first_uses(uses: Iterable[Use]) -> dict[str, Place]:
    """Return each name with the place of its first use."""
    found: dict[str, Place] = {}
    for name, place in uses:
        found.setdefault(name, place)
    return found


def find_path(start: Iterable[str], goal: set[str], edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the shortest path from any of `start` to any of `goal`, including both ends; empty if there is none.

    Args:
        start: Where the path may start.
        goal: Where it may end.
        edges: The names that can follow each name.
    """
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

    Otherwise the order is that of the file. There is no recursion, because a chain of dependencies may be as long as the file.
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
    """Return the number of the strongly connected component of each key. Names that depend on each other have the same number.

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
