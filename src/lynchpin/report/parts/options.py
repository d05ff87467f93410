"""Part 7, what could be done: policies with their paired effects and regret, and the robust choice."""

from __future__ import annotations

from lynchpin.presentation.charts.policy_effects import draw_policy_effects
from lynchpin.presentation.charts.policy_regret import draw_policy_regret
from lynchpin.presentation.sentences.policies import describe_before, list_sentences
from lynchpin.presentation.tables.policies import tabulate_choices, tabulate_policies, tabulate_regret
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.report.blocks import Part
from lynchpin.report.parts.common import fold, open_part, show_pairs, show_rows
from lynchpin.report.parts.present import Frame, Shown, build_present
from lynchpin.report.story import Story

TITLE = "What could be done"


def build_options(story: Story, number: int) -> Part:
    """Build the part from the policies of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    frame = Frame(number, "options", TITLE, "The file states no policies to compare.")
    return build_present(story, frame, PoliciesFinding, _show, lambda _, before: describe_before(before))


def _show(policies: PoliciesFinding) -> Shown:
    lead, blocks = open_part(list_sentences(policies))
    blocks += show_rows(tabulate_choices(policies))
    blocks += show_pairs(draw_policy_effects(policies), draw_policy_regret(policies))
    blocks += fold("The answer and the goals in figures", show_rows(tabulate_policies(policies)))
    blocks += fold("Regret in figures", show_rows(tabulate_regret(policies)))
    return Shown(lead, blocks)
