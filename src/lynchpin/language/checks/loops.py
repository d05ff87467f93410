"""Checks for circular dependencies within a period."""

from __future__ import annotations

from lynchpin.errors import Place
from lynchpin.language.dependencies import (
    build_definitions,
    find_components,
    find_path,
    list_credences,
    list_first_uses,
    list_moves,
    list_starts,
)
from lynchpin.language.reading import Reading
from lynchpin.language.records import Actor, Assessment, Value
from lynchpin.language.traversal import Use, list_uses

_MAX_LOOPS = 20
_MAX_NAMES = 12
"""The number of names that the message about a loop shows."""


def check_loops(a: Assessment, reading: Reading) -> None:
    """Report each loop of auxiliaries and events within a period, of starting values, of credences, and of moves, once.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    _report_loops(reading, build_definitions(a, same_period=True), "loop")
    _report_loops(reading, list_starts(a), "loop-of-starts")
    _report_loops(reading, list_credences(a), "loop-of-credences")
    _report_loops(reading, list_moves(a), "loop-of-moves")


def _report_loops(reading: Reading, definitions: dict[str, dict[str, Place]], message_id: str) -> None:
    edges = {name: {used for used in uses if used in definitions} for name, uses in definitions.items()}
    waiting = _list_looped(edges)[::-1]
    for _ in range(_MAX_LOOPS):
        if not waiting:
            return
        inside = waiting.pop()
        first = next(iter(inside))
        loop = [first, *find_path(inside[first], {first}, inside)]
        reading.diagnostics.add(message_id, definitions[first][loop[1]], loop=write_chain(loop), name=loop[1])
        inside[first].discard(loop[1])
        waiting += _list_looped(inside)[::-1]


def _list_looped(edges: dict[str, set[str]]) -> list[dict[str, set[str]]]:
    """Return the groups of names that depend on each other, each with the dependencies inside it, in the order of the file."""
    groups: dict[int, dict[str, set[str]]] = {}
    component = find_components(edges)
    for name, uses in edges.items():
        groups.setdefault(component[name], {})[name] = {used for used in uses if component.get(used) == component[name]}
    return [group for group in groups.values() if any(group.values())]


def write_chain(names: list[str]) -> str:
    """Write a chain of names: `a` -> `b` -> `c`. The middle of a long chain is counted, not named."""
    words = [f"`{name}`" for name in names]
    if len(words) > _MAX_NAMES:
        half = _MAX_NAMES // 2
        words = [*words[:half], f"{len(words) - 2 * half} more", *words[-half:]]
    return " -> ".join(words)


def check_decisions(a: Assessment, reading: Reading) -> None:
    """Report actors whose `decides` or influences depend on a choice in the same period.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    edges = build_definitions(a, same_period=True)
    chosen = {name for actor_name, actor in a.actors.items() for name in (actor_name, *actor.levers)}
    for name, actor in a.actors.items():
        for field, uses in list_early_uses(actor):
            places = list_first_uses(uses)
            path = find_path(places, chosen, edges)
            if path:
                way = write_chain(path)
                reading.diagnostics.add("choice-before-choice", places[path[0]], actor=name, field=field, way=way, lever=path[-1])


def list_early_uses(actor: Actor) -> list[tuple[str, list[Use]]]:
    """Return what is used by each field of an actor that is computed before anyone chooses."""
    uses = [("decides", list(list_uses(actor.decides, same_period=True)))]
    for faction in actor.factions.values():
        if not isinstance(faction.influence, Value):
            uses.append(("influence", list(list_uses(faction.influence, same_period=True))))
    return uses
