"""Confidence is derived from the file alone and never appears in one sentence with a likelihood."""

from __future__ import annotations

import io
import re

import pytest
from asked import QUESTIONS, ask, ask_all, ask_question
from rich.console import Console

import lynchpin as lp
from lynchpin.language.yardsticks import YARDSTICKS
from lynchpin.presentation.confidence import Confidence, derive_confidence, find_confidence, order_reasons
from lynchpin.presentation.terminal import render_confidence, render_finding
from lynchpin.questions.stress.question import StressFinding
from lynchpin.report.parts import build_parts

GOOD = {"cited": 70, "judged": 30, "unsupported": 0}
SPREAD = {"a": 0.01, "b": -0.01, "c": 0.01}


@pytest.mark.parametrize(
    ("basis", "sources", "exposures", "level"),
    [
        (GOOD, 8, SPREAD, "high"),
        (GOOD, 8, {}, "high"),  # stress was not asked, so concentration is not examined
        (GOOD, 3, SPREAD, "moderate"),
        (GOOD, 8, {"a": 0.5, "b": 0.01}, "moderate"),  # depends on one assumption
        ({"cited": 40, "judged": 60, "unsupported": 0}, 8, SPREAD, "moderate"),
        ({"cited": 40, "reading": 60, "judged": 0, "unsupported": 0}, 8, SPREAD, "moderate"),  # the author chose most numbers
        ({"cited": 0, "reading": 90, "judged": 10, "unsupported": 0}, 1, SPREAD, "moderate"),  # poor only for its single source
        ({"cited": 10, "judged": 90, "unsupported": 0}, 1, SPREAD, "low"),
        ({"cited": 10, "judged": 90, "unsupported": 0}, 8, {"a": -0.5, "b": 0.01}, "low"),
        ({"cited": 45, "judged": 0, "unsupported": 55}, 8, SPREAD, "low"),  # most values have no basis
        ({"cited": 0, "judged": 0, "unsupported": 0}, 0, {}, "low"),
    ],
)
def test_levels(basis: dict[str, int], sources: int, exposures: dict[str, float], level: str) -> None:
    assert derive_confidence(basis, sources, exposures).level == level


def test_reasons_have_the_figures_and_what_speaks_against_comes_first() -> None:
    confidence = derive_confidence({"cited": 15, "reading": 5, "judged": 70, "unsupported": 10}, 6, {"red_lines": 0.03, "calm": -0.01})
    assert [(r.grade, r.text) for r in order_reasons(confidence)] == [
        (
            "poor",
            "Of 100 values, 15% are in a source, 5% are the author's reading of one, 70% rest on judgement with a reason given and 10% have no basis.",
        ),
        ("poor", "Of its exposure to 2 assumptions, 75% lies on one, “red lines”."),
        ("good", "6 sources are cited."),
    ]


def test_no_exposure_at_all_is_not_concentrated() -> None:
    assert len(derive_confidence(GOOD, 8, {"a": 0.0, "b": 0.0}).reasons) == 2


def test_an_assessment_is_counted_as_check_counts_it() -> None:
    from lynchpin.language import count_bases, count_sources

    assessment = lp.load("gas-dispute")
    bases, stress = count_bases(assessment), ask(StressFinding)
    assert stress.structure is not None
    exposures = {a.claim: e for a, e in zip(stress.assumptions, stress.structure.loads.exposures.value.tolist(), strict=True)}
    assert find_confidence(assessment, stress) == derive_confidence(dict(bases), count_sources(assessment), exposures)
    assert count_sources(assessment) == 2
    total = sum(bases.values())
    assert find_confidence(assessment, None).reasons[0].text.startswith(f"Of {total} values, {100 * bases['cited'] / total:.0f}% are in a")


def list_sentences() -> list[str]:
    """Return every sentence that a reader sees: openings of parts, findings in a terminal, confidence with its reasons."""
    texts = [part.sentence for part in build_parts(ask_all())]
    for question in QUESTIONS:
        confidence = Confidence("moderate", ()) if question == "stress" else None
        out = io.StringIO()
        Console(file=out, width=400).print(render_finding(ask_question(question), width=400, confidence=confidence))
        texts += out.getvalue().splitlines()
    out = io.StringIO()
    Console(file=out, width=400).print(render_confidence(derive_confidence(GOOD, 8, SPREAD)))
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
