"""The load-bearing map: how likely each assumption is to fail against what its failure does to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from lynchpin.presentation.figure import HALF, Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import is_narrow, plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import TWO_SIDED_95, say_name, say_percent, say_points

Box = tuple[float, float, float, float]
SIZE = 11
FARTHEST = 6
"""Lines of type that a name may stand above or below its point."""
COLUMNS = ("assumption", "vulnerability", "load", "standard_error", "exposure")


def draw_load_map(stress: Mapping[str, Any]) -> Figure | None:
    """The assumptions of a stress finding; those that the model itself breaks have no load and are left out."""
    rows = [
        (a["name"], a["vulnerability"], a["load"], a["standard_error"], a["exposure"])
        for a in stress["assumptions"]
        if a.get("load") is not None and a.get("vulnerability") is not None
    ]
    if not rows:
        return None
    data = make_data(COLUMNS, sorted(rows, key=lambda r: -abs(r[4])))
    most = " and ".join(f"“{say_name(row[0])}”" for row in data.rows[:2])
    words = "; ".join(f"{say_name(n)} fails with {say_percent(v)}, load {say_points(load, se)}" for n, v, load, se, _ in data.rows)
    return Figure(
        name="load-map",
        title=f"The judgement is most exposed to {most}",
        note=(
            "Across: how likely the assumption is to fail. Up: by how much its failure, forced alone, moves the probability of the answer. "
            "Size: exposure, the two multiplied. What stands high on the right holds the judgement up and may well give way."
        ),
        alternative=f"Assumptions by vulnerability and load. {words}.",
        data=data,
        full=True,
        draw=lambda width: _draw(width, data.records()),
    )


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    across, height = width - 60, 400 if is_narrow(width) else 290 if width <= HALF else 400
    ends = [r["load"] + way * TWO_SIDED_95 * r["standard_error"] for r in rows for way in (-1, 1)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    margin = 0.08 * (high - low or 0.01)
    domain = (low - margin, high + margin)
    reach = min(1.0, 1.18 * max([r["vulnerability"] for r in rows] or [0.5]))
    labels = _place_labels(rows, domain, reach, across, height)
    return alt.layer(*_draw_leaders(labels), *_draw_points(rows, domain, reach), *_draw_names(labels)).properties(
        width=across, height=height
    )


def _draw_points(rows: list[dict[str, Any]], domain: tuple[float, float], reach: float) -> list[Chart]:
    places = "'+.0f'" if domain[1] - domain[0] > 0.08 else "'+.1f'"
    y_axis = alt.Axis(
        title="load: points that its failure moves the answer by", tickCount=6, labelExpr=f"format(datum.value * 100, {places})"
    )
    x_axis = alt.Axis(format=".0%", title="how likely it is to fail", tickCount=5)
    x = alt.X("vulnerability:Q", axis=x_axis, scale=alt.Scale(domain=[0, reach], nice=False))
    scale = alt.Scale(domain=list(domain), nice=False)
    base = plot(rows)
    ends = base.transform_calculate(low="datum.load - 1.96 * datum.standard_error", high="datum.load + 1.96 * datum.standard_error")
    error = ends.mark_rule(color=colour("slate-4"), strokeWidth=1.5).encode(
        x=x, y=alt.Y("low:Q", axis=y_axis, scale=scale), y2=alt.Y2("high:Q")
    )
    point = (
        base.transform_calculate(size="abs(datum.exposure)")
        .mark_circle(color=colour("accent"), opacity=0.82, stroke=colour("paper"), strokeWidth=1)
        .encode(
            x=x,
            y=alt.Y("load:Q", axis=y_axis, scale=scale),
            size=alt.Size("size:Q", scale=alt.Scale(type="linear", range=[24, 800], domainMin=0), legend=None),
            tooltip=[alt.Tooltip("assumption:N"), *(alt.Tooltip(f"{n}:Q", format=".1%") for n in ("vulnerability", "load", "exposure"))],
        )
    )
    zero = plot([{"zero": 0}]).mark_rule(color=colour("muted"), strokeWidth=1).encode(y=alt.Y("zero:Q", axis=y_axis, scale=scale))
    return [zero, error, point]


def _draw_leaders(labels: list[dict[str, Any]]) -> list[Chart]:
    """Thin lines to the names that stand away from their points."""
    far = [label for label in labels if label["far"]]
    if not far:
        return []
    lines = plot(far).mark_rule(color=colour("slate-4"), strokeWidth=0.8)
    return [lines.encode(x=alt.X("from_x:Q"), y=alt.Y("from_y:Q"), x2=alt.X2("x:Q"), y2=alt.Y2("y:Q"))]


def _draw_names(labels: list[dict[str, Any]]) -> list[Chart]:
    base = plot(labels)
    return [
        base.transform_filter(f"datum.align == '{align}'")
        .mark_text(align=align, fontSize=SIZE, color=colour("ink"), baseline="middle")
        .encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("label:N"))
        for align in ("left", "right", "center")
    ]


def _place_labels(rows: list[dict[str, Any]], domain: tuple[float, float], reach: float, width: int, height: int) -> list[dict[str, Any]]:
    """A place beside each point, the most exposed first, that covers no point and no name; one that finds none is left to the table."""
    bottom, top = domain
    largest = max((abs(r["exposure"]) for r in rows), default=1.0) or 1.0
    circles = [
        (r["vulnerability"] / reach * width, (r["load"] - bottom) / (top - bottom) * height, 4 + 11 * (abs(r["exposure"]) / largest) ** 0.5)
        for r in rows
    ]
    points = [(x - radius, y - radius, x + radius, y + radius) for x, y, radius in circles]
    names: list[Box] = []
    labels = []
    for k, (row, (x, y, radius)) in enumerate(zip(rows, circles, strict=True)):
        text = say_name(row["assumption"])
        taken = [*points[:k], *points[k + 1 :], *names]
        for at_x, at_y, align, far, box in _list_places(x, y, radius + 4, len(text) * SIZE * 0.52):
            inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if inside and not any(_overlap(box, other) for other in taken):
                names.append(box)
                labels.append(
                    {
                        "label": text,
                        "align": align,
                        "far": far,
                        "x": at_x / width * reach,
                        "y": bottom + at_y / height * (top - bottom),
                        "from_x": row["vulnerability"],
                        "from_y": row["load"],
                    }
                )
                break
    return labels


def _list_places(x: float, y: float, gap: float, length: float) -> list[tuple[float, float, str, bool, Box]]:
    """Where a name of this length may stand: its anchor, alignment, whether that is away from the point, and its box; what reads best first."""
    half = SIZE * 0.62
    places: list[tuple[float, float, str, bool, Box]] = []

    def beside(lift: float, reach: float, far: bool) -> None:
        for side, align in ((1, "left"), (-1, "right")):
            start = x + side * reach
            left = start if side > 0 else start - length
            places.append((start, y + lift, align, far, (left, y + lift - half, left + length, y + lift + half)))

    for lift in (0.0, half, -half, gap + half, -gap - half):
        beside(lift, gap if abs(lift) < gap else 0.3 * gap, False)
    for lift in (gap + half, -gap - half):
        places.append((x, y + lift, "center", False, (x - length / 2, y + lift - half, x + length / 2, y + lift + half)))
    for away in range(1, FARTHEST + 1):
        for lift in (2 * half * away, -2 * half * away):
            beside(lift, gap + 14, True)
    return places


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
