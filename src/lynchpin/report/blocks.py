"""Blocks: the contents of a part of a report, without markup. The page and the Markdown each render them.

`kind` names the template of a block (`templates/blocks/KIND.html`). A block spans `span` of the twelve columns of a page. Details are in a
`Fold`, which is open in print.
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
"""Number of columns of a page."""


@dataclass(frozen=True)
class Block:
    """A block. Subclasses have a template each."""

    kind: ClassVar[str]
    span: int = field(default=WHOLE, kw_only=True)


@dataclass(frozen=True)
class Group(Block):
    """Blocks below each other, beside another block."""

    kind: ClassVar[str] = "group"
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Fold(Block):
    """Blocks under a heading that opens them. With `desktop`, they are open on wide screens, without the heading."""

    kind: ClassVar[str] = "fold"
    heading: str
    blocks: tuple[Block, ...]
    desktop: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Paragraph(Block):
    """A sentence or two, after `heading` if there is one."""

    kind: ClassVar[str] = "paragraph"
    text: str
    heading: str = ""


@dataclass(frozen=True)
class Verdict(Block):
    """The answer in large type for each state of knowledge. `cells` are (state, words, figure)."""

    kind: ClassVar[str] = "verdict"
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ConfidenceNote(Block):
    """The level of confidence with its reasons, in a box."""

    kind: ClassVar[str] = "confidence"
    confidence: Confidence


@dataclass(frozen=True)
class Key(Block):
    """The key to a bar of outcomes. `rows` are (colour of the light palette, name, meaning, figures by column)."""

    kind: ClassVar[str] = "key"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Picture(Block):
    """A chart, as wide as the columns that it spans."""

    kind: ClassVar[str] = "picture"
    figure: Figure

    @property
    def width(self) -> int:
        """Return its width on a wide screen, in pixels."""
        return measure_span(self.span)


@dataclass(frozen=True)
class Rows(Block):
    """A table."""

    kind: ClassVar[str] = "rows"
    table: Table


@dataclass(frozen=True)
class Lines(Block):
    """Sentences below each other, under a heading."""

    kind: ClassVar[str] = "lines"
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A decision in a story: its period, the move, why it was made, what each option was worth, and whether the actor looks ahead."""

    on: str
    move: str
    reason: str
    table: Table
    looks_ahead: bool


@dataclass(frozen=True)
class Storyline:
    """A future by date. `lines` are (period, what happens), `turns` is what its outcome turned on, `choices` are its main decisions."""

    note: str
    lines: tuple[tuple[str, str], ...]
    turns: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class OutcomeStories:
    """An outcome: its share of futures, its meaning and its stories. `asked` is whether it makes the answer true."""

    name: str
    colour: str
    share: str
    means: str
    stories: tuple[Storyline, ...]
    asked: bool = False

    @property
    def title(self) -> str:
        """Return its readable name, with a capital first letter."""
        return open_sentence(format_name(self.name))


@dataclass(frozen=True)
class Stories(Block):
    """A card for each outcome. The most probable is first, and open."""

    kind: ClassVar[str] = "stories"
    outcomes: tuple[OutcomeStories, ...]


@dataclass(frozen=True)
class Facts(Block):
    """Names and values, such as versions, seeds and hashes."""

    kind: ClassVar[str] = "facts"
    heading: str
    facts: tuple[tuple[str, str], ...]
    code: str = ""


@dataclass(frozen=True)
class ClaimList(Block):
    """The claims of the source. `rows` are (id, locator, claim, elements that carry it, why it is left out)."""

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
    """A part of the page.

    Attributes:
        number: Its number on the complete page.
        name: Its name in addresses and for `--only`.
        title: Its title.
        sentence: The finding in words.
        blocks: Its contents.
        basis: The state of knowledge (`Given the evidence up to 2025-Q4`) and how the other differs; empty if the file has no evidence.
        terms: Definitions of the terms that it introduces.
    """

    number: int
    name: str
    title: str
    sentence: str
    blocks: tuple[Block, ...]
    basis: str = ""
    terms: str = ""


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks and all blocks inside them, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Group | Fold):
            yield from walk(block.blocks)


def mark(blocks: Iterable[Block], when: str) -> list[Block]:
    """Add the state of knowledge to the names of figures and the captions of tables, which are then unique on a page.

    Args:
        blocks: The blocks.
        when: The state of knowledge.
    """
    marked: list[Block] = []
    for block in blocks:
        if isinstance(block, Group | Fold):
            block = replace(block, blocks=tuple(mark(block.blocks, when)))
        elif isinstance(block, Picture):
            block = replace(block, figure=replace(block.figure, name=f"{block.figure.name}-{when.replace(' ', '-')}"))
        elif isinstance(block, Rows):
            block = replace(block, table=_mark_table(block.table, when))
        elif isinstance(block, Stories):
            block = replace(block, outcomes=tuple(_mark_stories(outcome, when) for outcome in block.outcomes))
        marked.append(block)
    return marked


def _mark_table(table: Table, when: str) -> Table:
    return replace(table, caption=f"{table.caption}, {when}")


def _mark_stories(outcome: OutcomeStories, when: str) -> OutcomeStories:
    """Return the stories of an outcome with the state of knowledge in the captions of their tables."""
    marked = [
        replace(story, choices=tuple(replace(choice, table=_mark_table(choice.table, when)) for choice in story.choices))
        for story in outcome.stories
    ]
    return replace(outcome, stories=tuple(marked))


def list_pictures(parts: Iterable[Part]) -> tuple[Picture, ...]:
    """Return all charts of these parts."""
    return tuple(block for part in parts for block in walk(part.blocks) if isinstance(block, Picture))
