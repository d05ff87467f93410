"""What it would be worth to know each unknown before choosing a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.unknowns import list_unknowns
from lynchpin.presentation.wording import TWO_SIDED_95, say_name, say_number

MOST = 12


def is_worth_knowing(unknown: Mapping[str, Any]) -> bool:
    """Whether its value is above nought by more than its error."""
    return (unknown.get("evpi") or 0.0) > TWO_SIDED_95 * (unknown.get("evpi_standard_error") or 0.0)


def draw_worth_knowing(drivers: Mapping[str, Any]) -> Figure | None:
    """None where nothing is worth more to know than its error, or where the file states no goals."""
    worth = sorted((u for u in list_unknowns(drivers) if is_worth_knowing(u)), key=lambda u: -u["evpi"])[:MOST]
    if not worth:
        return None
    first = worth[0]
    value = say_number(first["evpi"], first.get("evpi_standard_error"))
    note = "Expected value of perfect information: how much better, by the goals, the best policy would be if this were known first."
    bars = [Bar(u["name"], u["evpi"], u.get("evpi_standard_error")) for u in worth]
    title = f"Knowing “{say_name(first['name'])}” would be worth most ({value} by the stated goals)"
    return draw_bars("worth-knowing", title, note, bars, heads=("value of knowing", "also"))
