"""The registry of questions: a new question is a record and a line, and everything else follows from the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from by_hand import make_model

import lynchpin as lp
from lynchpin.cli import pace
from lynchpin.cli.app import build_app
from lynchpin.engine import Draws
from lynchpin.errors import ArgumentError
from lynchpin.questions import registry
from lynchpin.questions.record import Option, Question
from lynchpin.report import needs
from lynchpin.workflow import asking, reporting

SOURCE = Path(lp.__file__).parent


class Toy:
    """What the toy question finds."""

    def __init__(self, **measured: Any) -> None:
        self.measured = measured


def measure_toy(model: lp.Model, draws: Draws, *, answer: str | None = None, depth: float = 1.0, progress: Any = None) -> Toy:
    return Toy(model=model, draws=draws, answer=answer, depth=depth)


TOY = Question(
    "toy",
    "What a toy question answers.",
    "playing",
    f"{__name__}:measure_toy",
    futures=123,
    options=(Option("depth", float, "How deep.", default=1.0, metavar="X"),),
    parts=("unknown",),
    weight=7,
)


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Question, "load", lambda question: measure_toy)
    monkeypatch.setattr(registry, "QUESTIONS", (*registry.QUESTIONS, TOY))
    asking.offer.cache_clear()
    yield
    asking.offer.cache_clear()


def test_a_new_question_can_be_asked_from_python() -> None:
    model = make_model()
    found: Any = lp.ask("toy", model, seed=3, depth=2.5)
    assert (found.measured["draws"].futures, found.measured["draws"].seed, found.measured["depth"]) == (123, 3, 2.5)
    found = lp.toy(model, Draws(5, seed=2), answer="answer")  # type: ignore[attr-defined]
    assert (found.measured["draws"].futures, found.measured["answer"], found.measured["depth"]) == (5, "answer", 1.0)
    assert "How deep." in (lp.toy.__doc__ or "")  # type: ignore[attr-defined]
    for options, words in [
        ({"width": 1}, "`toy` does not take `width`; it takes answer, assume, depth, futures, inputs, policy, seed"),
        ({"depth": "far"}, "`depth` is a number, not 'far'"),
        ({"until": 3}, "`toy` is asked without the evidence"),
    ]:
        with pytest.raises(ArgumentError, match=words):
            lp.ask("toy", model, **options)  # type: ignore[arg-type]


def test_a_new_question_has_a_command_a_place_in_the_report_and_a_step() -> None:
    command = build_app().commands["toy"]  # type: ignore[attr-defined]
    assert command.help == TOY.about
    assert {option for p in command.params for option in p.opts} >= {"--depth", "--futures", "--json"}
    assert needs.find_needs()["unknown"][-1] == "toy"
    assert reporting.plan_page(["unknown"]).count("playing") == 1
    assert pace.list_weights()["playing"] == 7


@pytest.mark.parametrize("name", ["drivers", "signposts", "scenarios"])
def test_few_places_name_a_question(name: str) -> None:
    """Its folder and the registry; and in the presentation its sentences, chart and tables."""
    named = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if f"questions.{name}" in path.read_text() and not path.is_relative_to(SOURCE / "questions" / name)
    }
    assert {place for place in named if not place.startswith(("presentation", "report/parts", "report/brief"))} == {"questions/registry.py"}
