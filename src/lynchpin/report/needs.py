"""Which questions each part of a report tells of, so that a page of some parts asks no more than these need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lynchpin.errors import ArgumentError

NEEDS: Mapping[str, tuple[str, ...]] = {
    "answer": ("run", "update", "stress"),
    "hangs-on": ("stress", "update"),
    "unfolds": ("run", "update"),
    "stories": ("scenarios",),
    "watch": ("run", "signposts", "update"),
    "options": ("policies",),
    "unknown": ("run", "drivers"),
    "forecasts": ("score",),
    "paper": ("coverage",),
    "fine-print": ("run", "update"),
}

BRIEF = ("answer", "hangs-on", "watch")
"""The parts of a brief."""


def list_questions(parts: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """The questions behind these parts (all parts if there are none), in the given order.

    Raises ArgumentError for a part that a report does not have.
    """
    for part in parts:
        if part not in NEEDS:
            raise ArgumentError(f"a report has no part called `{part}`\nhint: there is: {', '.join(NEEDS)}")
    needed = {question for part in parts or NEEDS for question in NEEDS[part]}
    return tuple(question for question in order if question in needed)
