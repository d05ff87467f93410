"""Scenarios in words, tables, charts and stories: claims, meanings and units in place of identifiers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from asked import ask

from lynchpin.presentation.charts.boxes import draw_boxes
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.sentences.scenarios import describe, describe_conditions
from lynchpin.presentation.stories import describe_failing, introduce_story, list_lines, split_stories
from lynchpin.presentation.tables.scenarios import tabulate_boxes
from lynchpin.questions.scenarios.question import MeasuredBox, ScenariosFinding
from lynchpin.questions.scenarios.stories import Line, Step, Story
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
