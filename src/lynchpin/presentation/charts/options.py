"""What each actor does: the share of futures in which it picks each option, by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import is_narrow
from lynchpin.presentation.shapes.stacks import draw_stack, measure_side
from lynchpin.presentation.theme import choose_steps
from lynchpin.presentation.wording import say_list, say_name, say_percent

HEIGHT, GAP, AXIS = 100, 20, 38
"""Pixels of the height of an actor's bands, between two actors, and of the shares beside the bands."""


def draw_options(
    title: str, periods: Sequence[str], options: Mapping[str, Mapping[str, Sequence[float]]], *, name: str = "options"
) -> Figure:
    """`options` maps actor -> option -> share by period, as in a forecast."""
    rows = [(a, o, p, shares[t]) for a, of in options.items() for o, shares in of.items() for t, p in enumerate(periods)]
    data = make_data(("actor", "option", "period", "share"), rows)
    words = "; ".join(
        f"{say_name(a)} at first "
        + say_list([f"{say_name(o)} {say_percent(s[0])}" for o, s in of.items()])
        + ", at the end "
        + say_list([f"{say_name(o)} {say_percent(s[-1])}" for o, s in of.items()])
        for a, of in options.items()
    )
    return Figure(
        name=name,
        title=title,
        note="The height of an option is the share of futures in which it is chosen in that period.",
        alternative=f"Shares of options by period. {words}.",
        data=data,
        draw=lambda width: _draw(width, periods, options),
    )


def _draw(width: int, periods: Sequence[str], options: Mapping[str, Mapping[str, Sequence[float]]]) -> Chart:
    columns = 1 if is_narrow(width) else min(len(options), 4 if width > 900 else 2)
    sides = {actor: measure_side(of, 105 if columns > 2 else 130) for actor, of in options.items()}
    rows = [list(sides.values())[k : k + columns] for k in range(0, len(sides), columns)]
    each = (width - max(map(sum, rows)) - columns * AXIS - (columns - 1) * GAP) // columns
    charts = [_draw_actor(each, sides[actor], periods, actor, of) for actor, of in options.items()]
    return alt.concat(*charts, columns=columns, spacing={"row": 22, "column": GAP}).resolve_scale(color="independent")


def _draw_actor(width: int, side: int, periods: Sequence[str], actor: str, of: Mapping[str, Sequence[float]]) -> Chart:
    colours = dict(zip(of, choose_steps(len(of)), strict=True))
    stack = draw_stack(periods, of, colours, width=width, height=HEIGHT, side=side)
    return stack.properties(title=alt.TitleParams(say_name(actor), fontSize=12.5, offset=8, frame="group"))
