"""Findings as tables of words, a file for each question: the same rows for the page, for Markdown and for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lynchpin.presentation.tables.compare import tabulate_changes
from lynchpin.presentation.tables.coverage import tabulate_coverage, tabulate_left_out
from lynchpin.presentation.tables.drivers import tabulate_parameters
from lynchpin.presentation.tables.forecast import tabulate_answers, tabulate_events, tabulate_outcomes, tabulate_stated
from lynchpin.presentation.tables.policies import tabulate_policies, tabulate_regret
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.presentation.tables.score import tabulate_authors, tabulate_forecasts
from lynchpin.presentation.tables.signposts import tabulate_indicators
from lynchpin.presentation.tables.stress import tabulate_assumptions, tabulate_broken, tabulate_interactions, tabulate_sets
from lynchpin.presentation.tables.table import Row, Table
from lynchpin.presentation.tables.update import tabulate_path, tabulate_update

TABLES: Mapping[str, Callable[[Row], tuple[Table, ...]]] = {
    "run": lambda d: (tabulate_answers(d), tabulate_outcomes(d), tabulate_events(d), tabulate_stated(d)),
    "stress": lambda d: (tabulate_assumptions(d), tabulate_sets(d), tabulate_interactions(d), tabulate_broken(d)),
    "drivers": lambda d: (tabulate_parameters(d),),
    "scenarios": lambda d: (tabulate_boxes(d),),
    "signposts": lambda d: (tabulate_indicators(d),),
    "policies": lambda d: (tabulate_policies(d), tabulate_regret(d)),
    "update": lambda d: (tabulate_answers(d), tabulate_outcomes(d), tabulate_update(d), tabulate_path(d)),
    "score": lambda d: (tabulate_forecasts(d), tabulate_authors(d)),
    "compare": lambda d: (tabulate_changes(d),),
    "coverage": lambda d: (tabulate_coverage(d), tabulate_left_out(d)),
}
"""The tables of each question, by the name of its command."""


def tabulate(question: str, finding: Row) -> tuple[Table, ...]:
    """The tables of a finding that have rows."""
    return tuple(t for t in TABLES[question](finding) if t.rows)
