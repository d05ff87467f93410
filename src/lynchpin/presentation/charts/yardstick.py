"""The yardstick: the scale of words with the probability of the answer marked on it, before and after the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.likelihoods import Term, format_likelihood
from lynchpin.presentation.numbers import TWO_SIDED_95, format_percent
from lynchpin.presentation.shapes.axes import at_y, at_y2, is_narrow, plot
from lynchpin.presentation.theme import colour


@dataclass(frozen=True, slots=True)
class Mark:
    """A probability on the scale; `when` is the state of knowledge."""

    when: str
    probability: float
    error: float


def draw_yardstick(title: str, marks: Sequence[Mark], terms: Sequence[Term], name: str) -> Figure:
    """Draw a yardstick with its marks.

    Args:
        title: Title of the figure.
        marks: Probabilities, the earliest first. The first is hollow if another follows.
        terms: The terms of the yardstick.
        name: Name of the yardstick.
    """
    words = "; ".join(f"{m.when}: {format_likelihood(m.probability, m.error, terms)}" for m in marks)
    scale = ", ".join(f"{t.word} {format_percent(t.low)} to {format_percent(t.high)}" for t in terms)
    rows = [
        (
            m.when,
            m.probability,
            max(0.0, m.probability - TWO_SIDED_95 * m.error),
            min(1.0, m.probability + TWO_SIDED_95 * m.error),
            m.error,
            k == len(marks) - 1,
        )
        for k, m in enumerate(marks)
    ]
    data = make_data(("when", "probability", "low", "high", "error", "latest"), rows)
    return Figure(
        name="yardstick",
        title=title,
        note=f"Words by {_describe_yardstick(name)}. Lines: 95% intervals{'; hollow: before the evidence' if len(marks) > 1 else ''}.",
        alternative=f"A scale from 0 to 100 percent. {words}. Terms: {scale}.",
        data=data,
        draw=lambda width: _draw(width, data.records(), terms),
    )


def _describe_yardstick(name: str) -> str:
    """Return the name as its publisher writes it: in capitals, except the one that is named after a person."""
    return name.capitalize() if name == "kent" else name.upper()


def _draw(width: int, rows: list[dict[str, object]], terms: Sequence[Term]) -> Chart:
    narrow = is_narrow(width)
    bands = [
        {
            "low": t.low,
            "high": t.high,
            "middle": (t.low + t.high) / 2,
            "word": "\n".join(t.word.split(" ")),
            "shade": k % 2,
            "drop": (k % 2) if narrow else 0,
        }
        for k, t in enumerate(terms)
    ]
    x = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1], title=None, orient="bottom", domain=False, labelFlush=False)
    frame = plot(bands)
    height = 128 if narrow else 92
    top = 34.0
    band = frame.mark_bar(cornerRadius=2).encode(
        x=alt.X("low:Q", scale=x, axis=axis),
        x2=alt.X2("high:Q"),
        y=at_y(top),
        y2=at_y2(top + 14),
        color=alt.Color("shade:O", scale=alt.Scale(domain=[0, 1], range=[colour("slate-6"), colour("slate-5")]), legend=None),
    )
    words = alt.layer(
        *(
            frame.transform_filter(f"datum.drop == {drop}")
            .mark_text(lineBreak="\n", baseline="top", color=colour("muted"), fontSize=10 if narrow else 11, lineHeight=12)
            .encode(x=alt.X("middle:Q", scale=x), y=at_y(top + 20 + 40 * drop), text=alt.Text("word:N"))
            for drop in ((0, 1) if narrow else (0,))
        )
    )
    marks = plot(rows)
    place = alt.X("probability:Q", scale=x)
    interval = marks.mark_rule(strokeWidth=3, color=colour("accent")).encode(
        x=alt.X("low:Q", scale=x), x2=alt.X2("high:Q"), y=at_y(top + 7)
    )
    fill = alt.condition("datum.latest", alt.value(colour("accent")), alt.value(colour("paper")))
    point = marks.mark_point(size=150, filled=True, stroke=colour("accent"), strokeWidth=2.5, opacity=1).encode(
        x=place, y=at_y(top + 7), fill=fill, tooltip=[alt.Tooltip("when:N"), alt.Tooltip("probability:Q", format=".2%")]
    )
    labels = alt.layer(*(_label(row, rows, x, k) for k, row in enumerate(rows)))
    return alt.layer(band, words, interval, point, labels).properties(width=width - 8, height=height)


def _label(row: dict[str, object], rows: list[dict[str, object]], x: alt.Scale, k: int) -> Chart:
    """Draw the label above a mark, aligned inwards at the ends of the scale. If there are two, the later one is above the earlier."""
    probability = float(str(row["probability"]))
    align = "left" if probability < 0.3 else "right" if probability > 0.7 else "center"
    lift = 15.0 * (len(rows) - 1 - k) if len(rows) > 1 else 8.0
    text = f"{row['when']}: {format_percent(probability, float(str(row['error'])))}"
    weight = 600 if row["latest"] else 400
    return (
        plot([{"probability": probability, "text": text}])
        .mark_text(
            align=align,
            baseline="top",
            color=colour("accent") if row["latest"] else colour("ink"),
            fontWeight=weight,
            dx=-6 if align == "left" else 6 if align == "right" else 0,
        )
        .encode(x=alt.X("probability:Q", scale=x), y=at_y(15.0 - lift if len(rows) > 1 else 4.0), text=alt.Text("text:N"))
    )
