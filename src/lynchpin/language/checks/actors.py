"""Checks that actors have a real choice, and that their game is small enough to solve."""

from __future__ import annotations

import math

from lynchpin.language.dependencies import list_event_expressions
from lynchpin.language.expressions import Expression, Played
from lynchpin.language.reading import Reading
from lynchpin.language.records import Actor, Assessment
from lynchpin.language.traversal import are_valid, list_nodes, list_uses

MAX_PROFILES = 4_096
_MAX_LISTED = 20
"""The number of actors that the message about profiles names."""


def count_profiles(a: Assessment) -> int:
    """Return the number of profiles of the stage game, or a number above the limit if there are too many actors to count them all."""
    return math.prod(count for _, count in _list_several(a)[:_MAX_LISTED])


def _list_several(a: Assessment) -> list[tuple[str, int]]:
    """Return the actors with more than one option, each with the number of its options."""
    return [(name, len(actor.options)) for name, actor in a.actors.items() if len(actor.options) > 1]


def check_profiles(a: Assessment, reading: Reading) -> None:
    """Report too many profiles of the stage game, which has one for each combination of the actors' options.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    several = _list_several(a)
    profiles = count_profiles(a)
    if profiles > MAX_PROFILES:
        last = list(a.actors.values())[-1]
        more = len(several) - _MAX_LISTED
        words = ", ".join(f"`{name}` {count}" for name, count in several[:_MAX_LISTED]) + (f" and {more:,} more actors" if more > 0 else "")
        number = f"{profiles:,}" if more <= 0 else f"more than {profiles:,}"
        reading.diagnostics.add("too-many-profiles", last.about.place, profiles=number, most=f"{MAX_PROFILES:,}", counts=words)


def check_foresight(a: Assessment, reading: Reading) -> None:
    """Report actors that foresee replies which nobody can make.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    for name, actor in a.actors.items():
        reasons = {
            "its horizon has only one period": actor.horizon.periods == 1,
            "there is no other actor": len(a.actors) == 1,
            "with `reasoning: adaptive`, actors expect the others to repeat their options": a.reasoning == "adaptive",
            "the replies of actors with private types cannot be foreseen": any(other.type_name for other in a.actors.values()),
        }
        why = next((why for why, holds in reasons.items() if holds), "")
        if actor.horizon.foresees and why:
            reading.diagnostics.add("foresees-nothing", actor.about.place, name=name, why=why)


def check_options(a: Assessment, reading: Reading) -> None:
    """Report actors with a single option, and options that always have the same payoff.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    for name, actor in a.actors.items():
        places = reading.symbols[name].members
        if len(actor.options) == 1:
            reading.diagnostics.add(
                "one-option", places.get(next(iter(actor.options)), actor.about.place), actor=name, option=next(iter(actor.options))
            )
        if len(actor.options) > 1 and list_terms(actor) and len(a.actors) <= _MAX_LISTED:  # of more, the number of profiles is an error
            _check_difference(a, reading, name, actor)


def list_terms(actor: Actor) -> list[Expression]:
    """Return the expressions of an actor's payoff, with those of its factions."""
    factions = [term.expression for faction in actor.factions.values() for term in faction.terms]
    return [term.expression for term in actor.terms] + factions


def _check_difference(a: Assessment, reading: Reading, name: str, actor: Actor) -> None:
    expressions = list_upstream(a, list_terms(actor))
    if not are_valid(*expressions) or len({frozenset(levels) for levels in actor.options.values()}) > 1:
        return  # without the whole model it is not known what depends on what
    levers = {used for used, _ in list_uses(*expressions)}
    played = {(node.actor, node.option) for e in expressions for node in list_nodes(e) if isinstance(node, Played)}
    seen: dict[tuple[float, ...], str] = {}
    for second, others in actor.options.items():
        felt = tuple(level for lever, level in sorted(others.items()) if lever in levers)
        if (name, second) in played or any(map(math.isnan, felt)):
            continue
        first = seen.setdefault(felt, second)
        if first == second:
            continue
        levels = actor.options[first]
        differ = [lever for lever in levels if levels.get(lever) != others.get(lever)]
        why = "they set the same levels" if not differ else f"none of its values depends on {' or '.join(f'`{x}`' for x in differ)}"
        place = reading.symbols[name].members.get(second, actor.about.place)
        reading.diagnostics.add("options-alike", place, actor=name, first=first, second=second, why=why)


def list_upstream(a: Assessment, terms: list[Expression]) -> list[Expression]:
    """Return the terms and all expressions that they depend on, directly or through other quantities, in any period.

    Args:
        a: The assessment.
        terms: The expressions to start from.
    """
    reached: set[str] = set()
    found: list[Expression] = []
    waiting: list[Expression | None] = list(terms)
    while waiting:
        expression = waiting.pop()
        if expression is None:
            continue
        found.append(expression)
        for name, _ in list_uses(expression):
            if name not in reached:
                reached.add(name)
                waiting += _list_definitions(a, name)
    return found


def _list_definitions(a: Assessment, name: str) -> list[Expression | None]:
    if name in a.auxiliaries:
        return [a.auxiliaries[name].equals]
    if name in a.events:
        return list(list_event_expressions(a.events[name]))
    if name in a.stocks:
        return [a.stocks[name].changes, a.stocks[name].becomes]
    return []
