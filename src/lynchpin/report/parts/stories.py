"""Part 5, stories: one dated story for each outcome, from a simulated future, and the combinations in which the answer is common."""

from __future__ import annotations

from lynchpin.presentation.charts.boxes import draw_boxes
from lynchpin.presentation.sentences.scenarios import describe_before, describe_stories, list_sentences
from lynchpin.presentation.stories import describe_failing, format_outcome_share, list_lines, split_stories
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.presentation.theme import choose_colours
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.scenarios.stories import Story as FutureStory
from lynchpin.report.blocks import OutcomeStories, Paragraph, Part, Stories, Storyline
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
    blocks += show_rows(tabulate_boxes(scenarios))
    blocks += fold("The combinations as a chart", show(draw_boxes(scenarios), span=8))
    blocks += [Paragraph(describe_stories(len(cards))), Stories(tuple(cards))] if cards else []
    return Shown(lead, blocks)


def _make_card(story: Story, scenarios: ScenariosFinding, typical: FutureStory, others: list[FutureStory]) -> OutcomeStories:
    """Make the card of an outcome, with its most typical story first."""
    colours = choose_colours(list(story.assessment.outcomes), story.asked)
    return OutcomeStories(
        name=typical.outcome,
        colour=colours.get(typical.outcome, next(iter(colours.values()))),
        share=format_outcome_share(scenarios, typical.outcome),
        means=describe(story, "outcome", typical.outcome),
        stories=tuple(Storyline(describe_failing(scenarios, t), list_lines(t)) for t in (typical, *others)),
        asked=typical.outcome in story.asked,
    )
