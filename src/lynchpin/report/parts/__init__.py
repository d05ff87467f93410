"""The ten parts of a report in their order, one file each: from a story to blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lynchpin.errors import ArgumentError
from lynchpin.report.blocks import Part
from lynchpin.report.parts.answer import build_answer
from lynchpin.report.parts.fine_print import build_fine_print
from lynchpin.report.parts.forecasts import build_forecasts
from lynchpin.report.parts.hangs_on import build_hangs_on
from lynchpin.report.parts.options import build_options
from lynchpin.report.parts.paper import build_paper
from lynchpin.report.parts.stories import build_stories
from lynchpin.report.parts.unfolds import build_unfolds
from lynchpin.report.parts.unknown import build_unknown
from lynchpin.report.parts.watch import build_watch
from lynchpin.report.story import Story

PARTS: dict[str, Callable[[Story, int], Part]] = {
    "answer": build_answer,
    "hangs-on": build_hangs_on,
    "unfolds": build_unfolds,
    "stories": build_stories,
    "watch": build_watch,
    "options": build_options,
    "unknown": build_unknown,
    "forecasts": build_forecasts,
    "paper": build_paper,
    "fine-print": build_fine_print,
}
"""Names as `--only` takes them."""


def check_parts(only: Sequence[str]) -> None:
    """Raises ArgumentError for a name that is not among the parts."""
    for name in only:
        if name not in PARTS:
            raise ArgumentError(f"a report has no part called `{name}`; there is: {', '.join(PARTS)}")


def build_parts(story: Story, only: Sequence[str] = ()) -> tuple[Part, ...]:
    """All ten parts, or those named, numbered as on the whole page. Raises ArgumentError for a name that is not among them."""
    check_parts(only)
    return tuple(build(story, number) for number, (name, build) in enumerate(PARTS.items(), 1) if not only or name in only)
