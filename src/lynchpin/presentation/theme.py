"""The palette and theme of all charts: slate, with one accent colour for what the question asks about.

Charts are drawn in the colours of `LIGHT`. In dark mode, each colour is replaced by the colour of the same name in `DARK`. No two names share
a colour, so colours can be replaced in a finished picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LIGHT: Mapping[str, str] = {
    "paper": "#fffefc",
    "ink": "#1c2530",
    "muted": "#57626d",
    "rule": "#dcdfe1",
    "accent": "#a33b2c",
    "accent-2": "#c26a5b",
    "accent-3": "#dba196",
    "accent-4": "#efd0c8",
    "slate-1": "#274659",
    "slate-2": "#47697e",
    "slate-3": "#6c8ca1",
    "slate-4": "#92acbd",
    "slate-5": "#b4c7d3",
    "slate-6": "#d0dce4",
    "slate-7": "#e4ebef",
    "band-wide": "#e6edf2",
    "band-half": "#bdced9",
    "band-line": "#2b4c61",
}

DARK: Mapping[str, str] = {
    "paper": "#14191f",
    "ink": "#e7ebee",
    "muted": "#a7b1ba",
    "rule": "#343d46",
    "accent": "#f0937f",
    "accent-2": "#c9705e",
    "accent-3": "#8f5147",
    "accent-4": "#5f3934",
    "slate-1": "#cfe0ea",
    "slate-2": "#a8c2d1",
    "slate-3": "#82a2b5",
    "slate-4": "#628499",
    "slate-5": "#496779",
    "slate-6": "#374f5e",
    "slate-7": "#2a3c48",
    "band-wide": "#22303a",
    "band-half": "#3b5464",
    "band-line": "#b9d2e0",
}

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_ASKED = ("accent", "accent-2", "accent-3", "accent-4")
_OTHERS = tuple(f"slate-{n}" for n in range(1, 8))


def colour(name: str) -> str:
    """Return the colour of this name in the light palette."""
    return LIGHT[name]


def choose_colours(names: Sequence[str], asked: Iterable[str]) -> dict[str, str]:
    """Return a colour for each outcome: the accent for those of the answer, steps of slate for the others.

    Args:
        names: The outcomes, in the order of the colours.
        asked: The outcomes that make the answer true.

    Returns:
        The colour of each outcome as a hexadecimal code.
    """
    wanted = set(asked)
    first = [n for n in names if n in wanted]
    rest = [n for n in names if n not in wanted]
    return {
        **{n: colour(_ASKED[min(k, len(_ASKED) - 1)]) for k, n in enumerate(first)},
        **dict(zip(rest, choose_steps(len(rest)), strict=True)),
    }


def choose_steps(count: int) -> list[str]:
    """Return `count` steps of slate from dark to light, evenly spaced. They repeat after seven."""
    last = len(_OTHERS) - 2
    if count <= 1:
        return [colour(_OTHERS[1])] * count
    if count > len(_OTHERS):
        return [colour(_OTHERS[k % len(_OTHERS)]) for k in range(count)]
    return [colour(_OTHERS[round(k * max(last, count - 1) / (count - 1))]) for k in range(count)]


def make_config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of every chart: no frame, faint rules, the font of the page."""
    label = {
        "labelColor": colour("muted"),
        "labelFontSize": 12,
        "titleColor": colour("muted"),
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "background": "transparent",
        "font": FONT,
        "padding": 2,
        "view": {"stroke": None},
        "text": {"color": colour("ink"), "fontSize": 12},
        "axis": {**label, "gridColor": colour("rule"), "domain": False, "ticks": False, "labelPadding": 6, "titlePadding": 8},
        "axisX": {"grid": False, "domain": True, "domainColor": colour("rule")},
        "legend": {**label, "orient": "top", "symbolType": "square", "symbolSize": 110, "title": None, "columnPadding": 14, "offset": 4},
        "header": {"labelColor": colour("ink"), "labelFontSize": 13, "labelFontWeight": 600, "title": None, "labelAnchor": "start"},
        "title": {
            "color": colour("ink"),
            "fontSize": 15,
            "fontWeight": 600,
            "anchor": "start",
            "subtitleColor": colour("muted"),
            "offset": 10,
        },
        "line": {"strokeWidth": 2},
        "point": {"filled": True, "size": 60},
        "bar": {"color": colour("slate-3")},
        "rule": {"color": colour("muted")},
    }


def colour_names() -> dict[str, str]:
    """Return the name of each light colour, to replace colours in a finished picture."""
    return {value: name for name, value in LIGHT.items()}
