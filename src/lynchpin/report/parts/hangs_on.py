"""Part 2, what it hangs on: the load-bearing map, breaking sets, the strongest interactions."""

from __future__ import annotations

from dataclasses import replace

from lynchpin.presentation.charts.credences import draw_credences
from lynchpin.presentation.charts.load_map import draw_load_map
from lynchpin.presentation.sentences.stress import list_clear_interactions, say_interaction, say_load, say_most, say_set
from lynchpin.presentation.tables.stress import tabulate_assumptions, tabulate_broken, tabulate_interactions, tabulate_sets
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.wording import say_count, say_percent
from lynchpin.report.blocks import WHOLE, Block, Group, Lines, Part
from lynchpin.report.parts.common import Finding, fold, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What it hangs on"
MOST_SETS, MOST_INTERACTIONS = 4, 3
"""Those that are said as sentences; tables hold the others."""
NO_INTERACTION = "As far as this run can tell, no two failing together do more or less than the sum of their loads."
MAP = 7
"""Columns of the map, beside which the sentences stand."""


def build_hangs_on(story: Story, number: int) -> Part:
    stress = story.told.get("stress")
    if stress is None:
        sentence = say_missing(story, "stress", "The file states no assumptions that could fail.")
        return Part(number, "hangs-on", TITLE, sentence, tuple(list_failures(story, "stress")))
    chart = show(draw_load_map(stress), span=MAP)
    sets, interactions = sorted(stress["breaking_sets"], key=lambda s: -s["probability_of_set"]), tabulate_interactions(stress)
    names = [a["name"] for a in stress["assumptions"] if a.get("load") is not None]
    beside = (_list_sets(stress, sets, names), *_list_interactions(stress))
    blocks: list[Block] = [*chart, Group(beside, span=WHOLE - MAP if chart else WHOLE)]
    if len(sets) > MOST_SETS:
        blocks += fold(f"All sets of failures that were found ({len(sets)})", show_rows(_tabulate_sets(sets, names)))
    if len(interactions.rows) > MOST_INTERACTIONS:
        blocks += fold("More interactions", show_rows(interactions))
    update = story.told.get("update")
    blocks += fold("What the evidence says of each assumption", show(draw_credences(update), span=8) if update else [])
    blocks += fold("Assumptions that the model itself can break", show_rows(tabulate_broken(stress)))
    blocks += fold("Every assumption in figures", show_rows(tabulate_assumptions(stress)))
    return Part(number, "hangs-on", TITLE, say_load(stress), tuple(blocks))


def _list_sets(stress: Finding, sets: list[Finding], names: list[str]) -> Lines:
    """The sets likeliest to come about, and how far the search went."""
    search = stress.get("search") or {}
    heading = f"What would carry it {'below' if search.get('direction') == 'down' else 'to'} {say_percent(stress.get('threshold', 0.5))}"
    lines = [say_set(s, names) for s in sets[:MOST_SETS]] or ["No set of failures was found that does."]
    if search and not search["complete"]:
        to = search["searched_to"]
        whole = f"Every set of up to {to} was looked at" if to > 1 else "Every failure alone was looked at" if to else ""
        lines.append(f"{whole}; larger sets as far as the futures went." if whole else "Sets were looked at as far as the futures went.")
    if stress["undecided"]:
        many = len(stress["undecided"])
        lines.append(f"{say_count(many, 'more set')} {'lies' if many == 1 else 'lie'} too near the threshold to tell.")
    return Lines(heading, tuple(lines))


def _tabulate_sets(sets: list[Finding], names: list[str]) -> Table:
    """Every set with all of its names, or with those that hold where nearly all fail."""
    table = tabulate_sets({"breaking_sets": sets})
    rows = tuple((say_most(s["assumptions"], names) or row[0], *row[1:]) for s, row in zip(sets, table.rows, strict=True))
    return replace(table, rows=rows)


def _list_interactions(stress: Finding) -> list[Block]:
    if not stress.get("interactions"):
        return []
    lines = [say_interaction(i) for i in list_clear_interactions(stress)[:MOST_INTERACTIONS]]
    return [Lines("Strongest interactions", tuple(lines or [NO_INTERACTION]))]
