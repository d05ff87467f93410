"""Endings over time: how the futures would be called if the clock stopped in each period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.lines import draw_lines
from lynchpin.presentation.wording import open_sentence, say_name, say_percent


def draw_endings_by_period(run: Mapping[str, Any], asked: Iterable[str]) -> Figure | None:
    """None for a forecast that does not say how the endings came about; those that answer yes are in the accent colour."""
    endings = run.get("outcomes_by_period")
    if not endings:
        return None
    commonest = max(endings, key=lambda n: endings[n][-1] or 0.0)
    title = f"{open_sentence(say_name(commonest))} is how most futures end ({say_percent(endings[commonest][-1])})"
    note = "How the futures would be called if the clock stopped in that period."
    return draw_lines("endings-by-period", title, note, run["periods"], endings, asked=asked)
