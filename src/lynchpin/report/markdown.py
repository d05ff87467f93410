"""The report as Markdown: the same parts and sentences, charts as PNG files beside the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import singledispatch

from lynchpin.errors import make_visible
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.tables.table import Column, Name, Table, number, text
from lynchpin.presentation.wording import format_list, format_name, open_sentence
from lynchpin.report import blocks
from lynchpin.report.story import Story

Place = Callable[[Figure], str]
"""Returns the path of the picture of a figure, relative to the text."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~$])")
_MARKER = re.compile(r"^(\d{1,9})?([-+=.)])(?=[-+=.)\s]|$)")
"""Characters that would begin a list, a rule or the underline of a heading at the start of a line."""


def render_markdown(story: Story, parts: Sequence[blocks.Part], place: Place) -> tuple[str, tuple[blocks.Picture, ...]]:
    """Render parts as Markdown. Text of the file is escaped.

    Args:
        story: The story.
        parts: Its parts.
        place: Returns the path of each picture.

    Returns:
        The text, and its pictures by path.
    """
    a = story.assessment
    head = [f"# {escape(a.title)}", f"**{escape(a.question)}**"]
    head += [escape(line) for line in (", ".join(x for x in (a.field, a.author, a.date) if x), a.summary) if line]
    body = []
    for part in parts:
        body += [f"## {part.number}. {part.title}", *([f"*{escape(part.basis)}*"] if part.basis else []), escape(part.sentence)]
        body += [escape(part.terms)] if part.terms else []
        body += [text for text in (_write(block, place) for block in part.blocks) if text]
    return "\n\n".join([*head, *body]) + "\n", blocks.list_pictures(parts)


def escape(text: str) -> str:
    """Return the text on one line, escaped so that Markdown shows it as it is; control characters become their numbers."""
    line = _SPECIAL.sub(r"\\\1", make_visible(" ".join(text.split())))
    return _MARKER.sub(r"\1\\\2", line).replace("://", ":\u200b//")


_HEADING = re.compile(r"^(#+ )", re.MULTILINE)


@singledispatch
def _write(block: blocks.Block, place: Place) -> str:
    """Write a block. Purely visual blocks, such as the causal map, are left out."""
    return ""


@_write.register
def _(block: blocks.Paragraph, place: Place) -> str:
    return f"**{escape(block.heading)}.** {escape(block.text)}" if block.heading else escape(block.text)


@_write.register
def _(block: blocks.Verdict, place: Place) -> str:
    return "\n".join(f"- {escape(when)}: **{escape(words)}**, {escape(figure)}" for when, words, figure in block.cells)


@_write.register
def _(block: blocks.ConfidenceNote, place: Place) -> str:
    reasons = "\n".join(f"- {reason.grade}: {escape(reason.text)}" for reason in block.confidence.reasons)
    return f"{block.confidence}\n\n{reasons}"


@_write.register
def _(block: blocks.Key, place: Place) -> str:
    rows = [(format_name(name), means, *figures) for _, name, means, figures in block.rows]
    return _write_table((text("outcome"), text("what it means"), *map(number, block.columns)), rows)


@_write.register
def _(block: blocks.Picture, place: Place) -> str:
    figure = block.figure
    note = f"\n\n{escape(figure.note)}" if figure.note else ""
    return f"**{escape(figure.title)}**\n\n![{escape(figure.alternative)}]({place(figure)}){note}"


@_write.register
def _(block: blocks.Rows, place: Place) -> str:
    return write_table(block.table)


@_write.register
def _(block: blocks.Lines, place: Place) -> str:
    return _head(block.heading) + "\n".join(f"- {escape(line)}" for line in block.lines)


def _head(heading: str) -> str:
    return f"**{escape(heading)}**\n\n" if heading else ""


@_write.register
def _(block: blocks.Group, place: Place) -> str:
    return _write_all(block.blocks, place)


@_write.register
def _(block: blocks.Fold, place: Place) -> str:
    inside = _HEADING.sub(r"#\1", _write_all(block.blocks, place))  # A heading inside a fold is one level below the heading of the fold.
    return f"### {escape(block.heading)}\n\n{inside}" if inside else ""


def _write_all(inside: Sequence[blocks.Block], place: Place) -> str:
    return "\n\n".join(text for text in (_write(block, place) for block in inside) if text)


@_write.register
def _(block: blocks.Stories, place: Place) -> str:
    return "\n\n".join(_write_outcome(outcome) for outcome in block.outcomes)


def _write_outcome(outcome: blocks.OutcomeStories) -> str:
    """One outcome: what it means, its probability, and its stories."""
    texts = [
        f"### {escape(outcome.title)}",
        f"{f'{escape(outcome.means)}. ' if outcome.means else ''}Probability: {escape(outcome.share)}.",
    ]
    for k, line in enumerate(outcome.stories):
        texts += [text for text in ("Another way:" if k else "", escape(line.note)) if text]
        texts.append("\n".join(f"- {escape(when)}: {escape(what)}" for when, what in line.lines))
        texts += [escape(line.turns)] if line.turns else []
        texts += [f"{escape(choice.on)}, {escape(choice.move)}: {escape(choice.reason)}" for choice in line.choices]
    return "\n\n".join(texts)


@_write.register
def _(block: blocks.Facts, place: Place) -> str:
    facts = "\n".join(f"- {escape(name)}: {escape(value)}" for name, value in block.facts)
    return f"{_head(block.heading)}{facts}" + (f"\n\nThe same page again: {escape(block.code)}" if block.code else "")


@_write.register
def _(block: blocks.ClaimList, place: Place) -> str:
    rows = [
        (where, says, format_list([format_name(c) for c in carriers]) if carriers else f"left out: {left_out}" if left_out else "nothing")
        for _, where, says, carriers, left_out in block.rows
    ]
    return _write_table((text("place"), text("claim"), text("carried by")), rows)


@_write.register
def _(block: blocks.CardList, place: Place) -> str:
    rows = [
        (
            element.title,
            element.node.kind,
            open_sentence(element.means),
            element.value or format_list([f"{k} {v}" for k, v in element.facts[:1]]),
            element.unit,
            element.basis,
            "; ".join(f"{s.text} ({s.locator})" if s.locator else s.text for s in element.sources),
        )
        for element in block.elements
    ]
    heads = ("element", "kind", "what it means", "value", "unit", "basis", "source")
    return _write_table([text(head) for head in heads], rows)


@_write.register
def _(block: blocks.Failed, place: Place) -> str:
    return f"**{escape(block.question)} failed:** {escape(block.message)}"


def write_table(table: Table) -> str:
    """Write a table under its caption."""
    rows = [tuple(cell.label if isinstance(cell, Name) else cell for cell in row) for row in table.rows]
    more = f"\n\n{table.left_out:,} more rows are left out here." if table.left_out else ""
    return f"**{escape(table.caption)}**\n\n{_write_table(table.columns, rows)}{more}"


def _write_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    lines = [[c.head for c in columns], ["---:" if c.align == "r" else ":---" for c in columns]]
    return "\n".join(
        [
            *(f"| {' | '.join(cells if k else [escape(c) for c in cells])} |" for k, cells in enumerate(lines)),
            *(f"| {' | '.join(escape(cell) for cell in row)} |" for row in rows),
        ]
    )
