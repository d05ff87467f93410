"""Checks of private types: that something shows them, and that nothing gives them away before a choice."""

from __future__ import annotations

import math

from lynchpin.language.checks.actors import MAX_PROFILES, count_profiles, list_terms, list_upstream
from lynchpin.language.checks.loops import list_early_uses, write_chain
from lynchpin.language.dependencies import build_definitions, find_path, list_first_uses
from lynchpin.language.expressions import Expression
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment
from lynchpin.language.traversal import are_valid, list_uses


def check_types(a: Assessment, reading: Reading) -> None:
    """Report types that no choice can show, types that are known before a choice, and too many combinations of options and types.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    types = {actor.type_name: name for name, actor in a.actors.items() if actor.type_name}
    _check_learning(a, reading, set(types.values()))
    if not types:
        return
    combinations = count_profiles(a) * math.prod(len(a.parameters[one].states) for one in types)
    if count_profiles(a) <= MAX_PROFILES < combinations:
        last = next(reversed(types))
        reading.diagnostics.add("too-many-types", reading.symbols[last].place, combinations=f"{combinations:,}", most=f"{MAX_PROFILES:,}")
    edges = build_definitions(a, same_period=True)
    for name, actor in a.actors.items():
        computed = (("rationality", actor.rationality), ("discount", actor.horizon.discount))
        early = list_early_uses(actor) + [(field, list(list_uses(x))) for field, x in computed if isinstance(x, Expression)]
        for field, uses in early:
            places = list_first_uses(uses)
            path = find_path(places, set(types), edges)
            if path:
                reading.diagnostics.add("type-too-early", places[path[0]], actor=name, field=field, way=write_chain(path), type=path[-1])
    for type_name, owner in types.items():
        expressions = list_upstream(a, list_terms(a.actors[owner]))
        declared = reading.symbols[type_name].owner == owner  # otherwise the name is taken, which is an error already
        if declared and are_valid(*expressions) and type_name not in {used for used, _ in list_uses(*expressions)}:
            reading.diagnostics.add("type-without-effect", reading.symbols[type_name].place, type=type_name, actor=owner)


def _check_learning(a: Assessment, reading: Reading, owners: set[str]) -> None:
    for name, actor in a.actors.items():
        if actor.learns_place is not None and not owners - {name}:
            reading.diagnostics.add("nothing-to-learn", actor.learns_place, actor=name)
