"""How many claims of the source the model carries."""

from __future__ import annotations

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.sentences.coverage import describe_coverage
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.questions.coverage.question import CoverageFinding


def draw_claims(coverage: CoverageFinding) -> Figure | None:
    """Draw the number of claims that are in the model, left out or missing; None if the file lists no claims."""
    if not coverage.claims:
        return None
    bars = [
        Bar("in the model", len(coverage.carried)),
        Bar("left out with a reason", len(coverage.left_out)),
        Bar("missing", len(coverage.missing)),
    ]
    return draw_bars(
        Caption("claims", describe_coverage(coverage), "Number of claims of the source."), bars, form="d", heads=("claims", "also")
    )
