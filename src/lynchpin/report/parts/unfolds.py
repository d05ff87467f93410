"""Part 3, how it unfolds: endings over time, fans of the chosen quantities, options by period, factions, events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.charts.fans import draw_fans
from lynchpin.presentation.charts.lines import draw_lines
from lynchpin.presentation.charts.options import draw_options
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences import say_unfolding
from lynchpin.presentation.tables import tabulate_events, tabulate_quantities
from lynchpin.presentation.wording import open_sentence, say_name, say_number, say_percent
from lynchpin.report.blocks import Block, Part
from lynchpin.report.parts.common import Finding, list_failures, say_given, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "How it unfolds"
MOST_LINES = 10
MOST_FANS = 12


def build_unfolds(story: Story, number: int) -> Part:
    run = story.told.get("run")
    if run is None:
        return Part(number, "unfolds", TITLE, say_missing(story, "run", "No futures were drawn."), tuple(list_failures(story, "run")))
    shown = choose_quantities(story, run)
    fans = _draw_fans(story, run, shown, "fans")
    update = story.told.get("update")
    after = _draw_fans(story, update, shown, "fans-given-evidence", f"{say_given(update)}: ") if update else None
    blocks: list[Block] = show(_draw_endings(story, run), fans, after, _draw_options(run), _draw_factions(run), _draw_events(story, run))
    blocks += show_rows(tabulate_events(run), tabulate_quantities(run), folded=True)
    return Part(number, "unfolds", TITLE, say_unfolding(run, shown), tuple(blocks))


def choose_quantities(story: Story, run: Finding) -> tuple[str, ...]:
    """Those that the file says to show, or else its first stocks."""
    known = {**run.get("stocks", {}), **run.get("auxiliaries", {})}
    named = tuple(n for n in story.assessment.shows if n in known)
    return (named or tuple(run.get("stocks", {})))[:MOST_FANS]


def _draw_endings(story: Story, run: Finding) -> Figure | None:
    """How the future would be called if the clock stopped in each period."""
    endings = run.get("outcomes_by_period")
    if not endings:
        return None
    last = max(endings, key=lambda n: endings[n][-1])
    title = f"{open_sentence(say_name(last))} is how most futures end ({say_percent(endings[last][-1])})"
    note = "How the futures would be called if the clock stopped in that period."
    return draw_lines("endings-over-time", title, note, run["periods"], endings, asked=story.asked)


def _draw_fans(story: Story, finding: Finding, shown: Sequence[str], name: str, start: str = "") -> Figure | None:
    known = {**finding.get("stocks", {}), **finding.get("auxiliaries", {})}
    quantities = {n: known[n] for n in shown if n in known and None not in known[n]["p50"]}
    if not quantities:
        return None
    widest = max(quantities, key=lambda n: _find_growth(quantities[n]))
    q = quantities[widest]
    ends = f"{say_number(q['p05'][-1])} to {say_number(q['p95'][-1])}"
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


def _draw_factions(run: Finding) -> Figure | None:
    """How often the option played is the one that each faction alone would have liked best."""
    factions = {f: shares["share"] for of in run.get("factions", {}).values() for f, shares in of.items() if None not in shares["share"]}
    if not factions:
        return None
    overall = {f: sum(s) / len(s) for f, s in factions.items()}
    most, least = max(overall, key=lambda f: overall[f]), min(overall, key=lambda f: overall[f])
    title = f"{open_sentence(say_name(most))} got their way most often ({say_percent(overall[most])}), {say_name(least)} least ({say_percent(overall[least])})"
    note = "Share of futures in which the option played is the one that the faction alone would have liked best, given how the others play."
    return draw_lines("factions", title, note, run["periods"], factions, top=1.0)


def _draw_events(story: Story, run: Finding) -> Figure | None:
    scheduled = {n for n, e in story.assessment.events.items() if e.on is not None}
    events = {n: e["by"] for n, e in run.get("events", {}).items() if n not in scheduled and e["by"][-1] > 0}
    if not events:
        return None
    chosen = dict(sorted(events.items(), key=lambda item: -item[1][-1])[:MOST_LINES])
    first = next(iter(chosen))
    title = f"{open_sentence(say_name(first))} is the likeliest event: by the end it has happened in {say_percent(chosen[first][-1])} of futures"
    return draw_lines("events", title, "Share of futures in which each event has happened by then.", run["periods"], chosen)
