"""Axes and marks that many charts share: time by the labels of the clock, shares in percent, names at the end of lines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from lynchpin.presentation.figure import HALF, NARROW
from lynchpin.presentation.theme import colour
from lynchpin.presentation.wording import say_name

LETTER = 0.54
"""How wide a letter is on average against the size of the type."""
WIDEST = 0.6
"""How wide a letter is on average against the size of the type, in the widest of the faces that a page may be shown in."""


def plot(rows: Sequence[Mapping[str, Any]]) -> Any:
    """An Altair chart of these rows, without marks yet. A tuple, for altair copies every list each time a chart is put into another."""
    return alt.Chart(alt.Data(values=tuple(rows)))  # type: ignore[no-untyped-call]


def at_x(pixels: float) -> Any:
    """A place across in pixels from the left of the plot."""
    return alt.XValue(pixels)  # type: ignore[no-untyped-call]


def at_y(pixels: float) -> Any:
    """A place in pixels from the top of the plot."""
    return alt.YValue(pixels)  # type: ignore[no-untyped-call]


def at_y2(pixels: float) -> Any:
    """The other end of a mark, in pixels from the top of the plot."""
    return alt.Y2Value(pixels)  # type: ignore[no-untyped-call]


def is_narrow(width: int) -> bool:
    """Whether a chart is drawn for a phone."""
    return width < (HALF + NARROW) / 2


def choose_ticks(periods: Sequence[str], width: int) -> tuple[list[str], bool]:
    """Labels that fit the width (about 70 pixels each), and whether they stand for whole years: then each is the year's first period."""
    room = max(2, width // 70)
    years = [p for k, p in enumerate(periods) if k == 0 or p[:4] != periods[k - 1][:4]]
    yearly = len(years) > 2
    if yearly and not _starts_year(years[0]):
        years = years[1:]
    chosen = years if yearly else list(periods)
    step = -(-len(chosen) // room)
    return chosen[::step], yearly


def _starts_year(label: str) -> bool:
    return len(label) == 4 or label.endswith(("-Q1", "-01"))


def time_axis(periods: Sequence[str], width: int, *, labels: bool = True) -> alt.X:
    """The clock from left to right; `width` is that of the plot."""
    ticks, yearly = choose_ticks(periods, width)
    axis: dict[str, Any] = {"values": ticks, "title": None, "labelAngle": 0, "labels": labels, "labelOverlap": False, "labelFlush": False}
    if yearly:
        axis["labelExpr"] = "slice(datum.value, 0, 4)"
    return alt.X("period:O", sort=list(periods), axis=alt.Axis(**axis), scale=alt.Scale(type="point", padding=0.2))


def share_axis(field: str, *, floor: float = 0.0, top: float = 1.0, title: str | None = None, kind: Any = alt.Y, count: int = 5) -> Any:
    """A share from `floor` to `top`, in percent."""
    form = ".0%" if top >= 0.05 else ".1%"
    return kind(
        f"{field}:Q", axis=alt.Axis(format=form, tickCount=count, title=title), scale=alt.Scale(domain=[floor, top], nice=False, clamp=True)
    )


def round_up(value: float) -> float:
    """The top of an axis of shares: the next of these steps that are cut in even parts."""
    return next((step for step in (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8) if value <= step), 1.0)


def spread_labels(places: Sequence[float], gap: float) -> list[float]:
    """The places moved apart so that no two are closer than `gap`, in their order, as near to where they were as can be."""
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
    """Pixels that the longest of these names takes in the widest faces that a page may be shown in; no more than `most`."""
    return min(most, max((len(name) for name in names), default=0) * size * WIDEST)


def cut_text(text: str, width: float, size: float = 12) -> str:
    """The text cut to about this many pixels, with an ellipsis."""
    room = max(4, int(width / (size * LETTER)))
    return text if len(text) <= room else text[: room - 1].rstrip(" ,;") + "…"


def wrap_text(text: str, width: float, size: float = 12) -> list[str]:
    """The text broken between words into lines of about this many pixels."""
    room = max(4, int(width / (size * LETTER)))
    return textwrap.wrap(text, room, break_on_hyphens=False) or [""]


def fit_labels(labels: Mapping[str, str], width: float, size: float, lines: int) -> dict[str, str]:
    """The labels broken into at most so many lines of this width; one that needs more gives way to its name."""
    fitted = {}
    for name, label in labels.items():
        wrapped = wrap_text(label, width, size)
        whole = len(wrapped) <= lines and all(len(w) * size * LETTER <= width for w in label.split())
        fitted[name] = "\n".join(wrapped) if whole else cut_text(say_name(name), width, size)
    return fitted


def count_lines(labels: Iterable[str]) -> int:
    """Lines of the longest of these labels."""
    return max((label.count("\n") + 1 for label in labels), default=1)


def name_axis(labels: Mapping[str, str], side: float, size: float) -> alt.Y:
    """A row for each name in this order, with its label in at most `side` pixels, broken into lines if it is longer."""
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
    """Pixels between two rows of a `name_axis`, so that labels of several lines do not meet."""
    lines = max((len(wrap_text(label, side, size)) for label in labels), default=1)
    return max(least, lines * (size + 1) + 5)


def _choose_label(labels: Mapping[str, Sequence[str]]) -> str:
    """An expression that turns names into labels (names are letters, digits and low lines)."""
    return f"({json.dumps(labels)})[datum.value]"
