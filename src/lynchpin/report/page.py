"""The page: a story as one self-contained HTML document, with scripts, styles, data and pictures inside."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from lynchpin.compiler import find_value_mean
from lynchpin.errors import CONTROLS, make_visible
from lynchpin.language.influence import InfluenceGraph, Node, build_influence_graph
from lynchpin.portable.embedding import PAGE, WORKER, PortableModel, bundle
from lynchpin.presentation.figure import NARROW, Figure
from lynchpin.presentation.tables.table import Name, Table
from lynchpin.presentation.theme import DARK, LIGHT, colour_names
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.report.blocks import Block, CardList, ConfidenceNote, Fold, Part, Picture, list_pictures, walk
from lynchpin.report.brief import build_brief
from lynchpin.report.causal_map import draw_overview, draw_whole
from lynchpin.report.parts import build_parts
from lynchpin.report.pictures import bundle_vega, render_svg
from lynchpin.report.story import Story

LINE = 85
"""Largest number of characters of an equation on one printed line."""
SHORT_TITLES = {
    "hangs-on": "What it depends on",
    "choices": "Own numbers",
    "unknown": "Unknowns",
    "forecasts": "Forecasts",
    "paper": "The model",
}
"""Short titles for the navigation, which must fit on one line."""
STYLES = ("style.css", "print.css", "brief.css")
"""Style sheets, in the order in which they apply: every screen, print, and the one-sheet brief."""
LONG = 26
"""Longest short cell, in characters."""

DrawProgress = Callable[[int, int], None]
"""Called with the number of charts drawn and their total."""


def render_report(story: Story, only: Sequence[str] = (), progress: DrawProgress | None = None) -> str:
    """Render the page.

    Args:
        story: The story.
        only: Names of parts; all by default.
        progress: Called with the number of charts drawn and their total.

    Raises:
        ArgumentError: A part is unknown.
    """
    return _render(story, build_parts(story, only), progress, brief=False)


def render_brief(story: Story, progress: DrawProgress | None = None) -> str:
    """Render one printed page: the answer, what it depends on, what to watch.

    Args:
        story: The story.
        progress: Called with the number of charts drawn and their total.
    """
    return _render(story, build_brief(story), progress, brief=True)


def _render(story: Story, parts: Sequence[Part], progress: DrawProgress | None, *, brief: bool) -> str:
    shown = list_pictures(parts)
    pictures = _draw_all(shown, progress, brief=brief)
    links = _Links(build_influence_graph(story.assessment, find_value_mean), {n.id for n in _list_cards(parts)})
    environment = _environment()
    page = environment.get_template("page.html").render(
        story=story,
        a=story.assessment,
        parts=parts,
        pictures=pictures,
        brief=brief,
        style=Markup("".join(map(_read_asset, STYLES))),
        palettes=Markup(_write_palettes()),
        script=Markup(_read_asset("page.js")),
        vega=Markup(_keep_inside(bundle_vega())) if shown and not brief else "",
        specs=Markup(embed_json({b.figure.name: _list_specs(b) for b in shown})) if not brief else "",
        colours=Markup(embed_json(colour_names())),
        confidence=Markup(embed_json(_describe_confidence(parts))) if not brief else "",
        engine=None if brief or story.portable is None else _embed_engine(story.portable),
        short_titles=SHORT_TITLES,
        link=links.find,
        label=links.label,
    )
    return _show_controls(page)


def _embed_engine(portable: PortableModel) -> dict[str, Markup]:
    """Return the elements that let the page simulate."""
    return {
        "names": Markup(embed_json(portable.names)),
        "style": Markup(_read_asset("whatif.css")),
        "panel": Markup(_read_asset("whatif.js")),
        "program": Markup(embed_json(portable.program)),
        "worker": Markup(_keep_inside(bundle(WORKER))),
        "script": Markup(_keep_inside(f"(() => {{\n{bundle(PAGE)}}})();")),
    }


def _draw_all(shown: Sequence[Picture], progress: DrawProgress | None, *, brief: bool) -> dict[tuple[str, int], Markup]:
    """Draw each figure at each width that the page shows, by name and width."""
    pictures = {}
    for done, block in enumerate(shown):
        if progress is not None:
            progress(done, len(shown))
        for width in (block.width,) if brief else (block.width, NARROW):
            pictures[block.figure.name, width] = Markup(render_svg(block.figure, width))
    return pictures


def _list_specs(block: Picture) -> dict[str, object]:
    """Return the interactive charts, for a wide screen and for a phone."""
    return {"wide": block.figure.spec(block.width), "narrow": block.figure.spec(NARROW)}


def _describe_confidence(parts: Sequence[Part]) -> dict[str, object] | None:
    """Return the level of confidence as data; None without the part that shows it."""
    notes = (b.confidence for part in parts for b in walk(part.blocks) if isinstance(b, ConfidenceNote))
    return next((confidence.to_dict() for confidence in notes), None)


def _list_cards(parts: Sequence[Part]) -> list[Node]:
    return [e.node for part in parts for block in walk(part.blocks) if isinstance(block, CardList) for e in block.elements]


class _Links:
    """Links from the names of elements to their cards."""

    def __init__(self, graph: InfluenceGraph, cards: set[str]) -> None:
        self._graph, self._cards = graph, cards

    def find(self, name: str, kind: str = "") -> str:
        """Return the address of the card of an element; empty if there is none."""
        node = self._graph.find(name, kind)
        return f"#el-{node.id}" if node is not None and node.id in self._cards else ""

    @staticmethod
    def label(cell: str) -> str:
        return cell.label if isinstance(cell, Name) else format_name(cell)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("lynchpin.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(name=format_name, sentence=open_sentence, csv=_link_csv, tight=_keep_together)
    environment.tests["name"] = lambda cell: isinstance(cell, Name)
    environment.globals.update(is_long=_is_long, goes_in_pairs=_goes_in_pairs, is_wide=_is_wide, is_shut=_is_shut)
    environment.globals.update(
        NARROW=NARROW,
        overview=lambda graph, answer: Markup(draw_overview(graph, answer)),
        whole=lambda graph: Markup(draw_whole(graph)),
        trusted=Markup,
        colour_name=colour_names().__getitem__,
    )
    return environment


def _show_controls(page: str) -> str:
    """Write control characters as their numbers."""
    return CONTROLS.sub(lambda match: escape(make_visible(match[0])), page)


def _is_shut(block: Block) -> bool:
    """Whether a block is a closed fold on all screens. Such folds are placed side by side."""
    return isinstance(block, Fold) and not block.desktop


def _is_long(table: Table, column: int) -> bool:
    """Whether a column has sentences, which get the full width on a phone."""
    return table.columns[column].align == "l" and max((len(row[column]) for row in table.rows), default=0) > LONG


def _goes_in_pairs(table: Table) -> bool:
    """Whether a row has four short cells, which a phone shows in two rows of two instead of three and one."""
    return sum(not _is_long(table, k) for k in range(1, len(table.columns))) == 4


def _is_wide(equation: str) -> bool:
    """Whether an equation has to be broken in print, where it cannot be scrolled."""
    return len(re.sub("<[^>]*>|&[^;]*;", "", equation)) > LINE


def _keep_together(text: str) -> str:
    """Prevent line breaks between a figure and its error."""
    return text.replace(" ± ", "\u00a0±\u00a0")


def _link_csv(figure: Figure) -> str:
    """Return the data of a chart as a data address, which can be downloaded without scripts."""
    return f"data:text/csv;charset=utf-8,{quote(figure.data.to_csv())}"


def embed_json(value: object) -> str:
    """Return JSON that is safe inside a script element."""
    text = make_visible(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _keep_inside(script: str) -> str:
    """Return a script that does not contain the end tag of its element."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _read_asset(name: str) -> str:
    return files("lynchpin.report").joinpath("assets", name).read_text(encoding="utf-8")


def _write_palettes() -> str:
    light, dark = (";".join(f"--{name}:{value}" for name, value in palette.items()) for palette in (LIGHT, DARK))
    return (
        f":root{{{light};color-scheme:light}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark};color-scheme:dark}}}}"
        f"@media screen{{:root[data-theme=dark]{{{dark};color-scheme:dark}}}}"
    )
