"""Builds a tree of nodes with their places from YAML.

The tree is built from the events of PyYAML's C parser. `safe_load` would turn `no` into False and `12:30` into 750, and silently use the
second of two duplicate keys. Here every scalar stays the text that the author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import yaml

from lynchpin.errors import CONTROLS, Place
from lynchpin.language.diagnostics import Diagnostics, Fix, StopReadingError
from lynchpin.language.masking import find_split, mask_parentheses, quote, unmask
from lynchpin.language.source import Source
from lynchpin.language.yaml_errors import explain_yaml_error

MAX_VALUES = 50_000
"""The highest number of names, values, lists and mappings in a file, about ten times what the largest assessments need."""
MAX_DEPTH = 40
MAX_SHOWN = 60
"""The number of characters of a scalar that a message shows."""
_LINE_BREAK = re.compile("[\n\r\x85\u2028\u2029]")
Indices = Mapping[str, str]
"""The member of each set for which a part of the file stands."""
_NO_INDICES: Indices = MappingProxyType({})


@dataclass(slots=True)
class Node:
    """One node of the file: a scalar (`text`), a mapping (`pairs`) or a list (`items`).

    `start` and `end` are offsets into the text of the file; `line`, `column` and `length` are the same place, counted from 1. `flow` is
    true for a collection in braces or brackets, `plain` for a scalar without quotes. `indices` has the members of sets for which it stands.
    `from_data` is true for a part of a data file, whose place is that of the text that refers to the file.
    """

    kind: str
    line: int
    column: int
    length: int
    start: int
    end: int
    text: str = ""
    plain: bool = True
    flow: bool = False
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    indices: Indices = field(default_factory=lambda: _NO_INDICES)
    from_data: bool = False

    def derive(
        self,
        *,
        text: str | None = None,
        pairs: list[tuple[Node, Node]] | None = None,
        items: list[Node] | None = None,
        indices: Indices | None = None,
    ) -> Node:
        """Return a copy with other content. `dataclasses.replace` takes several times as long, and large files need many copies.

        Args:
            text: The text of a scalar; None keeps it, as with the other arguments.
            pairs: The pairs of a mapping.
            items: The items of a list.
            indices: The members of sets for which the copy stands.
        """
        return Node(
            self.kind,
            self.line,
            self.column,
            self.length,
            self.start,
            self.end,
            self.text if text is None else text,
            self.plain,
            self.flow,
            self.pairs if pairs is None else pairs,
            self.items if items is None else items,
            self.indices if indices is None else indices,
            self.from_data,
        )

    @property
    def place(self) -> Place:
        return Place(self.line, self.column, self.length)

    @property
    def is_empty(self) -> bool:
        """Whether there is no value: `key:` alone, `~` or `null`."""
        return self.kind == "scalar" and self.plain and self.text in ("", "~", "null")


def build_tree(source: Source, diagnostics: Diagnostics) -> Node | None:
    """Return the tree of a file, or None if it is not valid YAML or uses YAML that is not allowed.

    Args:
        source: The file.
        diagnostics: Where errors are added.
    """
    try:
        return _TreeBuilder(source, diagnostics).build()
    except StopReadingError:
        return None
    except yaml.YAMLError as problem:
        message_id, place, words = explain_yaml_error(problem, source)
        diagnostics.record(message_id, place, words)
        return None


class _TreeBuilder:
    """Processes the events with an explicit stack, so that deep nesting cannot exhaust the call stack.

    Events are `Any`, because in the type stubs their marks may be None, although the parser always sets them.
    """

    def __init__(self, source: Source, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        self.text = mask_parentheses(source.text)
        self.stack: list[Node] = []
        self.keys: list[Node | None] = []
        self.root: Node | None = None
        self.values = 0

    def build(self) -> Node | None:
        event: Any
        self._reject_controls()
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            kind = type(event)
            self.values += 1
            if self.values > MAX_VALUES:
                self._stop("too-many-values", event, length=1, most=f"{MAX_VALUES:,}")
            if kind is yaml.ScalarEvent:
                self._reject_anchor_and_tag(event)
                self._attach(self._make_scalar(event))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._reject_anchor_and_tag(event)
                self._open(event, "mapping" if kind is yaml.MappingStartEvent else "list")
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close(event)
            elif kind is yaml.AliasEvent:
                self._stop("alias", event, length=len(event.anchor) + 1, name=event.anchor)
            elif kind is yaml.DocumentStartEvent and self.root is not None:
                self._stop("second-document", event, length=3)
        return self.root

    def _reject_controls(self) -> None:
        """Report control characters, wherever they are in the file."""
        found = False
        for match in CONTROLS.finditer(self.text):
            if match[0] in "\r\x85":  # line breaks of YAML
                continue
            found = True
            line = self.text.count("\n", 0, match.start()) + 1 if not self.diagnostics.is_full("control-character") else 1
            place = Place(line, match.start() - self.text.rfind("\n", 0, match.start()))
            self.diagnostics.add("control-character", place, code=f"U+{ord(match[0]):04X}")
        if found:
            raise StopReadingError

    def _reject_anchor_and_tag(self, event: Any) -> None:
        if event.anchor is not None:
            self._stop("anchor", event, length=len(event.anchor) + 1, name=event.anchor)
        if event.tag is not None:
            self._stop("tag", event, length=1, tag=self.text[event.start_mark.index :].split(None, 1)[0])

    def _stop(self, message_id: str, event: Any, *, length: int, **words: object) -> None:
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1, length)
        self.diagnostics.record(message_id, place, words)
        raise StopReadingError

    def _make_scalar(self, event: Any) -> Node:
        first, last = event.start_mark, event.end_mark
        start, end = first.index, last.index
        text = event.value if event.value.isascii() else unmask(event.value)
        if text != event.value and not event.style:
            self._require_quotes(text, unmask(self.text[start:end]), Place(first.line + 1, first.column + 1, max(1, end - start)))
        if (control := CONTROLS.search(text)) is not None:  # written as an escape, such as "\e"
            place = Place(first.line + 1, first.column + 1, max(1, end - start) if first.line == last.line else 1)
            self.diagnostics.add("control-character", place, code=f"U+{ord(control[0]):04X}")
            text = CONTROLS.sub("", text)
        length = end - start if first.line == last.line else len(self.text[start:end].split("\n", 1)[0])
        return Node("scalar", first.line + 1, first.column + 1, max(1, length), start, end, text, not event.style)

    def _require_quotes(self, text: str, raw: str, place: Place) -> None:
        """Warn about an unquoted scalar that only masking keeps whole.

        Args:
            text: The scalar as it is read.
            raw: The characters of the file.
            place: Where it is.
        """
        sign = find_split(text, in_braces=bool(self.stack) and self.stack[-1].flow)
        if sign is None:
            return
        first_line = _LINE_BREAK.split(raw, maxsplit=1)[0]
        shown = first_line if len(first_line) <= MAX_SHOWN else f"{first_line[:MAX_SHOWN]}..."
        place = replace(place, length=min(place.length, len(first_line)))
        self.diagnostics.add("needs-quotes", place, text=shown, sign=sign, quoted=quote(shown))
        self.diagnostics.fixes.append(Fix(place, raw, quote(raw)))

    def _open(self, event: Any, kind: str) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._stop("too-deep", event, length=1, deepest=MAX_DEPTH)
        mark = event.start_mark
        self.stack.append(Node(kind, mark.line + 1, mark.column + 1, 1, mark.index, mark.index, flow=bool(event.flow_style)))
        self.keys.append(None)

    def _close(self, event: Any) -> None:
        node = self.stack.pop()
        self.keys.pop()
        node.end = event.end_mark.index
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
