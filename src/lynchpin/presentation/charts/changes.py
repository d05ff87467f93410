"""What each change between two versions contributes to the difference of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.bars import POINTS, Bar, draw_bars
from lynchpin.presentation.wording import say_points

MOST = 15


def draw_changes(compare: Mapping[str, Any]) -> Figure | None:
    """The changes with the greatest share first; None where the two versions do not differ."""
    changes = sorted((c for c in compare["changes"] if c["share"] is not None), key=lambda c: -abs(c["share"]))[:MOST]
    if not changes:
        return None
    difference = say_points(compare["difference"], compare["standard_error"])
    title = f"The answer differs by {difference}; most of it comes from {changes[0]['path']}"
    note = "Shapley share of each change in the difference. Thin lines are 95% intervals."
    bars = [Bar(c["path"], c["share"], c["standard_error"]) for c in changes]
    return draw_bars("changes", title, note, bars, form=POINTS, heads=("share", "also"))
