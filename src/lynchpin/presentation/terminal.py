"""Findings for a terminal, in the words and tables of the page: what was asked, the finding in words, tables with lines and bars, stories.

Everything here returns something that rich can print; nothing is printed here. It can be read without colour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from textwrap import wrap

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from lynchpin.engine.model import Model
from lynchpin.language.yardsticks import DEFAULT
from lynchpin.presentation.confidence import Confidence, order_reasons
from lynchpin.presentation.stories import introduce_story, list_lines, split_stories
from lynchpin.presentation.tables import tabulate
from lynchpin.presentation.tables.forecast import tabulate_answers, tabulate_stated
from lynchpin.presentation.tables.published import PUBLISHED
from lynchpin.presentation.tables.table import Name, Table
from lynchpin.presentation.tables.update import tabulate_path, tabulate_update
from lynchpin.presentation.trends import (
    BLOCKS,
    EIGHTHS,
    tabulate_endings,
    tabulate_event_trends,
    tabulate_indicator_trends,
    tabulate_option_trends,
    tabulate_quantity_trends,
)
from lynchpin.presentation.wording import find_likelihood, list_terms, open_sentence, say_name
from lynchpin.questions.compare.question import CompareFinding
from lynchpin.questions.coverage.question import CoverageFinding
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.scenarios.stories import Story
from lynchpin.questions.shared.finding import Finding
from lynchpin.questions.signposts.question import SignpostsFinding

LONGEST, FEW = 20, 8
"""Rows shown of a table; `--json` has all of them."""
LONGEST_NUMBER = 18
"""Letters up to which a cell that stands on the right is a number, which is kept whole."""
GAP, HEAD = 2, 0.2
"""Letters between columns, and how much a line of a head counts against one of a cell."""
ROOMY = 110
"""Letters across from which on a table has room for all of its columns."""
DRAWN = frozenset(f" {BLOCKS}{EIGHTHS}")
NAMED = re.compile(r"`[^`]+`")


def render_finding(finding: Finding, yardstick: str = "", *, width: int = 80, confidence: Confidence | None = None) -> RenderableType:
    """Render a finding for a terminal.

    Args:
        finding: What to show.
        yardstick: Name of the scale for words of likelihood; by default the file's.
        width: Columns of the terminal.
        confidence: Shown under a heading of its own.

    Returns:
        Something that rich can print: titles, sentences, tables, stories.
    """
    model = getattr(finding, "model", None)
    yardstick = yardstick or (model.yardstick if model is not None else DEFAULT)
    shows = model.shows if model is not None else ()
    parts: list[RenderableType] = [*_render_head(finding), render_words(finding, yardstick), Text("")]
    for table in list_tables(finding, yardstick, width=width, shows=shows):
        parts += [render_table(table, width), Text("")]
    if isinstance(finding, ScenariosFinding):
        parts += [render_story(finding, story) for story in split_stories(finding.stories)[0]]
    if confidence is not None:
        parts += [render_confidence(confidence), Text("")]
    return Group(*parts[:-1], *([] if isinstance(parts[-1], Text) and not parts[-1].plain else parts[-1:]))


def _render_head(finding: Finding) -> list[RenderableType]:
    """The title and the question of the file, or the titles of both files of a comparison."""
    match finding:
        case CompareFinding(before=before, after=after):
            titles, question = dict.fromkeys((before.title, after.title)), ""
        case CoverageFinding(about=about):
            titles, question = dict.fromkeys((about.get("title", ""),)), about.get("question", "")
        case _:
            model: Model = finding.model  # type: ignore[attr-defined]
            titles, question = dict.fromkeys((model.title,)), model.question
    lines = [Text(t, style="bold") for t in titles if t] + ([Text(question)] if question else [])
    return [*lines, Text("")] if lines else []


def render_words(finding: Finding, yardstick: str) -> Text:
    """The sentences of a finding, after the word of likelihood if it is a probability; quoted names stand out."""
    text, words = Text(), str(finding)
    if finding.question in ("run", "update"):
        found = finding.to_dict()
        answer = found["answers"][found.get("answer") or find_named(words) or next(iter(found["answers"]))]
        likelihood = str(find_likelihood(answer["probability"], list_terms(yardstick), answer["standard_error"]))
        text.append(f"{open_sentence(likelihood)}: ", style="bold")
        words = words[:1].lower() + words[1:]
    start = len(text)
    text.append(words)
    for name in NAMED.finditer(words):
        text.stylize("bold", start + name.start(), start + name.end())
    return text


def find_named(words: str) -> str:
    """The first name between backticks."""
    found = NAMED.search(words)
    return found.group()[1:-1] if found else ""


def list_tables(finding: Finding, yardstick: str, *, width: int, shows: Sequence[str] = ()) -> list[Table]:
    """The tables of a finding that have rows, with a sparkline for whatever changes over time."""
    line = max(12, min(40, width - 66))
    if finding.question in ("run", "update"):
        found = finding.to_dict()
        given = (tabulate_update(found), tabulate_path(found)) if finding.question == "update" else ()
        tables = (
            tabulate_answers(found, list_terms(yardstick)),
            tabulate_endings(found, max(12, min(40, width - 56))),
            *given,
            tabulate_event_trends(found, line),
            tabulate_option_trends(found, line),
            tabulate_quantity_trends(found, line, shows),
            cut_table(tabulate_stated(found), FEW),
        )
        return [t for t in tables if t.rows]
    if isinstance(finding, SignpostsFinding):
        return [tabulate_indicator_trends(finding, line)] if finding.indicators else []
    return list(tabulate(finding))


def cut_table(table: Table, most: int) -> Table:
    """The first rows of a table that is not what the command is about."""
    return replace(table, rows=table.rows[:most], left_out=table.left_out + max(0, len(table.rows) - most))


def render_table(table: Table, width: int = 80) -> RenderableType:
    """A table of words under its caption; names without low lines, numbers to the right, numbers and lines of blocks never broken."""
    table = _put_authors_below(table) if width < ROOMY else table
    rich = RichTable(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), show_header=any(table.heads))
    for (head, align), letters in zip(table.columns, fit_columns(table, width), strict=True):
        rich.add_column(head, justify="right" if align == "r" else "left", overflow="fold", width=letters)
    for row in table.rows[:LONGEST]:
        rich.add_row(*(Text(say_name(cell) if isinstance(cell, Name) else cell) for cell in row))
    left_out = table.left_out + max(0, len(table.rows) - LONGEST)
    more = [Text(f"{left_out:,} more; --json has all", style="dim")] if left_out else []
    return Group(Text(table.caption, style="bold"), rich, *more)


def fit_columns(table: Table, width: int) -> list[int | None]:
    """How many letters each column gets, so that no number, no line of blocks and no word is broken; None where there is no room for that.

    What room there is beyond that goes where it saves the most lines; heads give way to what stands below them.
    """
    columns = [[head, *cells] for head, cells in zip(table.heads, zip(*table.rows, strict=True), strict=True)]
    whole = [_stays_whole(cells[1:], align) for cells, (_, align) in zip(columns, table.columns, strict=True)]
    fitted, spare = _list_least(columns, whole), width - GAP * (len(columns) - 1)
    spare -= sum(fitted)
    if spare < 0:
        return [None] * len(columns)
    while True:
        steps = [(k, *_find_step(columns[k], fitted[k], spare)) for k in range(len(columns))]
        best, letters, saved = max(steps, key=lambda step: step[2])
        if saved <= 0:
            return [*fitted]
        fitted[best] += letters
        spare -= letters


def _find_step(cells: Sequence[str], width: int, spare: int) -> tuple[int, float]:
    """By how many letters more a column saves the most lines for each, and how many lines that are."""
    before = _count_lines(cells, width)
    steps = ((letters, (before - _count_lines(cells, width + letters)) / letters) for letters in range(1, spare + 1))
    return max(steps, key=lambda step: step[1], default=(0, 0.0)) if before > len(cells) - 1 + HEAD else (0, 0.0)


@cache
def _measure_cell(cell: str, width: int) -> int:
    return max(1, len(wrap(cell, width, break_on_hyphens=False)))


def _count_lines(cells: Sequence[str], width: int) -> float:
    """The lines of the cells of a column at this width; those of the head count less."""
    head, *below = (_measure_cell(cell, width) for cell in cells)
    return HEAD * head + sum(below)


def _stays_whole(cells: Sequence[str], align: str) -> bool:
    """Whether the cells of a column are numbers or lines of blocks, which are not broken."""
    return all(set(cell) <= DRAWN for cell in cells) or (align == "r" and max(map(len, cells)) <= LONGEST_NUMBER)


def _list_least(columns: Sequence[Sequence[str]], whole: Sequence[bool]) -> list[int]:
    """The longest number, line of blocks or word of each column, its head included."""
    pieces = [[*head.split(), *(cells if kept else " ".join(cells).split())] for (head, *cells), kept in zip(columns, whole, strict=True)]
    return [max(map(len, some), default=1) for some in pieces]


def _put_authors_below(table: Table) -> Table:
    """Where there is little room, who said something stands in brackets behind it, and not in a column of its own."""
    if table.columns[:2] != PUBLISHED[:2]:
        return table
    rows = tuple((f"{said} ({by})" if by else said, *rest) for said, by, *rest in table.rows)
    return replace(table, columns=(table.columns[0], *table.columns[2:]), rows=rows)


def render_story(scenarios: ScenariosFinding, story: Story) -> RenderableType:
    """A story by date under its outcome."""
    rich = RichTable(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for period, happens in list_lines(story):
        rich.add_row(Text(period, style="dim"), Text(happens))
    heading = Text.assemble((open_sentence(say_name(story.outcome)), "bold"), f". {introduce_story(scenarios, story)}")
    return Group(heading, rich, Text(""))


def render_confidence(confidence: Confidence) -> RenderableType:
    """The level of confidence with its reasons, what speaks against it first."""
    lines = [Text(f"- {reason.text}") for reason in order_reasons(confidence)]
    return Group(Text("Confidence", style="bold"), Text(str(confidence)), *lines)
