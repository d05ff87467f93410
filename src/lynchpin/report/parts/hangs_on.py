"""Part 2, what it hangs on: the load-bearing map, breaking sets, the strongest interactions."""

from __future__ import annotations

from dataclasses import replace

from lynchpin.presentation.charts.credences import draw_credences
from lynchpin.presentation.charts.load_map import draw_load_map
from lynchpin.presentation.sentences import say_load, say_set
from lynchpin.presentation.tables.stress import tabulate_assumptions, tabulate_broken, tabulate_interactions, tabulate_sets
from lynchpin.presentation.wording import say_count, say_percent
from lynchpin.report.blocks import Block, Lines, Part
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What it hangs on"
MOST_SETS, FEW_SETS = 8, 2
"""Sets that are shown; so few are said as sentences, more stand in a table."""


def build_hangs_on(story: Story, number: int) -> Part:
    stress = story.told.get("stress")
    if stress is None:
        sentence = say_missing(story, "stress", "The file states no assumptions that could fail.")
        return Part(number, "hangs-on", TITLE, sentence, tuple(list_failures(story, "stress")))
    blocks: list[Block] = []
    blocks += show(draw_load_map(stress))
    update = story.told.get("update")
    credences = show(draw_credences(update)) if update else []
    blocks += [*_list_sets(stress, half=bool(credences)), *credences]
    blocks += show_rows(tabulate_interactions(stress))
    blocks += show_rows(tabulate_broken(stress))
    blocks += show_rows(tabulate_assumptions(stress), folded=True)
    return Part(number, "hangs-on", TITLE, say_load(stress), tuple(blocks))


def _list_sets(stress: Finding, *, half: bool) -> list[Block]:
    """The sets likeliest to come about, and how far the search went."""
    sets = sorted(stress["breaking_sets"], key=lambda s: -s["probability_of_set"])
    search = stress.get("search") or {}
    heading = f"What would carry it {'below' if search.get('direction') == 'down' else 'to'} {say_percent(stress.get('threshold', 0.5))}"
    lines = [] if sets else ["No set of failures was found that does."]
    if len(sets) > MOST_SETS:
        lines.append(
            f"{say_count(len(sets) - MOST_SETS, 'more set')}, less likely to come about, can be had from “lynchpin stress --json”."
        )
    if search and not search["complete"]:
        whole = f"Every set of up to {search['searched_to']} was looked at; " if search["searched_to"] else ""
        lines.append(f"{whole}{'larger ones' if whole else 'Sets were looked at'} as far as the futures went.")
    if stress["undecided"]:
        many = len(stress["undecided"])
        lines.append(f"{say_count(many, 'more set')} {'lies' if many == 1 else 'lie'} too near the threshold to tell.")
    if len(sets) <= FEW_SETS:
        return [Lines(heading, (*(say_set(s) for s in sets), *lines), half=half)]
    table = replace(tabulate_sets({"breaking_sets": sets[:MOST_SETS]}), caption=heading)
    return [*show_rows(table), *([Lines("", tuple(lines))] if lines else [])]
