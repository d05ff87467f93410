"""Checks for circular dependencies within a period."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from lynchpin.language.dependencies import build_definitions, find_path, list_first_uses
from lynchpin.language.reading import Reading
from lynchpin.language.records import Actor, Assessment, Value
from lynchpin.language.traversal import Use, list_uses

_MAX_LOOPS = 20
_MAX_NAMES = 12
"""The number of names that the message about a loop shows."""


def check_loops(a: Assessment, reading: Reading) -> None:
    """Report each loop of auxiliaries and events that depend on each other within a period, once."""
    definitions = build_definitions(a, now=True)
    edges = {name: {used for used in uses if used in definitions} for name, uses in definitions.items()}
    for _ in range(_MAX_LOOPS):
        loop = _find_loop(edges)
        if not loop:
            return
        first, second = loop[0], loop[1]
        words = _write_chain(loop)
        reading.diagnostics.add("loop", definitions[first][second], loop=words, name=second)
        edges[first].discard(second)


def _find_loop(edges: dict[str, set[str]]) -> list[str]:
    """Return one loop, in which each name depends on the next, starting with the name that is declared first; empty if there is none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as problem:
        loop = problem.args[1][::-1][:-1]
        order = {name: at for at, name in enumerate(edges)}
        turn = min(range(len(loop)), key=lambda at: order[loop[at]])
        loop = loop[turn:] + loop[:turn]
        return [*loop, loop[0]]
    return []


def _write_chain(names: list[str]) -> str:
    """Write a chain of names: `a` -> `b` -> `c`. The middle of a long chain is counted, not named."""
    words = [f"`{name}`" for name in names]
    if len(words) > _MAX_NAMES:
        half = _MAX_NAMES // 2
        words = [*words[:half], f"{len(words) - 2 * half} more", *words[-half:]]
    return " -> ".join(words)


def check_decisions(a: Assessment, reading: Reading) -> None:
    """Report actors whose `decides` or influences depend on a choice in the same period."""
    edges = build_definitions(a, now=True)
    chosen = {name for actor_name, actor in a.actors.items() for name in (actor_name, *actor.levers)}
    for name, actor in a.actors.items():
        for field, uses in _list_early_uses(actor):
            places = list_first_uses(uses)
            path = find_path(places, chosen, edges)
            if path:
                way = _write_chain(path)
                reading.diagnostics.add("choice-before-choice", places[path[0]], actor=name, field=field, way=way, lever=path[-1])


def _list_early_uses(actor: Actor) -> list[tuple[str, list[Use]]]:
    uses = [("decides", list(list_uses(actor.decides, now=True)))]
    for faction in actor.factions.values():
        if not isinstance(faction.influence, Value):
            uses.append(("influence", list(list_uses(faction.influence, now=True))))
    return uses
