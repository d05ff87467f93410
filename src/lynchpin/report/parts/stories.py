"""Part 4, stories: one dated storyline for each ending, told from a future that was drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.sentences import say_stories
from lynchpin.presentation.tables import tabulate_boxes
from lynchpin.presentation.wording import open_sentence, say_list, say_name, say_percent
from lynchpin.report.blocks import Block, Part, Storyline
from lynchpin.report.parts.common import describe, list_failures, say_missing, show_rows
from lynchpin.report.story import Story

TITLE = "Stories"


def build_stories(story: Story, number: int) -> Part:
    scenarios = story.told.get("scenarios")
    if scenarios is None:
        sentence = say_missing(story, "scenarios", "No stories were told.")
        return Part(number, "stories", TITLE, sentence, tuple(list_failures(story, "scenarios")))
    first, others = split_stories(scenarios["stories"])
    blocks: list[Block] = [_tell(story, told) for told in first]
    blocks += [_tell(story, told, folded=True) for told in others]
    blocks += show_rows(tabulate_boxes(scenarios))
    return Part(number, "stories", TITLE, say_stories(first), tuple(blocks))


def split_stories(stories: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """For each ending the story that stands for most of its futures, and all others."""
    best: dict[str, Mapping[str, Any]] = {}
    for told in stories:
        kept = best.setdefault(told["outcome"], told)
        if (told.get("stands_for") or 0.0) > (kept.get("stands_for") or 0.0):
            best[told["outcome"]] = told
    first = list(best.values())
    return first, [told for told in stories if not any(told is f for f in first)]


def _tell(story: Story, told: Mapping[str, Any], *, folded: bool = False) -> Storyline:
    outcome = told["outcome"]
    means = describe(story, "outcome", outcome).rstrip(".")
    note = [f"{means}." if means else "", f"{say_percent(told['probability'])} of futures end so."]
    if told.get("fails"):
        note.append(
            f"Here {say_list([f'“{say_name(n)}”' for n in told['fails']])} {'fails' if len(told['fails']) == 1 else 'fail'} from the start."
        )
    heading = open_sentence(say_name(outcome)) + (", another way" if folded else "")
    lines = tuple((line["on"], open_sentence(line["text"])) for line in told["lines"] if line["text"])
    return Storyline(heading, " ".join(n for n in note if n), lines, outcome in story.asked, folded)
