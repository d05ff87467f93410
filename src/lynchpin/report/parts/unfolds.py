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
from lynchpin.presentation.sentences import say_unfolding
from lynchpin.presentation.tables.forecast import tabulate_events, tabulate_quantities
from lynchpin.presentation.wording import open_sentence, say_name, say_number, say_percent
from lynchpin.report.blocks import Block, Part, Picture
from lynchpin.report.parts.common import Finding, list_failures, say_given, say_missing, show, show_pairs, show_rows
from lynchpin.report.story import Story

TITLE = "How it unfolds"
MOST_FANS = 12


def build_unfolds(story: Story, number: int) -> Part:
    run = story.told.get("run")
    if run is None:
        return Part(number, "unfolds", TITLE, say_missing(story, "run", "No futures were drawn."), tuple(list_failures(story, "run")))
    shown = choose_quantities(story, run)
    fans = _draw_fans(story, run, shown, "fans")
    update = story.told.get("update")
    after = _draw_fans(story, update, shown, "fans-given-evidence", f"{say_given(update)}: ") if update else None
    scheduled = {n for n, e in story.assessment.events.items() if e.on is not None}
    blocks: list[Block] = show(draw_endings_by_period(run, story.asked), fans, _draw_options(run))
    blocks += show_pairs(draw_factions(run), draw_events(run, scheduled))
    blocks += [Picture(after, folded=True)] if after else []
    blocks += show_rows(tabulate_events(run), tabulate_quantities(run), folded=True)
    return Part(number, "unfolds", TITLE, say_unfolding(run, shown), tuple(blocks))


def choose_quantities(story: Story, run: Finding) -> tuple[str, ...]:
    """Those that the file says to show, or else its first stocks."""
    known = {**run.get("stocks", {}), **run.get("auxiliaries", {})}
    named = tuple(n for n in story.assessment.shows if n in known)
    return (named or tuple(run.get("stocks", {})))[:MOST_FANS]


def _draw_fans(story: Story, finding: Finding, shown: Sequence[str], name: str, start: str = "") -> Figure | None:
    known = {**finding.get("stocks", {}), **finding.get("auxiliaries", {})}
    quantities = {n: known[n] for n in shown if n in known and None not in known[n]["p50"]}
    if not quantities:
        return None
    widest = max(quantities, key=lambda n: _find_growth(quantities[n]))
    q = quantities[widest]
    ends = f"{say_number(q['p05'][-1])} to {say_number(q['p95'][-1], unit=q.get('unit') or '')}"
    title = f"{open_sentence(say_name(widest))} is the least certain at the end: {ends} in nine futures of ten"
    observed = [(e.name, e.label, e.value) for e in story.assessment.evidence if e.kind in ("stock", "auxiliary")]
    return draw_fans(
        f"{start}{title[0].lower() + title[1:] if start else title}", finding["periods"], quantities, observed=observed, name=name
    )


def _find_growth(q: Mapping[str, Any]) -> float:
    """The width of nine futures in ten at the end against the size of the quantity."""
    size = max(abs(q["p05"][-1]), abs(q["p95"][-1]), 1e-12)
    return float((q["p95"][-1] - q["p05"][-1]) / size)


def _draw_options(run: Finding) -> Figure | None:
    options = run.get("options") or {}
    if not options:
        return None
    averages = {(a, o): sum(shares) / len(shares) for a, of in options.items() for o, shares in of.items()}
    actor, option = max(averages, key=lambda key: averages[key])
    title = f"The steadiest actor is {say_name(actor)}: it picks “{say_name(option)}” {say_percent(averages[actor, option])} of the time"
    return draw_options(title, run["periods"], options)
