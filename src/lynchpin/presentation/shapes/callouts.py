"""Names below the parts of a bar, in as few lines as they need, so that each part can be told without pointing at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lynchpin.presentation.shapes.axes import WIDEST
from lynchpin.presentation.shapes.labels import SIZE

GAP, PASS = 7, 2
"""Pixels between two names on one line, and between a name and a line that passes it."""
OFFSET = 3
"""Pixels from the line that leads to a name to the name beside it."""
STEPS = 4_000
"""Places tried for so many lines before one more is taken."""


@dataclass(frozen=True)
class Part:
    """A part of a bar from `left` to `right` in pixels, and its name."""

    left: float
    right: float
    name: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Callout:
    """Where the name of a part stands: its left end in pixels, how wide it is, its line from 0 down, and how it is set: at the `center` of
    these, or to the `left` or `right` of a line that leads to it. A name that stands below its part needs no line."""

    part: Part
    left: float
    width: float
    line: int
    align: str
    lead: bool = True

    @property
    def anchor(self) -> float:
        """Where a text that is aligned so is set, in pixels."""
        return self.left + {"left": 0.0, "center": self.width / 2, "right": self.width}[self.align]


def place_callouts(parts: Sequence[Part], width: float) -> list[Callout]:
    """A place for every name, within `width` where it is not wider itself; no name covers another, or a line that leads to another."""
    for lines in range(1, len(parts) + 1):
        found = _place([], parts, width, lines, [STEPS])
        if found is not None:
            return found
    return [Callout(part, *_center(part, width), k, "center") for k, part in enumerate(parts)]


def measure(part: Part) -> float:
    """About how wide a name is, in pixels."""
    return len(part.name) * SIZE * WIDEST


def _place(placed: list[Callout], parts: Sequence[Part], width: float, lines: int, left: list[int]) -> list[Callout] | None:
    """The names from the left one after the other, back to the one before where a name finds no place."""
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
    """What reads best first: right below the part, then on a line that leads to it."""
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
    """Whether two names meet, or the line to one passes through the other."""
    if a.line == b.line and a.left < b.left + b.width + GAP and b.left < a.left + a.width + GAP:
        return True
    return any(
        low.lead and high.line <= low.line and high.left - PASS < low.part.middle < high.left + high.width + PASS
        for low, high in ((a, b), (b, a))
    )


def _center(part: Part, width: float) -> tuple[float, float]:
    """The left end and the width of a name as nearly below its part as the ends of the bar let it."""
    wide = measure(part)
    return max(0.0, min(part.middle - wide / 2, width - wide)), wide
