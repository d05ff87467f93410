"""All resolved forecasts at once: what was stated for those that came true, and for those that did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import altair as alt

from lynchpin.presentation.charts.forecasts import list_resolved, say_leanings
from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import say_count, say_percent

STEPS = 40
"""Steps of the scale in which forecasts are gathered, so that those of about the same odds stand one above the other."""
HEIGHT, RADIUS = 236, 4.4
ROWS = (("yes", "came true"), ("no", "did not"))


def draw_verdicts(score: Mapping[str, Any]) -> Figure | None:
    """A dot for each forecast, across by what was stated; filled where it leaned the right way."""
    resolved = list_resolved(score)
    if not resolved:
        return None
    rows = [(f["name"], f["stated"], f["resolved"], _lean(f)) for f in resolved]
    data = make_data(("name", "stated", "came_true", "leaned"), rows)
    words = []
    for verdict, what in ROWS:
        stated = [f["stated"] for f in resolved if f["resolved"] == verdict]
        if stated:
            words.append(f"{say_count(len(stated), 'forecast')} {what}, stated at {say_percent(sum(stated) / len(stated))} on average")
    return Figure(
        name="verdicts",
        title=say_leanings(resolved),
        note="A dot for each forecast, across by how likely it was said to be. Filled: it leaned the right way; hollow: the wrong way.",
        alternative=f"{'; '.join(words)}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _lean(forecast: Mapping[str, Any]) -> str:
    if forecast["stated"] == 0.5:
        return "neither way"
    return "right" if (forecast["stated"] > 0.5) == (forecast["resolved"] == "yes") else "wrong"


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    """The two rows grow up and down from the middle, as high as the room lets them."""
    across, middle = width - 20, HEIGHT / 2
    seen: Counter[tuple[str, int]] = Counter()
    for row in sorted(rows, key=lambda r: r["stated"]):
        step = round(row["stated"] * STEPS)
        row["order"] = seen[row["came_true"], step]
        seen[row["came_true"], step] += 1
    gap = min(2 * RADIUS + 1, (middle - 30) / max(seen.values()))
    for row in rows:
        way = -1 if row["came_true"] == "yes" else 1
        row["at"] = middle + way * (RADIUS + 5 + gap * row["order"])
    scale = alt.Scale(domain=[0, 1], nice=False, padding=6)
    place = alt.X(
        "stated:Q", scale=scale, axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title="stated", grid=True, domain=False)
    )
    down = alt.Y("at:Q", scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=None)
    dots = (
        plot(rows)
        .mark_point(size=62, filled=True, stroke=colour("accent"), strokeWidth=1.6, opacity=1)
        .encode(
            x=place,
            y=down,
            fill=alt.condition("datum.leaned == 'right'", alt.value(colour("accent")), alt.value(colour("paper"))),
            tooltip=[alt.Tooltip("name:N"), alt.Tooltip("stated:Q", format=".1%"), alt.Tooltip("came_true:N")],
        )
    )
    line = plot([{"at": middle}]).mark_rule(color=colour("muted")).encode(y=down)
    words = [{"text": what, "at": 10 if verdict == "yes" else HEIGHT - 8, "x": 0} for verdict, what in ROWS]
    heads = (
        plot(words)
        .mark_text(align="left", fontSize=12, fontWeight=600, color=colour("ink"))
        .encode(x=alt.X("x:Q", scale=scale), y=down, text=alt.Text("text:N"))
    )
    return alt.layer(line, dots, heads).properties(width=across, height=HEIGHT)
