"""Callouts: names below the parts of a bar, in as few lines as possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lynchpin.presentation.shapes.axes import WIDEST
from lynchpin.presentation.shapes.labels import SIZE

GAP, PASS = 7, 2
"""Gap in pixels between two names on one line, and between a name and a leader line."""
OFFSET = 3
"""Gap in pixels between a leader line and its name."""
STEPS = 4_000
"""Number of positions that are tried before a line is added."""


@dataclass(frozen=True)
class Part:
    """A part of a bar, from `left` to `right` in pixels, and its name."""

    left: float
    right: float
    name: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Callout:
    """Position of the name of a part.

    Attributes:
        part: The part.
        left: Left end in pixels.
        width: Width in pixels.
        line: Number of the line, from 0 at the top.
        align: Alignment of the text: `center`, or `left` or `right` beside a leader line.
        lead: Whether it has a leader line. A name directly below its part has none.
    """

    part: Part
    left: float
    width: float
    line: int
    align: str
    lead: bool = True

    @property
    def anchor(self) -> float:
        """Return the horizontal position of the text for its alignment, in pixels."""
        return self.left + {"left": 0.0, "center": self.width / 2, "right": self.width}[self.align]


def place_callouts(parts: Sequence[Part], width: float) -> list[Callout]:
    """Place every name so that none covers another name or a leader line.

    Args:
        parts: Parts of the bar, from left to right.
        width: Width in pixels. A name that is wider may exceed it.
    """
    for lines in range(1, len(parts) + 1):
        found = _place([], parts, width, lines, [STEPS])
        if found is not None:
            return found
    return [Callout(part, *_center(part, width), k, "center") for k, part in enumerate(parts)]


def measure(part: Part) -> float:
    """Return the approximate width of a name, in pixels."""
    return len(part.name) * SIZE * WIDEST


def _place(placed: list[Callout], parts: Sequence[Part], width: float, lines: int, left: list[int]) -> list[Callout] | None:
    """Place names from left to right, with backtracking if a name does not fit."""
    if len(placed) == len(parts):
        return placed
    for callout in _list_places(parts[len(placed)], width, lines):
        left[0] -= 1
        if left[0] < 0:
            return None
        if not any(_clash(callout, other) for other in placed):
            found = _place([*placed, callout], parts, width, lines, left)
            if found is not None:
                return found
    return None


def _list_places(part: Part, width: float, lines: int) -> Iterator[Callout]:
    """List the possible positions of a name, the best first: directly below its part, then at the end of a leader line."""
    left, wide = _center(part, width)
    if wide <= part.right - part.left:
        yield Callout(part, left, wide, 0, "center", lead=False)
    beside = (("left", part.middle + OFFSET), ("right", part.middle - OFFSET - wide))
    places = [("center", left), *((align, at) for align, at in beside if at >= 0 and at + wide <= width)]
    if left != part.middle - wide / 2:
        places = [*places[1:], places[0]]
    for line in range(lines):
        for align, at in places:
            yield Callout(part, at, wide, line, align)


def _clash(a: Callout, b: Callout) -> bool:
    """Whether two names overlap, or the leader line of one crosses the other."""
    if a.line == b.line and a.left < b.left + b.width + GAP and b.left < a.left + a.width + GAP:
        return True
    return any(
        low.lead and high.line <= low.line and high.left - PASS < low.part.middle < high.left + high.width + PASS
        for low, high in ((a, b), (b, a))
    )


def _center(part: Part, width: float) -> tuple[float, float]:
    """Return the left end and the width of a name that is centred below its part, as far as the ends of the bar allow."""
    wide = measure(part)
    return max(0.0, min(part.middle - wide / 2, width - wide)), wide
