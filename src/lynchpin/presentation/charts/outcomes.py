"""Outcomes: one bar for each state of knowledge (before the evidence, and given it)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.naming import name_outcome
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.sentences.forecast import describe_outcomes
from lynchpin.presentation.shapes.axes import at_x, cut_text, plot
from lynchpin.presentation.shapes.callouts import Part, place_callouts
from lynchpin.presentation.shapes.labels import SIZE
from lynchpin.presentation.states import State
from lynchpin.presentation.theme import choose_colours, colour
from lynchpin.presentation.wording import format_list, format_name, open_sentence
from lynchpin.questions.forecast.question import ForecastFinding

EDGE = 8
"""Pixels left free to the right of the bar."""
HEAD, BAR, BELOW, LINE, BETWEEN = 20, 24, 6, 14, 12
"""Pixels: height of a heading, of its bar, of the gap below the bar, of a line of names, and of the gap before the next heading."""
SEEN = 0.8
"""Smallest visible part of a bar, in pixels."""


def draw_outcomes(states: Sequence[State], asked: Iterable[str]) -> Figure:
    """Draw one bar per state of knowledge.

    Args:
        states: The states from top to bottom; the first gives the title.
        asked: The outcomes that make the answer true.
    """
    names = list(states[0].outcomes)
    asked = tuple(asked)
    heads = {id(s): open_sentence(s.when) or f"{s.futures:,} futures" for s in states}
    texts = {id(s): {n: format_percent(*share) for n, share in s.shown_outcomes.items()} for s in states}
    columns = ("when", "outcome", "probability", "standard_error", "answers", "share")
    data = make_data(columns, [(heads[id(s)], n, *s.outcomes[n], n in asked, texts[id(s)][n]) for s in states for n in s.outcomes])
    words = "; ".join(
        f"{heads[id(s)]}: " + format_list([f"{name_outcome(s.model, n)} {texts[id(s)][n]}" for n in s.outcomes]) for s in states
    )
    return Figure(
        name="outcomes",
        title=describe_outcomes(states[0]).rstrip("."),
        note=f"Each bar is all futures, divided by outcome.{' In red: the answer is yes.' if asked else ''}",
        alternative=f"Shares of futures by outcome. {words}.",
        data=data,
        draw=lambda width: _draw(width, data.records(), names, asked),
    )


def draw_forecast_outcomes(finding: ForecastFinding) -> Figure:
    """Draw the outcomes of a forecast as one bar, those that make its headline answer true in red."""
    return draw_outcomes([State.of_forecast(finding)], finding.model.answers[finding.headline])


def _draw(width: int, records: list[dict[str, Any]], names: Sequence[str], asked: Sequence[str]) -> Chart:
    colours = choose_colours(names, asked)
    order = [n for n in names if n in asked] + [n for n in names if n not in asked]
    across = width - EDGE
    bars: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    top = 0.0
    for when in dict.fromkeys(r["when"] for r in records):
        rows = sorted((r for r in records if r["when"] == when), key=lambda r: order.index(r["outcome"]))
        heads.append({"text": cut_text(when, width - 10), "y": top + HEAD - 5})
        top += HEAD
        callouts = place_callouts(_cut_bar(rows, across), across)
        bars += [{**row, "top": top, "bottom": top + BAR} for row in rows]
        top += BAR
        texts += [
            {
                "x": c.anchor / across,
                "y": top + BELOW + c.line * LINE,
                "text": c.part.name,
                "align": c.align,
                "lead": c.lead,
                "from_x": c.part.middle / across,
                "from_y": top + 1,
                "to_y": top + BELOW + c.line * LINE + (-2 if c.align == "center" else SIZE),
            }
            for c in callouts
        ]
        top += BELOW + LINE * (1 + max((c.line for c in callouts), default=0)) + BETWEEN
    height = top - BETWEEN
    share, down = alt.Scale(domain=[0, 1], nice=False), alt.Scale(domain=[height, 0], nice=False)
    bar = (
        plot(bars)
        .mark_bar(stroke=colour("paper"), strokeWidth=1.5)
        .encode(
            x=alt.X("start:Q", axis=None, scale=share),
            x2=alt.X2("end:Q"),
            y=alt.Y("top:Q", axis=None, scale=down),
            y2=alt.Y2("bottom:Q"),
            color=alt.Color("outcome:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None),
            tooltip=[alt.Tooltip("outcome:N"), alt.Tooltip("probability:Q", format=".2%"), alt.Tooltip("standard_error:Q", format=".2%")],
        )
    )
    heading = plot(heads).mark_text(align="left", baseline="bottom", color=colour("ink"), fontWeight=600)
    layers = [bar, heading.encode(x=at_x(0), y=alt.Y("y:Q"), text=alt.Text("text:N"))]
    led = [t for t in texts if t["lead"]]
    if led:
        line = plot(led).mark_rule(color=colour("slate-4"), strokeWidth=0.8)
        layers.append(line.encode(x=alt.X("from_x:Q"), y=alt.Y("from_y:Q"), y2=alt.Y2("to_y:Q")))
    for align in sorted({t["align"] for t in texts}):
        label = plot([t for t in texts if t["align"] == align]).mark_text(align=align, baseline="top", fontSize=SIZE, color=colour("muted"))
        layers.append(label.encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("text:N")))
    return alt.layer(*layers).properties(width=across, height=height)


def _cut_bar(rows: Sequence[dict[str, Any]], across: float) -> list[Part]:
    """Give each row its `start` and `end` as shares of the bar. Return the visible parts with their labels."""
    parts, start = [], 0.0
    for row in rows:
        row["start"], row["end"] = start, start + row["probability"]
        start = row["end"]
        if row["probability"] * across >= SEEN:
            text = f"{format_name(row['outcome'])} {row['share']}"
            parts.append(Part(row["start"] * across, row["end"] * across, text))
    return parts
