"""What it would be worth to know each unknown before choosing a policy."""

from __future__ import annotations

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.naming import label_unknown, name_unknown
from lynchpin.presentation.numbers import format_number
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.unknowns import rank_by_worth
from lynchpin.questions.drivers.question import DriversFinding

MOST = 12
"""Largest number of unknowns drawn."""


def draw_worth_knowing(drivers: DriversFinding) -> Figure | None:
    """Draw the value of knowing each unknown; None if none is worth more than its error, or if the file has no goals."""
    worth = rank_by_worth(drivers)[:MOST]
    if not worth:
        return None
    first = worth[0]
    title = f"Knowing {name_unknown(drivers.model, first.name)} would be worth most ({format_number(*first.evpi)} in the unit of the goals)"
    note = "Expected value of perfect information: how much better the best policy would do, by the goals, if this were known first."
    bars = [Bar(d.name, d.evpi.value, d.evpi.error, label=label_unknown(drivers.model, d.name)) for d in worth]
    return draw_bars(Caption("worth-knowing", title, note), bars, heads=("value of knowing", "also"))
