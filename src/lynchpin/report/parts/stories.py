"""Part 4, stories: one dated storyline for each ending, told from a future that was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.sentences import say_stories
from lynchpin.presentation.tables import tabulate_boxes
from lynchpin.presentation.wording import open_sentence, say_name, say_percent
from lynchpin.report.blocks import Block, Part, Storyline
from lynchpin.report.parts.common import describe, list_failures, say_missing, show_rows
from lynchpin.report.story import Story

TITLE = "Stories"


def build_stories(story: Story, number: int) -> Part:
    scenarios = story.told.get("scenarios")
    if scenarios is None:
        sentence = say_missing(story, "scenarios", "No stories were told.")
        return Part(number, "stories", TITLE, sentence, tuple(list_failures(story, "scenarios")))
    blocks: list[Block] = [_tell(story, told) for told in scenarios["stories"]]
    blocks += show_rows(tabulate_boxes(scenarios))
    return Part(number, "stories", TITLE, say_stories(scenarios["stories"]), tuple(blocks))


def _tell(story: Story, told: Mapping[str, Any]) -> Storyline:
    outcome = told["outcome"]
    share = told.get("share") or told.get("probability")
    means = describe(story, "outcome", outcome)
    note = " ".join(
        part
        for part in (f"{means.rstrip('.')}." if means else "", f"{say_percent(share)} of futures." if share is not None else "")
        if part
    )
    lines = tuple(line for line in map(_read_line, told["lines"]) if line[1])
    return Storyline(open_sentence(say_name(outcome)), note, lines, outcome in story.asked)


def _read_line(line: Any) -> tuple[str, str]:
    """A line of a story as (period, what happens)."""
    if isinstance(line, Mapping):
        return str(line.get("on", "")), str(line.get("text", ""))
    period, _, text = str(line).partition(": ")
    return (period, text) if text else ("", period)
