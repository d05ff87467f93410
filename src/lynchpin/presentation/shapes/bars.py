"""Bars: estimates with their 95% intervals, such as effects, indices, regrets and scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lynchpin.presentation.figure import HALF, Caption, Chart, Figure, make_data
from lynchpin.presentation.numbers import TWO_SIDED_95
from lynchpin.presentation.shapes.axes import is_narrow, measure_rows, name_axis, plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_name

POINTS = "points"
"""Format of differences of shares, in percentage points."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An estimate.

    Attributes:
        name: Name in the file.
        value: The estimate.
        error: Its standard error.
        also: A second value, drawn lighter behind it (such as the total index behind the first-order index).
        label: Readable name.
    """

    name: str
    value: float
    error: float | None = None
    also: float | None = None
    label: str = ""

    @property
    def text(self) -> str:
        """Return the label of the bar."""
        return self.label or format_name(self.name).replace(": weight of ", " on ")


def draw_bars(
    caption: Caption,
    bars: Sequence[Bar],
    *,
    form: str = "~g",
    heads: tuple[str, str] = ("value", "also"),
    floor: float | None = None,
) -> Figure:
    """Draw bars with their 95% intervals.

    Args:
        caption: Texts of the figure.
        bars: The bars, from top to bottom.
        form: d3 format of the axis, or `POINTS` for differences of shares.
        heads: Names of the two values in the data.
        floor: Lower end of the axis. Parts below it are not drawn.
    """
    data = make_data(
        ("name", heads[0].replace(" ", "_"), "standard_error", heads[1].replace(" ", "_")),
        [(b.name, b.value, b.error, b.also) for b in bars],
    )
    words = "; ".join(
        f"{b.text} {_write(b.value, form)}" + (f" ({heads[1]} {_write(b.also, form)})" if b.also is not None else "") for b in bars
    )
    return Figure(
        name=caption.name,
        title=caption.title,
        note=caption.note,
        alternative=f"{words}.",
        data=data,
        draw=lambda width: _draw(width, bars, form, -math.inf if floor is None else floor),
    )


def _write(value: float, form: str) -> str:
    if form == POINTS:
        return f"{100 * value:+.3g} points"
    if form.endswith("%"):
        return f"{100 * value:.3g}%"
    return f"{value:.3g}"


def _draw(width: int, bars: Sequence[Bar], form: str, floor: float) -> Chart:
    side = 130 if is_narrow(width) else 160 if width <= HALF else 240
    rows: list[dict[str, Any]] = [
        {
            "name": b.name,
            "value": max(floor, b.value),
            "also": b.also,
            "low": max(floor, b.value - TWO_SIDED_95 * (b.error or 0.0)),
            "high": max(floor, b.value + TWO_SIDED_95 * (b.error or 0.0)),
        }
        for b in bars
    ]
    labels = {b.name: b.text for b in bars}
    y = name_axis(labels, side, 11.5)
    axis = alt.Axis(
        labelExpr="datum.value == 0 ? '0' : format(100 * datum.value, '+~r')"
        if form == POINTS
        else f"datum.value == 0 ? '0' : format(datum.value, '{form}')",
        tickCount=4,
        labelOverlap="greedy",
        title="points" if form == POINTS else None,
        grid=True,
        orient="top",
        domain=False,
    )
    base = plot(rows)
    layers: list[Any] = []
    if any(b.also is not None for b in bars):
        layers.append(base.mark_bar(height=12, color=colour("band-half")).encode(x=alt.X("also:Q", axis=axis), y=y))
    layers.append(
        base.mark_bar(height=8, color=colour("slate-3")).encode(
            x=alt.X("value:Q", axis=axis), y=y, tooltip=[alt.Tooltip("name:N"), alt.Tooltip("value:Q", format=".4~g")]
        )
    )
    if any(b.error for b in bars):
        layers.append(base.mark_rule(strokeWidth=1.6, color=colour("ink")).encode(x=alt.X("low:Q", axis=axis), x2=alt.X2("high:Q"), y=y))
    layers.append(plot([{}]).mark_rule(color=colour("muted")).encode(x=alt.XDatum(0)))
    return alt.layer(*layers).properties(
        width=width,
        height=alt.Step(measure_rows(labels.values(), side, 11.5, 24)),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
