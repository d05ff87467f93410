"""What each actor does: the share of futures in which it picks each option, by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import at_x, cut_text, is_narrow, plot, spread_labels, time_axis
from lynchpin.presentation.theme import choose_steps, colour
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
    columns = 1 if is_narrow(width) else 2
    side = 96
    each = (width - columns * (side + 46)) // columns
    charts = [_draw_actor(each, side, periods, actor, of) for actor, of in options.items()]
    return alt.concat(*charts, columns=columns, spacing=22).resolve_scale(color="independent")


def _draw_actor(width: int, side: int, periods: Sequence[str], actor: str, of: Mapping[str, Sequence[float]]) -> Chart:
    colours = choose_steps(len(of))
    rows: list[dict[str, Any]] = []
    ends: list[float] = []
    floor = [0.0] * len(periods)
    for option, shares in of.items():
        for t, period in enumerate(periods):
            rows.append({"period": period, "option": option, "low": floor[t], "high": floor[t] + shares[t], "share": shares[t]})
        ends.append(floor[-1] + shares[-1] / 2)
        floor = [f + s for f, s in zip(floor, shares, strict=True)]
    places = spread_labels(ends, 14 / HEIGHT)
    shift = min(0.0, 1 - max(places, default=0.0)) or max(0.0, -min(places, default=0.0))
    labels = [
        {"at": p + shift, "text": cut_text(say_name(o), side - 8, 11), "shade": c} for p, o, c in zip(places, of, colours, strict=True)
    ]
    area = (
        plot(rows)
        .mark_area(stroke=colour("paper"), strokeWidth=0.8)
        .encode(
            x=time_axis(periods, width),
            y=alt.Y("low:Q", axis=alt.Axis(format=".0%", values=[0, 0.5, 1], title=None), scale=alt.Scale(domain=[0, 1], nice=False)),
            y2=alt.Y2("high:Q"),
            color=alt.Color("option:N", scale=alt.Scale(domain=list(of), range=colours), legend=None),
            tooltip=[alt.Tooltip("option:N"), alt.Tooltip("period:O"), alt.Tooltip("share:Q", format=".0%")],
        )
    )
    names = plot(labels)
    at = alt.Y("at:Q", scale=alt.Scale(domain=[0, 1], nice=False), title=None)
    key = names.mark_square(size=70, opacity=1).encode(x=at_x(width + 9), y=at, color=alt.Color("shade:N", scale=None))
    text = names.mark_text(align="left", fontSize=11, color=colour("ink")).encode(x=at_x(width + 17), y=at, text=alt.Text("text:N"))
    return alt.layer(area, key, text).properties(
        width=width, height=HEIGHT, title=alt.TitleParams(say_name(actor), fontSize=12.5, offset=8)
    )
