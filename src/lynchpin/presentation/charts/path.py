"""How the probability of the answer moved as the evidence came in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.naming import name_answer, name_item
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.sentences.update import has_surprise, is_clear_move
from lynchpin.presentation.shapes.axes import cut_text, is_narrow, plot, round_up
from lynchpin.presentation.shapes.labels import SIZE, Box, Label, Point, draw_labels, place_labels
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_count, open_sentence
from lynchpin.questions.update.question import ItemEffect, UpdateFinding

LETTER = 7
"""Width of a letter of a date, in pixels."""
HEIGHT, PADDING, DOT, INK = 145, 6, 4.5, 1.5
"""Pixels: height of the plot, distance of a name from the line, size of the mark of a named item, and half the width of the line."""


def draw_path(update: UpdateFinding) -> Figure | None:
    """Draw the probability of the answer after each item of evidence; None if no item leaves an answer."""
    path = [t for t in update.path if math.isfinite(t.answer.value)]
    if not path:
        return None
    ends = f"from {format_percent(*update.prior)} to {format_percent(*update.posterior)}"
    items, what = open_sentence(format_count(len(path), "item")), f"the probability of {name_answer(update.answer)}"
    title = f"{items} of evidence moved {what} {ends}"
    if not is_clear_move(update.prior, update.posterior):
        level = format_percent(*update.posterior)
        about = "" if level.startswith(("under", "over")) else "about "
        title = f"{items} of evidence left {what} at {about}{level}"
    rows: list[tuple[Any, ...]] = [(0, "", "before any evidence", update.prior.value, None)]
    for k, effect in enumerate(path, 1):
        bits = effect.bits if has_surprise(effect.item) and math.isfinite(effect.bits) else None
        rows.append((k, effect.item.label, name_item(update.model, effect.item), effect.answer.value, bits))
    data = make_data(("step", "on", "evidence", "answer", "bits"), rows)
    moves = find_large_moves(path, [row[3] for row in rows])
    words = "; ".join(
        f"{rows[k][1]}, {rows[k][2]}: from {format_percent(rows[k - 1][3])} to {format_percent(rows[k][3])}" for k in sorted(moves)
    )
    return Figure(
        name="path",
        title=title,
        note="The probability of the answer after each item, by date.",
        alternative=f"The probability of the answer moves {ends} over {len(path)} items. Largest moves: {words}.",
        data=data,
        draw=lambda width: _draw(width, data.records(), set(moves)),
    )


def find_large_moves(path: Sequence[ItemEffect], answers: Sequence[float]) -> list[int]:
    """Find the items that moved the answer most.

    Args:
        path: The items in order.
        answers: The probability before any evidence, and after each item.

    Returns:
        At most three items by number, from one, the largest move first. Moves within their error are left out, unless all are.
    """

    def is_clear(effect: ItemEffect) -> bool:
        return not math.isfinite(effect.odds_bits) or abs(effect.odds_bits) > effect.odds_bits_error

    every = range(1, len(path) + 1)
    clear = [k for k in every if is_clear(path[k - 1])] or every
    return sorted(clear, key=lambda k: -abs(answers[k] - answers[k - 1]))[:3]


def _choose_ticks(rows: list[dict[str, Any]], width: int) -> dict[str, str]:
    """Return the step at which each date begins, with its label. Dates that would overlap the one before are left out."""
    each = width / max(1, len(rows) - 1)
    chosen: dict[str, str] = {}
    free = -math.inf
    for k, row in enumerate(rows):
        if row["on"] and row["on"] != rows[k - 1]["on"] and row["step"] * each >= free:
            chosen[str(row["step"])] = row["on"]
            free = row["step"] * each + LETTER * (len(row["on"]) + 2)
    return chosen


def _draw(width: int, rows: list[dict[str, Any]], named: set[int]) -> Chart:
    across, top, last = width - 50, round_up(1.25 * max(r["answer"] for r in rows)), max(1, len(rows) - 1)
    for r in rows:
        r["named"] = r["step"] in named
    labels = place_names(rows, named, across, top)
    inset = PADDING / (across - 2 * PADDING) * last
    ticks = _choose_ticks(rows, across)
    names = " : ".join(f"datum.value == {k} ? '{v}'" for k, v in ticks.items()) or "datum.value == -1 ? ''"
    x = alt.X(
        "step:Q",
        axis=alt.Axis(values=[int(k) for k in ticks], labelExpr=f"{names} : ''", title=None, labelFlush=False),
        scale=alt.Scale(domain=[-inset, last + inset], nice=False),
    )
    y = alt.Y(
        "answer:Q",
        axis=alt.Axis(format=".0%" if top >= 0.05 else ".1%", tickCount=4, title=None),
        scale=alt.Scale(domain=[0, top], nice=False),
    )
    base = plot(rows)
    line = base.mark_line(interpolate="step-after", color=colour("accent"), strokeWidth=2).encode(x=x, y=y)
    dots = base.mark_point(filled=True, color=colour("accent"), opacity=1).encode(
        x=x,
        y=y,
        size=alt.condition("datum.named", alt.value(60), alt.value(16)),
        tooltip=[
            alt.Tooltip("on:N"),
            alt.Tooltip("evidence:N"),
            alt.Tooltip("answer:Q", format=".2%"),
            alt.Tooltip("bits:Q", format="+.2f"),
        ],
    )
    texts = draw_labels(labels, (across, -inset, last + inset), (HEIGHT, 0.0, top))
    return alt.layer(line, dots, *texts).properties(width=across, height=HEIGHT)


def place_names(rows: list[dict[str, Any]], named: set[int], across: float, top: float) -> list[Label]:
    """Place the names of the largest moves so that they cover neither the line nor each other.

    Args:
        rows: One record per step, with its number, the probability of the answer and the item of evidence.
        named: Numbers of the steps to name.
        across: Width of the plot in pixels.
        top: End of the axis, as a probability.

    Returns:
        Positions of the names that fit.
    """
    last = max(1, len(rows) - 1)
    room = across * (0.45 if is_narrow(int(across) + 50) else 0.5)
    places = [(PADDING + r["step"] / last * (across - 2 * PADDING), HEIGHT * (1 - r["answer"] / top)) for r in rows]
    points = [Point(x, y, DOT, cut_text(r["evidence"], room, SIZE)) for r, (x, y) in zip(rows, places, strict=True) if r["step"] in named]
    steps = [box for start, end in pairwise(places) for box in _measure_step(start, end)]
    return place_labels(points, across, HEIGHT, steps)


def _measure_step(start: tuple[float, float], end: tuple[float, float]) -> tuple[Box, Box]:
    """Measure the line from one place to the next: first horizontal, then vertical."""
    (x1, y1), (x2, y2) = start, end
    low, high = min(y1, y2), max(y1, y2)
    return (x1, y1 - INK, x2, y1 + INK), (x2 - INK, low - INK, x2 + INK, high + INK)
