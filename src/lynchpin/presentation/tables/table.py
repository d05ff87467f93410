"""What a table is: a caption, columns with their heads, and rows of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from lynchpin.presentation.wording import say_name

Row = Mapping[str, Any]
LONGEST = 200
"""Rows shown in a table; the data behind has all of them."""

ABSENT = ("", "none", "unknown")
"""What a cell says where there is nothing to say."""


class Name(str):
    """A cell that names an element of the assessment; a page may turn it into a link.

    `label` is what people read: a claim or a meaning, or else the name with spaces.
    """

    label: str

    def __new__(cls, name: str, label: str = "") -> Name:
        cell = super().__new__(cls, name)
        cell.label = label.rstrip(".") or say_name(name)
        return cell


class Column(NamedTuple):
    """The head of a column, and the side on which its cells stand: `l` for text, `r` for numbers."""

    head: str
    align: Literal["l", "r"]


def text(head: str) -> Column:
    return Column(head, "l")


def number(head: str) -> Column:
    return Column(head, "r")


@dataclass(frozen=True, slots=True)
class Table:
    """Each row has a cell for each column; `caption` says in words what the table holds, `left_out` how many rows it had besides."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(c.head for c in self.columns)


def make_table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, most: int = LONGEST) -> Table:
    """The first `most` rows. A column in which nothing is known is left out."""
    known = [k for k in range(len(columns)) if not rows or any(row[k] not in ABSENT for row in rows)]
    shown = tuple(tuple(row[k] for k in known) for row in rows[:most])
    return Table(caption, tuple(columns[k] for k in known), shown, max(0, len(rows) - most))
