"""What a part of a report consists of: blocks without any markup, which each way of rendering writes in its own form.

`kind` names the template of a block (`templates/blocks/KIND.html`). A page has twelve columns, of which a block takes `span`.
What a reader needs first stands open; the rest waits in a `Fold`, which paper shows open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from lynchpin.language.influence import InfluenceGraph
from lynchpin.presentation.confidence import Confidence
from lynchpin.presentation.figure import Figure, measure_span
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.report.elements import Element

WHOLE = 12
"""Columns of a page."""


@dataclass(frozen=True)
class Block:
    kind: ClassVar[str]
    span: int = field(default=WHOLE, kw_only=True)


@dataclass(frozen=True)
class Group(Block):
    """Blocks one below the other, beside another block."""

    kind: ClassVar[str] = "group"
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Fold(Block):
    """Blocks that open on demand under a heading; where there is room on a desk, `desk` ones stand open there without it."""

    kind: ClassVar[str] = "fold"
    heading: str
    blocks: tuple[Block, ...]
    desk: bool = field(default=False, kw_only=True)


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
    """The key to a bar of outcomes. `rows` are (colour of the light palette, name, what it means, figures by column)."""

    kind: ClassVar[str] = "key"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Picture(Block):
    """A chart, drawn as wide as the columns that it takes."""

    kind: ClassVar[str] = "picture"
    figure: Figure

    @property
    def width(self) -> int:
        """Pixels across on a desk."""
        return measure_span(self.span)


@dataclass(frozen=True)
class Rows(Block):
    """A table."""

    kind: ClassVar[str] = "rows"
    table: Table


@dataclass(frozen=True)
class Lines(Block):
    """Sentences one below the other, under a heading."""

    kind: ClassVar[str] = "lines"
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Storyline:
    """One future told by date. `lines` are (period, what happens)."""

    note: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ending:
    """The futures that end in one way: how many, what that means, and one or more of them told. `asked` where the answer comes out yes."""

    name: str
    colour: str
    share: str
    means: str
    stories: tuple[Storyline, ...]
    asked: bool = False

    @property
    def title(self) -> str:
        return open_sentence(format_name(self.name))


@dataclass(frozen=True)
class Stories(Block):
    """A card for each ending, the likeliest first and open."""

    kind: ClassVar[str] = "stories"
    endings: tuple[Ending, ...]


@dataclass(frozen=True)
class Facts(Block):
    """Names with what they stand for: versions, seeds, hashes."""

    kind: ClassVar[str] = "facts"
    heading: str
    facts: tuple[tuple[str, str], ...]
    code: str = ""


@dataclass(frozen=True)
class ClaimList(Block):
    """What the source says, claim by claim. `rows` are (id, place, what it says, elements that carry it, why it is left out)."""

    kind: ClassVar[str] = "claims"
    rows: tuple[tuple[str, str, str, tuple[str, ...], str], ...]


@dataclass(frozen=True)
class CardList(Block):
    """Elements with their cards."""

    kind: ClassVar[str] = "cards"
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class CausalMap(Block):
    """The influence graph as a map; `description` is its text alternative."""

    kind: ClassVar[str] = "map"
    graph: InfluenceGraph
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
    """One part of the page.

    `name` is its place in the address and for `--only`; `sentence` the finding in words; `basis` the state of knowledge that it uses
    (`Given the evidence up to 2025-Q4`) and how the other one differs, empty if the file has no evidence; `terms` defines the words that it uses first.
    """

    number: int
    name: str
    title: str
    sentence: str
    blocks: tuple[Block, ...]
    basis: str = ""
    terms: str = ""


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks and all that lie inside them, in the order of reading."""
    for block in blocks:
        yield block
        if isinstance(block, Group | Fold):
            yield from walk(block.blocks)


def mark(blocks: Iterable[Block], when: str) -> list[Block]:
    """The same blocks, whose figures and tables say when they hold: their names and captions are unique on a page."""
    marked: list[Block] = []
    for block in blocks:
        if isinstance(block, Group | Fold):
            block = replace(block, blocks=tuple(mark(block.blocks, when)))
        elif isinstance(block, Picture):
            block = replace(block, figure=replace(block.figure, name=f"{block.figure.name}-{when.replace(' ', '-')}"))
        elif isinstance(block, Rows):
            block = replace(block, table=replace(block.table, caption=f"{block.table.caption}, {when}"))
        marked.append(block)
    return marked


def list_pictures(parts: Iterable[Part]) -> tuple[Picture, ...]:
    return tuple(block for part in parts for block in walk(part.blocks) if isinstance(block, Picture))
