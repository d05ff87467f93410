"""Fan charts as small multiples: median, 50% range and 90% range of each quantity, with observed values as dots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.naming import find_meaning, label_name, name_quantity
from lynchpin.presentation.numbers import format_number
from lynchpin.presentation.shapes.axes import at_x, at_y, is_narrow, plot, time_axis
from lynchpin.presentation.states import LEVELS, Fan, State
from lynchpin.presentation.theme import colour

MARGIN, GAP = 34, 42
"""Pixels to the left of the plots and between them, for the labels of the axes."""
HEADING = 34
"""Longest meaning of a quantity, in characters, that fits above its plot."""


def draw_fans(state: State, shown: Sequence[str], *, observed: Sequence[tuple[str, str, float]] = (), name: str = "fans") -> Figure | None:
    """Draw the spread of quantities over time.

    Args:
        state: The state of knowledge.
        shown: Stocks and auxiliaries to show, in order. Those with non-finite quantiles are left out.
        observed: (quantity, period, value) of each measurement in the evidence.
        name: Name of the figure on the page.

    Returns:
        The figure; None if no quantity is left.
    """
    fans = [state.fans[n] for n in shown if n in state.fans and state.fans[n].is_known]
    if not fans:
        return None
    seen = {(quantity, period): value for quantity, period, value in observed}
    rows = [
        (fan.name, fan.unit, period, *fan.quantiles[:, t].tolist(), seen.get((fan.name, period)))
        for fan in fans
        for t, period in enumerate(state.periods)
    ]
    data = make_data(("quantity", "unit", "period", *LEVELS, "observed"), rows)
    words = "; ".join(_describe_fan(state, fan) for fan in fans)
    labels = {fan.name: label_name(find_meaning(state.model, fan.name), fan.name, HEADING) for fan in fans}
    return Figure(
        name=name,
        title=_describe_widest(state, fans),
        note=f"Line: median. Inner band: 50% of futures. Outer band: 90% of futures.{' Dots: observed values.' if seen else ''}",
        alternative=f"Medians and 90% ranges by period. {words}.",
        data=data,
        draw=lambda width: _draw(width, state.periods, data.records(), labels),
    )


def _describe_widest(state: State, fans: Sequence[Fan]) -> str:
    """Return which quantity is least certain at the end: the one with the largest 90% range relative to its size."""
    widest = max(fans, key=_measure_width)
    low, high = widest.ends()
    name, last = name_quantity(state.model, widest.name), state.periods[-1]
    ends = f"90% of futures lie between {format_number(low)} and {format_number(high, unit=widest.unit)}"
    return f"The least certain of these in {last} is {name}: {ends}" if len(fans) > 1 else f"{name} in {last}: {ends}"


def _measure_width(fan: Fan) -> float:
    low, high = fan.ends()
    return (high - low) / max(abs(low), abs(high), 1e-12)


def _describe_fan(state: State, fan: Fan) -> str:
    low, high = fan.ends()
    return (
        f"{name_quantity(state.model, fan.name)} {format_number(fan.median[0])} at first, {format_number(fan.median[-1], unit=fan.unit)} at the end "
        f"({format_number(low)} to {format_number(high)})"
    )


def _draw(width: int, periods: Sequence[str], records: list[dict[str, Any]], labels: dict[str, str]) -> Chart:
    columns = min(len(labels), 2 if is_narrow(width) else 4 if width > 800 else 3)
    each = (width - MARGIN - GAP * (columns - 1)) // columns
    charts = [_draw_one(each, periods, [r for r in records if r["quantity"] == n], label) for n, label in labels.items()]
    return alt.concat(*charts, columns=columns, spacing={"row": 66, "column": GAP}, bounds="flush").resolve_scale(
        y="independent", x="shared"
    )


def _draw_one(width: int, periods: Sequence[str], rows: list[dict[str, Any]], label: str) -> Chart:
    unit = rows[0]["unit"]
    base = plot([{k: v for k, v in r.items() if k not in ("quantity", "unit")} for r in rows])
    x = time_axis(periods, width)
    y = alt.Axis(title=None, tickCount=4, labelExpr="abs(datum.value) >= 10000 ? format(datum.value, '.2s') : format(datum.value, '~r')")
    scale = alt.Scale(zero=False)
    wide = base.mark_area(color=colour("band-wide")).encode(x=x, y=alt.Y("p05:Q", axis=y, scale=scale), y2=alt.Y2("p95:Q"))
    half = base.mark_area(color=colour("band-half")).encode(x=x, y=alt.Y("p25:Q", scale=scale), y2=alt.Y2("p75:Q"))
    line = base.mark_line(color=colour("band-line"), strokeWidth=1.8).encode(
        x=x, y=alt.Y("p50:Q", scale=scale), tooltip=[alt.Tooltip("period:O"), *(alt.Tooltip(f"{b}:Q", format=".3~g") for b in LEVELS)]
    )
    layers = [wide, half, line]
    if any(r["observed"] is not None for r in rows):
        dots = base.transform_filter("isValid(datum.observed)").mark_point(size=26, filled=True, color=colour("accent"), opacity=1)
        layers.append(
            dots.encode(
                x=x, y=alt.Y("observed:Q", scale=scale), tooltip=[alt.Tooltip("period:O"), alt.Tooltip("observed:Q", format=".4~g")]
            )
        )
    return alt.layer(*layers, *_write_heading(label, unit)).properties(width=width, height=86)


def _write_heading(name: str, unit: str) -> list[Chart]:
    """Write the name above the plot and the unit below the name. The height of a chart title would depend on the labels of the axis."""
    words = plot([{"name": name, "unit": unit}])
    first = words.mark_text(align="left", baseline="bottom", fontSize=12.5, fontWeight=600, color=colour("ink"))
    second = words.mark_text(align="left", baseline="bottom", fontSize=11, color=colour("muted"))
    return [
        first.encode(x=at_x(0), y=at_y(-22), text=alt.Text("name:N")),
        second.encode(x=at_x(0), y=at_y(-8), text=alt.Text("unit:N")),
    ]
