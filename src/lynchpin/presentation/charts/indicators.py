"""How well each indicator separates the two sides of the answer, by period."""

from __future__ import annotations

import math

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.naming import name_watched, strip_quotes
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.lines import draw_lines
from lynchpin.questions.signposts.judging import LEADING_AREA, Signpost
from lynchpin.questions.signposts.question import SignpostsFinding

MOST = 8
"""Largest number of indicators drawn."""


def draw_indicators(signposts: SignpostsFinding) -> Figure | None:
    """Draw the watch list in its order, then the other indicators with the largest areas; None if none can be judged."""
    judged = {s.name: s for s in signposts.indicators if s.at is not None}
    watch = [g.name for g in signposts.watch if g.name in judged]
    others = sorted((n for n in judged if n not in watch), key=lambda n: -judged[n].area)
    names = [*watch, *others][:MOST]
    if not names:
        return None
    labels = {n: strip_quotes(name_watched(signposts.model, n)) for n in names}
    lines = {labels[n]: list_areas(judged[n]) for n in names}
    first, periods = judged[names[0]], signposts.model.periods
    when = "At its best" if first.lead is None else f"In {periods[first.lead]}"
    title = f"{when}, “{labels[first.name]}” puts {format_percent(first.area)} of pairs of futures in the right order"
    note = (
        "Of two futures, one on each side of the answer: how often the indicator ranks them correctly (area under the ROC curve). "
        "50% is guessing. From the dashed line up, the indicator separates them well. In red: the first to watch."
    )
    return draw_lines(Caption("signposts", title, note), periods, lines, asked=[labels[first.name]], level=LEADING_AREA, floor=0.5, top=1.0)


def list_areas(signpost: Signpost) -> list[float | None]:
    """Return the area under the ROC curve by period, None where it cannot be judged. Below one half, the indicator predicts the opposite."""
    return [max(a.value, 1 - a.value) if math.isfinite(a.value) else None for a in signpost.auc]
