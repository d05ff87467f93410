"""Combinations of conditions under which the answer is common."""

from __future__ import annotations

from lynchpin.presentation.naming import name_answer
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.sentences.scenarios import describe_conditions
from lynchpin.presentation.tables.table import Table, make_table, number, text
from lynchpin.presentation.wording import open_sentence
from lynchpin.questions.scenarios.question import ScenariosFinding


def tabulate_boxes(scenarios: ScenariosFinding) -> Table:
    """Tabulate the boxes."""
    answer = name_answer(scenarios.answer)
    rows = [
        (open_sentence(describe_conditions(scenarios.model, b)), *(format_share(*share) for share in (b.density, b.coverage, b.mass)))
        for b in scenarios.boxes
    ]
    columns = (
        text("where"),
        number(f"{answer} there (density)"),
        number(f"of all {answer} (coverage)"),
        number("of all futures"),
    )
    return make_table(f"Combinations in which {answer} is common", columns, rows)
