"""What each actor does: the share of futures in which it picks each option, by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import is_narrow
from lynchpin.presentation.shapes.stacks import draw_stack
from lynchpin.presentation.theme import choose_steps
from lynchpin.presentation.wording import say_list, say_name, say_percent

HEIGHT = 130


def draw_options(title: str, periods: Sequence[str], options: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
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
        name="options",
        title=title,
        note="Each column of a band adds up to all futures; an option's height is how often it is chosen in that period.",
        alternative=f"Shares of options by period. {words}.",
        data=data,
        full=True,
        draw=lambda width: _draw(width, periods, options),
    )


def _draw(width: int, periods: Sequence[str], options: Mapping[str, Mapping[str, Sequence[float]]]) -> Chart:
    columns = 1 if is_narrow(width) else 3 if len(options) == 3 else 2
    side = 96
    each = (width - columns * (side + 46)) // columns
    charts = [_draw_actor(each, side, periods, actor, of) for actor, of in options.items()]
    return alt.concat(*charts, columns=columns, spacing=22).resolve_scale(color="independent")


def _draw_actor(width: int, side: int, periods: Sequence[str], actor: str, of: Mapping[str, Sequence[float]]) -> Chart:
    colours = dict(zip(of, choose_steps(len(of)), strict=True))
    stack = draw_stack(periods, of, colours, width=width, height=HEIGHT, side=side)
    return stack.properties(title=alt.TitleParams(say_name(actor), fontSize=12.5, offset=8, frame="group"))
