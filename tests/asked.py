"""The findings of every question about `report/dispute.yaml`, asked once for all tests: typed, with real draws of few futures."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

import lynchpin as lp
from lynchpin.questions.compare.question import CompareFinding
from lynchpin.questions.shared.finding import Finding
from lynchpin.report.story import Failure, Story

DISPUTE = Path(__file__).parent / "report" / "dispute.yaml"
FUTURES, SEED = 4_000, 1
QUESTIONS = ("run", "stress", "drivers", "scenarios", "signposts", "policies", "update", "score", "coverage", "compare")
Kind = TypeVar("Kind", bound=Finding)


@cache
def ask_all() -> Story:
    """The whole story, which takes some seconds to draw."""
    return lp.tell_story(lp.load(DISPUTE), futures=FUTURES, seed=SEED)


def ask_question(name: str) -> Finding:
    """The finding of the question with the name of this command."""
    if name == "compare":
        return ask_compare()
    return next(f for f in ask_all().findings if not isinstance(f, Failure) and f.question == name)


@cache
def ask_compare() -> CompareFinding:
    """The dispute against a version in which two horizons and a credence are changed."""
    text = DISPUTE.read_text(encoding="utf-8").replace("horizon: 4", "horizon: 2").replace("credence: very likely", "credence: 0.5")
    found = lp.compare(DISPUTE, lp.load_text(text), futures=FUTURES, seed=SEED)
    assert isinstance(found, CompareFinding)
    return found


def ask(kind: type[Kind]) -> Kind:
    """The finding of this class."""
    return next(f for f in ask_all().findings if not isinstance(f, Failure) and isinstance(f, kind))
