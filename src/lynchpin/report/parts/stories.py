"""Part 4, stories: one dated storyline for each ending, told from a future that was drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.sentences.scenarios import say_stories
from lynchpin.presentation.stories import list_lines, say_failing, split_stories
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.presentation.theme import choose_colours
from lynchpin.presentation.wording import say_percent
from lynchpin.report.blocks import Block, Ending, Part, Stories, Storyline
from lynchpin.report.parts.common import describe, fold, list_failures, say_missing, show_rows
from lynchpin.report.story import Story

TITLE = "Stories"
FEW_BOXES = 3
"""Combinations in a table that stands open."""

Told = Mapping[str, Any]


def build_stories(story: Story, number: int) -> Part:
    scenarios = story.told.get("scenarios")
    if scenarios is None:
        sentence = say_missing(story, "scenarios", "No stories were told.")
        return Part(number, "stories", TITLE, sentence, tuple(list_failures(story, "scenarios")))
    first, others = split_stories(scenarios["stories"])
    endings = [_tell(story, told, [o for o in others if o["outcome"] == told["outcome"]]) for told in _order(first)]
    blocks: list[Block] = [Stories(tuple(endings))] if endings else []
    boxes = tabulate_boxes(scenarios)
    blocks += show_rows(boxes) if len(boxes.rows) <= FEW_BOXES else fold(boxes.caption, show_rows(boxes))
    return Part(number, "stories", TITLE, say_stories(first), tuple(blocks))


def _order(first: Sequence[Told]) -> list[Told]:
    """The likeliest ending first."""
    return sorted(first, key=lambda told: -told["probability"])


def _tell(story: Story, told: Told, others: Sequence[Told]) -> Ending:
    outcome = told["outcome"]
    colours = choose_colours(list(story.assessment.outcomes), story.asked)
    return Ending(
        name=outcome,
        colour=colours.get(outcome, next(iter(colours.values()))),
        share=say_percent(told["probability"], told.get("standard_error")),
        means=describe(story, "outcome", outcome),
        stories=tuple(Storyline(say_failing(t), list_lines(t)) for t in (told, *others)),
        asked=outcome in story.asked,
    )
