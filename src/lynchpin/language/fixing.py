"""Corrects what can be corrected safely in the text of a file. Comments and layout stay.

A correction either leaves the meaning of the file as it is (quotes), or replaces a spelling that is an error and can only mean one thing.
Afterwards the file is read again and compared with what it was, scalar by scalar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from lynchpin.errors import ArgumentError
from lynchpin.language.diagnostics import Diagnostics, Fix
from lynchpin.language.nodes import Node, build_tree
from lynchpin.language.reader import check_source
from lynchpin.language.source import LINE_BREAK, Source, decode_source

_MAX_PASSES = 10
"""The number of times a file is corrected and read again. A reader reports one error of an expression at a time."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A corrected file: its text, and the number of corrections by the id of their message."""

    source: Source
    count: int


def fix_source(source: Source) -> Fixed:
    """Apply all safe corrections to a file.

    Raises:
        ArgumentError: The corrected file would not mean the same.
    """
    count = 0
    for _ in range(_MAX_PASSES):
        fixes = check_source(source).fixes
        text, applied = _apply(source.text, fixes)
        if not applied:
            break
        fixed = decode_source(text.encode("utf-8"), source.path)
        if not _means_the_same(source, fixed, applied):
            raise ArgumentError(
                f"{source.path} cannot be corrected: it would not mean the same\nhint: follow the hints of `lynchpin check`"
            )
        source, count = fixed, count + len(applied)
    return Fixed(source, count)


def _apply(text: str, fixes: Iterable[Fix]) -> tuple[str, dict[int, Fix]]:
    """Return the corrected text, and the corrections by their offset in the text before. Those that overlap an earlier one are left out."""
    starts = [0, *accumulate(len(line) for line in LINE_BREAK.sub(lambda found: found[0] + "\0", text).split("\0"))]
    applied: dict[int, Fix] = {}
    pieces, copied = [], 0
    for fix in sorted(dict.fromkeys(fixes), key=lambda fix: (fix.place.line, fix.place.column)):
        offset = starts[fix.place.line - 1] + fix.place.column - 1
        if offset < copied or not text.startswith(fix.old, offset):
            continue
        pieces += [text[copied:offset], fix.new]
        copied = offset + len(fix.old)
        applied[offset] = fix
    return "".join((*pieces, text[copied:])), applied


def _means_the_same(before: Source, after: Source, applied: dict[int, Fix]) -> bool:
    """Return whether two files have the same tree, apart from scalars whose spelling was corrected."""
    trees = build_tree(before, Diagnostics()), build_tree(after, Diagnostics())
    if trees[0] is None or trees[1] is None:
        return False
    respelt = sorted(offset for offset, fix in applied.items() if fix.respells)
    pairs = zip_longest(_list_nodes(trees[0]), _list_nodes(trees[1]))
    return all(one is not None and other is not None and _is_same(one, other, respelt) for one, other in pairs)


def _list_nodes(tree: Node) -> Iterator[Node]:
    """Yield all nodes of a tree in the order of the file."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.items or [part for pair in node.pairs for part in pair])


def _is_same(one: Node, other: Node, respelt: list[int]) -> bool:
    shape = (one.kind, one.is_empty, len(one.items), len(one.pairs))
    same_text = one.text == other.text or any(one.start <= offset < one.end for offset in respelt)
    return same_text and shape == (other.kind, other.is_empty, len(other.items), len(other.pairs))
