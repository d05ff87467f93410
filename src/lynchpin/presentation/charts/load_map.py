"""The load-bearing map: how likely each assumption is to fail against what its failure does to the answer."""

from __future__ import annotations

from typing import Any

import altair as alt

from lynchpin.presentation.charts.axes import cut_text, is_narrow, spread_labels
from lynchpin.presentation.figure import Figure, make_data
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import say_name, say_percent, say_points

COLUMNS = ("assumption", "vulnerability", "load", "standard_error", "exposure")


def draw_load_map(title: str, assumptions: list[dict[str, Any]]) -> Figure:
    """`assumptions` are those of a stress finding; ones that the model itself breaks, which have no load, are left out."""
    rows = [
        (a["name"], a["vulnerability"], a["load"], a["standard_error"], a["exposure"])
        for a in assumptions
        if a.get("load") is not None and a.get("vulnerability") is not None
    ]
    data = make_data(COLUMNS, sorted(rows, key=lambda r: -abs(r[4])))
    words = "; ".join(f"{say_name(n)} fails with {say_percent(v)}, load {say_points(load, se)}" for n, v, load, se, _ in data.rows)
    return Figure(
        name="load-map",
        title=title,
        note=(
            "Across: how likely the assumption is to fail. Up: by how much its failure, forced alone, moves the probability of the answer. "
            "Size: exposure, the two multiplied. What stands high on the right holds the judgement up and may well give way."
        ),
        alternative=f"Assumptions by vulnerability and load. {words}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _draw(width: int, rows: list[dict[str, Any]]) -> alt.TopLevelMixin:
    narrow = is_narrow(width)
    height = 400 if narrow else 430
    loads = [r["load"] for r in rows] or [0.0]
    low, high = min(0.0, *loads), max(0.0, *loads)
    margin = 0.08 * (high - low or 1.0)
    domain = [low - margin, high + margin]
    reach = min(1.0, 1.18 * max([r["vulnerability"] for r in rows] or [0.5]))
    _place_labels(rows, domain, reach, width - 60, height)
    shown = rows[:8] if narrow else rows
    x = alt.X("vulnerability:Q", axis=alt.Axis(format=".0%", title="how likely it is to fail", tickCount=5), scale=alt.Scale(domain=[0, reach], nice=False))
    y = alt.Y(
        "load:Q",
        axis=alt.Axis(title="load: change of the answer if it fails, in points", tickCount=6, labelExpr="format(datum.value * 100, '+.0f')" if high - low > 0.08 else "format(datum.value * 100, '+.1f')"),
        scale=alt.Scale(domain=domain, nice=False),
    )
    base = alt.Chart(alt.Data(values=rows))
    zero = alt.Chart(alt.Data(values=[{}])).mark_rule(color=colour("muted"), strokeWidth=1).encode(y=alt.datum(0))
    error = base.transform_calculate(low="datum.load - 1.96 * datum.standard_error", high="datum.load + 1.96 * datum.standard_error").mark_rule(
        color=colour("slate-4"), strokeWidth=1.5
    ).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q")
    point = base.transform_calculate(size="abs(datum.exposure)").mark_circle(color=colour("accent"), opacity=0.82, stroke=colour("paper"), strokeWidth=1).encode(
        x=x,
        y=y,
        size=alt.Size("size:Q", scale=alt.Scale(type="linear", range=[24, 620 if narrow else 900], domainMin=0), legend=None),
        tooltip=["assumption:N", alt.Tooltip("vulnerability:Q", format=".0%"), alt.Tooltip("load:Q", format="+.2%"), alt.Tooltip("exposure:Q", format="+.2%")],
    )
    named = alt.Chart(alt.Data(values=shown))
    at_label = alt.Y("label_at:Q", scale=alt.Scale(domain=domain, nice=False), title=None)
    layers = [zero, error, point]
    for side, align, step in (("right", "left", 1), ("left", "right", -1)):
        layers.append(
            named.transform_filter(f"datum.side == '{side}'")
            .mark_text(align=align, dx=0, fontSize=11, color=colour("ink"), baseline="middle")
            .encode(x=alt.X("label_x:Q"), y=at_label, text="label:N")
        )
    return alt.layer(*layers).properties(width=width - 60, height=height)


def _place_labels(rows: list[dict[str, Any]], domain: list[float], reach: float, width: int, height: int) -> None:
    """Beside each point, on the side with room; labels of one side are moved apart where they would run into each other."""
    largest = max((abs(r["exposure"]) for r in rows), default=1.0) or 1.0
    for r in rows:
        radius = 5 + 11 * (abs(r["exposure"]) / largest) ** 0.5
        r["side"] = "right" if r["vulnerability"] < 0.62 * reach else "left"
        r["label_x"] = r["vulnerability"] + (radius + 4) / width * reach * (1 if r["side"] == "right" else -1)
        room = (reach - r["label_x"] if r["side"] == "right" else r["label_x"]) / reach * width
        r["label"] = cut_text(say_name(r["assumption"]), room, 11)
    gap = 13 / height * (domain[1] - domain[0])
    for side in ("left", "right"):
        group = [r for r in rows if r["side"] == side]
        for r, at in zip(group, _spread_near(group, gap, reach), strict=True):
            r["label_at"] = min(max(at, domain[0] + gap / 2), domain[1] - gap / 2)


def _spread_near(group: list[dict[str, Any]], gap: float, reach: float) -> list[float]:
    """Labels whose points are far apart across need no room from each other: they are spread within columns only."""
    at = [r["load"] for r in group]
    columns: dict[int, list[int]] = {}
    for k, r in enumerate(group):
        columns.setdefault(int(r["vulnerability"] / reach / 0.25), []).append(k)
    for members in columns.values():
        for k, place in zip(members, spread_labels([at[k] for k in members], gap), strict=True):
            at[k] = place
    return at
