"""Boxes: combinations of conditions under which the answer is common, with the density and coverage of each."""

from __future__ import annotations

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.naming import name_answer
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.sentences.scenarios import describe_conditions
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.questions.scenarios.question import ScenariosFinding


def draw_boxes(scenarios: ScenariosFinding) -> Figure | None:
    """Draw one bar per box, its density in front of its coverage; None if no box was found."""
    if not scenarios.boxes:
        return None
    model, first = scenarios.model, scenarios.boxes[0]
    answer = name_answer(scenarios.answer)
    share = format_percent(first.coverage.value, first.coverage.error)
    title = f"{share} of the futures with the answer {answer} are those where {describe_conditions(model, first)}"
    note = (
        f"Thin bar: share of the futures in the box whose answer is {answer} (density). "
        f"Wide bar: share of all futures with the answer {answer} that are in the box (coverage). Thin lines are 95% intervals."
    )
    bars = [Bar(describe_conditions(model, b), b.density.value, b.density.error, b.coverage.value) for b in scenarios.boxes]
    return draw_bars(Caption("boxes", title, note), bars, form=".0%", heads=("density", "coverage"))
