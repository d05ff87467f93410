"""How many claims of the source the model carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences.coverage import say_coverage
from lynchpin.presentation.shapes.bars import Bar, draw_bars


def draw_claims(coverage: Mapping[str, Any]) -> Figure | None:
    """None where the file lists no claims."""
    if not coverage["claims"]:
        return None
    bars = [
        Bar("carried", coverage["carried"]),
        Bar("left out with a reason", coverage["left_out"]),
        Bar("carried by nothing", len(coverage["missing"])),
    ]
    return draw_bars("claims", say_coverage(coverage), "Claims of the source.", bars, form="d", heads=("claims", "also"))
