"""A finding as HTML for a notebook: its summary, its chart and a small table. It needs no network and no scripts."""

from __future__ import annotations

from html import escape

import vl_convert

from lynchpin.errors import ArgumentError
from lynchpin.presentation.figure import find_vega_lite
from lynchpin.questions.shared.finding import Finding

MOST_ROWS, MOST_COLUMNS = 8, 8
"""Largest number of rows and columns shown. `finding.table` has all."""


def render_finding(finding: Finding) -> str:
    """Return the finding as HTML: summary, warnings, chart as SVG, and the first rows of its table."""
    paragraphs = [f"<p>{escape(text)}</p>" for text in (str(finding), *finding.warnings()) if text]
    return f"<div>{''.join(paragraphs)}{_draw(finding)}{_tabulate(finding)}</div>"


def _draw(finding: Finding) -> str:
    """Return the main chart on white; empty if there is nothing to draw."""
    try:
        spec = finding.chart().to_dict()
    except ArgumentError:
        return ""
    drawn: str = vl_convert.vegalite_to_svg({**spec, "background": "white"}, vl_version=find_vega_lite())
    return f'<div style="max-width:700px">{_fit(drawn)}</div>'


def _fit(svg: str) -> str:
    """Return the picture scaled to the width available."""
    return svg.replace("<svg ", '<svg style="width:100%;height:auto" ', 1)


def _tabulate(finding: Finding) -> str:
    table = finding.table
    shown: str = table.iloc[:MOST_ROWS, :MOST_COLUMNS].to_html(index=False, float_format="{:.3g}".format, border=0)
    rows, columns = table.shape
    more = [f"{rows - MOST_ROWS} more rows"] if rows > MOST_ROWS else []
    more += [f"{columns - MOST_COLUMNS} more columns"] if columns > MOST_COLUMNS else []
    return shown + (f"<p>{' and '.join(more)} in <code>.table</code></p>" if more else "")
