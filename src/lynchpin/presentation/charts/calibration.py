"""Calibration: of the forecasts stated at about p, how many came true?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import is_narrow, plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import say_count, say_percent

QUARTERS = [0, 0.25, 0.5, 0.75, 1]


def draw_calibration(score: Mapping[str, Any]) -> Figure | None:
    """The bins of a score: mean of what was stated, share that happened with its 95% interval, number of forecasts."""
    bins = [b for b in score.get("calibration") or [] if b["forecasts"]]
    if not bins:
        return None
    outside = [b for b in bins if not b["interval_low"] <= b["stated"] <= b["interval_high"]]
    title = "What was stated is within the error of what happened" if not outside else _say_worst(outside)
    rows = [(b["stated"], b["happened"], b["interval_low"], b["interval_high"], b["forecasts"]) for b in bins]
    data = make_data(("stated", "happened", "low", "high", "forecasts"), rows)
    words = "; ".join(
        f"stated {say_percent(s)}, came true {say_percent(o)} of {say_count(n, 'forecast')} ({say_percent(a)} to {say_percent(b)})"
        for s, o, a, b, n in rows
    )
    return Figure(
        name="calibration",
        title=title,
        note=("On the dotted line things happen as often as stated. Lines are 95% intervals; the larger a mark, the more forecasts."),
        alternative=f"{words}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _say_worst(bins: Sequence[Mapping[str, Any]]) -> str:
    worst = max(bins, key=lambda b: abs(b["stated"] - b["happened"]))
    seldom = "less" if worst["happened"] < worst["stated"] else "more"
    return f"What was stated at about {say_percent(worst['stated'])} happened {seldom} often than that ({say_percent(worst['happened'])})"


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    side = min(width - 60, 270 if is_narrow(width) else 250)
    scale = alt.Scale(domain=[0, 1], nice=False)
    base = plot(rows)
    x = alt.X("stated:Q", scale=scale, axis=alt.Axis(format=".0%", values=QUARTERS, title="stated"))
    diagonal = plot([{"a": 0, "b": 0}, {"a": 1, "b": 1}]).mark_line(strokeDash=[2, 4], color=colour("muted"), strokeWidth=1.2)
    interval = base.mark_rule(color=colour("slate-4"), strokeWidth=1.6).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=alt.Axis(format=".0%", values=QUARTERS, title="came true")), y2=alt.Y2("high:Q")
    )
    point = base.mark_circle(color=colour("accent"), opacity=1).encode(
        x=x,
        y=alt.Y("happened:Q", scale=scale),
        size=alt.Size("forecasts:Q", scale=alt.Scale(range=[40, 320], domainMin=0), legend=None),
        tooltip=[alt.Tooltip("stated:Q", format=".0%"), alt.Tooltip("happened:Q", format=".0%"), alt.Tooltip("forecasts:Q")],
    )
    return alt.layer(diagonal.encode(x=alt.X("a:Q", scale=scale), y=alt.Y("b:Q", scale=scale)), interval, point).properties(
        width=side, height=side
    )
