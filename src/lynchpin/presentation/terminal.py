"""Findings for a terminal, in the same words as the page: an opening sentence, tables, and sparklines for what moves through time.

Everything here returns something that rich can print; nothing is printed here. It can be read without colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from lynchpin.language.yardsticks import DEFAULT
from lynchpin.presentation import sentences
from lynchpin.presentation.stories import introduce_story, list_lines, split_stories
from lynchpin.presentation.tables import Name, Table, tabulate
from lynchpin.presentation.wording import list_terms, open_sentence, say_name, say_number, say_percent

if TYPE_CHECKING:
    from lynchpin.questions.finding import Finding

BLOCKS = "▁▂▃▄▅▆▇█"
LONGEST = 15
"""Rows shown of a table; `--json` has all of them."""

Row = Mapping[str, Any]

OPENINGS: Mapping[str, Callable[[Row], str]] = {
    "stress": sentences.say_load,
    "drivers": sentences.say_drivers,
    "signposts": sentences.say_watch,
    "policies": sentences.say_policies,
    "score": sentences.say_score,
    "coverage": sentences.say_coverage,
}


def render_finding(finding: Finding, yardstick: str = "") -> RenderableType:
    """A finding as sentence, tables and sparklines; likelihood in the words of the yardstick, that of its file unless told."""
    model = getattr(finding, "model", None)
    return render_rows(finding.question, finding.to_dict(), yardstick or (model.yardstick if model is not None else DEFAULT))


def render_rows(question: str, found: Row, yardstick: str = DEFAULT) -> RenderableType:
    """As `render_finding`, from the finding's dictionary and the name of its question."""
    parts: list[RenderableType] = []
    opening = _say_opening(question, found, yardstick)
    if opening:
        parts += [Text(opening, style="bold"), Text("")]
    for table in tabulate(question, found):
        parts += [render_table(table), Text("")]
    parts += [render_story(told) for told in split_stories(found.get("stories") or [])[0]]
    parts += _list_sparklines(question, found)
    return Padding(Group(*parts), (1, 0, 0, 0))


def _say_opening(question: str, found: Row, yardstick: str) -> str:
    if question in ("run", "update"):
        return sentences.say_answer(found, list_terms(yardstick))
    if question == "scenarios":
        return sentences.say_stories(split_stories(found["stories"])[0]) if found["stories"] else ""
    return OPENINGS[question](found) if question in OPENINGS else ""


def render_table(table: Table) -> RenderableType:
    """A table of words under its caption; names without low lines, numbers to the right."""
    rich = RichTable(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for head, align in zip(table.columns, table.align, strict=True):
        rich.add_column(head, justify="right" if align == "r" else "left", overflow="fold")
    for row in table.rows[:LONGEST]:
        rich.add_row(*(Text(say_name(cell) if isinstance(cell, Name) else cell) for cell in row))
    left_out = table.left_out + max(0, len(table.rows) - LONGEST)
    more = [Text(f"{left_out:,} more; --json has all", style="dim")] if left_out else []
    return Group(Text(table.caption, style="underline"), rich, *more)


def render_story(told: Row) -> RenderableType:
    """A story by date under its ending."""
    rich = RichTable(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for period, happens in list_lines(told):
        rich.add_row(Text(period, style="dim"), Text(happens))
    heading = Text.assemble((open_sentence(say_name(told["outcome"])), "bold"), f". {introduce_story(told)}")
    return Group(heading, rich, Text(""))


def draw_sparkline(values: Sequence[float | None], *, low: float | None = None, high: float | None = None) -> str:
    """One block a value between `low` and `high` (the least and the greatest value unless told); a gap where there is none."""
    known = [v for v in values if v is not None and math.isfinite(v)]
    if not known:
        return " " * len(values)
    bottom, top = min(known) if low is None else low, max(known) if high is None else high
    span = top - bottom
    return "".join(" " if v is None or not math.isfinite(v) else BLOCKS[_choose_step(v, bottom, span)] for v in values)


def _choose_step(value: float, bottom: float, span: float) -> int:
    if span <= 0:
        return 0
    return min(len(BLOCKS) - 1, max(0, int((value - bottom) / span * len(BLOCKS))))


def _list_sparklines(question: str, found: Row) -> list[RenderableType]:
    if question in ("run", "update"):
        return [_render_lines(heading, rows) for heading, rows in _list_paths(found) if rows]
    if question == "signposts":
        rows = [(i["name"], draw_sparkline(i["auc"], low=0.5, high=1.0), "") for i in found["indicators"] if i["name"] in found["watch"]]
        return [_render_lines("How well each tells the endings apart, by period (from a half to one)", rows)] if rows else []
    return []


def _list_paths(run: Row) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Medians of stocks, shares of events and of options: a name, its line, and how it begins and ends."""
    first, last = run["periods"][0], run["periods"][-1]
    stocks = [
        (n, draw_sparkline(q["p50"]), f"{say_number(q['p50'][0])} to {say_number(q['p50'][-1], unit=q.get('unit', ''))}")
        for n, q in run.get("stocks", {}).items()
    ]
    yield f"Medians, {first} to {last}", stocks
    events = [
        (n, draw_sparkline(e["by"], low=0.0, high=1.0), f"{say_percent(e['by'][-1])} by the end") for n, e in run.get("events", {}).items()
    ]
    yield "Events: share of futures in which each has happened by then", events
    options = [
        (
            f"{say_name(a)}: {say_name(o)}",
            draw_sparkline(shares, low=0.0, high=1.0),
            f"{say_percent(shares[0])} to {say_percent(shares[-1])}",
        )
        for a, of in run.get("options", {}).items()
        for o, shares in of.items()
    ]
    yield "Options: share of futures in which each is chosen", options


def _render_lines(heading: str, rows: Sequence[tuple[str, str, str]]) -> RenderableType:
    rich = RichTable(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for name, line, words in rows[: 2 * LONGEST]:
        rich.add_row(Text(say_name(name)), Text(line), Text(words))
    return Group(Text(heading, style="underline"), rich, Text(""))
