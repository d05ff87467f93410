"""Which of the stories of a finding speak for their endings, and how a story is headed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.wording import open_sentence, say_list, say_name, say_percent

Told = Mapping[str, Any]


def split_stories(stories: Sequence[Told]) -> tuple[list[Told], list[Told]]:
    """For each ending the story that stands for most of its futures, and all others."""
    best: dict[str, Told] = {}
    for told in stories:
        kept = best.setdefault(told["outcome"], told)
        if (told.get("stands_for") or 0.0) > (kept.get("stands_for") or 0.0):
            best[told["outcome"]] = told
    first = list(best.values())
    return first, [told for told in stories if not any(told is f for f in first)]


def introduce_story(told: Told, means: str = "") -> str:
    """What its ending means, how many futures end so, and what fails in it from the start."""
    said = [
        f"{open_sentence(means).rstrip('.')}." if means else "",
        f"{say_percent(told['probability'])} of futures end so.",
        say_failing(told),
    ]
    return " ".join(s for s in said if s)


def say_failing(told: Told) -> str:
    """What fails in it from the start; empty where all assumptions hold."""
    if not told.get("fails"):
        return ""
    names = say_list([f"“{say_name(n)}”" for n in told["fails"]])
    return f"Here {names} {'fails' if len(told['fails']) == 1 else 'fail'} from the start."


def list_lines(told: Told) -> tuple[tuple[str, str], ...]:
    """The story by date: (period, what happens)."""
    return tuple((line["on"], open_sentence(line["text"])) for line in told["lines"] if line["text"])
