"""Part 5, stories: one dated story for each outcome, from a simulated future, and the combinations in which the answer is common."""

from __future__ import annotations

from dataclasses import replace

from lynchpin.presentation.charts.boxes import draw_boxes
from lynchpin.presentation.sentences.scenarios import describe_before, describe_stories, list_sentences
from lynchpin.presentation.stories import (
    choose_decisions,
    describe_decision,
    describe_failing,
    describe_turns,
    format_outcome_share,
    list_lines,
    split_stories,
)
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.tables.why import tabulate_decision
from lynchpin.presentation.theme import choose_colours
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.scenarios.stories import Story as FutureStory
from lynchpin.report.blocks import Choice, OutcomeStories, Paragraph, Part, Stories, Storyline
from lynchpin.report.parts.common import describe, fold, open_part, show, show_rows
from lynchpin.report.parts.present import Frame, Shown, build_present
from lynchpin.report.story import Story

TITLE = "Stories"


def build_stories(story: Story, number: int) -> Part:
    """Build the part from the scenarios of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    frame = Frame(number, "stories", TITLE, "No stories were asked for.")
    return build_present(story, frame, ScenariosFinding, lambda found: _show(story, found), lambda _, before: describe_before(before))


def _show(story: Story, scenarios: ScenariosFinding) -> Shown:
    first, others = split_stories(scenarios.stories)
    first.sort(key=lambda typical: -scenarios.probabilities[typical.outcome].value)
    cards = [_make_card(story, scenarios, typical, [o for o in others if o.outcome == typical.outcome]) for typical in first]
    lead, blocks = open_part(list_sentences(scenarios))
    blocks += [Paragraph(describe_stories(len(cards))), Stories(tuple(cards))] if cards else []
    blocks += fold("The combinations as a table and a chart", show_rows(tabulate_boxes(scenarios)), show(draw_boxes(scenarios), span=8))
    return Shown(lead, blocks)


def _make_card(story: Story, scenarios: ScenariosFinding, typical: FutureStory, others: list[FutureStory]) -> OutcomeStories:
    """Make the card of an outcome, with its most typical story first."""
    colours = choose_colours(list(story.assessment.outcomes), story.asked)
    return OutcomeStories(
        name=typical.outcome,
        colour=colours.get(typical.outcome, next(iter(colours.values()))),
        share=format_outcome_share(scenarios, typical.outcome),
        means=describe(story, "outcome", typical.outcome),
        stories=(_tell(scenarios, typical, _list_choices(scenarios, typical)), *(_tell(scenarios, other, ()) for other in others)),
        asked=typical.outcome in story.asked,
    )


def _tell(scenarios: ScenariosFinding, told: FutureStory, choices: tuple[Choice, ...]) -> Storyline:
    return Storyline(describe_failing(scenarios, told), list_lines(told), describe_turns(scenarios, told), choices)


def _caption(table: Table, told: FutureStory) -> Table:
    """Return the table of a decision with the outcome of its story in the caption, which is then unique."""
    return replace(table, caption=f"{table.caption} ({format_name(told.outcome)})")


def _list_choices(scenarios: ScenariosFinding, told: FutureStory) -> tuple[Choice, ...]:
    """Return the main decisions of a story."""
    return tuple(
        Choice(
            on,
            step.text,
            open_sentence(describe_decision(scenarios, step)),
            _caption(tabulate_decision(scenarios.model, step.decision), told),
            step.decision.looks_ahead,
        )
        for on, step in choose_decisions(told)
        if step.decision is not None
    )
