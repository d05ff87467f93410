"""What it would be worth to know each unknown before choosing a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.tables import list_unknowns
from lynchpin.presentation.wording import say_name, say_number

MOST = 12


def draw_worth_knowing(drivers: Mapping[str, Any]) -> Figure | None:
    """None where nothing is worth knowing by the goals, or there are none."""
    worth = sorted((u for u in list_unknowns(drivers) if (u.get("evpi") or 0.0) > 0), key=lambda u: -u["evpi"])[:MOST]
    if not worth:
        return None
    first = worth[0]
    value = say_number(first["evpi"], first.get("evpi_standard_error"))
    note = "Expected value of perfect information: how much better, by the goals, the best policy would be if this were known first."
    bars = [Bar(u["name"], u["evpi"], u.get("evpi_standard_error")) for u in worth]
    title = f"Knowing “{say_name(first['name'])}” would be worth most ({value} by the stated goals)"
    return draw_bars("worth-knowing", title, note, bars, heads=("value of knowing", "also"))
