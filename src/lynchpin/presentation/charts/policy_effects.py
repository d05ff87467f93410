"""What each policy does to the answer, future by future against the status quo."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.numbers import format_points
from lynchpin.presentation.shapes.bars import POINTS, Bar, draw_bars
from lynchpin.presentation.wording import format_list, format_name
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.shared.choices import TIE
from lynchpin.questions.shared.effects import Effect

NONE_CLEAR = "No policy changes the answer by more than the error of this run"


def draw_policy_effects(policies: PoliciesFinding) -> Figure | None:
    """Draw the change under each policy, largest first; None if the file has no policy besides the status quo."""
    changed = sorted(policies.comparison.effects[1:], key=lambda e: -abs(e.change.value))
    if not changed:
        return None
    note = "Change in the answer's probability against the status quo, on the same draws. Thin lines are 95% intervals."
    bars = [Bar(e.name, e.change.value, e.change.error) for e in changed]
    return draw_bars(
        Caption("policy-effects", _describe_strongest(changed), note), bars, form=POINTS, heads=("change of the answer", "also")
    )


def _describe_strongest(changed: Sequence[Effect]) -> str:
    """Return the title: the policies with the largest change, including those whose difference is within the error."""
    strongest = changed[0].change
    if abs(strongest.value) <= TIE * strongest.error:
        return NONE_CLEAR
    alike = [e for e in changed if _is_tied(changed[0], e)]
    if len(alike) == 1:
        return f"“{format_name(changed[0].name)}” changes the answer most: {format_points(*strongest)}"
    ends = [format_points(*e.change, unit="").partition(" ")[0] for e in (alike[-1], alike[0])]
    return (
        f"{format_list([f'“{format_name(e.name)}”' for e in alike])} change the answer most, by {' to '.join(dict.fromkeys(ends))} points"
    )


def _is_tied(first: Effect, second: Effect) -> bool:
    """Whether two effects of the same sign differ by no more than their errors."""
    return abs(first.change.value - second.change.value) <= TIE * math.hypot(first.change.error, second.change.error)
