"""What a part of a report consists of: blocks without any markup, which each way of rendering writes in its own form.

`kind` names the template of a block (`templates/blocks/KIND.html`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lynchpin.presentation.confidence import Confidence
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.tables.table import Table
from lynchpin.report.causes import Causes
from lynchpin.report.elements import Element


@dataclass(frozen=True)
class Block:
    kind: ClassVar[str]


@dataclass(frozen=True)
class Paragraph(Block):
    """A sentence or two; `heading` stands before it."""

    kind: ClassVar[str] = "paragraph"
    text: str
    heading: str = ""


@dataclass(frozen=True)
class Verdict(Block):
    """The answer in large type, once for each state of knowledge. `cells` are (as of when, words, figure)."""

    kind: ClassVar[str] = "verdict"
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ConfidenceNote(Block):
    """The level of confidence with its reasons, in a box of its own."""

    kind: ClassVar[str] = "confidence"
    confidence: Confidence


@dataclass(frozen=True)
class Key(Block):
    """The key to a bar of endings. `rows` are (colour of the light palette, name, what it means, figures by column)."""

    kind: ClassVar[str] = "key"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Picture(Block):
    """A chart; a `folded` one opens on demand."""

    kind: ClassVar[str] = "picture"
    figure: Figure
    folded: bool = False


@dataclass(frozen=True)
class Rows(Block):
    """A table; `folded` ones open on demand, a `half` one leaves room beside it."""

    kind: ClassVar[str] = "rows"
    table: Table
    folded: bool = False
    half: bool = False


@dataclass(frozen=True)
class Lines(Block):
    """Sentences one below the other, under a heading; `half` leaves room beside them."""

    kind: ClassVar[str] = "lines"
    heading: str
    lines: tuple[str, ...]
    half: bool = False


@dataclass(frozen=True)
class Storyline(Block):
    """One future told by date. `lines` are (period, what happens); `asked` where the answer comes out yes."""

    kind: ClassVar[str] = "storyline"
    heading: str
    note: str
    lines: tuple[tuple[str, str], ...]
    asked: bool = False
    folded: bool = False


@dataclass(frozen=True)
class Facts(Block):
    """Names with what they stand for: versions, seeds, hashes."""

    kind: ClassVar[str] = "facts"
    heading: str
    facts: tuple[tuple[str, str], ...]
    code: str = ""
    half: bool = False


@dataclass(frozen=True)
class ClaimList(Block):
    """What the source says, claim by claim. `rows` are (id, place, what it says, elements that carry it, why it is left out)."""

    kind: ClassVar[str] = "claims"
    rows: tuple[tuple[str, str, str, tuple[str, ...], str], ...]


@dataclass(frozen=True)
class CardList(Block):
    """Every element with its card."""

    kind: ClassVar[str] = "cards"
    groups: tuple[tuple[str, tuple[Element, ...]], ...]


@dataclass(frozen=True)
class CausalMap(Block):
    """The causes as a map; `description` says in words what it shows."""

    kind: ClassVar[str] = "map"
    causes: Causes
    description: str
    answer: str


@dataclass(frozen=True)
class Failed(Block):
    """A question that could not be answered."""

    kind: ClassVar[str] = "failed"
    question: str
    message: str


@dataclass(frozen=True)
class Part:
    """One part of the page. `sentence` is the finding in words; `name` its place in the address and for `--only`."""

    number: int
    name: str
    title: str
    sentence: str
    blocks: tuple[Block, ...]
