"""Part 7, what we do not know: the unknowns that matter, how much knowing could help, what is worth finding out."""

from __future__ import annotations

from lynchpin.presentation.charts.driver_indices import draw_driver_indices
from lynchpin.presentation.charts.worth_knowing import draw_worth_knowing, is_worth_knowing
from lynchpin.presentation.sentences.drivers import say_drivers
from lynchpin.presentation.tables.drivers import tabulate_parameters
from lynchpin.presentation.unknowns import list_unknowns
from lynchpin.report.blocks import Block, Paragraph, Part
from lynchpin.report.parts.common import fold, list_failures, say_missing, show_pairs, show_rows
from lynchpin.report.story import Story

TITLE = "What we do not know"
NOTHING = "By the stated goals, knowing any one of these before choosing a policy would help by no more than the error of this run."


def build_unknown(story: Story, number: int) -> Part:
    drivers = story.told.get("drivers")
    if drivers is None:
        sentence = say_missing(story, "drivers", "No parameter of the file is uncertain.")
        return Part(number, "unknown", TITLE, sentence, tuple(list_failures(story, "drivers")))
    blocks: list[Block] = show_pairs(draw_driver_indices(drivers), draw_worth_knowing(drivers))
    unknowns = list_unknowns(drivers)
    if any(u.get("evpi") is not None for u in unknowns) and not any(is_worth_knowing(u) for u in unknowns):
        blocks.append(Paragraph(NOTHING, heading="What would be worth knowing"))
    blocks += fold("Every unknown in figures", show_rows(tabulate_parameters(drivers)))
    return Part(number, "unknown", TITLE, say_drivers(drivers), tuple(blocks))
