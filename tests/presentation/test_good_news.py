"""Sentences call a change better or worse only if the file says whether the answer is good."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asked import ask

from lynchpin.presentation.naming import judge_change
from lynchpin.presentation.sentences.stress import describe_loads
from lynchpin.presentation.sentences.update import describe_answer
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.statistics.estimates import Estimate


@pytest.mark.parametrize(
    ("good", "change", "word"), [(True, 0.1, "better"), (True, -0.1, "worse"), (False, 0.1, "worse"), (False, -0.1, "better")]
)
def test_a_change_is_better_if_a_good_answer_becomes_more_probable(good: bool, change: float, word: str) -> None:
    model = ask(UpdateFinding).model
    assert judge_change(replace(model, good={"yes": good}), "yes", change) == word
    assert judge_change(replace(model, good={}), "yes", change) == ""
    assert judge_change(replace(model, good={"yes": good}), "trouble", change) == ""


@pytest.mark.parametrize(
    ("good", "end"),
    [({}, ""), ({"yes": True}, " The evidence changes it for the worse."), ({"yes": False}, " The evidence changes it for the better.")],
)
def test_an_update_says_whether_the_evidence_is_good_news(good: dict[str, bool], end: str) -> None:
    update = ask(UpdateFinding)
    moved = replace(update, answers=dict(update.answers) | {"yes": Estimate(0.1, 0.01)})
    assert moved.prior_answers["yes"].value > 0.4
    neutral = describe_answer(moved)
    assert describe_answer(replace(moved, model=replace(update.model, good=good))) == neutral + end


@pytest.mark.parametrize("good", [True, False])
def test_loads_say_whether_a_failure_makes_it_worse(good: bool) -> None:
    stress = ask(StressFinding)
    assert stress.structure is not None
    neutral = describe_loads(stress, stress.structure)
    judged = describe_loads(replace(stress, model=replace(stress.model, good={stress.answer: good})), stress.structure)
    assert "better" not in neutral
    assert "worse" not in neutral
    raised, lowered = ("better", "worse") if good else ("worse", "better")
    assert judged.replace(f" ({raised})", "").replace(f" ({lowered})", "") == neutral
    assert judged.count(f"({raised})") == neutral.count("raises")
    assert judged.count(f"({lowered})") == neutral.count("lowers")
