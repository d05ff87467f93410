"""Findings as tables of words, one file per question: the same rows for the page, for Markdown and for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lynchpin.presentation.tables.compare import tabulate_changes
from lynchpin.presentation.tables.coverage import tabulate_coverage, tabulate_left_out
from lynchpin.presentation.tables.drivers import tabulate_parameters
from lynchpin.presentation.tables.forecast import tabulate_answers, tabulate_events, tabulate_outcomes, tabulate_stated
from lynchpin.presentation.tables.policies import tabulate_policies, tabulate_regret
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.presentation.tables.score import tabulate_authors, tabulate_forecasts
from lynchpin.presentation.tables.signposts import tabulate_indicators
from lynchpin.presentation.tables.stress import tabulate_assumptions, tabulate_broken, tabulate_interactions, tabulate_sets
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.tables.update import tabulate_path, tabulate_update
from lynchpin.questions.shared.finding import Finding

TABLES: Mapping[str, Callable[[Any], tuple[Table, ...]]] = {
    "run": lambda d: (tabulate_answers(d), tabulate_outcomes(d), tabulate_events(d), tabulate_stated(d)),
    "stress": lambda d: (tabulate_assumptions(d), tabulate_sets(d), tabulate_interactions(d), tabulate_broken(d)),
    "drivers": lambda d: (tabulate_parameters(d),),
    "scenarios": lambda f: (tabulate_boxes(f),),
    "signposts": lambda f: (tabulate_indicators(f),),
    "policies": lambda f: (tabulate_policies(f), tabulate_regret(f)),
    "update": lambda d: (tabulate_answers(d), tabulate_outcomes(d), tabulate_update(d), tabulate_path(d)),
    "score": lambda f: (tabulate_forecasts(f), tabulate_authors(f)),
    "compare": lambda f: (tabulate_changes(f),),
    "coverage": lambda f: (tabulate_coverage(f), tabulate_left_out(f)),
}
"""The tables of each question, by the name of its command."""
UNTYPED = frozenset({"run", "stress", "drivers", "update"})
"""Questions whose tables still take the finding's dictionary."""


def tabulate(finding: Finding) -> tuple[Table, ...]:
    """The tables of a finding that have rows."""
    given = finding.to_dict() if finding.question in UNTYPED else finding
    return tuple(t for t in TABLES[finding.question](given) if t.rows)
