"""How often the option played is the one that each faction alone would have liked best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.lines import draw_lines
from lynchpin.presentation.wording import say_name, say_percent


def draw_factions(run: Mapping[str, Any]) -> Figure | None:
    """The factions of all actors of a forecast; None where there are none."""
    factions = {f: shares for of in run.get("factions", {}).values() for f, shares in of.items() if None not in shares["share"]}
    if not factions:
        return None
    overall = {f: shares["overall"] for f, shares in factions.items()}
    most, least = max(overall, key=lambda f: overall[f]), min(overall, key=lambda f: overall[f])
    title = f"Of the factions “{say_name(most)}” got its way most often ({say_percent(overall[most])})"
    if least != most:
        title += f", “{say_name(least)}” least ({say_percent(overall[least])})"
    note = "Share of futures in which the option played is the one that the faction alone would have liked best, given how the others play."
    return draw_lines("factions", title, note, run["periods"], {f: shares["share"] for f, shares in factions.items()}, top=1.0)
