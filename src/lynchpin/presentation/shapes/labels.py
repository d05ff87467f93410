"""Names beside points, placed so that none overlaps another name, a point or a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lynchpin.presentation.shapes.axes import WIDEST, plot
from lynchpin.presentation.theme import colour

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""
SIZE = 11
"""Font size of a name, in pixels."""
FARTHEST = 8
"""Distances, in lines, that a name may be above or below its point."""
LEADER = 14
"""Horizontal distance in pixels of a name with a leader line."""


@dataclass(frozen=True)
class Point:
    """A point: position in pixels from the top left corner, size of its mark, and name (empty for none)."""

    x: float
    y: float
    radius: float
    name: str = ""


@dataclass(frozen=True)
class Label:
    """Position of a name: anchor, alignment, box, and whether it is `far` from its point and needs a leader line."""

    point: Point
    x: float
    y: float
    align: str
    box: Box
    far: bool


def place_labels(points: Sequence[Point], width: float, height: float, lines: Sequence[Box] = ()) -> list[Label]:
    """Place names in turn. A name without a free position is left out.

    Args:
        points: The points with their names.
        width: Width of the plot in pixels.
        height: Height of the plot in pixels.
        lines: Lines that names must not cross.
    """
    marks = [(p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius) for p in points]
    labels: list[Label] = []
    for k, point in enumerate(points):
        taken = [*marks[:k], *marks[k + 1 :], *lines, *(label.box for label in labels)]
        for label in _list_places(point) if point.name else ():
            left, top, right, bottom = label.box
            inside = left >= 0 and right <= width and top >= 0 and bottom <= height
            if inside and not any(overlap(label.box, other) for other in taken):
                labels.append(label)
                break
    return labels


def overlap(a: Box, b: Box) -> bool:
    """Return whether two boxes overlap. Boxes that only touch do not.

    Args:
        a: One box.
        b: Another box.
    """
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _list_places(point: Point) -> Iterator[Label]:
    """List the possible positions of a name, the best first: beside, above or below its point, then at the end of a leader line."""
    half, gap = SIZE * 0.62, point.radius + 4
    length = len(point.name) * SIZE * WIDEST

    def stand(x: float, lift: float, align: str, far: bool = False) -> Label:
        left = {"left": x, "right": x - length, "center": x - length / 2}[align]
        y = point.y - lift
        return Label(point, x, y, align, (left, y - half, left + length, y + half), far)

    for lift in (0.0, half, -half, gap + half, -gap - half):
        reach = gap if abs(lift) < gap else 0.3 * gap
        yield stand(point.x + reach, lift, "left")
        yield stand(point.x - reach, lift, "right")
    for lift in (gap + half, -gap - half):
        yield stand(point.x, lift, "center")
    for away in range(1, FARTHEST + 1):
        for lift in (2 * half * away, -2 * half * away):
            yield stand(point.x + gap + LEADER, lift, "left", far=True)
            yield stand(point.x - gap - LEADER, lift, "right", far=True)


def draw_labels(labels: Sequence[Label], across: tuple[float, float, float], up: tuple[float, float, float]) -> list[Any]:
    """Draw names with their leader lines, on the same scales as the points.

    Args:
        labels: The placed names.
        across: Width of the plot, and the values at its left and right end.
        up: Height of the plot, and the values at its bottom and top.
    """
    width, left, right = across
    height, bottom, top = up

    def scale(x: float, y: float) -> tuple[float, float]:
        return left + x / width * (right - left), bottom + (1 - y / height) * (top - bottom)

    rows: list[dict[str, Any]] = []
    for label in labels:
        (x, y), (from_x, from_y) = scale(label.x, label.y), scale(label.point.x, label.point.y)
        rows.append({"label": label.point.name, "align": label.align, "x": x, "y": y, "from_x": from_x, "from_y": from_y, "far": label.far})
    layers: list[Any] = []
    far = [row for row in rows if row["far"]]
    if far:
        line = plot(far).mark_rule(color=colour("slate-4"), strokeWidth=0.8)
        layers.append(line.encode(x=alt.X("from_x:Q"), y=alt.Y("from_y:Q"), x2=alt.X2("x:Q"), y2=alt.Y2("y:Q")))
    for align in ("left", "right", "center"):
        aligned = [row for row in rows if row["align"] == align]
        if aligned:
            text = plot(aligned).mark_text(align=align, fontSize=SIZE, color=colour("ink"), baseline="middle")
            layers.append(text.encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("label:N")))
    return layers
