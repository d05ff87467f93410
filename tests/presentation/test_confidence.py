"""Confidence is derived from the file alone and never appears in one sentence with a likelihood."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from asked import QUESTIONS, ask, ask_all, ask_question
from rich.console import Console

import lynchpin as lp
from lynchpin.language import count_bases, read_text, share_citations
from lynchpin.language.yardsticks import YARDSTICKS
from lynchpin.presentation.confidence import UNASSESSED, Confidence, Grounds, Reason, derive_confidence, find_confidence, order_reasons
from lynchpin.presentation.terminal import render_confidence, render_finding
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.stress.question import StressFinding
from lynchpin.report.parts import build_parts
from lynchpin.statistics.estimates import Estimate

GOOD = {"cited": 70, "judged": 30, "unsupported": 0}
SPREAD = {"a": 0.01, "b": -0.01, "c": 0.01}


EVEN = {f"source {k}": 1 / 8 for k in range(8)}
SKILFUL = (Estimate(0.4, 0.1), Estimate(0.3, 0.1))


def grade(text: str, **grounds: Any) -> str:
    """Return the grade of the reason that contains a text."""
    [found] = [r.grade for r in derive_confidence(Grounds(**{"basis": GOOD, "citations": EVEN} | grounds)).reasons if text in r.text]
    return found


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (GOOD, "good"),
        ({"cited": 40, "judged": 60, "unsupported": 0}, "fair"),
        ({"cited": 40, "reading": 60, "judged": 0, "unsupported": 0}, "fair"),  # the author chose most numbers
        ({"cited": 10, "judged": 90, "unsupported": 0}, "poor"),
        ({"cited": 45, "judged": 0, "unsupported": 55}, "poor"),  # most values have no basis
        ({"cited": 0, "judged": 0, "unsupported": 0}, "poor"),
    ],
)
def test_values_are_graded_by_their_basis(basis: dict[str, int], expected: str) -> None:
    assert grade("values,", basis=basis) == expected


@pytest.mark.parametrize(
    ("citations", "expected", "text"),
    [
        (EVEN, "good", "8 sources are cited."),
        (dict.fromkeys("abc", 1 / 3), "fair", "3 sources are cited: 33% of the cited values rest on one."),
        (
            {"paper": 0.9} | dict.fromkeys("abcdefghij", 0.01),
            "poor",
            "11 sources are cited, effectively 1.2: 90% of the cited values rest on one.",
        ),
        ({"paper": 1.0}, "poor", "1 source is cited."),
        ({}, "poor", "No sources are cited."),
    ],
)
def test_sources_count_by_what_rests_on_them(citations: dict[str, float], expected: str, text: str) -> None:
    assert Reason(expected, text) in derive_confidence(Grounds(GOOD, citations)).reasons  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("skill", "forecasts", "expected"),
    [
        (SKILFUL, 10, "good"),
        (SKILFUL, 9, "open"),  # too few forecasts
        ((Estimate(0.4, 0.1), Estimate(-0.05, 0.1)), 30, "fair"),  # perhaps no better than base rates
        ((Estimate(0.4, 0.1), Estimate(-0.2, 0.1)), 30, "poor"),
        ((Estimate(-0.2, 0.1),), 30, "poor"),
        ((), 0, "open"),
    ],
)
def test_skill_is_graded_against_one_half_and_against_base_rates(skill: tuple[Estimate, ...], forecasts: int, expected: str) -> None:
    assert grade("skill", skill=skill, forecasts=forecasts) == expected


@pytest.mark.parametrize(("years", "expected", "text"), [(1.0, "good", "1 year"), (2.0, "good", "2 years"), (6.25, "fair", "6.2 years")])
def test_far_ahead_is_less_certain(years: float, expected: str, text: str) -> None:
    assert grade(f"The assessment looks {text} ahead.", years=years) == expected


@pytest.mark.parametrize(
    ("exposures", "expected"), [(SPREAD, "good"), ({"a": 0.5, "b": 0.5}, "fair"), ({"a": 0.5, "b": 0.01}, "poor"), ({"a": 0.5}, "poor")]
)
def test_dependence_on_few_assumptions(exposures: dict[str, float], expected: str) -> None:
    assert grade("“", exposures=exposures) == expected


def test_the_level_is_that_of_the_lowest_grade_and_never_high_while_something_is_not_assessed() -> None:
    best = Grounds(GOOD, EVEN, SPREAD, SKILFUL, forecasts=20)
    assert {r.grade for r in derive_confidence(best).reasons} == {"good", "open"}
    assert derive_confidence(best).level == "moderate"
    assert derive_confidence(replace(best, citations={"paper": 1.0})).level == "low"
    assert derive_confidence(replace(best, years=5.0)).level == "moderate"


def test_reasons_have_the_figures_and_what_speaks_against_comes_first() -> None:
    grounds = Grounds(
        {"cited": 15, "reading": 5, "judged": 70, "unsupported": 10}, EVEN, {"red_lines": 0.03, "calm": -0.01}, (Estimate(0.31, 0.12),), 12
    )
    assert [(r.grade, r.text) for r in order_reasons(derive_confidence(grounds))] == [
        (
            "poor",
            "Of 100 values, 15% are in a source, 5% are the author's reading of one, 70% rest on judgement with a reason given and 10% have no basis.",
        ),
        ("poor", "Of its exposure to 2 assumptions, 75% lies on one, “red lines”."),
        ("open", UNASSESSED),
        ("good", "8 sources are cited."),
        ("good", "On 12 resolved forecasts, the skill of the model is 0.3 ± 0.1 against one half (1 is perfect)."),
        ("good", "The assessment looks 1 year ahead."),
    ]


def test_no_exposure_at_all_is_not_concentrated() -> None:
    assert not [r for r in derive_confidence(Grounds(GOOD, EVEN, {"a": 0.0, "b": 0.0})).reasons if "exposure" in r.text]


def test_the_figures_are_those_of_the_file_and_its_findings() -> None:
    assessment = lp.load("gas-dispute")
    stress, score = ask(StressFinding), ask(ScoreFinding)
    assert stress.structure is not None
    assert score.mean.model_skill_half is not None
    assert score.mean.model_skill_base is not None
    exposures = {a.claim: e for a, e in zip(stress.assumptions, stress.structure.loads.exposures.value.tolist(), strict=True)}
    skill = (score.mean.model_skill_half, score.mean.model_skill_base)
    grounds = Grounds(dict(count_bases(assessment)), share_citations(assessment), exposures, skill, 1, 2.0)
    assert find_confidence(assessment, stress, score) == derive_confidence(grounds)


def test_a_value_with_several_sources_counts_in_equal_parts() -> None:
    text = (
        "lynchpin: 1\ntitle: T\nquestion: Q?\nclock: {start: 2025, end: 2026}\n"
        "sources: {a: {title: A}, b: {title: B}}\n"
        "parameters: {x: {value: 1, cite: [a p1, b p2]}, y: {value: 2, cite: a p1}}\n"
        "outcomes: {all: otherwise}\nanswers: {'yes': [all]}\n"
    )
    assert share_citations(read_text(text)) == {"a": 0.75, "b": 0.25}


def list_sentences() -> list[str]:
    """Return every sentence that a reader sees: openings of parts, findings in a terminal, confidence with its reasons."""
    texts = [part.sentence for part in build_parts(ask_all())]
    for question in QUESTIONS:
        confidence = Confidence("moderate", ()) if question == "stress" else None
        out = io.StringIO()
        Console(file=out, width=400).print(render_finding(ask_question(question), width=400, confidence=confidence))
        texts += out.getvalue().splitlines()
    out = io.StringIO()
    Console(file=out, width=400).print(render_confidence(derive_confidence(Grounds(GOOD, EVEN, SPREAD, SKILFUL, 20))))
    texts += out.getvalue().splitlines()
    return [s for text in texts for s in re.split(r"(?<=[.;])\s", text) if s.strip()]


def test_likelihood_and_confidence_never_stand_in_one_sentence() -> None:
    """ICD 203, D.6.e."""
    words = {word for ranges in YARDSTICKS.values() for word in ranges}
    confident = [s for s in list_sentences() if "confiden" in s.lower()]
    assert len(confident) >= 2
    for sentence in confident:
        assert not [w for w in words if re.search(rf"\b{w}\b", sentence.lower())], sentence
        assert "%" not in sentence
