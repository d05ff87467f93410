"""Charts as static pictures: SVG that takes its colours from the page, and PNG for Markdown."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import vl_convert

from lynchpin.presentation.figure import Figure, find_vega_lite
from lynchpin.presentation.theme import colour_names

_COLOUR = re.compile(r'"(#[0-9a-f]{6})"')
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_DROPPED = re.compile(r' (?:aria-[a-z]+|role|font-family|pointer-events|class)="[^"]*"')
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)">')
PNG_SCALE = 2


def render_svg(figure: Figure, width: int) -> str:
    """Draw a chart for the page.

    Args:
        figure: The figure to draw.
        width: Width in pixels.

    Returns:
        An `<svg>` element without fixed size, in the page's type and with colours as `var(--NAME)`. It has no words for screen readers;
        the page adds the figure's text alternative.
    """
    spec = figure.spec(width)
    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=find_vega_lite())
    return _adapt(drawn, f"{figure.name}-{width}")


def render_png(figure: Figure, width: int) -> bytes:
    """Draw a chart with its title as PNG on a white background.

    Args:
        figure: The figure to draw.
        width: Width in pixels, before scaling by `PNG_SCALE`.

    Returns:
        The bytes of the PNG file.
    """
    spec = {**figure.spec(width, titled=True), "background": "white"}
    picture: bytes = vl_convert.vegalite_to_png(spec, vl_version=find_vega_lite(), scale=PNG_SCALE)
    return picture


@cache
def bundle_vega() -> str:
    """Return Vega, Vega-Lite and Vega-Embed from the installed vl-convert, as one script that sets `vegaEmbed`."""
    script: Any = vl_convert.javascript_bundle(vl_version=find_vega_lite())  # type: ignore[call-arg]  # the stub lacks a default
    return str(script)


def _adapt(svg: str, prefix: str) -> str:
    names = colour_names()
    body = _DROPPED.sub("", svg)
    body = _COLOUR.sub(lambda m: f'"var(--{names[m[1]]})"' if m[1] in names else m[0], body)
    body = _TAG.sub(lambda tag: _NUMBER.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), tag[0]), body)
    body = re.sub(r'\bid="([^"]*)"', rf'id="{prefix}-\1"', body)
    body = re.sub(r"url\(#([^)]*)\)", rf"url(#{prefix}-\1)", body)
    return _SIZE.sub(_open, body, count=1)


def _open(match: re.Match[str]) -> str:
    width, _height, box = match.groups()
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" style="max-width:{width}px" aria-hidden="true" focusable="false">'
