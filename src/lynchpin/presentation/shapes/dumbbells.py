"""Two values of each of several things joined by a line: credences before and after the evidence, forecasts stated and modelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import HALF, Caption, Chart, Figure, make_data
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.axes import is_narrow, measure_rows, name_axis, plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_name

MANY = 25
"""With more rows than this, rows are closer together."""


def draw_dumbbells(
    caption: Caption,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, float | None, float | None, str]],
    *,
    labels: Mapping[str, str] | None = None,
) -> Figure:
    """Draw pairs of shares.

    Args:
        caption: Texts of the figure.
        heads: Names of the first and second share.
        rows: (name, first, second, mark). Shares are from 0 to 1 or None; `mark` is what happened (yes, no or empty).
        labels: Readable names.
    """
    data = make_data(("name", heads[0].replace(" ", "_"), heads[1].replace(" ", "_"), "came_true"), rows)
    texts = {n: (labels or {}).get(n) or format_name(n) for n, *_ in rows}
    words = "; ".join(
        f"{texts[n]}: {heads[0]} {format_percent(a)}, {heads[1]} {format_percent(b)}{f', happened: {m}' if m else ''}"
        for n, a, b, m in rows
    )
    return Figure(
        name=caption.name,
        title=caption.title,
        note=caption.note,
        alternative=f"{words}.",
        data=data,
        draw=lambda width: _draw(width, rows, heads, texts),
    )


def _draw(
    width: int, rows: Sequence[tuple[str, float | None, float | None, str]], heads: tuple[str, str], labels: Mapping[str, str]
) -> Chart:
    side = 150 if is_narrow(width) else 160 if width <= HALF else 240
    values = [{"name": n, "first": a, "second": b, "mark": m} for n, a, b, m in rows]
    size, least = (11.5, 22) if len(rows) <= MANY else (10, 14)
    y = name_axis(labels, side, size)
    axis = alt.Axis(
        format=".0%", values=[0, 0.5, 1] if is_narrow(width) else [0, 0.25, 0.5, 0.75, 1], title=None, grid=True, domain=False, orient="top"
    )
    scale = alt.Scale(domain=[0, 1], nice=False)
    base = plot(values)
    both = base.transform_filter("isValid(datum.first) && isValid(datum.second)")
    line = both.mark_rule(strokeWidth=2, color=colour("slate-5")).encode(
        x=alt.X("first:Q", axis=axis, scale=scale), x2=alt.X2("second:Q"), y=y
    )
    layers: list[Any] = [line]
    for field, fill, head in (("first", "paper", heads[0]), ("second", "accent", heads[1])):
        layers.append(
            base.transform_filter(f"isValid(datum.{field})")
            .transform_calculate(head=f"'{head}'")
            .mark_point(
                size=75 if len(rows) <= MANY else 45, filled=True, fill=colour(fill), stroke=colour("accent"), strokeWidth=1.8, opacity=1
            )
            .encode(
                x=alt.X(f"{field}:Q", axis=axis, scale=scale),
                y=y,
                tooltip=[alt.Tooltip("name:N"), alt.Tooltip(f"{field}:Q", format=".1%", title=head)],
            )
        )
    if any(v["mark"] for v in values):
        truth = base.transform_filter("datum.mark == 'yes' || datum.mark == 'no'").transform_calculate(truth="datum.mark == 'yes' ? 1 : 0")
        layers.append(
            truth.mark_tick(thickness=4, size=16 if len(rows) <= MANY else 11, color=colour("ink"), opacity=1).encode(
                x=alt.X("truth:Q", axis=axis, scale=scale), y=y
            )
        )
    return alt.layer(*layers).properties(
        width=width,
        height=alt.Step(measure_rows(labels.values(), side, size, least)),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
