"""Common behaviour of findings: JSON, messages about what a file lacks, and charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from by_hand import make_model

from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.questions.record import Question
from lynchpin.questions.shared import finding
from lynchpin.questions.shared.finding import (
    Finding,
    Sentences,
    find_answer,
    join_words,
    make_plain,
    register_chart,
    register_sentences,
)


@dataclass(frozen=True, eq=False, repr=False)
class Six(Finding):
    question: ClassVar[str] = "six"

    @property
    def table(self) -> pd.DataFrame:
        return pd.DataFrame({"six": [6]})

    def to_dict(self) -> dict[str, Any]:
        return {"six": 6}

    def __str__(self) -> str:
        return "It is six."


def test_chart_is_the_work_of_whoever_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_chart_makers", {})
    with pytest.raises(ArgumentError, match=r"no chart of `six` is known; import lynchpin\.presentation"):
        Six().chart()
    register_chart("six", lambda finding: f"chart of {finding}")
    assert Six().chart() == "chart of It is six."
    monkeypatch.undo()
    with pytest.raises(ArgumentError, match="no chart"):
        Six().chart()
    assert repr(Six()) == "<Six: It is six>"


@dataclass(frozen=True, eq=False, repr=False)
class Seven(Finding):
    question: ClassVar[str] = "seven"

    @property
    def table(self) -> pd.DataFrame:
        return pd.DataFrame()

    def to_dict(self) -> dict[str, Any]:
        return {}


def test_words_come_from_the_package_that_presents_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_sentences", {})
    assert str(Seven()) == "Seven (import lynchpin.presentation to see it in words)"
    assert Seven().warnings() == []
    register_sentences("seven", Sentences(lambda found: f"It is {found.question}.", lambda found: ["It is odd."]))
    assert str(Seven()) == "It is seven."
    assert Seven().warnings() == ["It is odd."]


def test_plain_values() -> None:
    found = make_plain({1: np.float32(0.5), "b": np.array([[1, 2]]), "c": (np.nan, np.inf, True, None), "d": np.bool_(False)})
    assert found == {"1": 0.5, "b": [[1, 2]], "c": [None, None, True, None], "d": False}
    assert type(found["1"]) is float
    assert type(found["d"]) is bool


def test_what_is_missing_is_shown_as_yaml() -> None:
    question = Question("policies", "", "", "", missing="it has no policies", example="\npolicies:\n  aid: {sets: {loan: 1}}\n")
    question.need([1])
    with pytest.raises(QuestionError) as caught:
        question.need(())
    assert str(caught.value) == (
        "`policies` cannot be asked of this file: it has no policies\nhint: add, for example\n    policies:\n      aid: {sets: {loan: 1}}"
    )
    assert caught.value.exit_status == 2


def test_answer_by_name() -> None:
    model = make_model(answers={"first": ("yes",), "second": ("no",)})
    assert (find_answer(model, None), find_answer(model, "second")) == ("first", "second")


@pytest.mark.parametrize(("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_joined_words(words: list[str], text: str) -> None:
    assert join_words(words) == text
