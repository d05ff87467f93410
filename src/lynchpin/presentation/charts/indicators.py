"""How well each indicator tells the two sides of the answer apart, by period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.lines import draw_lines
from lynchpin.presentation.wording import say_name, say_percent

MOST = 8
TELLING = 0.8
"""The area under the curve from which on an indicator counts as telling."""


def draw_indicators(signposts: Mapping[str, Any]) -> Figure | None:
    """The watch list in its order, then whatever else tells most; an area under a half is that of the opposite sign."""
    found = {i["name"]: i["auc"] for i in signposts["indicators"] if any(a is not None for a in i["auc"])}
    watch = [n for n in signposts["watch"] if n in found]
    best = {n: max(max(a, 1 - a) for a in values if a is not None) for n, values in found.items()}
    others = sorted((n for n in found if n not in watch), key=lambda n: -best[n])
    names = [*watch, *others][:MOST]
    if not names:
        return None
    lines = {n: [None if a is None else max(a, 1 - a) for a in found[n]] for n in names}
    title = f"“{say_name(names[0])}” puts {say_percent(best[names[0]])} of pairs of futures in the right order at its best"
    note = (
        "Of two futures, one on each side of the answer, how often the indicator tells which is which (area under the ROC curve). "
        "One half is guessing; from the dashed line on it counts as telling. In red: the first to watch."
    )
    return draw_lines("signposts", title, note, signposts["periods"], lines, asked=names[:1], level=TELLING, floor=0.5, top=1.0)
