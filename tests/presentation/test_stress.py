"""Stress tests in words and tables: loads with their direction, minimal cut sets, and the sign of interactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from asked import ask
from by_hand import make_model

from lynchpin.presentation.sentences.cut_sets import describe_cut_sets, describe_set, describe_undecided
from lynchpin.presentation.sentences.stress import (
    compare_with_sum,
    describe_interaction,
    describe_loads,
    describe_terms,
    list_clear_interactions,
    list_clear_loads,
)
from lynchpin.presentation.tables.stress import tabulate_assumptions, tabulate_interactions, tabulate_sets
from lynchpin.questions.stress.cut_sets import CutSets
from lynchpin.questions.stress.loads import Loads
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.stress.structure import Structure
from lynchpin.statistics.estimates import Estimate, Estimates
from lynchpin.statistics.shapley import Shares

ERROR = 0.01


def make_stress(
    loads: Sequence[float],
    *,
    interaction: float = 0.0,
    credences: Sequence[float] = (),
    sets: Sequence[Node] = (),
    sufficient: Sequence[Node] = (),
    undecided: Sequence[Node] = (),
    decided: bool = True,
    rising: bool = True,
    complete: bool = True,
) -> tuple[StressFinding, Structure]:
    """A finding about assumptions a, b, … with these loads; every error is one point, and the first pair interacts."""
    d = len(loads)
    given = np.array(credences or [0.8] * d)
    names = [chr(ord("a") + k) for k in range(d)]
    model = make_model(assumptions=dict(zip(names, given.tolist(), strict=True)), answers={"yes": ("yes",)})
    value, error = np.array(loads), np.full(d, ERROR)
    pairs = np.array([(j, k) for j in range(d) for k in range(j + 1, d)], np.intp).reshape(-1, 2)
    interactions = np.zeros(len(pairs))
    interactions[:1] = interaction
    measured = Loads(
        Estimate(0.3, ERROR),
        Estimates(given, np.zeros(d)),
        Estimates(value, error),
        Estimates(value * (1 - given), error * (1 - given)),
        pairs,
        Estimates(interactions, np.full(len(pairs), ERROR)),
    )
    shares = Shares(Estimates(value, error), Estimate(0.1, ERROR), Estimate(0.9, ERROR), Estimate(0.8, ERROR))
    structure = Structure(
        measured, shares, CutSets(rising, decided, tuple(sets), tuple(sufficient), tuple(undecided), 2, 3, complete), tuple(range(d))
    )
    return StressFinding(model, "yes", 0.5, Estimate(0.3, ERROR), model.drawn_assumptions, given, structure, (), 1_000, 0), structure


def test_loads_have_their_direction_and_claims_for_names() -> None:
    finding, structure = make_stress([-0.28, 0.40, 0.001])
    assert describe_loads(finding, structure) == (
        "It depends most on the assumption “b is so”, whose failure raises it by 40 ± 1 points; "
        "next comes “a is so”, whose failure lowers it by 28 ± 1 points."
    )
    finding, structure = make_stress([0.001, -0.002])
    assert describe_loads(finding, structure) == "No single failure changes it by more than the error of this run."


@pytest.mark.parametrize(
    ("loads", "interaction", "text"),
    [
        # Two failures that each lower the probability, and lower it by less together: an interaction above zero.
        ((-0.28, -0.40), 0.20, "Together they matter less than the sum"),
        ((-0.28, -0.40), -0.20, "Together they matter more than the sum"),
        ((0.28, 0.40), 0.20, "Together they matter more than the sum"),
        ((0.28, 0.40), -0.20, "Together they matter less than the sum"),
        ((0.30, -0.30), 0.20, "Alone, their effects cancel or are within the error of this run"),
        ((0.10, 0.10), -0.50, "Together they change it in the opposite direction to the sum"),
    ],
)
def test_an_interaction_is_explained_in_terms_of_the_answer(loads: tuple[float, float], interaction: float, text: str) -> None:
    finding, structure = make_stress(loads, interaction=interaction)
    assert compare_with_sum(structure, 0) == text
    assert describe_interaction(finding, structure, 0).endswith(f"{text}.")
    assert tabulate_interactions(finding).rows[0][-1] == text
    assert "worse" not in str(finding)


def test_an_interaction_as_a_line() -> None:
    finding, structure = make_stress([-0.28, -0.40], interaction=0.20)
    assert describe_interaction(finding, structure, 0) == (
        "“a is so” and “b is so” failing together: the probability is 20 ± 1 points higher than the sum of their loads "
        "(−28 and −40) implies. Together they matter less than the sum."
    )


def test_only_clear_interactions_are_listed() -> None:
    _, structure = make_stress([-0.28, -0.40, 0.1], interaction=0.20)
    assert list_clear_interactions(structure) == [0]
    _, structure = make_stress([-0.28, -0.40], interaction=0.015)
    assert list_clear_interactions(structure) == []


def test_the_more_there_are_the_clearer_they_have_to_be() -> None:
    """At 2.5 standard errors one load of two is clear, and one of eighteen is expected by chance."""
    _, structure = make_stress([0.025, 0.0])
    assert list_clear_loads(structure) == [0]
    _, structure = make_stress([0.025, *[0.0] * 17], interaction=0.03)
    assert list_clear_loads(structure) == list_clear_interactions(structure) == []


def test_minimal_cut_sets_are_defined_and_the_most_probable_is_named() -> None:
    one, two = Node((0,), Estimate(0.84, 0.006)), Node((1, 2), Estimate(0.6, ERROR))
    finding, structure = make_stress([0.3, 0.2, 0.1], credences=(0.875, 0.9, 0.9955), sets=[two, one])
    assert describe_cut_sets(finding, structure) == (
        "2 minimal cut sets were found (smallest sets of failures that bring it to 50% or more); the most probable is “a is so” "
        "(probability that it fails: 12%)."
    )
    finding, structure = make_stress([0.3, 0.2, 0.1], credences=(0.875, 0.9, 0.9955), sets=[two], undecided=[one])
    assert describe_cut_sets(finding, structure) == (
        "One minimal cut set was found (a smallest set of failures that brings it to 50% or more): “b is so” and “c is so” "
        "(probability that they all fail: 0.045%)."
    )
    assert describe_undecided(finding, structure) == "1 more set is too close to 50% to tell."
    assert describe_set(finding, two) == (
        "If “b is so” and “c is so” both fail, the probability of “yes” is 60% ± 1; the probability that they fail is 0.045%."
    )
    assert tabulate_sets(finding).rows == (("“b is so” and “c is so”", "60% ± 1", "0.045%"),)


def test_without_cut_sets_the_reach_of_the_search_is_told() -> None:
    finding, structure = make_stress([0.3, 0.2], rising=False)
    assert describe_cut_sets(finding, structure) == "No set of failures was found that brings it below 50%."
    finding, structure = make_stress([0.3, 0.2], complete=False)
    assert describe_cut_sets(finding, structure) == "No set of failures was found that brings it to 50% or more; it takes at least 3."


def test_nothing_is_said_of_cut_sets_while_the_base_case_is_undecided() -> None:
    finding, structure = make_stress([0.3, 0.2], decided=False, undecided=[Node((), Estimate(0.5, ERROR))])
    assert describe_cut_sets(finding, structure) == (
        "With every assumption holding, it is too close to 50% to tell on which side it lies, so no cut sets are reported."
    )
    assert describe_undecided(finding, structure) == ""


def test_a_set_with_undecided_parts_is_not_called_minimal() -> None:
    finding, structure = make_stress([0.3, 0.2], credences=(0.9, 0.9), sufficient=[Node((0, 1), Estimate(0.7, ERROR))])
    assert describe_cut_sets(finding, structure) == (
        "1 set of failures brings it to 50% or more: “a is so” and “b is so” (probability that they all fail: 1%); "
        "whether a smaller part of it is enough is undecided."
    )
    assert tabulate_sets(finding).rows[0][-1] == "undecided"
    assert tabulate_sets(finding).caption == "Sets of failures that bring it to 50% or more"


def test_a_large_set_is_told_by_what_holds() -> None:
    most = Node(tuple(range(1, 8)), Estimate(0.6, ERROR))
    finding, _ = make_stress([0.1] * 8, sets=[most])
    assert describe_set(finding, most).startswith("If all fail but “a is so”, the probability of “yes” is 60% ± 1")
    finding, _ = make_stress([0.1] * 13, sets=[most])
    assert describe_set(finding, most).startswith("If “b is so”, “c is so”, “d is so” and 4 more all fail, ")


def test_the_most_probable_set_is_named_as_briefly_as_in_the_list() -> None:
    large = Node(tuple(range(1, 8)), Estimate(0.6, ERROR))
    finding, structure = make_stress([0.1] * 8, sets=[large])
    assert "50% or more): all but “a is so” (probability" in describe_cut_sets(finding, structure)
    finding, structure = make_stress([0.1] * 13, sufficient=[large])
    assert "or more: “b is so”, “c is so”, “d is so” and 4 more (probability" in describe_cut_sets(finding, structure)


def test_credences_of_the_file_are_exact() -> None:
    finding, _ = make_stress([0.3, -0.2], credences=(0.9, 0.5))
    cells = {row[0]: row[1] for row in tabulate_assumptions(finding).rows}
    assert cells == {"a": "90%", "b": "50%"}


def test_terms_are_defined() -> None:
    text = describe_terms(ask(StressFinding))
    for term in ("credence", "vulnerability", "load", "exposure", "minimal cut set"):
        assert term in text


def test_what_the_model_breaks_is_an_association() -> None:
    text = str(ask(StressFinding))
    assert "the model itself breaks “Arrears stay below one and a half billion”" in text
    assert "an association, not necessarily an effect" in text


def test_findings_without_credences_have_no_loads() -> None:
    stress = replace(ask(StressFinding), structure=None)
    assert tabulate_assumptions(stress).rows == tabulate_sets(stress).rows == tabulate_interactions(stress).rows == ()
