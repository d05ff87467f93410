"""Part 3, how it unfolds: endings over time, fans of the chosen quantities, options by period, factions, events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.charts.endings_by_period import draw_endings_by_period
from lynchpin.presentation.charts.events import draw_events
from lynchpin.presentation.charts.factions import draw_factions
from lynchpin.presentation.charts.fans import draw_fans
from lynchpin.presentation.charts.options import draw_options
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences.forecast import measure_move, say_unfolding
from lynchpin.presentation.tables.forecast import tabulate_events, tabulate_quantities
from lynchpin.presentation.wording import open_sentence, say_name, say_number, say_percent
from lynchpin.report.blocks import WHOLE, Block, Part
from lynchpin.report.parts.common import Finding, fold, list_failures, say_given, say_missing, show, show_pairs, show_rows
from lynchpin.report.story import Story

TITLE = "How it unfolds"
FEW, PAIR, MOST_FANS = 4, 2, 12
"""Quantities, and actors, that stand open; those that leave room beside them; quantities that are drawn."""


def build_unfolds(story: Story, number: int) -> Part:
    run = story.told.get("run")
    if run is None:
        return Part(number, "unfolds", TITLE, say_missing(story, "run", "No futures were drawn."), tuple(list_failures(story, "run")))
    shown, update = choose_quantities(story, run), story.told.get("update")
    movers = choose_movers(run, shown)
    scheduled = {n for n, e in story.assessment.events.items() if e.on is not None}
    blocks: list[Block] = show_pairs(draw_endings_by_period(run, story.asked), draw_events(run, scheduled))
    actors = choose_actors(run)
    across = WHOLE // 2 if len(movers) <= PAIR and 0 < len(actors) <= PAIR else WHOLE
    for heading, figure in (
        ("Quantities over time", _draw_fans(story, run, movers, "fans")),
        ("What the actors do", _draw_options(run, actors, "options")),
    ):
        blocks += fold(heading, show(figure, span=across), desk=True, span=across)
    if len(shown) > len(movers):
        blocks += fold(f"All {len(shown)} quantities", show(_draw_fans(story, run, shown, "all-fans")))
    if update:
        blocks += fold(f"The same, {say_given(update, capital=False)}", show(_draw_fans(story, update, shown, "fans-given-evidence")))
    if len(run.get("options") or {}) > FEW:
        blocks += fold(f"All {len(run['options'])} actors", show(_draw_options(run, tuple(run["options"]), "all-options")))
    blocks += fold("Which factions got their way", show(draw_factions(run), span=8))
    blocks += fold("Events in figures", show_rows(tabulate_events(run)))
    blocks += fold("Quantities in figures", show_rows(tabulate_quantities(run)))
    return Part(number, "unfolds", TITLE, say_unfolding(run, shown), tuple(blocks))


def choose_quantities(story: Story, run: Finding) -> tuple[str, ...]:
    """Those that the file says to show, or else its first stocks."""
    known = _list_quantities(run)
    named = tuple(n for n in story.assessment.shows if n in known)
    return (named or tuple(run.get("stocks", {})))[:MOST_FANS]


def choose_movers(run: Finding, shown: Sequence[str]) -> tuple[str, ...]:
    """The few whose medians move most, in the order of the file."""
    known = _list_quantities(run)
    whole = [n for n in shown if None not in known[n]["p50"]]
    first = sorted(whole, key=lambda n: -abs(measure_move(known[n])))[:FEW]
    return tuple(n for n in whole if n in first)


def choose_actors(run: Finding) -> tuple[str, ...]:
    """The few whose choices change most from the first period to the last, in the order of the file."""
    options = run.get("options") or {}
    change = {actor: sum(abs(shares[-1] - shares[0]) for shares in of.values()) for actor, of in options.items()}
    first = sorted(options, key=lambda actor: -change[actor])[:FEW]
    return tuple(actor for actor in options if actor in first)


def _list_quantities(finding: Finding) -> dict[str, Any]:
    return {**finding.get("stocks", {}), **finding.get("auxiliaries", {})}


def _draw_fans(story: Story, finding: Finding, shown: Sequence[str], name: str) -> Figure | None:
    known = _list_quantities(finding)
    quantities = {n: known[n] for n in shown if n in known and None not in known[n]["p50"]}
    if not quantities:
        return None
    widest = max(quantities, key=lambda n: _find_growth(quantities[n]))
    q = quantities[widest]
    ends = f"{say_number(q['p05'][-1])} to {say_number(q['p95'][-1], unit=q.get('unit') or '')}"
    least = "is the least certain of these at the end" if len(quantities) > 1 else "at the end"
    title = f"{open_sentence(say_name(widest))} {least}: {ends} in nine futures of ten"
    observed = [(e.name, e.label, e.value) for e in story.assessment.evidence if e.value is not None]
    return draw_fans(title, finding["periods"], quantities, observed=observed, name=name)


def _find_growth(q: Mapping[str, Any]) -> float:
    """The width of nine futures in ten at the end against the size of the quantity."""
    size = max(abs(q["p05"][-1]), abs(q["p95"][-1]), 1e-12)
    return float((q["p95"][-1] - q["p05"][-1]) / size)


def _draw_options(run: Finding, actors: Sequence[str], name: str) -> Figure | None:
    options = {actor: run["options"][actor] for actor in actors}
    if not options:
        return None
    averages = {(a, o): sum(shares) / len(shares) for a, of in options.items() for o, shares in of.items()}
    actor, option = max(averages, key=lambda key: averages[key])
    title = f"The steadiest actor is {say_name(actor)}: it picks “{say_name(option)}” {say_percent(averages[actor, option])} of the time"
    if len(options) == 1:
        title = f"{open_sentence(say_name(actor))} picks “{say_name(option)}” {say_percent(averages[actor, option])} of the time"
    return draw_options(title, run["periods"], options, name=name)
