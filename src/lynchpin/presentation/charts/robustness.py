"""How far the answer moves with the author's own numbers: all together, all doubts, and the strongest numbers one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lynchpin.presentation.choices import describe_size, find_strongest, label_choice, name_choice
from lynchpin.presentation.figure import HALF, Chart, Figure, make_data
from lynchpin.presentation.naming import name_answer
from lynchpin.presentation.numbers import TWO_SIDED_95, format_number, format_percent
from lynchpin.presentation.shapes.axes import is_narrow, measure_rows, name_axis, plot
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import open_sentence
from lynchpin.questions.robustness.question import RobustnessFinding
from lynchpin.statistics.estimates import Estimate

MOST = 10
"""Largest number of single choices drawn."""
COLUMNS = ("name", "line", "from", "to", "probability", "standard_error")
LOWER, HIGHER, BOTH = "lower", "higher", "together"
LEGEND = {LOWER: "number or doubt lower", HIGHER: "number or doubt higher", BOTH: "all together, 5% to 95%"}
SIZE = 11.5
"""Font size of the names of rows."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a bar: the value that a number was changed to, and the probability of the answer with it."""

    side: str
    before: float | None
    after: float | None
    probability: Estimate


@dataclass(frozen=True, slots=True)
class Row:
    """A bar of the chart. `key` is unique; `line` is None for what concerns more than one number."""

    key: str
    label: str
    line: int | None
    ends: tuple[End, ...]


def draw_robustness(finding: RobustnessFinding) -> Figure | None:
    """Draw how far the answer moves; None if nothing was varied."""
    rows = list_rows(finding)
    if not rows:
        return None
    base = finding.probability
    cells = [(row.label, row.line, end.before, end.after, *end.probability) for row in rows for end in row.ends]
    words = [f"{row.label}: {' and '.join(_describe_end(end) for end in row.ends)}" for row in rows]
    return Figure(
        name="robustness",
        title=_make_title(finding),
        note=(
            f"Vertical line: the file as it is ({format_percent(*base)}). Each bar: one number lower and higher by {describe_size(finding)}. "
            "Doubts: the odds that each assumption fails, halved and doubled. Thin lines: 95% intervals."
        ),
        alternative=f"Probability of {name_answer(finding.answer)} as the file is: {format_percent(*base)}. {'; '.join(words)}.",
        data=make_data(COLUMNS, cells),
        draw=lambda width: _draw(width, rows, base),
    )


def list_rows(finding: RobustnessFinding) -> list[Row]:
    """Return the bars from top to bottom: all numbers together, all doubts, then single numbers, the strongest first."""
    rows: list[Row] = []
    ends: tuple[End, ...]
    if finding.together is not None and len(finding.choices) > 1:
        ends = (End(BOTH, None, None, finding.together.p05), End(BOTH, None, None, finding.together.p95))
        rows.append(Row("together", f"All {len(finding.choices)} numbers together", None, ends))
    if finding.doubts is not None:
        ends = (End(LOWER, None, None, finding.doubts.halved), End(HIGHER, None, None, finding.doubts.doubled))
        rows.append(Row("doubts", "All doubts about assumptions", None, ends))
    for place in list(dict.fromkeys(one.place for one in finding.both))[:MOST]:
        both = sorted((one for one in finding.both if one.place == place), key=lambda one: one.factor)
        choice = both[0].choice
        ends = tuple(End(LOWER if one.factor < 1 else HIGHER, choice.value, one.to, one.probability) for one in both)
        label = f"{open_sentence(label_choice(finding.model, choice, short=True))}, line\N{NO-BREAK SPACE}{choice.line}"
        rows.append(Row(f"choice_{place}", label, choice.line, ends))
    return rows


def _make_title(finding: RobustnessFinding) -> str:
    one = find_strongest(finding)
    if one is not None:
        name = name_choice(finding.model, one.choice, short=True)
        return f"The answer depends most on {name}, which alone moves it to {format_percent(*one.probability)}"
    if finding.doubts is not None:
        halved, doubled = format_percent(*finding.doubts.halved), format_percent(*finding.doubts.doubled)
        return f"The answer is {halved} with all doubts halved and {doubled} with all of them doubled"
    return "No single number of the author changes the answer by more than the error of this run"


def _describe_end(end: End) -> str:
    shown = format_percent(*end.probability)
    if end.side == BOTH:
        return shown
    return f"{shown} ({end.side})" if end.after is None else f"{shown} at {format_number(end.after)}"


def _draw(width: int, rows: Sequence[Row], base: Estimate) -> Chart:
    side = 145 if is_narrow(width) else 190 if width <= HALF else 330
    labels = {row.key: row.label for row in rows}
    y = name_axis(labels, side, SIZE)
    place = alt.X("value:Q", axis=_make_axis(), scale=alt.Scale(nice=True, zero=False))
    bars = plot([_place_bar(row, end, base.value) for row in rows for end in row.ends])
    shades = alt.Color(
        "side:N",
        scale=alt.Scale(domain=list(LEGEND.values()), range=[colour("slate-5"), colour("slate-3"), colour("accent-3")]),
        legend=alt.Legend(columns=1 if is_narrow(width) else 3, columnPadding=36, labelLimit=280),
    )
    tooltip = [alt.Tooltip("label:N"), alt.Tooltip("value:Q", format=".2%"), alt.Tooltip("to:N")]
    layers = [
        bars.mark_bar(height=11).encode(x=place, x2=alt.X2("from:Q"), y=y, color=shades, tooltip=tooltip),
        bars.mark_rule(strokeWidth=1.4, color=colour("ink")).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y),
        plot([{"value": base.value}]).mark_rule(color=colour("ink"), strokeWidth=1.2).encode(x=alt.X("value:Q")),
    ]
    return alt.layer(*layers).properties(
        width=width,
        height=alt.Step(measure_rows(labels.values(), side, SIZE, 24)),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )


def _make_axis() -> alt.Axis:
    return alt.Axis(
        labelExpr="format(100 * datum.value, '~r') + '%'",
        tickCount=5,
        labelOverlap="greedy",
        labelSeparation=8,
        title=None,
        grid=True,
        orient="top",
        domain=False,
    )


def _place_bar(row: Row, end: End, base: float) -> dict[str, Any]:
    """Return a bar from the answer of the file to one end; for all together, from the lower quantile to an end."""
    value, error = end.probability
    return {
        "name": row.key,
        "label": row.label,
        "side": LEGEND[end.side],
        "from": row.ends[0].probability.value if end.side == BOTH else base,
        "value": value,
        "low": max(0.0, value - TWO_SIDED_95 * error),
        "high": min(1.0, value + TWO_SIDED_95 * error),
        "to": "" if end.after is None else format_number(end.after),
    }
