"""Scenarios in words, tables, charts and stories: claims, meanings and units in place of identifiers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from asked import ask

from lynchpin.engine.model import ActorInfo, PayoffTerm
from lynchpin.presentation.charts.boxes import draw_boxes
from lynchpin.presentation.decisions import describe_lead, label_term
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.sentences.scenarios import describe, describe_conditions
from lynchpin.presentation.stories import (
    MOST_DECISIONS,
    choose_decisions,
    describe_decision,
    describe_failing,
    describe_turns,
    introduce_story,
    list_lines,
    split_stories,
)
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.questions.scenarios.question import MeasuredBox, ScenariosFinding
from lynchpin.questions.scenarios.stories import Line, Step, Story
from lynchpin.questions.shared.decisions import Decision, WeighedTerm
from lynchpin.statistics.boxes import Box
from lynchpin.statistics.estimates import Estimate

EXAMPLE = Story("cutoff", "gas stops.", 0, 7, 0.4, ("no_bypass",), (Line("2025-Q1", (Step("supplier: cut"),)), Line("2025-Q2", ())))


def make_box(limits: dict[str, tuple[float, float]], *assumptions: str) -> MeasuredBox:
    box = Box(limits, dict.fromkeys(limits, (np.nan, np.nan)), (), 0)
    half = Estimate(0.5, 0.01)
    return MeasuredBox(box, half, half, half, dict.fromkeys(limits, (0.0, 9.0)), frozenset(assumptions))


def test_conditions_have_claims_meanings_and_units() -> None:
    model, inf = ask(ScenariosFinding).model, np.inf
    box = make_box({"no_bypass": (-inf, 0.5), "discount": (0.9187, inf), "storage": (-inf, 0.5), "pipeline": (0.2, 0.3)}, "no_bypass")
    assert describe_conditions(model, box) == (
        "“No new route takes over the transit before 2027” fails, “rebate on the gas price” is above 0.92 billion USD / year, "
        "“gas in storage, as a share of its capacity” starts below 0.50 and “share of transit that has no other route” is between "
        "0.20 and 0.30"
    )
    assert describe_conditions(model, make_box({"no_bypass": (0.5, inf)}, "no_bypass")).endswith("before 2027” holds")


def test_a_finding_opens_with_the_probability_and_its_boxes() -> None:
    scenarios = ask(ScenariosFinding)
    text = describe(scenarios)
    assert text == str(scenarios)
    assert text.startswith("Probability of “yes”: 46.5% (standard error 0.8 points, 4,000 futures). It is most common where “")
    assert f"{format_share(*scenarios.boxes[0].density)} of those futures have this answer" in text
    none = describe(replace(scenarios, boxes=()))
    assert none.endswith("No combination of inputs and assumptions separates these futures from the others.")
    few = describe(replace(scenarios, ancestors=3))
    assert "only 3 distinct ancestors" in few


def test_every_box_has_a_row_and_a_bar() -> None:
    scenarios = ask(ScenariosFinding)
    rows = tabulate_boxes(scenarios).rows
    assert [row[1:] for row in rows] == [tuple(format_share(*e) for e in (b.density, b.coverage, b.mass)) for b in scenarios.boxes]
    figure = draw_boxes(scenarios)
    assert figure is not None
    drawn = [(r["density"], r["standard_error"], r["coverage"]) for r in figure.data.records()]
    assert drawn == [(b.density.value, b.density.error, b.coverage.value) for b in scenarios.boxes]


def test_the_story_that_stands_for_most_futures_speaks_for_its_outcome() -> None:
    first, other = replace(EXAMPLE, stands_for=0.3), replace(EXAMPLE, outcome="default")
    chosen, rest = split_stories([first, EXAMPLE, other])
    assert [id(s) for s in chosen] == [id(EXAMPLE), id(other)]
    assert [id(s) for s in rest] == [id(first)]
    stories = ask(ScenariosFinding).stories
    chosen, rest = split_stories(stories)
    assert len({s.outcome for s in stories}) == len(chosen)
    assert len(chosen) + len(rest) == len(stories)


def test_how_a_story_is_introduced_and_told() -> None:
    scenarios = ask(ScenariosFinding)
    claim = "“No new route takes over the transit before 2027”"
    assert introduce_story(scenarios, EXAMPLE) == f"Gas stops. Probability: 46.5%. In this future, {claim} fails from the start."
    assert introduce_story(scenarios, replace(EXAMPLE, fails=(), meaning="")) == "Probability: 46.5%."
    two = describe_failing(scenarios, replace(EXAMPLE, fails=("no_bypass", "calm_winter")))
    assert two == f"In this future, {claim} and “The public stays patient through the winter” fail from the start."
    assert list_lines(EXAMPLE) == (("2025-Q1", "Supplier: cut"),)


def test_the_decisions_that_decided_a_story_are_explained_first() -> None:
    scenarios = ask(ScenariosFinding)
    for story in scenarios.stories:
        chosen = choose_decisions(story)
        assert len(chosen) <= MOST_DECISIONS
        assert [on for on, _ in chosen] == sorted(on for on, _ in chosen)
        moves = [step for line in story.lines for step in line.steps if step.decision is not None]
        left_out = [step for step in moves if not any(step is one for _, one in chosen)]
        if any(step.otherwise is not None for step in left_out):
            assert all(step.otherwise is not None for _, step in chosen)
        for _, step in chosen:
            assert "worth" in describe_decision(scenarios, step)
    assert any(choose_decisions(story) for story in scenarios.stories)


def test_what_a_story_turned_on() -> None:
    scenarios = ask(ScenariosFinding)
    cut, wait = Step("Supplier: cut", "“cut” (supplier)", otherwise="muddling"), Step("it is torn up", "“it is torn up”", otherwise="")
    one = replace(EXAMPLE, lines=(Line("2025-Q1", (cut,)),))
    assert describe_turns(scenarios, EXAMPLE) == ""
    assert describe_turns(scenarios, one) == "Without “cut” (supplier) in 2025-Q1, this future would end in “muddling”."
    both = replace(one, otherwise={"no_bypass": "muddling"}, lines=(*one.lines, Line("2025-Q2", (wait,))))
    claim = "“No new route takes over the transit before 2027”"
    assert describe_turns(scenarios, both) == (
        f"This future would end in “muddling” without any one of these: the failure of {claim} and “cut” (supplier) in 2025-Q1. "
        "Without “it is torn up” in 2025-Q2, this future would have no outcome."
    )


@pytest.mark.parametrize(
    ("payoffs", "chosen", "words"),
    [
        ((3.0, 1.2), 0, "Of its two options, “deliver” was worth 1.8 more than the other, “cut”, mainly because of “fresh money”."),
        ((1.0, 1.25), 0, "“deliver” was worth 0.25 less than “cut”, mainly because of “fresh money”, but it had a probability of 20%."),
        ((1.0, 1.001), 0, "“deliver” was worth about the same as “cut”, and had a probability of 20%."),
        ((0.0, 0.0), 1, "“cut” was worth about the same as “deliver”, and had a probability of 80%."),
    ],
)
def test_a_decision_in_words(payoffs: tuple[float, float], chosen: int, words: str) -> None:
    term = PayoffTerm("fresh_money", 12)
    actor = ActorInfo("supplier", "", ("deliver", "cut"), {}, (), {}, (), (term,))
    weighed = WeighedTerm(term, 1.0, 1.0, np.array(payoffs), np.zeros(2))
    decision = Decision(actor, 0, chosen, (weighed,), np.array([0.2, 0.8]), 1.0)
    assert describe_lead(replace(ask(ScenariosFinding).model, actors=(actor,)), decision) == words


@pytest.mark.parametrize(
    ("text", "means", "label"),
    [
        ("-fresh_money", "", "fresh money"),
        ("-fresh_money", "what the lender pays; in billion USD", "what the lender pays"),
        ("-closed", "1 while the banks are closed", "closed"),
        ("discount * (1 - paid)", "", "discount × (1 − paid)"),
        ("-price * effort ** 2", "", "price × effort²"),
        ("cases[rest_of_texas]", "", "cases (rest of texas)"),
    ],
)
def test_terms_of_a_payoff_read_as_words(text: str, means: str, label: str) -> None:
    assert label_term(PayoffTerm(text, 1, means=means)) == label
