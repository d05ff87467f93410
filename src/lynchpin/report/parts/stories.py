"""Part 4, stories: one dated storyline for each ending, told from a future that was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.sentences import say_stories
from lynchpin.presentation.stories import introduce_story, list_lines, split_stories
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.presentation.wording import open_sentence, say_name
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


def _tell(story: Story, told: Mapping[str, Any], *, folded: bool = False) -> Storyline:
    outcome = told["outcome"]
    heading = open_sentence(say_name(outcome)) + (", another way" if folded else "")
    return Storyline(heading, introduce_story(told, describe(story, "outcome", outcome)), list_lines(told), outcome in story.asked, folded)
