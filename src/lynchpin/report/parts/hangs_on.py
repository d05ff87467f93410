"""Part 2, what it hangs on: the load-bearing map, breaking sets as sentences, the strongest interactions."""

from __future__ import annotations

from lynchpin.presentation.charts.dumbbells import draw_dumbbells
from lynchpin.presentation.charts.load_map import draw_load_map
from lynchpin.presentation.sentences import say_load, say_set
from lynchpin.presentation.tables import tabulate_assumptions, tabulate_broken, tabulate_interactions
from lynchpin.presentation.wording import open_sentence, say_name, say_percent
from lynchpin.report.blocks import Block, Lines, Part, Picture
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show_rows
from lynchpin.report.story import Story

TITLE = "What it hangs on"
MOST_SETS = 8


def build_hangs_on(story: Story, number: int) -> Part:
    stress = story.told.get("stress")
    if stress is None:
        sentence = say_missing(story, "stress", "The file states no assumptions that could fail.")
        return Part(number, "hangs-on", TITLE, sentence, tuple(list_failures(story, "stress")))
    blocks: list[Block] = []
    if stress["assumptions"]:
        blocks.append(Picture(draw_load_map(_title_map(stress), stress["assumptions"])))
    blocks.append(_list_sets(stress))
    blocks += show_rows(tabulate_interactions(stress))
    update = story.told.get("update")
    if update and update.get("assumptions"):
        blocks.append(_draw_credences(update))
    blocks += show_rows(tabulate_broken(stress))
    blocks += show_rows(tabulate_assumptions(stress), folded=True)
    return Part(number, "hangs-on", TITLE, say_load(stress), tuple(blocks))


def _title_map(stress: Finding) -> str:
    exposed = sorted((a for a in stress["assumptions"] if a.get("exposure") is not None), key=lambda a: -abs(a["exposure"]))
    names = " and ".join(f"“{say_name(a['name'])}”" for a in exposed[:2])
    return f"The judgement is most exposed to {names}" if names else "No assumption has a load of its own"


def _list_sets(stress: Finding) -> Lines:
    """The sets likeliest to come about first."""
    sets = sorted(stress["breaking_sets"], key=lambda s: -s["probability_of_set"])
    lines = [say_set(s) for s in sets[:MOST_SETS]]
    if len(sets) > MOST_SETS:
        lines.append(f"{len(sets) - MOST_SETS:,} more sets, each less likely to come about, are in the data.")
    search = stress.get("search") or {}
    if search and not search.get("complete", True):
        lines.append(f"Every set of up to {search['searched_to']} was looked at; larger ones as far as the futures went.")
    if stress["undecided"]:
        lines.append(f"{len(stress['undecided']):,} more sets lie too near the threshold to tell.")
    level = say_percent(stress.get("threshold", 0.5))
    way = "below" if search.get("direction") == "down" else "to"
    return Lines(f"What would carry it {way} {level}", tuple(lines) or ("No set of failures was found that does.",))


def _draw_credences(update: Finding) -> Block:
    rows = [(n, a["prior"], a["posterior"], "") for n, a in update["assumptions"].items()]
    rows.sort(key=lambda r: -abs((r[2] or 0.0) - (r[1] or 0.0)))
    moved = rows[0]
    title = f"The evidence moves “{say_name(moved[0])}” most: from {say_percent(moved[1])} to {say_percent(moved[2])}"
    note = "How likely each assumption is to hold: hollow by the file, filled given the evidence."
    return Picture(draw_dumbbells("credences", open_sentence(title), note, ("before", "given evidence"), rows))
