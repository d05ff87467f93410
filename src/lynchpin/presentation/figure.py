"""A figure: a chart with the finding as its title, a text alternative with its main figures, and the data behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lynchpin.errors import make_visible

Chart = Any
"""An Altair chart of any shape (layered, concatenated); altair has no type that has all of their members."""

FULL, HALF, NARROW = 1040, 510, 330
"""Widths in pixels at which charts are drawn: across a page, half across, and on a phone or half across a sheet of paper."""
COLUMN, GUTTER, INSET = 66, 24, 6
"""Of the twelve columns of a page: the width of one, the room between two, and what a chart leaves free."""


FORMULA_MARKS = frozenset("=+-@＝＋－＠")
"""Characters with which a spreadsheet formula begins, half and full width."""


@dataclass(frozen=True)
class Data:
    """The data behind a chart: `columns` names the fields, `rows` holds one tuple each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        """One mapping a row, as Vega-Lite takes it."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_csv(self) -> str:
        """Comma-separated text with a header; an apostrophe keeps a spreadsheet from running a text as a formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_disarm(cell) for cell in row] for row in self.rows)
        return out.getvalue()


@dataclass(frozen=True)
class Figure:
    """`name` is unique on a page; `title` says the finding; `note` how to read it; `alternative` its main figures in words.

    `draw(width)` makes the Altair chart without title or theme; `chart` adds both.
    """

    name: str
    title: str
    alternative: str
    data: Data
    draw: Callable[[int], Chart] = field(repr=False)
    note: str = ""
    _specs: dict[tuple[int, bool], dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    def chart(self, width: int = FULL, *, titled: bool = True) -> Chart:
        """The chart in the theme; `titled` puts the finding above it, for charts that stand alone."""
        import altair as alt

        chart = self.draw(width)
        chart.config = _read_config()
        chart.description = self.alternative
        if titled:
            chart.title = alt.TitleParams(_wrap(self.title, width))
        return chart

    def spec(self, width: int = FULL, *, titled: bool = False) -> dict[str, Any]:
        """The chart as Vega-Lite, made once for each width."""
        if (width, titled) not in self._specs:
            self._specs[width, titled] = _show_controls(self.chart(width, titled=titled).to_dict(validate=False))
        return self._specs[width, titled]


def measure_span(columns: int) -> int:
    """The width at which a chart across so many of the twelve columns of a page is drawn."""
    return FULL if columns >= 12 else columns * (COLUMN + GUTTER) - GUTTER - INSET


@cache
def _read_config() -> Any:
    """The theme, which altair takes a while to check."""
    import altair as alt

    from lynchpin.presentation.theme import make_config

    return alt.Config(**make_config())


def make_data(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Data:
    return Data(tuple(columns), tuple(tuple(row) for row in rows))


def _show_controls(value: Any) -> Any:
    """Write control characters in all texts of a specification as their numbers; the renderer cannot draw them and ends the process."""
    if isinstance(value, str):
        return make_visible(value)
    if isinstance(value, dict):
        return {_show_controls(key): _show_controls(item) for key, item in value.items()}
    return [_show_controls(item) for item in value] if isinstance(value, list) else value


def _disarm(cell: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run, and write control characters as their numbers."""
    if not isinstance(cell, str):
        return cell
    text = make_visible(cell)
    is_formula = text.lstrip()[:1] in FORMULA_MARKS if text.strip() else False
    return f"'{text}" if is_formula or text[:1] in ("\t", "\r", "\n") else text


def _wrap(text: str, width: int) -> list[str]:
    """Lines that fit the width at the title's size (about 7.6 pixels a letter)."""
    import textwrap

    return textwrap.wrap(text, max(20, int(width / 7.6))) or [""]
