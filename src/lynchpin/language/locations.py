"""Finds the place in the file of a part of a scalar's text."""

from __future__ import annotations

from lynchpin.errors import Place
from lynchpin.language.nodes import Node
from lynchpin.language.source import Source
from lynchpin.language.syntax_errors import Locate

_MAX_ALIGNED = 10_000
"""The number of characters of a scalar in which a place is looked for. No expression or value may be that long."""


def locate_in(source: Source, node: Node) -> Locate:
    """Return a function that gives the place of a slice of a scalar's text.

    The text of a quoted or folded scalar differs from the characters in the file, so the slice is found character by character.

    Args:
        source: The file.
        node: A scalar of it.
    """
    if node.from_data:
        return lambda start, end: node.place
    raw = source.text[node.start : node.end]
    shift = 0 if raw == node.text else 1 if raw[1:-1] == node.text else None
    if shift is not None and "\n" not in raw:
        line, column = node.line, node.column + shift
        return lambda start, end: Place(line, column + start, max(1, end - start))
    if node.end - node.start > _MAX_ALIGNED:
        return lambda start, end: node.place
    aligned: list[list[int]] = []

    def locate(start: int, end: int) -> Place:
        if not aligned:  # most scalars have no error, and need no places
            aligned.append(_align(source.text, node))
        offsets = aligned[0]
        first = offsets[min(start, len(offsets) - 1)]
        last = offsets[min(max(start, end - 1), len(offsets) - 1)]
        line = node.place.line + source.text.count("\n", node.start, first)
        end_of_line = source.text.find("\n", first, last)
        last = end_of_line - 1 if end_of_line >= 0 else last
        return Place(line, first - source.text.rfind("\n", 0, first), max(1, last - first + 1))

    return locate


def _align(text: str, node: Node) -> list[int]:
    """Return the offset in the file of each character of a folded or quoted scalar."""
    position = node.start
    if text[position : position + 1] in "|>":
        position = text.find("\n", position, node.end) + 1 or node.end
    offsets = []
    for character in node.text:
        found = -1 if character.isspace() else text.find(character, position, node.end)
        offsets.append(found if found >= 0 else min(position, node.end - 1))
        position = found + 1 if found >= 0 else position
    return offsets or [node.start]
