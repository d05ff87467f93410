"""From text to a tree of nodes that know their places: YAML's events, its traps explained in our own words.

The tree is built from the events of PyYAML's C parser rather than by `safe_load`, which would turn `no` into False,
`12:30` into 750, and let the second of two duplicate keys win. Every scalar stays the text that the author wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from lynchpin.errors import Place
from lynchpin.language.faults import Faults
from lynchpin.language.masking import mask_parentheses, unmask
from lynchpin.language.source import Source
from lynchpin.language.traps import explain_yaml_error

if TYPE_CHECKING:
    from yaml._yaml import Mark as ParserMark
    from yaml.error import Mark as ReaderMark

    Mark = ReaderMark | ParserMark

DEEPEST = 40


@dataclass(slots=True)
class Node:
    """One node of the file: a scalar (`text`), a mapping (`pairs`) or a list (`items`).

    `start` and `end` are offsets into the text of the file. `flow` is true for what is written in braces or brackets; `plain` for a
    scalar without quotes.
    """

    kind: str
    place: Place
    start: int
    end: int
    text: str = ""
    plain: bool = True
    flow: bool = False
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing was written: `key:` alone, `~` or `null`."""
        return self.kind == "scalar" and self.plain and self.text in ("", "~", "null")


class _StopReadingError(Exception):
    """The text cannot be read further as YAML; the fault is recorded already."""


def build_tree(source: Source, faults: Faults) -> Node | None:
    """The tree of the file, or None when it is no YAML that we take; why is in `faults`."""
    try:
        return _TreeBuilder(source, faults).build()
    except _StopReadingError:
        return None
    except yaml.YAMLError as problem:
        identity, place, words = explain_yaml_error(problem, source)
        faults.tell(identity, place, words)
        return None


class _TreeBuilder:
    """Walks the events with a stack of its own, so that no depth of nesting can exhaust Python's."""

    def __init__(self, source: Source, faults: Faults) -> None:
        self.faults = faults
        self.text, self.is_masked = mask_parentheses(source.text)
        self.stack: list[Node] = []
        self.keys: list[Node | None] = []
        self.root: Node | None = None

    def build(self) -> Node | None:
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.NodeEvent):
                self._refuse(event)
            if isinstance(event, yaml.ScalarEvent):
                self._attach(self._make_scalar(event))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                self._stop("second-document", event, length=3)
        return self.root

    def _refuse(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._stop("alias", event, length=len(event.anchor or "") + 1, name=event.anchor)
        if event.anchor is not None:
            self._stop("anchor", event, length=len(event.anchor) + 1, name=event.anchor)
        if getattr(event, "tag", None) is not None:
            self._stop("tag", event, length=1, tag=self.text[_get_marks(event)[0].index :].split(None, 1)[0])

    def _stop(self, identity: str, event: yaml.Event, *, length: int, **words: object) -> None:
        self.faults.tell(identity, _place_of(event, length), words)
        raise _StopReadingError

    def _make_scalar(self, event: yaml.ScalarEvent) -> Node:
        first, last = _get_marks(event)
        start, end = first.index, last.index
        text = unmask(event.value) if self.is_masked else event.value
        length = end - start if first.line == last.line else len(self.text[start:end].split("\n", 1)[0])
        return Node("scalar", _place_of(event, length), start, end, text, event.style is None or event.style == "")

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
        if len(self.stack) >= DEEPEST:
            self._stop("too-deep", event, length=1, deepest=DEEPEST)
        first, last = _get_marks(event)
        node = Node(kind, _place_of(event, 1), first.index, last.index, flow=bool(event.flow_style))
        self.stack.append(node)
        self.keys.append(None)

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        node = self.stack.pop()
        self.keys.pop()
        node.end = _get_marks(event)[1].index
        self._attach(node)

    def _attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.kind == "list":
            parent.items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = node
        else:
            parent.pairs.append((self.keys[-1], node))
            self.keys[-1] = None


def _get_marks(event: yaml.Event) -> tuple[Mark, Mark]:
    """Where an event starts and ends; the parser gives every one of them both."""
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark, event.end_mark


def _place_of(event: yaml.Event, length: int) -> Place:
    mark, _ = _get_marks(event)
    return Place(mark.line + 1, mark.column + 1, max(1, length))
