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
from lynchpin.presentation.confidence import (
    UNASSESSED,
    Confidence,
    Grounds,
    Reason,
    Swing,
    derive_confidence,
    find_confidence,
    order_reasons,
)
from lynchpin.presentation.terminal import render_confidence, render_finding
from lynchpin.questions.robustness.question import RobustnessFinding
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
    ("citations", "expected", "figure", "text"),
    [
        (EVEN, "good", 8.0, "8 sources are cited."),
        (dict.fromkeys("abc", 1 / 3), "fair", 3.0, "3 sources are cited: 33% of the cited values rest on one."),
        (
            {"paper": 0.9} | dict.fromkeys("abcdefghij", 0.01),
            "poor",
            1.233046,
            "11 sources are cited, effectively 1.2: 90% of the cited values rest on one.",
        ),
        ({"paper": 1.0}, "poor", 1.0, "1 source is cited."),
        ({}, "poor", 0.0, "No sources are cited."),
    ],
)
def test_sources_count_by_what_rests_on_them(citations: dict[str, float], expected: Any, figure: float, text: str) -> None:
    assert Reason("sources", expected, figure, text) in derive_confidence(Grounds(GOOD, citations)).reasons


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


def make_swing(log_odds: float) -> Swing:
    return Swing(Estimate(0.4, 0.01), Estimate(0.5, 0.01), log_odds)


@pytest.mark.parametrize("about", UNASSESSED)
@pytest.mark.parametrize(("log_odds", "expected"), [(0.49, "good"), (0.5, "fair"), (1.5, "fair"), (1.51, "poor")])
def test_change_of_the_answer_with_doubts_and_with_the_authors_numbers(about: str, log_odds: float, expected: str) -> None:
    swings = {about: make_swing(log_odds)}
    [found] = [r for r in derive_confidence(Grounds(GOOD, EVEN, swings=swings)).reasons if r.about in UNASSESSED]
    assert (found.about, found.grade, found.figure) == (about, expected, log_odds)
    assert f"({log_odds:.1f} in log-odds)" in found.text


def test_without_robustness_both_changes_are_open_and_what_cannot_be_varied_is_left_out() -> None:
    opened = [r for r in derive_confidence(Grounds(GOOD, EVEN)).reasons if r.about in UNASSESSED]
    assert opened == [Reason(about, "open", None, text) for about, text in UNASSESSED.items()]
    assert not [r for r in derive_confidence(Grounds(GOOD, EVEN, swings={})).reasons if r.about in UNASSESSED]


def test_the_level_is_that_of_the_lowest_grade_and_never_high_while_something_is_not_assessed() -> None:
    best = Grounds(GOOD, EVEN, SPREAD, dict.fromkeys(UNASSESSED, make_swing(0.2)), SKILFUL, forecasts=20)
    assert {r.grade for r in derive_confidence(best).reasons} == {"good"}
    assert derive_confidence(best).level == "high"
    assert derive_confidence(replace(best, swings=dict.fromkeys(UNASSESSED))).level == "moderate"
    assert derive_confidence(replace(best, swings=best.swings | {"doubts": make_swing(1.0)})).level == "moderate"
    assert derive_confidence(replace(best, swings=best.swings | {"choices": make_swing(2.0)})).level == "low"
    assert derive_confidence(replace(best, citations={"paper": 1.0})).level == "low"
    assert derive_confidence(replace(best, years=5.0)).level == "moderate"


def test_reasons_have_the_figures_and_what_speaks_against_comes_first() -> None:
    grounds = Grounds(
        {"cited": 15, "reading": 5, "judged": 70, "unsupported": 10}, EVEN, {"red_lines": 0.03, "calm": -0.01},
        {"doubts": Swing(Estimate(0.17, 0.004), Estimate(0.71, 0.004), 2.48)}, (Estimate(0.31, 0.12),), 12,
    )  # fmt: skip
    assert [(r.grade, r.text) for r in order_reasons(derive_confidence(grounds))] == [
        (
            "poor",
            "Of 100 values, 15% are in a source, 5% are the author's reading of one, 70% rest on judgement with a reason given and 10% have no basis.",
        ),
        ("poor", "Of its exposure to 2 assumptions, 75% lies on one, “red lines”."),
        (
            "poor",
            "All doubts halved give 17.0%, all doubled 71.0% (2.5 in log-odds).",
        ),
        ("good", "8 sources are cited."),
        ("good", "On 12 resolved forecasts, the skill of the model is 0.3 ± 0.1 against one half (1 is perfect)."),
        ("good", "The assessment looks 1 year ahead."),
    ]


def test_no_exposure_at_all_is_not_concentrated() -> None:
    assert not [r for r in derive_confidence(Grounds(GOOD, EVEN, {"a": 0.0, "b": 0.0})).reasons if "exposure" in r.text]


def test_the_figures_are_those_of_the_file_and_its_findings() -> None:
    assessment = lp.load("gas-dispute")
    stress, score, robustness = ask(StressFinding), ask(ScoreFinding), ask(RobustnessFinding)
    assert robustness.doubts is not None
    assert robustness.together is not None
    assert robustness.swing is not None
    assert stress.structure is not None
    assert score.mean.model_skill_half is not None
    assert score.mean.model_skill_base is not None
    exposures = {a.claim: e for a, e in zip(stress.assumptions, stress.structure.loads.exposures.value.tolist(), strict=True)}
    skill = (score.mean.model_skill_half, score.mean.model_skill_base)
    swings = {
        "doubts": Swing(robustness.doubts.halved, robustness.doubts.doubled, robustness.doubts.swing.value),
        "choices": Swing(robustness.together.p05, robustness.together.p95, robustness.swing.value),
    }
    grounds = Grounds(dict(count_bases(assessment)), share_citations(assessment), exposures, swings, skill, 1, 2.0)
    assert find_confidence(assessment, stress, score, robustness) == derive_confidence(grounds)
    assert find_confidence(assessment, stress, score) == derive_confidence(replace(grounds, swings=dict.fromkeys(UNASSESSED)))


def test_as_json_it_has_the_level_and_every_figure() -> None:
    described = derive_confidence(Grounds(GOOD, EVEN, swings={"doubts": make_swing(0.6)})).to_dict()
    assert described["level"] == "moderate"
    assert {r["about"] for r in described["reasons"]} == {"basis", "sources", "doubts", "skill", "years"}
    doubts = next(r for r in described["reasons"] if r["about"] == "doubts")
    assert doubts == {
        "about": "doubts",
        "grade": "fair",
        "figure": 0.6,
        "text": "All doubts halved give 40%, all doubled 50% (0.6 in log-odds).",
    }


def test_forecasts_that_were_decided_when_the_file_was_written_are_no_test_of_the_model() -> None:
    text = "All 12 resolved forecasts were decided when the file was written, so the skill of the model is unknown."
    assert grade(text, decided=12) == "open"
    assert grade("The resolved forecast was decided when the file was written", decided=1) == "open"
    (stated,) = ask(ScoreFinding).forecasts
    known = replace(stated, forecast=replace(stated.forecast, known=True))
    reading = replace(stated, forecast=replace(stated.forecast, stated_as="reading"))
    score = replace(ask(ScoreFinding), forecasts=(known, known, reading), foresight=None)
    reasons = find_confidence(lp.load("gas-dispute"), score=score).reasons
    assert [r.text for r in reasons if r.about == "skill"] == [text.replace("12", "2")]


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
    Console(file=out, width=400).print(render_confidence(derive_confidence(Grounds(GOOD, EVEN, SPREAD, skill=SKILFUL, forecasts=20))))
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
