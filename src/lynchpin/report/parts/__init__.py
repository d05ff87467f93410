"""The eleven parts of a report in their order, one file each: from a story to blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lynchpin.report.blocks import Part
from lynchpin.report.needs import PARTS, check_parts
from lynchpin.report.parts.answer import build_answer
from lynchpin.report.parts.choices import build_choices
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

BUILDERS: tuple[Callable[[Story, int], Part], ...] = (
    build_answer,
    build_hangs_on,
    build_choices,
    build_unfolds,
    build_stories,
    build_watch,
    build_options,
    build_unknown,
    build_forecasts,
    build_paper,
    build_fine_print,
)
"""How each part is built, in the order of `PARTS`."""


def build_parts(story: Story, only: Sequence[str] = ()) -> tuple[Part, ...]:
    """Build parts of a report, numbered as on the complete page.

    Args:
        story: The findings to present.
        only: Names of the parts; all by default.

    Raises:
        ArgumentError: A part is unknown.
    """
    check_parts(only)
    return tuple(
        build(story, number) for number, (name, build) in enumerate(zip(PARTS, BUILDERS, strict=True), 1) if not only or name in only
    )
