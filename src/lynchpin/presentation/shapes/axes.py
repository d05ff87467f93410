"""Axes and marks that charts share: a time axis with the labels of the clock, shares in percent, names at the end of lines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from lynchpin.presentation.figure import HALF, NARROW
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import format_name

LETTER = 0.54
"""Mean width of a letter, relative to the font size."""
WIDEST = 0.6
"""Mean width of a letter, relative to the font size, in the widest font of a page."""


def plot(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return an Altair chart of these rows, without marks. A tuple, because Altair copies lists whenever a chart becomes part of another."""
    return alt.Chart(alt.Data(values=tuple(rows)))  # type: ignore[no-untyped-call]


def at_x(pixels: float) -> Any:
    """Return a horizontal position in pixels from the left of the plot."""
    return alt.XValue(pixels)  # type: ignore[no-untyped-call]


def at_y(pixels: float) -> Any:
    """Return a vertical position in pixels from the top of the plot."""
    return alt.YValue(pixels)  # type: ignore[no-untyped-call]


def at_y2(pixels: float) -> Any:
    """Return the other end of a mark, in pixels from the top of the plot."""
    return alt.Y2Value(pixels)  # type: ignore[no-untyped-call]


def is_narrow(width: int) -> bool:
    """Whether a chart is drawn for a phone."""
    return width < (HALF + NARROW) / 2


def choose_ticks(periods: Sequence[str], width: int) -> tuple[list[str], int]:
    """Choose the labels of an axis of time.

    Args:
        periods: The labels of the clock.
        width: The width of the plot in pixels.

    Returns:
        Labels that fit the width, and how many characters of each to show. On a long clock a tick is the first period of a year, or of a
        month of a clock of days, and shows only that.
    """
    whole = len(periods[0])
    year = 6 if periods[0].startswith("FY") else 4
    for shown, firsts in ((year, ("", "-Q1", "-W01", "-01", "-01-01")), (7, ("-01",))):
        starts = [p for before, p in zip(("", *periods), periods, strict=False) if p[:shown] != before[:shown]]
        if shown < whole and len(starts) > 2 and (shown == year or _counts_days(periods)):
            starts = starts if starts[0][shown:] in firsts else starts[1:]
            return starts[:: _measure_step(len(starts), shown, width)], shown
    return list(periods)[:: _measure_step(len(periods), whole, width)], whole


def _counts_days(periods: Sequence[str]) -> bool:
    return len(periods[0]) == len("2020-03-01")


def _measure_step(labels: int, characters: int, width: int) -> int:
    """Return which labels to show so that they fit: every one, every second and so on. A label takes about 70 pixels, a long one more."""
    room = max(2, width // max(70, 10 * characters))
    return -(-labels // room)


def time_axis(periods: Sequence[str], width: int, *, labels: bool = True) -> alt.X:
    """Return a time axis.

    Args:
        periods: Labels of the periods.
        width: Width of the plot in pixels.
        labels: Whether to show labels.
    """
    ticks, shown = choose_ticks(periods, width)
    axis: dict[str, Any] = {"values": ticks, "title": None, "labelAngle": 0, "labels": labels, "labelOverlap": False, "labelFlush": False}
    if shown < len(periods[0]):
        axis["labelExpr"] = f"slice(datum.value, 0, {shown})"
    return alt.X("period:O", sort=list(periods), axis=alt.Axis(**axis), scale=alt.Scale(type="point", padding=0.2))


def share_axis(field: str, *, floor: float, top: float) -> alt.Y:
    """Return a vertical axis of shares in percent, without a title. Shares outside the axis are drawn at its ends.

    Args:
        field: Column of the data with the shares, from 0 to 1.
        floor: Share at the start of the axis.
        top: Share at the end of the axis.
    """
    form = ".0%" if top >= 0.05 else ".1%"
    scale = alt.Scale(domain=[floor, top], nice=False, clamp=True)
    return alt.Y(f"{field}:Q", axis=alt.Axis(format=form, tickCount=5, title=None), scale=scale)


def round_up(value: float) -> float:
    """Return the top of an axis of shares: the next of a few round values."""
    return next((step for step in (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8) if value <= step), 1.0)


def spread_labels(places: Sequence[float], gap: float) -> list[float]:
    """Move positions apart.

    Args:
        places: Positions in pixels.
        gap: Least distance between two.

    Returns:
        Positions in the same order, as close as possible to the given ones.
    """
    order = sorted(range(len(places)), key=lambda k: places[k])
    moved = [float(p) for p in places]
    for _ in range(200):
        worst = 0.0
        for low, high in pairwise(order):
            short = gap - (moved[high] - moved[low])
            if short > 1e-9:
                moved[low] -= short / 2
                moved[high] += short / 2
                worst = max(worst, short)
        if worst < gap / 100:
            break
    return moved


def measure_names(names: Iterable[str], size: float, most: float) -> float:
    """Return the width in pixels of the longest name in the widest font of a page.

    Args:
        names: The names.
        size: Font size in pixels.
        most: Largest width to return, in pixels.
    """
    return min(most, max((len(name) for name in names), default=0) * size * WIDEST)


def cut_text(text: str, width: float, size: float = 12) -> str:
    """Cut a text that is too long, with an ellipsis. There is always room for four characters.

    Args:
        text: The text.
        width: Approximate width in pixels.
        size: Font size in pixels.
    """
    room = max(4, int(width / (size * LETTER)))
    return text if len(text) <= room else text[: room - 1].rstrip(" ,;") + "…"


def wrap_text(text: str, width: float, size: float = 12) -> list[str]:
    """Break a text into lines, between words where possible. There is always room for four characters.

    Args:
        text: The text.
        width: Approximate width of a line in pixels.
        size: Font size in pixels.

    Returns:
        The lines; one empty line for an empty text.
    """
    room = max(4, int(width / (size * LETTER)))
    return textwrap.wrap(text, room, break_on_hyphens=False) or [""]


def fit_labels(labels: Mapping[str, str], width: float, size: float, lines: int) -> dict[str, str]:
    """Break labels into lines.

    Args:
        labels: Label of each name.
        width: Width of a line in pixels.
        size: Font size.
        lines: Largest number of lines. A label that needs more is replaced by its name.
    """
    fitted = {}
    for name, label in labels.items():
        wrapped = wrap_text(label, width, size)
        whole = len(wrapped) <= lines and all(len(w) * size * LETTER <= width for w in label.split())
        fitted[name] = "\n".join(wrapped) if whole else cut_text(format_name(name), width, size)
    return fitted


def count_lines(labels: Iterable[str]) -> int:
    """Return the number of lines of the longest label."""
    return max((label.count("\n") + 1 for label in labels), default=1)


def name_axis(labels: Mapping[str, str], side: float, size: float) -> alt.Y:
    """Return an axis with a row per name, in order.

    Args:
        labels: Label of each name.
        side: Width of the labels in pixels. A longer label is broken into lines.
        size: Font size.
    """
    wrapped = {name: wrap_text(label, side, size) for name, label in labels.items()}
    axis = alt.Axis(
        title=None,
        labelLimit=side + 10,
        minExtent=measure_names((line for lines in wrapped.values() for line in lines), size, side) + 6,
        labelExpr=_choose_label(wrapped),
        labelLineHeight=size + 1,
        labelColor=colour("ink"),
        labelFontSize=size,
    )
    return alt.Y("name:N", sort=list(labels), axis=axis)


def measure_rows(labels: Iterable[str], side: float, size: float, least: float) -> float:
    """Return the distance in pixels between two rows of a `name_axis`, enough for labels of several lines.

    Args:
        labels: Label of each name.
        side: Width of the labels in pixels.
        size: Font size.
        least: Least distance.
    """
    lines = max((len(wrap_text(label, side, size)) for label in labels), default=1)
    return max(least, lines * (size + 1) + 5)


def _choose_label(labels: Mapping[str, Sequence[str]]) -> str:
    """Return a Vega expression that turns names (letters, digits and underscores) into labels."""
    return f"({json.dumps(labels)})[datum.value]"
