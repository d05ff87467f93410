"""How much of the variance each unknown accounts for, alone and in all; of futures at hand, alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.unknowns import list_unknowns
from lynchpin.presentation.wording import say_index, say_name

MOST = 12


def draw_driver_indices(drivers: Mapping[str, Any]) -> Figure | None:
    """The unknowns that matter most. Without a design (`given-data`) there are no totals, and first-order indices stand alone."""
    designed = any(u.get("total") is not None for u in list_unknowns(drivers))
    deciding = "total" if designed else "first_order"
    unknowns = [u for u in list_unknowns(drivers) if u.get("first_order") is not None and (u.get(deciding) or 0.0) > 0][:MOST]
    if not unknowns:
        return None
    first = unknowns[0]
    share = say_index(first[deciding], first.get("total_standard_error" if designed else "standard_error"))
    title = f"“{say_name(first['name'])}” accounts for {share} of the variance, {'with others or without' if designed else 'by itself'}"
    both = (
        "Thin bar: by itself; wide bar: with all that it does together with others."
        if designed
        else "Each by itself, from futures at hand."
    )
    note = (
        f"Share of the variance (Sobol' indices). {both} Thin lines are 95% intervals; an estimate below nought is no more than its error."
    )
    bars = [Bar(u["name"], u["first_order"], u.get("standard_error"), u.get("total")) for u in unknowns]
    return draw_bars("drivers", title, note, bars, form=".0%", heads=("first order", "total"), floor=0.0)
