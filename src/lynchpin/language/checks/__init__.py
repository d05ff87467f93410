"""Checks that need the whole assessment. A check is a function in one of these modules and a line in `CHECKS`.

Every check takes the assessment and the `Reading` of its file, to whose diagnostics it adds.
"""

from __future__ import annotations

from collections.abc import Callable

from lynchpin.language.checks.actors import check_foresight, check_options, check_profiles
from lynchpin.language.checks.assumptions import check_parents, check_replacements, check_replacing_values
from lynchpin.language.checks.basis import check_bases
from lynchpin.language.checks.conditions import check_conditions
from lynchpin.language.checks.correlations import check_correlations
from lynchpin.language.checks.evidence import check_dates_of_evidence, check_evidence
from lynchpin.language.checks.forecasts import check_resolutions
from lynchpin.language.checks.loops import check_decisions, check_loops
from lynchpin.language.checks.moves import check_moves
from lynchpin.language.checks.outcomes import check_answers, check_outcomes
from lynchpin.language.checks.states import check_states
from lynchpin.language.checks.types import check_types
from lynchpin.language.checks.usage import check_usage, check_variation
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment

CHECKS: tuple[Callable[[Assessment, Reading], None], ...] = (
    check_variation,
    check_loops,
    check_decisions,
    check_options,
    check_profiles,
    check_foresight,
    check_moves,
    check_types,
    check_parents,
    check_replacements,
    check_replacing_values,
    check_conditions,
    check_outcomes,
    check_answers,
    check_correlations,
    check_states,
    check_evidence,
    check_dates_of_evidence,
    check_resolutions,
    check_usage,
    check_bases,
)


def check_assessment(assessment: Assessment, reading: Reading) -> None:
    """Run all checks on an assessment. They add to the diagnostics of `reading`.

    Args:
        assessment: The assessment.
        reading: The file that it was read from.
    """
    for check in CHECKS:
        check(assessment, reading)
