"""The level of confidence in an assessment, derived from its file and shown separately from every likelihood.

Confidence is about the basis of a judgement, not about what is judged (ICD 203, D.6.e). Three things are graded good, fair or poor by the
limits below: the share of values that are in a source, and without any basis; the number of sources; and the concentration of the answer on few
assumptions. Confidence is high if all three are good, low if two are poor or most values have no basis, and otherwise moderate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lynchpin.language import count_bases, count_sources
from lynchpin.language.records import Assessment
from lynchpin.presentation.naming import name_assumption, strip_quotes
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.wholes import balance_shares
from lynchpin.presentation.wording import format_count, format_list, format_name

if TYPE_CHECKING:
    from lynchpin.questions.stress.question import StressFinding

Level = Literal["high", "moderate", "low"]
Grade = Literal["good", "fair", "poor"]

KINDS = ("cited", "reading", "judged", "unsupported")
"""Kinds of basis of a value."""
CITED = (0.6, 0.3)
"""Share of values that are in a source: at least the first is good. Share of these and of readings of a source: less than the second is poor."""
UNSUPPORTED = (0.05, 0.25)
"""Share of values with neither source nor reason: at most the first is good, more than the second is poor."""
SOURCES = (5, 2)
"""Number of sources cited: at least the first is good, less than the second is poor."""
CONCENTRATION = (1 / 3, 2 / 3)
"""Share of the total exposure that lies on one assumption: at most the first is good, more than the second is poor."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A grade, and a sentence with the figures behind it."""

    grade: Grade
    text: str


@dataclass(frozen=True, slots=True)
class Confidence:
    """A level of confidence and the reasons for it, in the order in which they were graded."""

    level: Level
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return f"Confidence in this assessment is {self.level}."


def find_confidence(assessment: Assessment, stress: StressFinding | None) -> Confidence:
    """Derive the level of confidence in an assessment.

    Args:
        assessment: The assessment.
        stress: The exposure of the answer to each assumption; None if `stress` was not asked.
    """
    exposures: dict[str, float] = {}
    if stress is not None and stress.structure is not None:
        claims = [strip_quotes(name_assumption(stress.model, a.name)) for a in stress.assumptions]
        exposures = dict(zip(claims, stress.structure.loads.exposures.value.tolist(), strict=True))
    return derive_confidence(
        {str(basis): number for basis, number in count_bases(assessment).items()}, count_sources(assessment), exposures
    )


def derive_confidence(basis: Mapping[str, int], sources: int, exposures: Mapping[str, float]) -> Confidence:
    """Derive the level of confidence from its figures.

    Args:
        basis: Numbers of values that are cited, readings, judged and unsupported.
        sources: Number of sources cited at least once.
        exposures: Exposure to each assumption, by its claim. If it is empty, concentration is not graded.
    """
    reasons = [_grade_basis(basis), _grade_sources(sources)]
    if any(exposures.values()):
        reasons.append(_grade_concentration(exposures))
    poor = sum(r.grade == "poor" for r in reasons)
    total = max(1, sum(basis.values()))
    if all(r.grade == "good" for r in reasons):
        level: Level = "high"
    elif poor >= 2 or basis.get("unsupported", 0) > total / 2:
        level = "low"
    else:
        level = "moderate"
    return Confidence(level, tuple(reasons))


def _grade_basis(basis: Mapping[str, int]) -> Reason:
    total = max(1, sum(basis.values()))
    share = {k: basis.get(k, 0) / total for k in KINDS}
    grade: Grade = "fair"
    if share["cited"] + share["reading"] < CITED[1] or share["unsupported"] > UNSUPPORTED[1]:
        grade = "poor"
    elif share["cited"] >= CITED[0] and share["unsupported"] <= UNSUPPORTED[0]:
        grade = "good"
    shown = {k: format_percent(e.value) for k, e in balance_shares({k: (value, None) for k, value in share.items()}).items()}
    others = {
        "reading": "are the author's reading of one",
        "judged": "rest on judgement with a reason given",
        "unsupported": "have no basis",
    }
    first = f"{shown['cited']} are in a source" if share["cited"] else "none are in a source"
    rests = [first, *(f"{shown[k]} {how}" for k, how in others.items() if share[k])]
    return Reason(grade, f"Of {total:,} values, {format_list(rests)}.")


def _grade_sources(sources: int) -> Reason:
    grade: Grade = "good" if sources >= SOURCES[0] else "poor" if sources < SOURCES[1] else "fair"
    return Reason(grade, open_count(sources))


def open_count(sources: int) -> str:
    """`12 sources are cited.`"""
    return f"{format_count(sources, 'source').capitalize()} {'is' if sources == 1 else 'are'} cited."


def _grade_concentration(exposures: Mapping[str, float]) -> Reason:
    total = sum(abs(e) for e in exposures.values())
    name, largest = max(exposures.items(), key=lambda pair: abs(pair[1]))
    share = round(abs(largest) / total, 6)
    if len(exposures) == 1:
        return Reason("poor", f"The answer depends on a single assumption, “{format_name(name)}”.")
    grade: Grade = "good" if share <= CONCENTRATION[0] else "poor" if share > CONCENTRATION[1] else "fair"
    return Reason(grade, f"Of its exposure to {len(exposures)} assumptions, {format_percent(share)} lies on one, “{format_name(name)}”.")


def order_reasons(confidence: Confidence) -> Sequence[Reason]:
    """Return the reasons, those against confidence first."""
    return sorted(confidence.reasons, key=lambda r: ("poor", "fair", "good").index(r.grade))
