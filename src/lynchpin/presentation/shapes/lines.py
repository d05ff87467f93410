"""Shares by period as lines with their names at the end: outcomes, events, factions, indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lynchpin.presentation.figure import HALF, Caption, Chart, Figure, make_data
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.axes import (
    at_x,
    count_lines,
    fit_labels,
    is_narrow,
    measure_names,
    plot,
    round_up,
    share_axis,
    spread_labels,
    time_axis,
)
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_list, format_name

LINE = 14
"""Height of a line of a label, in pixels."""


def draw_lines(
    caption: Caption,
    periods: Sequence[str],
    lines: Mapping[str, Sequence[float | None]],
    *,
    asked: Iterable[str] = (),
    level: float | None = None,
    floor: float = 0.0,
    top: float | None = None,
    labels: Mapping[str, str] | None = None,
) -> Figure:
    """Draw shares by period.

    Args:
        caption: Texts of the figure.
        periods: Labels of the periods.
        lines: Shares by period of each name, None where unknown.
        asked: Names drawn in the accent colour.
        level: A level to draw across the plot.
        floor: Lower end of the axis.
        top: Upper end of the axis.
        labels: Readable names.
    """
    texts = {n: (labels or {}).get(n) or format_name(n) for n in lines}
    rows = [(n, p, values[t]) for n, values in lines.items() for t, p in enumerate(periods) if values[t] is not None]
    data = make_data(("name", "period", "share"), rows)
    words = format_list([f"{texts[n]} {format_percent(_last(v))}" for n, v in lines.items()])
    highest = max((v for values in lines.values() for v in values if v is not None), default=1.0)
    accented = tuple(asked)
    plotted = _Plot(periods, lines, texts, accented, level, floor, round_up(highest) if top is None else top)
    return Figure(
        name=caption.name,
        title=caption.title,
        note=caption.note,
        alternative=f"Lines by period, {periods[0]} to {periods[-1]}. At the end: {words}.",
        data=data,
        draw=plotted.draw,
    )


def _last(values: Sequence[float | None]) -> float | None:
    return next((v for v in reversed(values) if v is not None), None)


@dataclass(frozen=True)
class _Plot:
    periods: Sequence[str]
    lines: Mapping[str, Sequence[float | None]]
    labels: Mapping[str, str]
    asked: tuple[str, ...]
    level: float | None
    floor: float
    top: float

    def draw(self, width: int) -> Chart:
        height = 150 if width <= HALF else 230
        # On a wide chart a long name has room for one line, so that names stay at the height of their lines.
        most = 130 if is_narrow(width) else 160 if width <= HALF else 290
        fitted = fit_labels(self.labels, most, 11.5, 2 if len(self.lines) * 2 * LINE <= height else 1)
        side = int(10 + measure_names((line for label in fitted.values() for line in label.split("\n")), 11.5, most))
        across = width - side - 50
        colours = _choose(list(self.lines), self.asked)
        rows = [
            {"name": n, "period": p, "share": v[t], "shade": colours[n]}
            for n, v in self.lines.items()
            for t, p in enumerate(self.periods)
            if v[t] is not None
        ]
        ends: list[dict[str, Any]] = [
            {"name": n, "at": _last(v) or self.floor, "shade": colours[n]} for n, v in self.lines.items() if _last(v) is not None
        ]
        gap = LINE * count_lines(fitted.values()) / height * (self.top - self.floor)
        places = keep_inside(spread_labels([e["at"] for e in ends], gap), gap, self.floor, self.top)
        for end, at in zip(ends, places, strict=True):
            end["at"], end["text"] = at, fitted[end["name"]]
        y = share_axis("share", floor=self.floor, top=self.top)
        base = plot(rows)
        shade = alt.Color("shade:N", scale=None)
        line = base.mark_line(strokeWidth=2, clip=True).encode(
            x=time_axis(self.periods, across),
            y=y,
            color=shade,
            detail=alt.Detail("name:N"),
            tooltip=[alt.Tooltip("name:N"), alt.Tooltip("period:O"), alt.Tooltip("share:Q", format=".1%")],
        )
        text = (
            plot(ends)
            .mark_text(align="left", fontSize=11.5, lineBreak="\n", lineHeight=12)
            .encode(
                x=at_x(across + 6),
                y=alt.Y("at:Q", scale=alt.Scale(domain=[self.floor, self.top], nice=False)),
                text=alt.Text("text:N"),
                color=shade,
            )
        )
        layers: list[Any] = [line, text]
        if self.level is not None:
            layers.insert(
                0,
                plot([{}])
                .mark_rule(strokeDash=[4, 4], color=colour("muted"))
                .encode(y=alt.YDatum(self.level, scale=alt.Scale(domain=[self.floor, self.top], nice=False))),
            )
        return alt.layer(*layers).properties(width=across, height=height)


def _choose(names: list[str], asked: tuple[str, ...]) -> dict[str, str]:
    """Return the accent colour for what is asked about, and legible steps of slate for the others."""
    others = [n for n in names if n not in asked]
    steps = [colour(f"slate-{k}") for k in (1, 2, 3)]
    return {**dict.fromkeys(asked, colour("accent")), **{n: steps[k % 3] for k, n in enumerate(others)}}


def keep_inside(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions between two ends and keep them apart.

    Args:
        places: The positions, in any order.
        gap: The least distance between two of them.
        low: The lower end.
        high: The upper end.

    Returns:
        The new positions, in the order of `places`. If there is not enough room, they overflow at the lower end.
    """
    order = sorted(range(len(places)), key=lambda k: places[k])
    moved = list(places)
    least = low
    for k in order:
        moved[k] = max(moved[k], least)
        least = moved[k] + gap
    most = high
    for k in reversed(order):
        moved[k] = min(moved[k], most)
        most = moved[k] - gap
    return moved
