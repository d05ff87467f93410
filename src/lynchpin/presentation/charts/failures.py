"""The answer by the number of assumptions that fail, and how probable each number is."""

from __future__ import annotations

from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.naming import name_answer
from lynchpin.presentation.numbers import TWO_SIDED_95, format_percent
from lynchpin.presentation.sentences.verdict import format_chance, list_numbers
from lynchpin.presentation.shapes.axes import is_narrow, plot, round_up, share_axis
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_count
from lynchpin.questions.stress.question import StressFinding

COLUMNS = ("failures", "chance", "probability", "standard_error")
HEIGHT, HEADROOM = 120, 1.1
"""Pixels of the plot, and the end of its axis as a multiple of the highest mark."""


def draw_failures(stress: StressFinding) -> Figure | None:
    """Draw the answer by the number of failures; None if no number has an estimate."""
    if stress.verdict is None or not stress.verdict.single:
        return None
    shown, _ = list_numbers(stress.verdict.by_failures)
    known = [(row.number, row.chance, row.entry.answer) for row in shown if row.entry.answer is not None]
    if not known:
        return None
    answer = name_answer(stress.answer)
    data = make_data(COLUMNS, [(n, chance.value, estimate.value, estimate.error) for n, chance, estimate in known])
    words = [
        f"{format_percent(*estimate)} with {format_count(n, 'failure')} (probability {format_chance(chance)})"
        for n, chance, estimate in known
    ]
    # The least number of failures, and the most probable other one.
    named = [known[0], *sorted(known[1:], key=lambda row: -row[1].value)[:1]]
    title = f"The probability of {answer} is " + " and ".join(
        f"{format_percent(*estimate)} with {format_count(n, 'failure')}" for n, _, estimate in named
    )
    return Figure(
        name="by-failures",
        title=title,
        note=f"Bars: how probable each number is. Points: the probability of {answer} if so many fail, with its 95% interval.",
        alternative=f"Probability of {answer} by the number of assumptions that fail: {'; '.join(words)}.",
        data=data,
        draw=lambda width: _draw(width, data.records()),
    )


def _draw(width: int, rows: list[dict[str, Any]]) -> Chart:
    shown = [_place(row) for row in rows]
    axis = share_axis("chance", floor=0, top=round_up(HEADROOM * max(max(row["chance"], row["high"]) for row in shown)))
    base = plot(shown)
    x = alt.X("failures:O", axis=alt.Axis(title="assumptions that fail", labelAngle=0), scale=alt.Scale(padding=0.3))
    bars = base.mark_bar(color=colour("slate-6")).encode(x=x, y=axis)
    errors = base.mark_rule(color=colour("accent"), strokeWidth=1.5).encode(x=x, y="low:Q", y2=alt.Y2("high:Q"))
    points = base.mark_circle(color=colour("accent"), size=70, opacity=1).encode(x=x, y="probability:Q")
    size = 11 if is_narrow(width) else 12
    texts = base.mark_text(color=colour("ink"), fontSize=size, dy=-8, baseline="bottom").encode(x=x, y="high:Q", text="label:N")
    return alt.layer(bars, errors, points, texts).properties(width=width - 50, height=HEIGHT)


def _place(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the ends of its 95% interval, and its label."""
    reach = TWO_SIDED_95 * row["standard_error"]
    low, high = max(0.0, row["probability"] - reach), min(1.0, row["probability"] + reach)
    return row | {"low": low, "high": high, "label": format_percent(row["probability"], row["standard_error"])}
