"""Part 8, what we do not know: the unknowns that matter, how much could be known, and what is worth finding out."""

from __future__ import annotations

import math

from lynchpin.presentation.charts.driver_indices import draw_driver_indices
from lynchpin.presentation.charts.worth_knowing import draw_worth_knowing
from lynchpin.presentation.sentences.drivers import describe_before, describe_drivers, describe_worth
from lynchpin.presentation.tables.drivers import tabulate_parameters
from lynchpin.presentation.unknowns import rank_by_worth
from lynchpin.questions.drivers.question import DriversFinding
from lynchpin.report.blocks import Block, Paragraph, Part
from lynchpin.report.parts.common import fold, show_pairs, show_rows
from lynchpin.report.parts.present import Frame, Shown, build_present
from lynchpin.report.story import Story

TITLE = "What we do not know"


def build_unknown(story: Story, number: int) -> Part:
    """Build the part from the drivers of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    frame = Frame(number, "unknown", TITLE, "No parameter of the file is uncertain.")
    return build_present(story, frame, DriversFinding, _show, lambda _, before: describe_before(before))


def _show(drivers: DriversFinding) -> Shown:
    blocks: list[Block] = show_pairs(draw_driver_indices(drivers), draw_worth_knowing(drivers))
    if any(math.isfinite(d.evpi.value) for d in drivers.drivers) and not rank_by_worth(drivers):
        blocks.append(Paragraph(describe_worth(drivers), heading="What would be worth knowing"))
    blocks += fold("Every unknown in figures", show_rows(tabulate_parameters(drivers)))
    return Shown(describe_drivers(drivers), blocks)
