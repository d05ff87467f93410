"""Events with states: the share of futures in which each is in each of its states, by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.axes import is_narrow
from lynchpin.presentation.shapes.stacks import draw_stack, measure_side
from lynchpin.presentation.states import State
from lynchpin.presentation.theme import choose_steps
from lynchpin.presentation.wording import format_list, format_name, open_sentence

HEIGHT, GAP, AXIS = 88, 18, 38
"""Pixels of the height of the bands of one event, between two events, and of the shares next to the bands."""
STEADY = 0.02
"""Change of the share of a state from the first period to the last below which it counts as steady."""

Shares = Mapping[str, Sequence[float]]


def draw_states(state: State) -> Figure | None:
    """Draw the states of all events with states; None if there are none."""
    events: dict[str, Shares] = {e: {s: shares.tolist() for s, shares in of.items()} for e, of in state.in_states.items()}
    if not events:
        return None
    rows = [(e, s, p, shares[t]) for e, of in events.items() for s, shares in of.items() for t, p in enumerate(state.periods)]
    words = "; ".join(f"{format_name(e)} at first {_list_shares(of, 0)}, at the end {_list_shares(of, -1)}" for e, of in events.items())
    return Figure(
        name="states",
        title=_say_change(events),
        note="The height of a state is the share of futures that are in it in that period.",
        alternative=f"Shares of states by period. {words}.",
        data=make_data(("event", "state", "period", "share"), rows),
        draw=lambda width: _draw(width, state.periods, events),
    )


def _say_change(events: Mapping[str, Shares]) -> str:
    """Return which state changes most from the first period to the last, or that none changes."""
    changes = {(e, s): shares[-1] - shares[0] for e, of in events.items() for s, shares in of.items()}
    event, one = max(changes, key=lambda key: abs(changes[key]))
    shares = events[event][one]
    name = open_sentence(format_name(event))
    if abs(changes[event, one]) < STEADY:
        return f"States hardly change over time: {format_name(event)} is “{format_name(one)}” in {format_percent(shares[-1])} of futures at the end"
    more = "more" if changes[event, one] > 0 else "less"
    ends = f"in {format_percent(shares[0])} of futures at first, in {format_percent(shares[-1])} at the end"
    return f"{name} is “{format_name(one)}” {more} often over time: {ends}"


def _list_shares(of: Shares, period: int) -> str:
    return format_list([f"“{format_name(s)}” {format_percent(shares[period])}" for s, shares in of.items()])


def _draw(width: int, periods: Sequence[str], events: Mapping[str, Shares]) -> Chart:
    columns = 1 if is_narrow(width) else min(len(events), 2)
    labels = {e: {s: format_name(s) for s in of} for e, of in events.items()}
    sides = {e: measure_side(of.values(), 130) for e, of in labels.items()}
    ordered = list(sides.values())
    rows = [ordered[k : k + columns] for k in range(0, len(ordered), columns)]
    each = (width - max(map(sum, rows)) - columns * AXIS - (columns - 1) * GAP) // columns
    charts = [_draw_event(each, sides[e], periods, e, of, labels[e]) for e, of in events.items()]
    return alt.concat(*charts, columns=columns, spacing={"row": 22, "column": GAP}).resolve_scale(color="independent")


def _draw_event(width: int, side: int, periods: Sequence[str], event: str, of: Shares, labels: Mapping[str, str]) -> Chart:
    colours = dict(zip(of, choose_steps(len(of)), strict=True))
    stack = draw_stack(periods, of, colours, width=width, height=HEIGHT, side=side, labels=labels)
    return stack.properties(title=alt.TitleParams(format_name(event), fontSize=12.5, offset=8, frame="group"))
