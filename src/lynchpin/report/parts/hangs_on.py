"""Part 2, what the answer depends on: the load map, the verdict by what fails, minimal cut sets, and the strongest interactions."""

from __future__ import annotations

from lynchpin.presentation.charts.credences import draw_credences
from lynchpin.presentation.charts.failures import draw_failures
from lynchpin.presentation.charts.load_map import draw_load_map
from lynchpin.presentation.sentences.cut_sets import describe_cut_sets, describe_reach, describe_set, describe_undecided
from lynchpin.presentation.sentences.stress import (
    describe_interaction,
    describe_learning,
    describe_load_before,
    describe_loads,
    describe_terms,
    list_clear_interactions,
)
from lynchpin.presentation.sentences.update import describe_failures
from lynchpin.presentation.sentences.verdict import describe_verdict
from lynchpin.presentation.tables.stress import tabulate_assumptions, tabulate_broken, tabulate_dates, tabulate_interactions, tabulate_sets
from lynchpin.presentation.tables.update import tabulate_failures
from lynchpin.presentation.tables.verdict import tabulate_single, tabulate_verdict
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.stress.structure import Structure
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.blocks import WHOLE, Block, Group, Lines, Part
from lynchpin.report.parts.common import fold, show, show_rows
from lynchpin.report.parts.present import Frame, Shown, build_present
from lynchpin.report.story import Story

TITLE = "What the answer depends on"
MOST_SETS, MOST_INTERACTIONS, MOST_LEARNED = 4, 3, 2
"""Largest numbers written as sentences. Tables have the others."""
NO_INTERACTION = "Within the error of this run, the joint effect of any two failures equals the sum of their loads."
MAP = 7
"""Columns of the load map. The sentences are next to it."""


def build_hangs_on(story: Story, number: int) -> Part:
    """Build the part from the stress test of a story, and the assumptions of its update.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    frame = Frame(number, "hangs-on", TITLE, "The file states no assumptions that could fail.")
    update, before = story.find(UpdateFinding), story.find_before(StressFinding)
    return build_present(story, frame, StressFinding, lambda found: _show(found, None if found is before else update), describe_load_before)


def _show(stress: StressFinding, update: UpdateFinding | None) -> Shown:
    structure = stress.structure
    blocks: list[Block] = [] if structure is None else _show_structure(stress, structure)
    blocks += fold("Each assumption given the evidence", _show_credences(update) if update else [])
    blocks += fold("The answer by what fails, in figures", show_rows(tabulate_verdict(stress), tabulate_single(stress), span=WHOLE // 2))
    blocks += fold("Assumptions that can fail along the way", show_rows(tabulate_dates(stress)))
    blocks += fold("Assumptions that the model itself can break", show_rows(tabulate_broken(stress)))
    blocks += fold("Every assumption in figures", show_rows(tabulate_assumptions(stress)))
    sentence = "No assumption has a credence, so none has a load."
    if structure is not None:
        sentences = [describe_verdict(stress), describe_loads(stress, structure)]
        sentences += [describe_cut_sets(stress, structure)] if structure.cut_sets.sets else []  # other results are in the list of sets
        sentence = " ".join(s for s in sentences if s)
    return Shown(sentence, blocks, describe_terms(stress))


def _show_credences(update: UpdateFinding) -> list[Block]:
    lines = describe_failures(update)
    along = [Lines("Failures along the way", tuple(lines))] if lines else []
    return [*show(draw_credences(update), span=8), *along, *show_rows(tabulate_failures(update))]


def _show_structure(stress: StressFinding, structure: Structure) -> list[Block]:
    chart, interactions = show(draw_load_map(stress), span=MAP), tabulate_interactions(stress)
    side = WHOLE - MAP if chart else WHOLE
    learning = describe_learning(stress, structure)[:MOST_LEARNED]
    lines = (
        _list_sets(stress, structure),
        *([Lines("Learning that it failed, and setting it", tuple(learning))] if learning else []),
        *_list_interactions(stress, structure),
    )
    blocks: list[Block] = [*chart, Group((*show(draw_failures(stress), span=side), Group(lines, span=side)), span=side)]
    sets = tabulate_sets(stress)
    if len(sets.rows) > len(_choose_sets(stress, structure)):
        blocks += fold(f"All sets of failures that bring it {describe_reach(stress, structure)} ({len(sets.rows)})", show_rows(sets))
    if len(interactions.rows) > MOST_INTERACTIONS:
        blocks += fold("More interactions", show_rows(interactions))
    return blocks


def _list_sets(stress: StressFinding, structure: Structure) -> Lines:
    """The most probable sets of failures that cut, and how far the search went."""
    search = structure.cut_sets
    heading = f"Failures that bring it {describe_reach(stress, structure)}"
    if not search.base_decided:
        return Lines(heading, (describe_cut_sets(stress, structure),))
    chosen = _choose_sets(stress, structure)
    lines = [describe_set(stress, node) for node in chosen] or [describe_cut_sets(stress, structure)]
    if chosen and not search.sets:
        lines.append("Whether a smaller part of it is enough is undecided.")
    reach = []
    if not search.complete:
        to = search.searched_to
        whole = f"Every set of up to {to} was searched" if to > 1 else "Every single failure was searched" if to else ""
        reach.append(f"{whole}; larger sets as far as the futures went." if whole else "Sets were searched as far as the futures went.")
    reach.append(describe_undecided(stress, structure))
    return Lines(heading, (*lines, *([" ".join(reach).strip()] if any(reach) else [])))


def _choose_sets(stress: StressFinding, structure: Structure) -> list[Node]:
    """Choose the most probable minimal cut sets or, if none is known to be minimal, the most probable set that cuts."""
    found = structure.cut_sets
    ranked = sorted(found.sets or found.sufficient, key=lambda node: -stress.chance_of(node).value)
    return ranked[: MOST_SETS if found.sets else 1]


def _list_interactions(stress: StressFinding, structure: Structure) -> list[Block]:
    if not len(structure.loads.pairs):
        return []
    lines = [describe_interaction(stress, structure, k) for k in list_clear_interactions(structure)[:MOST_INTERACTIONS]]
    return [Lines("Strongest interactions", tuple(lines or [NO_INTERACTION]))]
