"""The brief: of three parts what fits one printed page."""

from __future__ import annotations

from dataclasses import replace

from lynchpin.report import blocks
from lynchpin.report.parts import build_parts
from lynchpin.report.story import Story

PARTS = ("answer", "hangs-on", "watch")
KEPT: dict[str, tuple[str, ...]] = {
    "answer": ("verdict", "confidence", "paragraph", "picture:yardstick", "picture:outcomes"),
    "hangs-on": ("picture:load-map", "lines"),
    "watch": ("rows",),
}
MOST_LINES, MOST_ROWS = 3, 5


def build_brief(story: Story) -> tuple[blocks.Part, ...]:
    """The answer, what it hangs on and what to watch, each cut to its main blocks."""
    return tuple(_cut(part) for part in build_parts(story, PARTS))


def _cut(part: blocks.Part) -> blocks.Part:
    kept = [block for block in part.blocks if _name(block) in KEPT[part.name] or isinstance(block, blocks.Failed)]
    return replace(part, blocks=tuple(_shorten(block) for block in kept))


def _name(block: blocks.Block) -> str:
    return f"picture:{block.figure.name}" if isinstance(block, blocks.Picture) else block.kind


def _shorten(block: blocks.Block) -> blocks.Block:
    """A sheet has room for charts half across, and for the first lines and rows."""
    if isinstance(block, blocks.Lines):
        return replace(block, lines=block.lines[:MOST_LINES], half=True)
    if isinstance(block, blocks.Rows):
        return replace(block, table=replace(block.table, rows=block.table.rows[:MOST_ROWS], left_out=0), folded=False)
    if isinstance(block, blocks.Picture):
        return replace(block, figure=replace(block.figure, full=False))
    return block
