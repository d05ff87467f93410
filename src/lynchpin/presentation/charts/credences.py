"""How likely each assumption is to hold, by the file and given the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.dumbbells import draw_dumbbells
from lynchpin.presentation.wording import say_name, say_percent


def draw_credences(update: Mapping[str, Any]) -> Figure | None:
    """The assumptions of an update, those that the evidence moved most first."""
    rows = [
        (n, a["prior"], a["posterior"], "")
        for n, a in update["assumptions"].items()
        if a["prior"] is not None and a["posterior"] is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda r: -abs(r[2] - r[1]))
    name, before, after, _ = rows[0]
    title = f"The evidence moves “{say_name(name)}” most: from {say_percent(before)} to {say_percent(after)}"
    note = "How likely each assumption is to hold: hollow by the file, filled given the evidence."
    return draw_dumbbells("credences", title, note, ("before", "given evidence"), rows)
