"""The load map: the probability that each assumption fails against the effect of its failure on the answer."""

from __future__ import annotations

from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.naming import name_answer, name_assumption
from lynchpin.presentation.numbers import TWO_SIDED_95, format_percent, format_points
from lynchpin.presentation.shapes.axes import is_narrow, plot
from lynchpin.presentation.shapes.labels import Label, Point, draw_labels, place_labels
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_name
from lynchpin.questions.stress.question import StressFinding

HEIGHT = 330
"""Pixels of the plot."""
FEW = 8
"""Largest number of names on a phone."""
COLUMNS = ("assumption", "claim", "vulnerability", "load", "standard_error", "exposure")


def draw_load_map(stress: StressFinding) -> Figure | None:
    """Draw the assumptions that have a credence; None if there are none. Assumptions that the model itself breaks have no load."""
    if stress.structure is None:
        return None
    measured = stress.structure.loads
    rows = [
        (a.name, a.claim, 1 - float(c), float(load), float(error), float(exposure))
        for a, c, load, error, exposure in zip(
            stress.assumptions, measured.credences.value, *measured.loads, measured.exposures.value, strict=True
        )
    ]
    data = make_data(COLUMNS, sorted(rows, key=lambda r: -abs(r[-1])))
    most = " and ".join(name_assumption(stress.model, row[0]) for row in data.rows[:2])
    words = "; ".join(
        f"{name_assumption(stress.model, n)} fails with probability {format_percent(v)}, load {format_points(load, se)}"
        for n, _, v, load, se, _ in data.rows
    )
    answer = name_answer(stress.answer)
    return Figure(
        name="load-map",
        title=f"The probability of {answer} is most exposed to {most}",
        note=(
            f"Across: the probability that the assumption fails. Above zero its failure raises the probability of {answer}, below zero it "
            "lowers it. Size: exposure, the product of the two. Failures far to the right and far from zero are probable and matter much."
        ),
        alternative=f"Assumptions by vulnerability and load. {words}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    across, height = width - 60, HEIGHT
    ends = [r["load"] + way * TWO_SIDED_95 * r["standard_error"] for r in rows for way in (-1, 1)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    margin = 0.08 * (high - low or 0.01)
    domain = (low - margin, high + margin)
    reach = min(1.0, 1.18 * max([r["vulnerability"] for r in rows] or [0.5]))
    labels = place_names(rows, domain, reach, across, height, most=FEW if is_narrow(width) else len(rows))
    names = draw_labels(labels, (across, 0.0, reach), (height, *domain))
    return alt.layer(*_draw_points(rows, domain, reach), *names).properties(width=across, height=height)


def place_names(
    rows: list[dict[str, Any]], domain: tuple[float, float], reach: float, width: int, height: int, *, most: int
) -> list[Label]:
    """Place the names of the assumptions. A name that does not fit is omitted; the table has it.

    Args:
        rows: One record per assumption, with its vulnerability, load and exposure, the most exposed first.
        domain: Ends of the axis of loads, as differences in probability.
        reach: End of the axis of vulnerabilities, as a probability.
        width: Width of the plot in pixels.
        height: Height of the plot in pixels.
        most: Largest number of names. The most exposed assumptions are named.

    Returns:
        Positions of the names that fit.
    """
    bottom, top = domain
    largest = max((abs(r["exposure"]) for r in rows), default=1.0) or 1.0
    points = [
        Point(
            r["vulnerability"] / reach * width,
            (top - r["load"]) / (top - bottom) * height,
            4 + 11 * (abs(r["exposure"]) / largest) ** 0.5,
            format_name(r["assumption"]) if k < most else "",
        )
        for k, r in enumerate(rows)
    ]
    return place_labels(points, width, height, [(0.0, top / (top - bottom) * height - 0.5, width, top / (top - bottom) * height + 0.5)])


def _draw_points(rows: list[dict[str, Any]], domain: tuple[float, float], reach: float) -> list[Chart]:
    places = "'+.0f'" if domain[1] - domain[0] > 0.08 else "'+.1f'"
    y_axis = alt.Axis(
        title="load: change of the answer if it fails, in points",
        tickCount=6,
        labelExpr=f"datum.value == 0 ? '0' : format(datum.value * 100, {places})",
    )
    x_axis = alt.Axis(format=".0%", title="probability that it fails", tickCount=5)
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
            tooltip=[alt.Tooltip("claim:N"), *(alt.Tooltip(f"{n}:Q", format=".1%") for n in ("vulnerability", "load", "exposure"))],
        )
    )
    zero = plot([{"zero": 0}]).mark_rule(color=colour("muted"), strokeWidth=1).encode(y=alt.Y("zero:Q", axis=y_axis, scale=scale))
    return [zero, error, point]
