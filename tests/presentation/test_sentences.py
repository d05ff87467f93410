"""The opening sentence of a part agrees with its finding, for every possible kind of result."""

from __future__ import annotations

from typing import Any

import pytest
from sample_findings import find

from lynchpin.presentation.sentences import drivers as drivers_words
from lynchpin.presentation.sentences import forecast as forecast_words
from lynchpin.presentation.sentences import stress as stress_words
from lynchpin.presentation.wording import list_terms

TERMS = list_terms("icd-203")


def answer(probability: float, error: float = 0.002, name: str = "yes") -> dict[str, Any]:
    return {"answers": {name: {"probability": probability, "standard_error": error}}}


@pytest.mark.parametrize(
    ("run", "after", "text"),
    [
        (answer(0.12), None, "Very unlikely: the answer is yes in 12.0% ± 0.2 of futures."),
        (answer(0.12, name="war"), None, "Very unlikely: “war” comes about in 12.0% ± 0.2 of futures."),
        (
            answer(0.12),
            answer(0.3),
            "Very unlikely: the answer is yes in 12.0% ± 0.2 of futures. The evidence since raises it to 30.0% ± 0.2: unlikely.",
        ),
        (
            answer(0.12),
            answer(0.08),
            "Very unlikely: the answer is yes in 12.0% ± 0.2 of futures. The evidence since lowers it to 8.0% ± 0.2: still very unlikely.",
        ),
        (
            answer(0.12, 0.02),
            answer(0.13, 0.001),
            "Very unlikely: the answer is yes in 12% ± 2 of futures. "
            "The evidence since leaves it about where it was, at 13.0% ± 0.1: still very unlikely.",
        ),
        (answer(0.0, 0.0001), None, "Below “almost no chance”: the answer is yes in under 0.03% of futures."),
    ],
)
def test_answer(run: dict[str, Any], after: dict[str, Any] | None, text: str) -> None:
    assert forecast_words.say_answer(run, TERMS, after) == text


def test_a_move_within_the_error_of_both_is_no_move() -> None:
    """The earlier figure has an error too: 4 points are no change if the error is 3."""
    assert "about where it was" in forecast_words.say_answer(answer(0.12, 0.03), TERMS, answer(0.16, 0.001))


def test_endings_and_unfolding() -> None:
    run = find("run")
    assert (
        forecast_words.say_endings(run) == "The commonest ending is muddling (40.0% of futures), then cutoff (38.8%) and settled (16.7%)."
    )
    text = forecast_words.say_unfolding(run, ["patience", "storage"])
    moved = max(("patience", "storage"), key=lambda n: abs(run["stocks"][n]["p50"][-1] - run["stocks"][n]["p50"][0]))
    assert f"{moved.capitalize()} moves most: its median" in text


def test_load() -> None:
    stress = find("stress")
    text = stress_words.say_load(stress)
    first = max(stress["assumptions"], key=lambda a: abs(a["load"]))
    assert text.startswith(f"The answer hangs most on “{first['name'].replace('_', ' ')}”: its failure alone ")
    for a in stress["assumptions"]:
        a["standard_error"] = 1.0
    assert stress_words.say_load(stress).startswith("No single assumption, failing alone, changes the answer")


def test_sets() -> None:
    one = {"assumptions": ["no_bypass"], "probability_of_answer": 0.84, "standard_error": 0.006, "probability_of_set": 0.125}
    two = {"assumptions": ["a", "b"], "probability_of_answer": 0.6, "standard_error": 0.01, "probability_of_set": 0.00045}
    found = {"breaking_sets": [two, one], "threshold": 0.5, "search": {"direction": "up"}}
    assert stress_words.say_sets(found) == "The failure of “no bypass” is enough to bring it to 50% or more."
    assert (
        stress_words.say_sets({**found, "breaking_sets": [two]})
        == "It takes 2 failures together, such as “a” and “b”, to bring it to 50% or more."
    )
    assert (
        stress_words.say_sets({**found, "breaking_sets": [], "search": {"direction": "down"}})
        == "No set of failures was found that brings it below 50%."
    )
    assert (
        stress_words.say_set(two) == "If “a” and “b” both fail, the answer is yes in 60% ± 1 of futures; the chance that they do is 0.045%."
    )
    assert stress_words.say_set(one).endswith("the chance that it does is 12%.")
    names = list("abcdefgh")
    many = {**two, "assumptions": names[1:]}
    assert stress_words.say_set(many, names).startswith("If all fail but “a”, the answer is yes")
    assert stress_words.say_set(many, [*names, *"ijklm"]).startswith("If “b”, “c”, “d” and 4 more all fail, ")
    assert stress_words.say_sets({**found, "breaking_sets": [many]}) == "It takes 7 failures together to bring it to 50% or more."


def test_drivers_speak_of_every_unknown_and_of_chance() -> None:
    drivers = find("drivers")
    assert drivers_words.say_drivers(drivers).startswith(
        "Of the uncertainty about the answer, 39.4% could be removed by knowing more; the rest is chance. "
    )
    drivers["others"].append({"name": "rationality:supplier", "kind": "weight", "first_order": 0.9, "total": 0.95})
    assert "“supplier: rationality”" in drivers_words.say_drivers(drivers)


def unknown(name: str, total: float, error: float = 0.01) -> dict[str, Any]:
    return {"name": name, "first_order": total / 2, "standard_error": error, "total": total, "total_standard_error": error}


@pytest.mark.parametrize(
    ("unknowns", "text"),
    [
        (
            [unknown("a", 0.5), unknown("b", 0.3), unknown("c", 0.2), unknown("d", 0.1)],
            "The unknown that matters most is “a”, then “b” and “c”.",
        ),
        ([unknown("a", 0.5), unknown("b", 0.01)], "The unknown that matters most is “a”."),
        ([unknown("b", 0.48), unknown("a", 0.5), unknown("c", 0.2)], "“a” and “b” matter most; which of them more this run cannot tell."),
        (
            [unknown(n, 0.3, 0.05) for n in "abcde"],
            "Several unknowns matter about as much, as far as this run can tell: “a”, “b”, “c” and 2 more.",
        ),
        ([unknown("a", 0.01)], "No single unknown stands out from the error of this run."),
        ([], "No single unknown stands out from the error of this run."),
    ],
)
def test_no_unknown_is_put_first_that_cannot_be_told_from_another(unknowns: list[dict[str, Any]], text: str) -> None:
    assert drivers_words.say_leaders({"parameters": unknowns}) == text


def test_pairs_whose_failures_do_more_or_less_than_their_sum() -> None:
    pair = {"assumptions": ["a", "b"], "interaction": -0.073, "standard_error": 0.005}
    assert stress_words.say_interaction(pair) == "“a” and “b” failing together: −7.3 ± 0.5 points beyond the sum of their loads."
    vague = {**pair, "interaction": 0.2, "standard_error": 0.4}
    assert stress_words.list_clear_interactions({"interactions": [vague, pair]}) == [pair]
