"""The brief: the main blocks of three parts, on one printed page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lynchpin.report import blocks
from lynchpin.report.needs import BRIEF
from lynchpin.report.parts import build_parts
from lynchpin.report.story import Story

KEPT: dict[str, tuple[str, ...]] = {
    "answer": ("verdict", "confidence", "paragraph", "picture:yardstick", "picture:outcomes"),
    "hangs-on": ("picture:load-map", "group"),
    "watch": ("rows",),
}
SPANS = {"verdict": 7, "confidence": 5, "paragraph": 12, "picture": 6, "group": 6, "rows": 12}
"""Columns of each kind of block. Charts take half the width of a sheet."""
MOST_LINES, MOST_ROWS = 3, 5


def build_brief(story: Story) -> tuple[blocks.Part, ...]:
    """Build the three parts of a brief, each reduced to its main blocks."""
    return tuple(_cut(part) for part in build_parts(story, BRIEF))


def _cut(part: blocks.Part) -> blocks.Part:
    """Keep the main blocks that are not folded, in their order."""
    kept = [b for b in _list_open(part.blocks) if _name(b) in KEPT[part.name] or isinstance(b, blocks.Failed)]
    kept.sort(key=lambda b: KEPT[part.name].index(_name(b)) if _name(b) in KEPT[part.name] else -1)
    return replace(part, blocks=tuple(_shorten(block) for block in kept))


def _list_open(inside: Iterable[blocks.Block]) -> Iterator[blocks.Block]:
    for block in inside:
        if isinstance(block, blocks.Group) and not all(isinstance(b, blocks.Lines) for b in block.blocks):
            yield from _list_open(block.blocks)
        elif not isinstance(block, blocks.Fold):
            yield block


def _name(block: blocks.Block) -> str:
    return f"picture:{block.figure.name}" if isinstance(block, blocks.Picture) else block.kind


def _shorten(block: blocks.Block) -> blocks.Block:
    """Keep the first lines and rows, as many as fit a sheet."""
    block = replace(block, span=SPANS.get(block.kind, blocks.WHOLE))
    if isinstance(block, blocks.Group):
        return replace(block, blocks=tuple(map(_shorten, block.blocks)))
    if isinstance(block, blocks.Lines):
        return replace(block, lines=block.lines[:MOST_LINES])
    if isinstance(block, blocks.Rows):
        return replace(block, table=replace(block.table, rows=block.table.rows[:MOST_ROWS], left_out=0))
    return block
