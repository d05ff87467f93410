"""If a file lacks what a question needs, the message shows three lines of correct YAML."""

from __future__ import annotations

import pytest

import lynchpin as lp
from lynchpin.language import check_text
from lynchpin.questions.registry import find_question

BARE = """
lynchpin: 1
title: A strike
question: Is there a strike before 2027?
answers: {yes: [strike]}
clock: {start: 2025-Q1, end: 2026-Q4}
events:
  walkout: {chance: 0.2, once: true, judgement: a guess}
outcomes:
  strike: {when: ever(walkout)}
  quiet: otherwise
"""
"""A file that has nothing but one event."""
WHOLE = """
lynchpin: 1
title: A strike
question: Is there a strike before 2027?
answers: {yes: [strike]}
clock: {start: 2025-Q1, end: 2026-Q4}
sources:
  memo: {author: J. Doe, title: The winter ahead, date: 2024-11}
parameters:
  anger: {value: 0.1 to 0.5, judgement: no poll since 2016}
  outside_loans: {value: 0.5 to 2, unit: billion USD, judgement: as in other years}
stocks:
  arrears: {unit: billion USD, starts: 1 to 2, changes: 1 billion USD / year - outside_loans / year, within: [0, inf], judgement: a guess}
events:
  rupture: {chance: anger * arrears / (arrears + 1 billion USD), once: true, judgement: a guess}
outcomes:
  strike: {when: ever(rupture)}
  quiet: otherwise
"""
"""A file that has what the examples name."""
MISSING = {
    "stress": "it has no assumptions",
    "drivers": "none of its values is uncertain, and it has no assumptions",
    "scenarios": "none of its values is uncertain, and it has no assumptions",
    "policies": "it has no policies",
    "update": "it has no evidence",
    "score": "it has no forecasts",
    "coverage": "it has no claims",
}


@pytest.mark.parametrize("question", MISSING)
def test_it_says_what_to_add(question: str) -> None:
    with pytest.raises(lp.QuestionError) as caught:
        lp.ask(question, lp.load_text(BARE))
    what, hint, *example = str(caught.value).splitlines()
    assert what == f"`{question}` cannot be asked of this file: {MISSING[question]}"
    assert hint == "hint: add, for example"
    assert len(example) == 3
    assert caught.value.exit_status == 2


@pytest.mark.parametrize("question", ["stress", "drivers", "policies", "signposts", "scenarios", "score"])
def test_evidence_that_is_not_there_cannot_be_given(question: str) -> None:
    with pytest.raises(lp.QuestionError, match="it has no evidence") as caught:
        lp.ask(question, lp.load_text(WHOLE), given_evidence=True)
    assert str(caught.value).count("\n    ") == 3


@pytest.mark.parametrize("question", MISSING)
def test_the_example_is_right_as_it_stands(question: str) -> None:
    """Added to a file with the names it uses, it causes no error, and the question is no longer refused for lack of it."""
    example = find_question(question).example
    section = example.strip().partition(":")[0]
    text = WHOLE.replace(f"\n{section}:", f"\n{example.strip()}") if f"\n{section}:" in WHOLE else WHOLE + example
    if question in ("drivers", "scenarios"):  # its `anger` replaces the existing one
        text = text.replace("  anger: {value: 0.1 to 0.5, judgement: no poll since 2016}\n", "")
    if question == "coverage":
        text += find_question("stress").example
    found = check_text(text, "example.yaml")
    assert [d.message for d in found.diagnostics if d.severity == "error"] == []
    assert getattr(found.assessment, section)


def test_policies_without_goals_say_how_to_rank_them() -> None:
    words = str(lp.policies(lp.load_text(WHOLE + find_question("policies").example), futures=500))
    assert "so the policies cannot be ranked (add `goals: {EXPRESSION: weight}`)." in words
