"""What each change between two versions contributes to the difference in the answer."""

from __future__ import annotations

import math

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.numbers import format_points
from lynchpin.presentation.shapes.bars import POINTS, Bar, draw_bars
from lynchpin.questions.compare.question import CompareFinding

MOST = 15
"""Largest number of changes drawn."""


def draw_changes(compare: CompareFinding) -> Figure | None:
    """Draw the changes, largest share first; None if the two versions do not differ."""
    rows = [Bar(c.path, float(v), float(e)) for c, v, e in zip(compare.changes, *compare.shares, strict=True) if math.isfinite(v)]
    bars = sorted(rows, key=lambda b: -abs(b.value))[:MOST]
    if not bars:
        return None
    difference = format_points(compare.difference.value, compare.difference.error)
    title = f"The answer differs by {difference}; the largest part comes from {bars[0].name}"
    note = "Share of each change in the difference (Shapley value). Thin lines are 95% intervals."
    return draw_bars(Caption("changes", title, note), bars, form=POINTS, heads=("share", "also"))
