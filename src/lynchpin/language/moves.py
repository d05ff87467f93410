"""The order in which actors move within a period: who sees whose choice, and which actors choose in the same round."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

Seen = Mapping[str, frozenset[str]]


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
    """Return the rounds of a period in order. Every actor of a round sees all choices of earlier rounds, and rounds are as small as possible.

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


def count_replies(group: Sequence[str], seen: Seen, options: Mapping[str, int]) -> int:
    """Return the number of replies in a round: of each actor, its options times the combinations of choices of the round that it sees.

    Args:
        group: The actors of the round.
        seen: For each actor, those whose choices it sees.
        options: The number of options of each actor.
    """
    inside = frozenset(group)
    return sum(options[name] * math.prod(options[other] for other in seen[name] & inside) for name in group)
