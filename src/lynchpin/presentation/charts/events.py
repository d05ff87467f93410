"""Events: the share of futures in which each has happened by each period."""

from __future__ import annotations

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.naming import find_meaning, label_name, name_event
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.lines import draw_lines
from lynchpin.presentation.states import State

MOST = 10
"""Largest number of events drawn, the most probable first."""


def draw_events(state: State) -> Figure | None:
    """Draw the events that are uncertain; scheduled events and those that never happen are left out."""
    model = state.model
    events = {n: by.tolist() for n, by in state.forecast.by.items() if n not in model.scheduled and by[-1] > 0}
    if not events:
        return None
    chosen = dict(sorted(events.items(), key=lambda item: -item[1][-1])[:MOST])
    first = next(iter(chosen))
    share = format_percent(chosen[first][-1])
    title = f"The most probable event is {name_event(model, first)}: it has happened in {share} of futures by the end"
    note = "Share of futures in which each event has happened by the end of the period."
    labels = {n: label_name(find_meaning(model, n, "event"), n) for n in chosen}
    return draw_lines(Caption("events", title, note), state.periods, chosen, labels=labels)
