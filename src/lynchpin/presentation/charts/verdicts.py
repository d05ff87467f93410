"""All resolved forecasts at once: the probabilities stated for what happened, and for what did not."""

from __future__ import annotations

from collections import Counter
from typing import Any

import altair as alt

from lynchpin.presentation.charts.forecasts import describe_happened, describe_leanings, find_side
from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.axes import plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_count
from lynchpin.questions.score.question import ScoreFinding

STEPS = 40
"""Number of steps of the scale. Forecasts with probabilities in one step are stacked."""
HEIGHT, RADIUS = 236, 4.4
ROWS = (("yes", "happened"), ("no", "did not happen"))


def draw_verdicts(score: ScoreFinding) -> Figure | None:
    """Draw a dot per forecast by the probability that its author stated, filled if it was on the right side of one half."""
    if not score.stated:
        return None
    rows = [(s.forecast.name, s.forecast.stated, describe_happened(s), find_side(s)) for s in score.stated]
    data = make_data(("name", "stated", "happened", "side"), rows)
    words = []
    for verdict, what in ROWS:
        stated = [p for _, p, happened, _ in rows if happened == verdict]
        if stated:
            words.append(
                f"{format_count(len(stated), 'forecast')} {what}, stated at {format_percent(sum(stated) / len(stated))} on average"
            )
    return Figure(
        name="verdicts",
        title=describe_leanings(score.stated),
        note="One dot per forecast, placed by its stated probability. Filled: on the right side of one half; hollow: on the wrong side.",
        alternative=f"{'; '.join(words)}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    """Stack one row upwards from the middle and the other downwards, with gaps that fit the height."""
    across, middle = width - 20, HEIGHT / 2
    seen: Counter[tuple[str, int]] = Counter()
    for row in sorted(rows, key=lambda r: r["stated"]):
        step = round(row["stated"] * STEPS)
        row["order"] = seen[row["happened"], step]
        seen[row["happened"], step] += 1
    gap = min(2 * RADIUS + 1, (middle - 30) / max(seen.values()))
    for row in rows:
        way = -1 if row["happened"] == "yes" else 1
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
            fill=alt.condition("datum.side == 'right'", alt.value(colour("accent")), alt.value(colour("paper"))),
            tooltip=[alt.Tooltip("name:N"), alt.Tooltip("stated:Q", format=".1%"), alt.Tooltip("happened:N")],
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
