"""The endings as one bar for each state of knowledge: as the file says, and given the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.sentences import say_endings
from lynchpin.presentation.shapes.axes import at_x, cut_text, plot
from lynchpin.presentation.theme import choose_colours, colour
from lynchpin.presentation.wording import say_list, say_name, say_percent

Row = tuple[str, Sequence[dict[str, Any]]]


def draw_outcomes(title: str, rows: Sequence[Row], asked: Iterable[str]) -> Figure:
    """`rows` pairs a heading (as of when) with the `outcomes` of a forecast; `asked` are the endings that make the answer true."""
    names = [o["name"] for o in rows[0][1]]
    asked = tuple(asked)
    data = make_data(
        ("when", "outcome", "probability", "standard_error", "answers"),
        [(when, o["name"], o["probability"], o["standard_error"], o["name"] in asked) for when, outcomes in rows for o in outcomes],
    )
    words = "; ".join(
        f"{when}: " + say_list([f"{say_name(o['name'])} {say_percent(o['probability'], o['standard_error'])}" for o in found])
        for when, found in rows
    )
    return Figure(
        name="outcomes",
        title=title,
        note="Each bar is all futures, cut by how they end. In red: the answer is yes.",
        alternative=f"Shares of futures by ending. {words}.",
        data=data,
        draw=lambda width: _draw(width, data.records(), names, asked),
    )


def draw_endings(run: Mapping[str, Any]) -> Figure:
    """The endings of a forecast as one bar. Which of them answer yes is not known to a forecast: all are in slate."""
    return draw_outcomes(say_endings(run), [(f"{run['futures']:,} futures", run["outcomes"])], ())


def _draw(width: int, records: list[dict[str, Any]], names: Sequence[str], asked: Sequence[str]) -> Chart:
    colours = choose_colours(names, asked)
    order = [n for n in names if n in asked] + [n for n in names if n not in asked]
    starts: dict[str, float] = {}
    for record in sorted(records, key=lambda r: order.index(r["outcome"])):
        record["start"] = starts.get(record["when"], 0.0)
        record["end"] = starts[record["when"]] = record["start"] + record["probability"]
        record["middle"] = (record["start"] + record["end"]) / 2
        pixels = record["probability"] * (width - 8)
        text = f"{say_name(record['outcome'])} {say_percent(record['probability'], record['standard_error'])}"
        record["label"] = text if len(text) * 6.2 < pixels - 8 else ""
    whens = list(dict.fromkeys(r["when"] for r in records))
    place = alt.Y("when:N", sort=whens, axis=None, scale=alt.Scale(paddingInner=0.62, paddingOuter=0.34))
    base = plot(records)
    bar = base.mark_bar(stroke=colour("paper"), strokeWidth=1.5).encode(
        x=alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False)),
        x2=alt.X2("end:Q"),
        y=place,
        color=alt.Color("outcome:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None),
        tooltip=[alt.Tooltip("outcome:N"), alt.Tooltip("probability:Q", format=".2%"), alt.Tooltip("standard_error:Q", format=".2%")],
    )
    heading = (
        plot([{"when": w, "text": cut_text(w, width - 10)} for w in whens])
        .mark_text(align="left", baseline="bottom", dy=-19, color=colour("ink"), fontWeight=600)
        .encode(x=at_x(0), y=place, text=alt.Text("text:N"))
    )
    labels = (
        base.transform_filter("datum.label != ''")
        .mark_text(baseline="top", dy=18, fontSize=11, color=colour("muted"))
        .encode(x=alt.X("middle:Q"), y=place, text=alt.Text("label:N"))
    )
    return alt.layer(bar, heading, labels).properties(width=width - 8, height=68 * len(whens))
