"""Messages about the order in which actors move."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

_RIGHT = "minsk: {after: kremlin, ...}"

ENTRIES = (
    Entry(
        "after-itself",
        message="`{name}` cannot move after itself",
        hint="name another actor; its own last option is `previous({name}) == OPTION`",
        explanation="`after` names the actors whose choices of the same period an actor sees before it chooses.",
        wrong="minsk: {after: minsk, ...}",
        right=_RIGHT,
    ),
    Entry(
        "after-twice",
        message="`{name}` is named twice",
        hint="name each actor once",
        explanation="`after` lists the actors whose choices of the same period an actor sees. Their order does not matter.",
        wrong="minsk: {after: [kremlin, kremlin], ...}",
        right=_RIGHT,
    ),
    Entry(
        "after-undecided",
        message="`{name}` never chooses, because its `decides` is always false, so `{actor}` cannot move after it",
        hint="remove `{name}` here, or change its `decides`",
        explanation="An actor that never chooses keeps the option in place at the start, and everybody knows this option.",
        wrong="kremlin: {decides: 0, ...}\nminsk: {after: kremlin, ...}",
        right="kremlin: {decides: quarter == 1, ...}\nminsk: {after: kremlin, ...}",
    ),
    Entry(
        "loop-of-moves",
        message="these actors move after each other in a loop: {loop}",
        hint="remove `{name}` from this `after`; two actors choose at once if neither moves after the other",
        explanation="An actor sees the choices of those that it moves after, so they must choose before it.",
        wrong="minsk: {after: kremlin, ...}\nkremlin: {after: minsk, ...}",
        right="minsk: {after: kremlin, ...}\nkremlin: {...}",
    ),
    Entry(
        "too-many-replies",
        message="the game of {names} must be solved as one, and has {replies} replies; the limit is {most}",
        hint="let the actors who choose at once see the same choices, by changing `after`; or merge options or types",
        explanation=(
            "An actor has a reply for each of its options, each combination of choices that it sees, and each of its types. If an actor "
            "neither sees a choice nor is seen by those who see it, or learns about a type from a choice, the game cannot be solved one actor "
            "after another, but only for all replies at once."
        ),
        wrong="b: {after: a, ...}\nc: {after: b, ...}\nd: {...}",
        right="b: {after: a, ...}\nc: {after: b, ...}\nd: {after: [a, b], ...}",
    ),
)
