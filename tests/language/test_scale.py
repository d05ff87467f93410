"""The scale of payoffs at central values, against numbers by hand."""

from __future__ import annotations

import math

import pytest
from example_files import read

from lynchpin.language import summarise
from lynchpin.language.scale import Scale, measure_scales

TEXT = """\
lynchpin: 1
title: A test
question: Does it happen?
clock: {start: 2025, end: 2030}
answers: {yes: [happens]}
parameters:
  weight: {value: "choice(2: 0.5, 4: 0.5)", judgement: t}
  season: {value: "choice(dry: 0.7, wet: 0.3)", judgement: t}
series:
  duty: {values: {2025: 1, 2026: 3}, judgement: t}
stocks:
  x: {starts: "normal(1, 1)", changes: push, within: [0, inf], judgement: t}
auxiliaries:
  seen: max(x, 0)
events:
  blow: {chance: 0.2 + 0.3 * push, once: true, judgement: t}
  rain: {states: {none: 0.75, some: 0.25}, judgement: t}
actors:
  a:
    options: {low: {push: 0}, high: {push: 2}}
    VALUES
    rationality: 0.5
    judgement: t
  b:
    options: {left: {}, right: {}}
    payoffs: {left: {low: 1, high: 3}, right: {low: 0, high: 0}}
    judgement: t
outcomes:
  happens: {when: final(x) > 2}
  nothing: otherwise
"""


def measure(values: str) -> Scale:
    return measure_scales(read(TEXT.replace("VALUES", values)))[0]


@pytest.mark.parametrize(
    ("term", "size"),
    [
        ("x", 2),
        ("push * weight", 6),
        ("previous(x) + push", 2),
        ("seen * (rain == some)", 0.5),
        ("push * (season == dry)", 2),
        ("blow", 0.6),
        ("push * (b == left)", 1),
        ("push * duty", 2),
        ("smooth(x, 4)", 2),
        ("ever(x > 2)", 1),
        ("5 if push == 2 else time - year", 2030),
    ],
)
def test_the_difference_of_a_term(term: str, size: float) -> None:
    """In the first period x is 1 or 3 at its end, and the other actor mixes evenly."""
    assert measure(f"values: {{{term}: 1}}").differences[0].size == pytest.approx(size)


@pytest.mark.parametrize(
    ("horizon", "size"),
    [("2", 3), ("{periods: 2, sum: true}", 6), ("{periods: 2, discount: 0.5}", 4 / 1.5), ("{periods: 2, sum: true, discount: 0.5}", 4)],
)
def test_the_horizon_counts(horizon: str, size: float) -> None:
    """x differs by 2 in the first period and by 4 in the second."""
    assert measure(f"values: {{x: 1}}\n    horizon: {horizon}").differences[0].size == pytest.approx(size)


def test_an_event_that_happens_once_is_used_up() -> None:
    low, high = 0.2 + 0.8 * 0.2, 0.8 + 0.2 * 0.8
    assert measure("values: {blow: 1}\n    horizon: {periods: 2, sum: true}").differences[0].size == pytest.approx(high - low)


def test_the_choice_at_central_values() -> None:
    scale = measure("values: {x: 3}\n    starts: low\n    switching: 1")
    assert [(one.term, one.size) for one in scale.differences] == [("x", 6), ("switching", 1)]
    assert scale.option == "high"
    assert scale.probability == pytest.approx(1 / (1 + math.exp(-0.5 * (6 - 1))))
    assert not scale.is_saturated
    assert not scale.is_indifferent


def test_factions_count_by_their_influence() -> None:
    table = "{low: {left: 0, right: 0}, high: {left: 4, right: 0}}"
    scale = measure(f"factions: {{one: {{influence: 3, values: {{x: 1}}}}, two: {{influence: 1, payoffs: {table}}}}}")
    assert {one.term: one.size for one in scale.differences} == {"one: x": 1.5, "two: payoffs": 0.5}


def test_check_points_out_actors_that_are_saturated_or_nearly_indifferent() -> None:
    assert "a: x 20; saturated: `high` has a probability of 100%" in str(summarise(read(TEXT.replace("VALUES", "values: {x: 10}"))))
    assert "a: x 0.02; nearly indifferent" in str(summarise(read(TEXT.replace("VALUES", "values: {x: 0.01}"))))
    assert "b: payoffs 2" in str(summarise(read(TEXT.replace("VALUES", "values: {x: 1}"))))


def test_a_term_that_cannot_be_evaluated_is_left_out() -> None:
    scale = measure('values: {"delay(x, 2)": 1, push: 1}')
    assert [one.term for one in scale.differences] == ["push"]
    assert not scale.option
