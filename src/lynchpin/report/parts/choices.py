"""Part 3, the author's own numbers: how far the answer moves with them, and with all doubts about the assumptions."""

from __future__ import annotations

from lynchpin.presentation.charts.robustness import draw_robustness
from lynchpin.presentation.sentences.robustness import describe_terms, list_sentences, warn
from lynchpin.presentation.tables.robustness import tabulate_flips, tabulate_forms, tabulate_pairs, tabulate_strongest
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.robustness.question import RobustnessFinding, count_least
from lynchpin.report.blocks import Part
from lynchpin.report.parts.common import fold, open_part, show, show_rows
from lynchpin.report.parts.present import Frame, Shown, build_present
from lynchpin.report.story import Story

TITLE = "How much the author's own numbers matter"


def build_choices(story: Story, number: int) -> Part:
    """Build the part from the robustness of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    frame = Frame(number, "choices", TITLE, _describe_nothing(story))
    return build_present(story, frame, RobustnessFinding, _show, lambda *_: "")


def _describe_nothing(story: Story) -> str:
    """Return why the question was not asked."""
    run = story.find(ForecastFinding)
    if run is None:
        return "This was not asked."
    if run.model.choices or run.model.drawn_assumptions:
        least = count_least(len(run.model.choices))
        return f"This was not asked: it takes at least {least:,} futures, drawn without the evidence."
    return "The file has neither numbers that its author chose nor assumptions."


def _show(robustness: RobustnessFinding) -> Shown:
    lead, blocks = open_part([*list_sentences(robustness), *warn(robustness)])
    blocks += show(draw_robustness(robustness))
    blocks += fold("The strongest numbers in figures", show_rows(tabulate_strongest(robustness)))
    blocks += fold("Numbers that change a conclusion", show_rows(tabulate_flips(robustness)))
    blocks += fold("The strongest numbers in pairs", show_rows(tabulate_pairs(robustness)))
    blocks += fold("Other forms of the model", show_rows(tabulate_forms(robustness)))
    return Shown(lead, blocks, describe_terms(robustness))
