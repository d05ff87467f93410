"""The findings of every question about `report/dispute.yaml`, asked once for all tests: typed, with real draws of few futures."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import lynchpin as lp
from lynchpin.questions.compare.question import CompareFinding
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.robustness.doubts import Doubts
from lynchpin.questions.robustness.flips import Flip
from lynchpin.questions.robustness.question import RobustnessFinding
from lynchpin.questions.robustness.single import STRONGEST, Pair, Variation
from lynchpin.questions.robustness.together import Together
from lynchpin.questions.shared.finding import Finding
from lynchpin.questions.why.question import WhyFinding
from lynchpin.report.story import Failure, Story
from lynchpin.statistics.estimates import Estimate

DISPUTE = Path(__file__).parent / "report" / "dispute.yaml"
FUTURES, SEED = 4_000, 1
QUESTIONS = (
    "run",
    "stress",
    "drivers",
    "robustness",
    "scenarios",
    "signposts",
    "policies",
    "update",
    "score",
    "coverage",
    "compare",
    "why",
)
Kind = TypeVar("Kind", bound=Finding)


@cache
def ask_all() -> Story:
    """The whole story, which takes some seconds to draw."""
    story = lp.tell_story(lp.load(DISPUTE), futures=FUTURES, seed=SEED)
    run = next(f for f in story.findings if isinstance(f, ForecastFinding))
    return replace(story, findings=(*story.findings, make_robustness(run.model)))


def make_robustness(model: lp.Model) -> RobustnessFinding:
    """A finding about robustness with numbers made by hand: it takes more futures than the other questions."""
    singles = [
        Variation(place, choice, factor, Estimate(0.4 + change, 0.01), Estimate(change, 0.008))
        for place, choice in enumerate(model.choices[:STRONGEST])
        for factor, change in ((1 + choice.size, 0.18 - 0.015 * place), (1 - choice.size, 0.015 * place - 0.16))
    ]
    screened = [
        Variation(place, choice, 1 + choice.size, Estimate(0.4, 0.03), Estimate(0.001, 0.006), screened=True)
        for place, choice in enumerate(model.choices)
        if place >= STRONGEST
    ]
    first, second = singles[0], singles[2]
    return RobustnessFinding(
        model=model,
        answer="yes",
        probability=Estimate(0.4, 0.005),
        choices=(*singles[::2], *screened),
        both=tuple(singles),
        pairs=(Pair(first, second, Estimate(0.7, 0.01), Estimate(0.3, 0.01)),),
        together=Together(Estimate(0.2, 0.02), Estimate(0.41, 0.02), Estimate(0.7, 0.02), 64),
        doubts=Doubts(Estimate(0.3, 0.01), Estimate(0.5, 0.01), Estimate(0.85, 0.06)),
        forms=(),
        flips=(
            Flip(first, "likelihood", "unlikely", "likely"),
            Flip(singles[1], "likelihood", "unlikely", "very unlikely"),
            Flip(second, "policy", "mediate", "credit"),
        ),
        futures=50_000,
        seed=SEED,
    )


def ask_question(name: str) -> Finding:
    """The finding of the question with the name of this command."""
    if name == "compare":
        return ask_compare()
    if name == "why":
        return ask_why()
    return next(f for f in ask_all().findings if not isinstance(f, Failure) and f.question == name)


@cache
def ask_compare() -> CompareFinding:
    """The dispute against a version in which two horizons and a credence are changed."""
    text = DISPUTE.read_text(encoding="utf-8").replace("horizon: 4", "horizon: 2").replace("credence: very likely", "credence: 0.5")
    found = lp.compare(DISPUTE, lp.load_text(text), futures=FUTURES, seed=SEED)
    assert isinstance(found, CompareFinding)
    return found


@cache
def ask_why() -> WhyFinding:
    """Why the supplier cuts the gas in the third quarter, in a future in which it does."""
    found = lp.ask("why", lp.load(DISPUTE), actor="supplier", at="2025-Q3", option="cut", futures=FUTURES, seed=SEED)
    assert isinstance(found, WhyFinding)
    return found


def ask(kind: type[Kind]) -> Kind:
    """The finding of this class."""
    return next(f for f in ask_all().findings if not isinstance(f, Failure) and isinstance(f, kind))
