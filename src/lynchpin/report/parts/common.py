"""Helpers of the parts: sentences for missing findings, pictures, tables, folds and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.states import BEFORE, describe_given
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.wording import open_sentence
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.blocks import WHOLE, Block, Failed, Fold, Paragraph, Picture, Rows
from lynchpin.report.story import Story

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def describe_missing(story: Story, question: str, nothing: str) -> str:
    """Return the sentence of a part without a finding.

    Args:
        story: The story.
        question: The question of the part.
        nothing: The sentence if the question was not asked.
    """
    failure = story.failures.get(question)
    return nothing if failure is None else f"This part could not be made: {failure.message.splitlines()[0]}"


def find_basis(story: Story, *, given: bool) -> str:
    """Return the state of knowledge that a part uses; empty without evidence.

    Args:
        story: The story.
        given: Whether its finding uses the evidence.
    """
    a, update = story.assessment, story.find(UpdateFinding)
    if not a.evidence:
        return ""
    if not given:
        return open_sentence(BEFORE)
    until = update.until if update is not None else a.clock.labels[max(item.last for item in a.evidence)]
    return open_sentence(describe_given(until))


def list_failures(story: Story, *questions: str) -> list[Block]:
    """Return a note for each of these questions that failed."""
    return [Failed(q, story.failures[q].message) for q in questions if q in story.failures]


def open_part(sentences: Sequence[str], most: int = 2) -> tuple[str, list[Block]]:
    """Divide the sentences of a finding into those in large type and a paragraph with the others.

    Args:
        sentences: The sentences.
        most: Largest number of sentences in large type.

    Returns:
        The text in large type, and the paragraph as a list, which is empty if there are no other sentences.
    """
    rest = " ".join(sentences[most:])
    return " ".join(sentences[:most]), [Paragraph(rest)] if rest else []


def show(*figures: Figure | None, span: int = WHOLE) -> list[Block]:
    """Return a picture of each figure that has data."""
    return [Picture(f, span=span) for f in figures if f is not None and f.data.rows]


def show_pairs(*figures: Figure | None) -> list[Block]:
    """Return pictures in pairs, side by side. If their number is odd, the first has the full width."""
    found = [f for f in figures if f is not None and f.data.rows]
    odd = len(found) % 2
    return [*show(*found[:odd]), *show(*found[odd:], span=WHOLE // 2)]


def show_rows(*tables: Table, span: int = WHOLE) -> list[Block]:
    """Return each table that has rows."""
    return [Rows(t, span=span) for t in tables if t.rows]


def fold(heading: str, *blocks: Sequence[Block], desktop: bool = False, span: int = WHOLE) -> list[Block]:
    """Put blocks under a heading that opens them.

    Args:
        heading: The heading.
        blocks: The blocks. If there are none, the result is empty.
        desktop: Whether they are open on wide screens.
        span: Number of columns.
    """
    inside = tuple(block for some in blocks for block in some)
    return [Fold(heading, inside, desktop=desktop, span=span)] if inside else []


def describe_as_of(story: Story) -> str:
    """Return the date of the file, or the start of its clock, such as `As of December 2019`."""
    date = story.assessment.date
    parts = date.split("-")
    if len(parts) >= 2 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        return f"As of {MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"As of {date or story.assessment.clock.labels[0]}"


def describe(story: Story, kind: str, name: str) -> str:
    """Return the meaning of a name with a capital letter; empty if the file gives none.

    Args:
        story: The story.
        kind: Kind of the element.
        name: Its name.
    """
    a = story.assessment
    sections: Mapping[str, Mapping[str, Any]] = {
        "outcome": a.outcomes,
        "stock": a.stocks,
        "assumption": a.assumptions,
        "policy": a.policies,
    }
    record = sections[kind].get(name)
    means = record.claim if kind == "assumption" and record is not None else record.about.means if record is not None else ""
    return open_sentence(means)
