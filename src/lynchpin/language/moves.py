"""The order in which actors move within a period: who sees whose choice, and which actors choose in the same round."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

Seen = Mapping[str, frozenset[str]]
"""For each actor, those whose choices of the same period it sees."""


def find_seen(after: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return the actors whose choices each actor sees: those that it moves after, and those that they move after.

    Args:
        after: For each actor, the actors that it moves after. Without loops.
    """
    seen: dict[str, frozenset[str]] = {}
    waiting = list(after)
    while waiting:
        name = waiting[-1]
        missing = [other for other in after[name] if other not in seen]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        seen[name] = frozenset(after[name]).union(*(seen[other] for other in after[name]))
    return {name: seen[name] for name in after}


def find_rounds(seen: Seen) -> list[list[str]]:
    """Return the rounds of a period in order.

    Every actor of a round sees all choices of earlier rounds, and rounds are as small as possible.

    Args:
        seen: For each actor, those whose choices it sees.
    """
    waiting = sorted(seen, key=lambda name: len(seen[name]))  # an actor comes after those that it sees
    rounds: list[list[str]] = [[]] if waiting else []
    for k, name in enumerate(waiting):
        before = set(waiting[:k])
        if k and all(seen[later] >= before for later in waiting[k:]):
            rounds.append([])
        rounds[-1].append(name)
    return rounds


def count_replies(group: Sequence[str], seen: Seen, options: Mapping[str, int], types: Mapping[str, int]) -> int:
    """Return the number of replies in a group of actors that is solved as one.

    An actor has one for each of its options, each of its types, and each combination of choices of the group that it sees.

    Args:
        group: The actors.
        seen: For each actor, those whose choices it sees.
        options: The number of options of each actor.
        types: The number of types of each actor that has a private type.
    """
    inside = frozenset(group)
    return sum(options[name] * types.get(name, 1) * math.prod(options[other] for other in seen[name] & inside) for name in group)


def join_rounds(rounds: Sequence[Sequence[str]], seen: Seen, types: Collection[str], learners: Collection[str]) -> list[list[str]]:
    """Return the groups of actors that may have to be solved as one.

    Each round is a group. But if an actor sees and learns from the choice of another that has a private type, all rounds from that of the
    other to its own are one group.

    Args:
        rounds: The rounds in order.
        seen: For each actor, those whose choices it sees.
        types: The actors with a private type.
        learners: The actors that learn about types.
    """
    groups: list[list[str]] = []
    group: list[str] = []
    for number, actors in reversed(list(enumerate(rounds))):
        group = [*actors, *group]
        before = {name for earlier in rounds[:number] for name in earlier if name in types}
        if not any(name in learners and seen[name] & before for name in group):
            groups.append(group)
            group = []
    return groups[::-1]
