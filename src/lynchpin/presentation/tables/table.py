"""A table: a caption, columns with heads, and rows of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from lynchpin.presentation.wording import format_name

Row = Mapping[str, Any]
LONGEST = 200
"""Largest number of rows shown. The data behind a table has all."""

ABSENT = ("", "none", "unknown")
"""Text of an empty cell."""


class Name(str):
    """A cell that names an element of the assessment; a page may turn it into a link.

    `label` is its readable name: a claim, a meaning, or the name with spaces.
    """

    label: str

    def __new__(cls, name: str, label: str = "") -> Name:
        cell = super().__new__(cls, name)
        cell.label = label.rstrip(".") or format_name(name)
        return cell


class Column(NamedTuple):
    """A column: its head, and the alignment of its cells (`l` for text, `r` for numbers)."""

    head: str
    align: Literal["l", "r"]


def text(head: str) -> Column:
    return Column(head, "l")


def number(head: str) -> Column:
    return Column(head, "r")


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `left_out` is the number of rows that are not shown."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(c.head for c in self.columns)


def make_table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, most: int = LONGEST) -> Table:
    """Make a table of the first rows. Columns without any known value are left out.

    Args:
        caption: What the table contains.
        columns: Its columns.
        rows: Its rows, with a cell per column.
        most: Largest number of rows.
    """
    known = [k for k in range(len(columns)) if not rows or any(row[k] not in ABSENT for row in rows)]
    shown = tuple(tuple(row[k] for k in known) for row in rows[:most])
    return Table(caption, tuple(columns[k] for k in known), shown, max(0, len(rows) - most))
