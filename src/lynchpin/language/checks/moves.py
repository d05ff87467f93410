"""Checks of the order in which actors move within a period."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from lynchpin.language.checks.actors import MAX_PROFILES, count_profiles
from lynchpin.language.dependencies import find_path, list_moves
from lynchpin.language.inference import find_constant
from lynchpin.language.moves import count_replies, find_rounds, find_seen, join_rounds
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment
from lynchpin.language.wording import join_words

MAX_REPLIES = 64
"""The highest number of replies of actors whose game cannot be solved one actor after another."""


def find_undecided(a: Assessment) -> AbstractSet[str]:
    """Return the actors that another actor moves after although they never choose."""
    named = {other for actor in a.actors.values() for other in actor.after}
    return {name for name in named if (decides := a.actors[name].decides) is not None and find_constant(decides) == 0}


def check_moves(a: Assessment, reading: Reading) -> None:
    """Report actors that move after one that never chooses, and groups with too many replies.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    undecided = find_undecided(a)
    for name, actor in a.actors.items():
        for other, place in actor.after.items():
            if other in undecided:
                reading.diagnostics.add("after-undecided", place, name=other, actor=name)
    moves = list_moves(a)
    looped = any(find_path(moves[name], {name}, moves) for name in moves if moves[name])
    if not looped and count_profiles(a) <= MAX_PROFILES:
        _check_replies(a, reading)


def _check_replies(a: Assessment, reading: Reading) -> None:
    seen = find_seen(list_moves(a))
    options = {name: max(1, len(actor.options)) for name, actor in a.actors.items()}
    types = {name: len(a.parameters[actor.type_name].states) for name, actor in a.actors.items() if actor.type_name}
    learners = {name for name, actor in a.actors.items() if actor.learns}
    for group in join_rounds(find_rounds(seen), seen, types, learners):
        inside = frozenset(group)
        replies = count_replies(group, seen, options, types)
        if replies > MAX_REPLIES and (any(seen[name] & inside for name in group) or (len(group) > 1 and inside & types.keys())):
            places = [place for name in group for other, place in a.actors[name].after.items() if other in inside]
            place = places[0] if places else a.actors[next(name for name in group if name in types)].about.place
            names = join_words([name for name in a.actors if name in inside])
            reading.diagnostics.add("too-many-replies", place, names=names, replies=f"{replies:,}", most=MAX_REPLIES)
