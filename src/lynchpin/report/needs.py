"""The questions that each part of a report needs, so that a page with few parts asks few questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lynchpin.errors import ArgumentError
from lynchpin.questions import registry

PARTS = ("answer", "hangs-on", "choices", "unfolds", "stories", "watch", "options", "unknown", "forecasts", "paper", "fine-print")
"""Names of the parts of a report, in order, as `--only` takes them."""


def check_parts(parts: Sequence[str]) -> None:
    """Raise ArgumentError if a part is unknown."""
    for part in parts:
        if part not in PARTS:
            raise ArgumentError(f"a report has no part called `{part}`\nhint: the parts are {', '.join(PARTS)}")


def find_needs() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the questions that each part needs."""
    return {part: tuple(question.name for question in registry.QUESTIONS if part in question.parts) for part in PARTS}


BRIEF = ("answer", "hangs-on", "watch")
"""The parts of a brief."""


def list_questions(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the questions that these parts need (all parts if none is named), in their order.

    Raises ArgumentError if a part is unknown.
    """
    check_parts(parts)
    needed = {name for part in parts or PARTS for name in find_needs()[part]}
    return tuple(question.name for question in registry.QUESTIONS if question.name in needed)
