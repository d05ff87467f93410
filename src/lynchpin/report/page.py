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
from lynchpin.presentation.figure import NARROW, Figure
from lynchpin.presentation.tables.table import Name, Table
from lynchpin.presentation.theme import DARK, LIGHT, colour_names
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.report.blocks import Block, CardList, Fold, Part, Picture, list_pictures, walk
from lynchpin.report.brief import build_brief
from lynchpin.report.causal_map import draw_overview, draw_whole
from lynchpin.report.parts import build_parts
from lynchpin.report.pictures import bundle_vega, render_svg
from lynchpin.report.story import Story

LINE = 85
"""Letters of an equation that a line of paper holds."""
SHORT_TITLES = {"unknown": "Unknowns", "forecasts": "Forecasts", "paper": "The model"}
"""Of parts whose titles are too long for all of them to stand on one line above the page."""
LONG = 26
"""Letters up to which a cell is a word or two."""

Told = Callable[[int, int], None]
"""Called with how many charts are drawn, and how many there are."""


def render_report(story: Story, only: Sequence[str] = (), progress: Told | None = None) -> str:
    """The whole page, or the parts named. Raises ArgumentError if a part is unknown."""
    return _render(story, build_parts(story, only), progress, brief=False)


def render_brief(story: Story, progress: Told | None = None) -> str:
    """One printed page: the answer, what it depends on, what to watch."""
    return _render(story, build_brief(story), progress, brief=True)


def _render(story: Story, parts: Sequence[Part], progress: Told | None, *, brief: bool) -> str:
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
        style=Markup(_read_asset("style.css")),
        palettes=Markup(_write_palettes()),
        script=Markup(_read_asset("page.js")),
        vega=Markup(_keep_inside(bundle_vega())) if shown and not brief else "",
        specs=Markup(embed_json({b.figure.name: _list_specs(b) for b in shown})) if not brief else "",
        colours=Markup(embed_json(colour_names())),
        short_titles=SHORT_TITLES,
        link=links.find,
        label=links.label,
    )
    return _show_controls(page)


def _draw_all(shown: Sequence[Picture], progress: Told | None, *, brief: bool) -> dict[tuple[str, int], Markup]:
    """The static picture of each figure at each width that the page shows, by name and width."""
    pictures = {}
    for done, block in enumerate(shown):
        if progress is not None:
            progress(done, len(shown))
        for width in (block.width,) if brief else (block.width, NARROW):
            pictures[block.figure.name, width] = Markup(render_svg(block.figure, width))
    return pictures


def _list_specs(block: Picture) -> dict[str, object]:
    """What `Explore` draws on a desk and on a phone."""
    return {"wide": block.figure.spec(block.width), "narrow": block.figure.spec(NARROW)}


def _list_cards(parts: Sequence[Part]) -> list[Node]:
    return [e.node for part in parts for block in walk(part.blocks) if isinstance(block, CardList) for e in block.elements]


class _Links:
    """Where the name of an element leads: to its card, if the page has it."""

    def __init__(self, graph: InfluenceGraph, cards: set[str]) -> None:
        self._graph, self._cards = graph, cards

    def find(self, name: str, kind: str = "") -> str:
        """The address of the card of an element; empty where there is none."""
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
    """Write control characters as their numbers, wherever they come from: texts, pictures or equations."""
    return CONTROLS.sub(lambda match: escape(make_visible(match[0])), page)


def _is_shut(block: Block) -> bool:
    """Whether a block is folded everywhere; these stand beside each other."""
    return isinstance(block, Fold) and not block.desk


def _is_long(table: Table, column: int) -> bool:
    """Whether a column holds sentences, which on a phone get the whole width."""
    return table.columns[column].align == "l" and max((len(row[column]) for row in table.rows), default=0) > LONG


def _goes_in_pairs(table: Table) -> bool:
    """Whether a row has four short cells, of which threes, as they are stacked on a phone, would leave one alone."""
    return sum(not _is_long(table, k) for k in range(1, len(table.columns))) == 4


def _is_wide(equation: str) -> bool:
    """Whether an equation has to be broken on paper, where it cannot be scrolled."""
    return len(re.sub("<[^>]*>|&[^;]*;", "", equation)) > LINE


def _keep_together(text: str) -> str:
    """The text, in which no line ends between a figure and its error."""
    return text.replace(" ± ", "\u00a0±\u00a0")


def _link_csv(figure: Figure) -> str:
    """The data of a chart as an address that downloads without scripts."""
    return f"data:text/csv;charset=utf-8,{quote(figure.data.to_csv())}"


def embed_json(value: object) -> str:
    """Return JSON that can stand inside a script element, whatever text it holds."""
    text = make_visible(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _keep_inside(script: str) -> str:
    """A script that holds no end of its own element."""
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
