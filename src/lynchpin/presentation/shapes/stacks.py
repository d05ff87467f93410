"""Stacked bands: shares of futures by period, which add up to 1, with names at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart
from lynchpin.presentation.shapes.axes import at_x, count_lines, fit_labels, measure_names, plot, spread_labels, time_axis
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_name

LETTER, LINE = 11, 14
KEY = 17
"""Gap in pixels between the bands and their names."""


def measure_side(names: Iterable[str], most: float) -> int:
    """Return the width in pixels of the names next to the bands, with the gap before them.

    Args:
        names: The names.
        most: Largest width to return, in pixels.
    """
    return int(KEY + 2 + measure_names([format_name(n) for n in names], LETTER, most - KEY - 2))


def draw_stack(
    periods: Sequence[str],
    shares: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    *,
    width: int,
    height: int,
    side: int,
    labels: Mapping[str, str] | None = None,
) -> Chart:
    """Draw stacked bands.

    Args:
        periods: Labels of the periods.
        shares: Shares by period of each name, the first at the bottom.
        colours: Colour of each name.
        width: Width in pixels, names included.
        height: Height in pixels.
        side: Width of the names in pixels.
        labels: Readable names.
    """
    rows: list[dict[str, Any]] = []
    ends: list[float] = []
    floor = [0.0] * len(periods)
    for name, values in shares.items():
        for t, period in enumerate(periods):
            rows.append({"period": period, "name": name, "low": floor[t], "high": floor[t] + values[t], "share": values[t]})
        ends.append(floor[-1] + values[-1] / 2)
        floor = [f + v for f, v in zip(floor, values, strict=True)]
    scale = alt.Scale(domain=[0, 1], nice=False)
    area = (
        plot(rows)
        .mark_area(stroke=colour("paper"), strokeWidth=0.8)
        .encode(
            x=time_axis(periods, width),
            y=alt.Y("low:Q", axis=alt.Axis(format=".0%", values=[0, 0.5, 1], title=None), scale=scale),
            y2=alt.Y2("high:Q"),
            color=alt.Color("name:N", scale=alt.Scale(domain=list(shares), range=[colours[n] for n in shares]), legend=None),
            tooltip=[alt.Tooltip("name:N"), alt.Tooltip("period:O"), alt.Tooltip("share:Q", format=".1%")],
        )
    )
    names = plot(_place_names({n: (labels or {}).get(n) or format_name(n) for n in shares}, colours, ends, height, side))
    at = alt.Y("at:Q", scale=scale, title=None)
    key = names.mark_square(size=70, opacity=1).encode(x=at_x(width + 9), y=at, color=alt.Color("shade:N", scale=None))
    text = names.mark_text(align="left", fontSize=LETTER, color=colour("ink"), lineBreak="\n", lineHeight=12).encode(
        x=at_x(width + KEY), y=at, text=alt.Text("text:N")
    )
    return alt.layer(area, key, text).properties(width=width, height=height)


def _place_names(
    labels: Mapping[str, str], colours: Mapping[str, str], ends: Sequence[float], height: int, side: int
) -> list[dict[str, Any]]:
    """Place each name beside its band, or as close as the other names allow."""
    fitted = fit_labels(labels, side - KEY, LETTER, 2 if len(labels) * 2 * LINE <= height + LINE else 1)
    places = spread_labels(ends, LINE * count_lines(fitted.values()) / height)
    shift = min(0.0, 1 - max(places, default=0.0)) or max(0.0, -min(places, default=0.0))
    return [{"at": place + shift, "text": fitted[name], "shade": colours[name]} for place, name in zip(places, labels, strict=True)]
