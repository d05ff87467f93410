"""How often the chosen option is the one that each faction alone would have preferred."""

from __future__ import annotations

import numpy as np

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.lines import draw_lines
from lynchpin.presentation.states import State
from lynchpin.presentation.wording import format_name


def draw_factions(state: State) -> Figure | None:
    """Draw the factions of all actors; None if the file has none."""
    shares = {f: s.tolist() for of in state.forecast.wanted.values() for f, s in of.items() if np.isfinite(s).all()}
    if not shares:
        return None
    overall = {f: sum(s) / len(s) for f, s in shares.items()}
    most, least = max(overall, key=lambda f: overall[f]), min(overall, key=lambda f: overall[f])
    title = f"Of the factions “{format_name(most)}” got its preferred option most often ({format_percent(overall[most])})"
    if least != most:
        title += f", “{format_name(least)}” least often ({format_percent(overall[least])})"
    note = "Share of futures in which the chosen option is the one that the faction alone would have preferred, given the choices of the others."
    return draw_lines(Caption("factions", title, note), state.periods, shares, top=1.0)
