"""A figure: a chart with the finding as its title, a text alternative with its main figures, and the data behind it."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import altair as alt

from lynchpin.errors import make_visible
from lynchpin.presentation.theme import make_config

Chart = Any
"""An Altair chart of any kind (layered, concatenated). Altair has no common type with all of their members."""

FULL, HALF, NARROW = 1040, 510, 330
"""Widths of charts in pixels: of a page, of half a page, and of a phone or half a sheet of paper."""
COLUMN, GUTTER, INSET = 66, 24, 6
"""Pixels: width of one of the twelve columns of a page, gap between two columns, and margin of a chart."""

FORMULA_MARKS = frozenset("=+-@＝＋－＠")
"""Characters that begin a spreadsheet formula, in half and full width."""


@dataclass(frozen=True)
class Data:
    """The data behind a chart: the names of the columns, and one tuple per row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        """Return one mapping per row, as Vega-Lite expects."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_csv(self) -> str:
        """Return comma-separated text with a header. An apostrophe prevents a spreadsheet from running a text as a formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_disarm(cell) for cell in row] for row in self.rows)
        return out.getvalue()


@dataclass(frozen=True)
class Caption:
    """Texts of a figure: its name, its title and how to read it."""

    name: str
    title: str
    note: str


@dataclass(frozen=True)
class Figure:
    """A chart with the texts around it.

    Attributes:
        name: Name, unique on a page.
        title: The finding that the chart shows.
        alternative: Its main figures in words.
        data: The data behind it.
        draw: Makes the Altair chart for a width in pixels, without title and theme.
        note: How to read it.
    """

    name: str
    title: str
    alternative: str
    data: Data
    draw: Callable[[int], Chart] = field(repr=False)
    note: str = ""
    _specs: dict[tuple[int, bool], dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    def chart(self, width: int = FULL, *, titled: bool = True) -> Chart:
        """Return the chart in the theme.

        Args:
            width: Width in pixels.
            titled: Whether to put the title above it, for a chart without a page around it.
        """
        chart = self.draw(width)
        chart.config = _read_config()
        chart.description = self.alternative
        if titled:
            chart.title = alt.TitleParams(_wrap(self.title, width))
        return chart

    def spec(self, width: int = FULL, *, titled: bool = False) -> dict[str, Any]:
        """Return the chart in the theme as Vega-Lite, built once for each width, with and without a title.

        Args:
            width: Width in pixels.
            titled: Whether to put the title above it, for a chart without a page around it.
        """
        if (width, titled) not in self._specs:
            self._specs[width, titled] = _show_controls(self.chart(width, titled=titled).to_dict(validate=False))
        return self._specs[width, titled]


def measure_span(columns: int) -> int:
    """Return the width in pixels of a chart that spans this many of the twelve columns of a page."""
    return FULL if columns >= 12 else columns * (COLUMN + GUTTER) - GUTTER - INSET


@cache
def find_vega_lite() -> str:
    """Return the version of Vega-Lite that Altair writes, in the notation of vl-convert."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


@cache
def _read_config() -> Any:
    """Return the theme. It is kept because Altair takes a while to validate it."""
    return alt.Config(**make_config())


def make_data(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Data:
    """Return the data behind a chart.

    Args:
        columns: Names of the columns.
        rows: Rows, with a value per column.
    """
    return Data(tuple(columns), tuple(tuple(row) for row in rows))


def _show_controls(value: Any) -> Any:
    """Write control characters in all texts of a specification as their numbers; the renderer would end the process."""
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
    """Break a title into lines that fit the width (about 7.6 pixels per letter)."""
    return textwrap.wrap(text, max(20, int(width / 7.6))) or [""]
