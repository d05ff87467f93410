"""Findings as tables of texts, one file per question, for the page, Markdown and the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lynchpin.presentation.states import State
from lynchpin.presentation.tables.compare import tabulate_changes
from lynchpin.presentation.tables.coverage import tabulate_coverage, tabulate_left_out
from lynchpin.presentation.tables.drivers import tabulate_parameters
from lynchpin.presentation.tables.forecast import tabulate_answers, tabulate_events, tabulate_outcomes, tabulate_stated
from lynchpin.presentation.tables.policies import tabulate_policies, tabulate_regret
from lynchpin.presentation.tables.robustness import tabulate_flips, tabulate_forms, tabulate_pairs, tabulate_strongest
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.presentation.tables.score import tabulate_authors, tabulate_forecasts
from lynchpin.presentation.tables.signposts import tabulate_indicators
from lynchpin.presentation.tables.stress import tabulate_assumptions, tabulate_broken, tabulate_dates, tabulate_interactions, tabulate_sets
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.tables.update import tabulate_failures, tabulate_path, tabulate_update
from lynchpin.presentation.tables.verdict import tabulate_single, tabulate_verdict
from lynchpin.presentation.tables.why import tabulate_decision
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.shared.finding import Finding
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.update.question import UpdateFinding


def _tabulate_forecast(finding: ForecastFinding) -> tuple[Table, ...]:
    state = State.of_forecast(finding)
    return tabulate_answers([state]), tabulate_outcomes([state]), tabulate_events(state), tabulate_stated(finding)


def _tabulate_update(finding: UpdateFinding) -> tuple[Table, ...]:
    states = State.of_update(finding), State.before_update(finding)
    return tabulate_answers(states), tabulate_outcomes(states), tabulate_update(finding), tabulate_failures(finding), tabulate_path(finding)


def _tabulate_stress(finding: StressFinding) -> tuple[Table, ...]:
    return (
        tabulate_verdict(finding),
        tabulate_single(finding),
        tabulate_assumptions(finding),
        tabulate_sets(finding),
        tabulate_interactions(finding),
        tabulate_dates(finding),
        tabulate_broken(finding),
    )


TABLES: Mapping[str, Callable[[Any], tuple[Table, ...]]] = {
    "run": _tabulate_forecast,
    "stress": _tabulate_stress,
    "drivers": lambda f: (tabulate_parameters(f),),
    "robustness": lambda f: (tabulate_strongest(f), tabulate_flips(f), tabulate_pairs(f), tabulate_forms(f)),
    "scenarios": lambda f: (tabulate_boxes(f),),
    "signposts": lambda f: (tabulate_indicators(f),),
    "policies": lambda f: (tabulate_policies(f), tabulate_regret(f)),
    "update": _tabulate_update,
    "score": lambda f: (tabulate_forecasts(f), tabulate_authors(f)),
    "compare": lambda f: (tabulate_changes(f),),
    "coverage": lambda f: (tabulate_coverage(f), tabulate_left_out(f)),
    "why": lambda f: (tabulate_decision(f.model, f.decision),),
}
"""The tables of each question, by the name of its command."""


def tabulate(finding: Finding) -> tuple[Table, ...]:
    """Return the tables of a finding that have rows."""
    return tuple(t for t in TABLES[finding.question](finding) if t.rows)
