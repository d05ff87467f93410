"""Fan charts as small multiples: median, half and nine tenths of the futures of each quantity, with what was observed as dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import at_x, at_y, is_narrow, plot, time_axis
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import say_name, say_number

MARGIN, GAP = 34, 42
"""Pixels left of the plots and between them, for the labels of the axes."""
BANDS = ("p05", "p25", "p50", "p75", "p95")


def draw_fans(
    title: str,
    periods: Sequence[str],
    quantities: Mapping[str, Mapping[str, Any]],
    *,
    observed: Sequence[tuple[str, str, float]] = (),
    name: str = "fans",
) -> Figure:
    """`quantities` maps names to the `stocks` or `auxiliaries` of a forecast; `observed` lists (name, period, value)."""
    seen = {(quantity, period): value for quantity, period, value in observed}
    rows = [
        (quantity, q.get("unit", ""), period, *(q[band][t] for band in BANDS), seen.get((quantity, period)))
        for quantity, q in quantities.items()
        for t, period in enumerate(periods)
    ]
    data = make_data(("quantity", "unit", "period", *BANDS, "observed"), rows)
    words = "; ".join(
        f"{say_name(n)} {say_number(q['p50'][0])} at first, {say_number(q['p50'][-1], unit=q.get('unit', ''))} at the end "
        f"({say_number(q['p05'][-1])} to {say_number(q['p95'][-1])})"
        for n, q in quantities.items()
    )
    return Figure(
        name=name,
        title=title,
        note=f"Line: median. Inner band: half of all futures. Outer: nine in ten.{' Dots: what was observed.' if seen else ''}",
        alternative=f"Medians and ranges of nine in ten futures by period. {words}." if words else "No quantities.",
        data=data,
        draw=lambda width: _draw(width, periods, data.records(), list(quantities)),
    )


def _draw(width: int, periods: Sequence[str], records: list[dict[str, Any]], names: list[str]) -> Chart:
    columns = min(len(names), 2 if is_narrow(width) else 4 if width > 800 else 3)
    each = (width - MARGIN - GAP * (columns - 1)) // columns
    charts = [_draw_one(each, periods, [r for r in records if r["quantity"] == n]) for n in names]
    return alt.concat(*charts, columns=columns, spacing={"row": 66, "column": GAP}, bounds="flush").resolve_scale(
        y="independent", x="shared"
    )


def _draw_one(width: int, periods: Sequence[str], rows: list[dict[str, Any]]) -> Chart:
    unit = rows[0]["unit"]
    base = plot([{k: v for k, v in r.items() if k not in ("quantity", "unit")} for r in rows])
    x = time_axis(periods, width)
    y = alt.Axis(title=None, tickCount=4, labelExpr="abs(datum.value) >= 10000 ? format(datum.value, '.2s') : format(datum.value, '~r')")
    scale = alt.Scale(zero=False)
    wide = base.mark_area(color=colour("band-wide")).encode(x=x, y=alt.Y("p05:Q", axis=y, scale=scale), y2=alt.Y2("p95:Q"))
    half = base.mark_area(color=colour("band-half")).encode(x=x, y=alt.Y("p25:Q", scale=scale), y2=alt.Y2("p75:Q"))
    line = base.mark_line(color=colour("band-line"), strokeWidth=1.8).encode(
        x=x, y=alt.Y("p50:Q", scale=scale), tooltip=[alt.Tooltip("period:O"), *(alt.Tooltip(f"{b}:Q", format=".3~g") for b in BANDS)]
    )
    layers = [wide, half, line]
    if any(r["observed"] is not None for r in rows):
        dots = base.transform_filter("isValid(datum.observed)").mark_point(size=26, filled=True, color=colour("accent"), opacity=1)
        layers.append(
            dots.encode(
                x=x, y=alt.Y("observed:Q", scale=scale), tooltip=[alt.Tooltip("period:O"), alt.Tooltip("observed:Q", format=".4~g")]
            )
        )
    return alt.layer(*layers, *_write_heading(say_name(rows[0]["quantity"]), unit)).properties(width=width, height=92)


def _write_heading(name: str, unit: str) -> list[Chart]:
    """The name above its plot, the unit under it. A title of the chart would stand as high as the labels of the axis let it."""
    words = plot([{"name": name, "unit": unit}])
    first = words.mark_text(align="left", baseline="bottom", fontSize=12.5, fontWeight=600, color=colour("ink"))
    second = words.mark_text(align="left", baseline="bottom", fontSize=11, color=colour("muted"))
    return [
        first.encode(x=at_x(0), y=at_y(-22), text=alt.Text("name:N")),
        second.encode(x=at_x(0), y=at_y(-8), text=alt.Text("unit:N")),
    ]
