"""Calibration: how often events happened whose probability was stated as about p."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.axes import is_narrow, plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_count
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.score.scorecard import Bin

QUARTERS = [0, 0.25, 0.5, 0.75, 1]


def draw_calibration(score: ScoreFinding) -> Figure | None:
    """Draw the bins of a score: mean stated probability, observed share with its 95% interval, number of forecasts."""
    bins = [b for b in score.calibration if b.forecasts]
    if not bins:
        return None
    outside = [b for b in bins if not b.interval[0] <= b.stated <= b.interval[1]]
    title = "Stated probabilities agree with observed frequencies within the error" if not outside else _describe_worst(outside)
    rows = [(b.stated, b.happened, *b.interval, b.forecasts) for b in bins]
    data = make_data(("stated", "happened", "low", "high", "forecasts"), rows)
    words = "; ".join(
        f"stated {format_percent(s)}, happened {format_percent(o)} ({format_count(n, 'forecast')}; 95% interval {format_percent(a)} to {format_percent(b)})"
        for s, o, a, b, n in rows
    )
    return Figure(
        name="calibration",
        title=title,
        note="On the dotted line, events happen as often as stated. Lines are 95% intervals; larger marks stand for more forecasts.",
        alternative=f"{words}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _describe_worst(bins: Sequence[Bin]) -> str:
    worst = max(bins, key=lambda b: abs(b.stated - b.happened))
    often = "less" if worst.happened < worst.stated else "more"
    return f"Events stated at about {format_percent(worst.stated)} happened {often} often ({format_percent(worst.happened)})"


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    side = min(width - 60, 270 if is_narrow(width) else 205)
    scale = alt.Scale(domain=[0, 1], nice=False)
    base = plot(rows)
    x = alt.X("stated:Q", scale=scale, axis=alt.Axis(format=".0%", values=QUARTERS, title="stated"))
    diagonal = plot([{"a": 0, "b": 0}, {"a": 1, "b": 1}]).mark_line(strokeDash=[2, 4], color=colour("muted"), strokeWidth=1.2)
    interval = base.mark_rule(color=colour("slate-4"), strokeWidth=1.6).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=alt.Axis(format=".0%", values=QUARTERS, title="happened")), y2=alt.Y2("high:Q")
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
