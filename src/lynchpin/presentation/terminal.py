"""Findings for a terminal, with the sentences and tables of the page, and with sparklines and bars in text.

Functions return objects that rich can print. The output is legible without colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from textwrap import wrap
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from lynchpin.engine.model import Model
from lynchpin.presentation.confidence import Confidence, order_reasons
from lynchpin.presentation.likelihoods import list_terms
from lynchpin.presentation.states import State
from lynchpin.presentation.stories import choose_decisions, describe_decision, describe_turns, introduce_story, split_stories
from lynchpin.presentation.tables import tabulate
from lynchpin.presentation.tables.forecast import tabulate_answers, tabulate_stated
from lynchpin.presentation.tables.published import PUBLISHED
from lynchpin.presentation.tables.table import Name, Table
from lynchpin.presentation.tables.update import tabulate_failures, tabulate_path, tabulate_update
from lynchpin.presentation.trends import (
    BLOCKS,
    EIGHTHS,
    tabulate_event_trends,
    tabulate_indicator_trends,
    tabulate_option_trends,
    tabulate_outcome_bars,
    tabulate_quantity_trends,
    tabulate_state_trends,
)
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.questions.compare.question import CompareFinding
from lynchpin.questions.coverage.question import CoverageFinding
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.scenarios.stories import Story
from lynchpin.questions.shared.finding import Finding
from lynchpin.questions.signposts.question import SignpostsFinding
from lynchpin.questions.update.question import UpdateFinding

LONGEST, FEW = 20, 8
"""Largest number of rows shown of a table; `--json` has all."""
LONGEST_NUMBER = 18
"""Longest right-aligned cell, in characters, that is kept on one line."""
GAP, HEAD = 2, 0.2
"""Characters between columns, and the weight of a line of a head relative to a line of a cell."""
ROOMY = 110
"""Least width, in characters, at which a table shows all of its columns."""
DRAWN = frozenset(f" {BLOCKS}{EIGHTHS}")
NAMED = re.compile(r"`[^`]+`|“[^”]+”")

Row = Mapping[str, Any]


def render_finding(finding: Finding, *, width: int = 80, confidence: Confidence | None = None) -> RenderableType:
    """Render a finding for a terminal.

    Args:
        finding: What to show.
        width: Columns of the terminal.
        confidence: The level of confidence, shown under a separate heading.

    Returns:
        Titles, sentences, tables and stories, as an object that rich can print.
    """
    parts: list[RenderableType] = [*_render_head(finding), render_words(str(finding)), Text("")]
    for table in list_tables(finding, width=width):
        parts += [render_table(table, width), Text("")]
    if isinstance(finding, ScenariosFinding):
        parts += [render_story(finding, story) for story in split_stories(finding.stories)[0]]
    if confidence is not None:
        parts += [render_confidence(confidence), Text("")]
    return Group(*parts[:-1], *([] if isinstance(parts[-1], Text) and not parts[-1].plain else parts[-1:]))


def _render_head(finding: Finding) -> list[RenderableType]:
    """Render the title and the question of the file, or the titles of both files of a comparison."""
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


def render_words(words: str) -> Text:
    """Render the sentences of a finding, with names emphasised."""
    text = Text(words)
    for name in NAMED.finditer(words):
        text.stylize("bold", name.start(), name.end())
    return text


def list_tables(finding: Finding, *, width: int) -> list[Table]:
    """Return the tables of a finding that have rows, with sparklines for values over time.

    Args:
        finding: The finding.
        width: Columns of the terminal.
    """
    line = max(12, min(40, width - 66))
    if isinstance(finding, (ForecastFinding, UpdateFinding)):
        return [t for t in _list_forecast_tables(finding, line, max(12, min(40, width - 56))) if t.rows]
    if isinstance(finding, SignpostsFinding):
        return [tabulate_indicator_trends(finding, line)] if finding.indicators else []
    return list(tabulate(finding))


def _list_forecast_tables(finding: ForecastFinding | UpdateFinding, line: int, bar: int) -> list[Table]:
    if isinstance(finding, UpdateFinding):
        states = [State.of_update(finding), State.before_update(finding)]
        given, run = [tabulate_update(finding), tabulate_failures(finding), tabulate_path(finding)], finding.forecast
    else:
        states, given, run = [State.of_forecast(finding)], [], finding
    state = states[0]
    return [
        tabulate_answers(states, list_terms(state.model.yardstick)),
        tabulate_outcome_bars(states, bar),
        *given,
        tabulate_event_trends(state, line),
        tabulate_state_trends(state, line),
        tabulate_option_trends(state, line),
        tabulate_quantity_trends(state, line, state.model.shows),
        cut_table(tabulate_stated(run), FEW),
    ]


def cut_table(table: Table, most: int) -> Table:
    """Return the first rows of a secondary table.

    Args:
        table: The table.
        most: Largest number of rows.

    Returns:
        The table, which counts the other rows as left out.
    """
    return replace(table, rows=table.rows[:most], left_out=table.left_out + max(0, len(table.rows) - most))


def render_table(table: Table, width: int = 80) -> RenderableType:
    """Render a table under its caption. Numbers are right-aligned; numbers and sparklines are never broken.

    Args:
        table: The table.
        width: Columns of the terminal.

    Returns:
        Caption, rows and the number of rows left out, as an object that rich can print.
    """
    table = _write_labels(_put_authors_below(table) if width < ROOMY else table)
    rich = RichTable(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), show_header=any(table.heads))
    for (head, align), letters in zip(table.columns, fit_columns(table, width), strict=True):
        rich.add_column(head, justify="right" if align == "r" else "left", overflow="fold", width=letters)
    for row in table.rows[:LONGEST]:
        rich.add_row(*map(Text, row))
    left_out = table.left_out + max(0, len(table.rows) - LONGEST)
    more = [Text(f"{left_out:,} more; --json has all", style="dim")] if left_out else []
    return Group(Text(table.caption, style="bold"), rich, *more)


def _write_labels(table: Table) -> Table:
    """Return the table with readable names."""
    return replace(table, rows=tuple(tuple(cell.label if isinstance(cell, Name) else cell for cell in row) for row in table.rows))


def fit_columns(table: Table, width: int) -> list[int | None]:
    """Choose the width of each column in characters, so that no number, sparkline or word is broken.

    Remaining space goes to the columns in which it saves the most lines. Heads count less than cells.

    Args:
        table: The table.
        width: Columns of the terminal.

    Returns:
        The widths; None if there is not enough room.
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
    """Return the increase of a column's width that saves the most lines per character, and that number of lines."""
    before = _count_lines(cells, width)
    steps = ((letters, (before - _count_lines(cells, width + letters)) / letters) for letters in range(1, spare + 1))
    return max(steps, key=lambda step: step[1], default=(0, 0.0)) if before > len(cells) - 1 + HEAD else (0, 0.0)


@cache
def _measure_cell(cell: str, width: int) -> int:
    return max(1, len(wrap(cell, width, break_on_hyphens=False)))


def _count_lines(cells: Sequence[str], width: int) -> float:
    """Return the number of lines of a column at this width; those of the head count less."""
    head, *below = (_measure_cell(cell, width) for cell in cells)
    return HEAD * head + sum(below)


def _stays_whole(cells: Sequence[str], align: str) -> bool:
    """Whether the cells of a column are numbers or sparklines, which are not broken."""
    return all(set(cell) <= DRAWN for cell in cells) or (align == "r" and max(map(len, cells)) <= LONGEST_NUMBER)


def _list_least(columns: Sequence[Sequence[str]], whole: Sequence[bool]) -> list[int]:
    """Return the longest number, sparkline or word of each column, its head included."""
    pieces = [[*head.split(), *(cells if kept else " ".join(cells).split())] for (head, *cells), kept in zip(columns, whole, strict=True)]
    return [max(map(len, some), default=1) for some in pieces]


def _put_authors_below(table: Table) -> Table:
    """In a narrow terminal, put the author in brackets after the forecast instead of in a separate column."""
    if table.columns[:2] != PUBLISHED[:2]:
        return table
    rows = tuple((f"{said} ({by})" if by else said, *rest) for said, by, *rest in table.rows)
    return replace(table, columns=(table.columns[0], *table.columns[2:]), rows=rows)


def render_story(scenarios: ScenariosFinding, story: Story) -> RenderableType:
    """Render a story by date under its outcome, with the reasons of its main decisions and what it turned on.

    Args:
        scenarios: The finding.
        story: One of its stories.

    Returns:
        Heading, dated lines and what the outcome turned on, as an object that rich can print.
    """
    rich = RichTable(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    explained = [step for _, step in choose_decisions(story)]
    for line in story.lines:
        for k, step in enumerate(line.steps):
            happens = Text(open_sentence(str(step)))
            if any(step is one for one in explained):
                happens.append(f". {describe_decision(scenarios, step)}", style="dim")
            rich.add_row(Text("" if k else line.on, style="dim"), happens)
    heading = Text.assemble((open_sentence(format_name(story.outcome)), "bold"), f". {introduce_story(scenarios, story)}")
    turns = describe_turns(scenarios, story)
    return Group(heading, rich, *([render_words(turns)] if turns else []), Text(""))


def render_confidence(confidence: Confidence) -> RenderableType:
    """Render the level of confidence with its reasons, those against it first."""
    lines = [Text(f"- {reason.text}") for reason in order_reasons(confidence)]
    return Group(Text("Confidence", style="bold"), Text(str(confidence)), *lines)
