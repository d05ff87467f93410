"""Calibration: of the forecasts stated at about p, how many came true?"""

from __future__ import annotations

from typing import Any

import altair as alt

from lynchpin.presentation.charts.axes import is_narrow, plot
from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import say_count, say_percent


def draw_calibration(title: str, bins: list[dict[str, Any]]) -> Figure:
    """`bins` are those of a score: `stated` (mean), `observed` (share that came true), `low`, `high` (its 95% interval), `forecasts`."""
    rows = [(b["stated"], b["observed"], b["low"], b["high"], b["forecasts"]) for b in bins]
    data = make_data(("stated", "observed", "low", "high", "forecasts"), rows)
    words = "; ".join(
        f"stated {say_percent(s)}, came true {say_percent(o)} of {say_count(n, 'forecast')} ({say_percent(a)} to {say_percent(b)})"
        for s, o, a, b, n in rows
    )
    return Figure(
        name="calibration",
        title=title,
        note="On the dotted line, what was called likely at p came true p of the time. Bars are 95% intervals; the size of a mark is the number of forecasts.",
        alternative=f"{words}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    side = min(width - 60, 300 if is_narrow(width) else 340)
    scale = alt.Scale(domain=[0, 1], nice=False)
    base = plot(rows)
    x = alt.X("stated:Q", scale=scale, axis=alt.Axis(format=".0%", tickCount=5, title="stated"))
    diagonal = plot([{"a": 0, "b": 0}, {"a": 1, "b": 1}]).mark_line(strokeDash=[2, 4], color=colour("muted"), strokeWidth=1.2)
    interval = base.mark_rule(color=colour("slate-4"), strokeWidth=1.6).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=alt.Axis(format=".0%", tickCount=5, title="came true")), y2="high:Q"
    )
    point = base.mark_circle(color=colour("accent"), opacity=1).encode(
        x=x,
        y=alt.Y("observed:Q", scale=scale),
        size=alt.Size("forecasts:Q", scale=alt.Scale(range=[40, 320], domainMin=0), legend=None),
        tooltip=[alt.Tooltip("stated:Q", format=".0%"), alt.Tooltip("observed:Q", format=".0%"), "forecasts:Q"],
    )
    return alt.layer(diagonal.encode(x=alt.X("a:Q", scale=scale), y=alt.Y("b:Q", scale=scale)), interval, point).properties(
        width=side, height=side
    )
