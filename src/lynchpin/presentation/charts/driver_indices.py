"""The share of the variance that each unknown accounts for, alone and in all."""

from __future__ import annotations

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.naming import label_unknown, name_unknown
from lynchpin.presentation.numbers import format_index
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.unknowns import choose_index, list_unknowns
from lynchpin.questions.drivers.question import DriversFinding

MOST = 12
"""Largest number of unknowns drawn."""


def draw_driver_indices(drivers: DriversFinding) -> Figure | None:
    """Draw the unknowns that matter most; None if none does. Without a design there are no total indices, only first-order ones."""
    designed = drivers.method == "saltelli"
    unknowns = [d for d in list_unknowns(drivers) if choose_index(drivers, d).value > 0][:MOST]
    if not unknowns:
        return None
    first = unknowns[0]
    name, share = name_unknown(drivers.model, first.name), format_index(*choose_index(drivers, first))
    title = f"{name} accounts for {share} of the variance, {'alone or together with others' if designed else 'by itself'}"
    both = (
        "Thin bar: first-order index (by itself); wide bar: total index (with its interactions)."
        if designed
        else "First-order indices, estimated from the futures at hand."
    )
    note = f"Share of the variance (Sobol' indices). {both} Thin lines: 95% intervals."
    bars = [
        Bar(d.name, d.first_order.value, d.first_order.error, d.total.value if designed else None, label_unknown(drivers.model, d.name))
        for d in unknowns
    ]
    return draw_bars(Caption("drivers", title, note), bars, form=".0%", heads=("first order", "total"), floor=0.0)
