"""Combinations that bring the answer about: what share of such futures each holds, and how sure one can be inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.tables.scenarios import say_box
from lynchpin.presentation.wording import say_percent


def draw_boxes(scenarios: Mapping[str, Any]) -> Figure | None:
    """One bar a box: its density, with its coverage behind."""
    boxes = scenarios["boxes"]
    if not boxes:
        return None
    first = boxes[0]
    title = f"{say_percent(first['coverage'])} of the futures that answer yes lie where {say_box(first)}"
    note = "Thin bar: of the futures inside, how many answer yes; wide bar: of all futures that answer yes, how many lie inside."
    bars = [Bar(say_box(b), b["density"], b.get("density_standard_error"), b["coverage"]) for b in boxes]
    return draw_bars("boxes", title, note, bars, form=".0%", heads=("density", "coverage"))
