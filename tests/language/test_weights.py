"""The weight of a term is written per unit of the term, so that no way of writing the term changes what it means."""

from __future__ import annotations

import pytest
from example_files import SMALL, read

from lynchpin.language import check_text
from lynchpin.language.units import PLAIN, divide, read_unit, write_per

CANAL = """\
lynchpin: 1
title: The canal
question: Does the fleet take the canal?
clock: {start: 2025, end: 2026}
answers: {"yes": [canal]}
parameters:
  cost: {value: 2 million USD, judgement: j}
  toll: {value: 500 thousand USD, judgement: j}
  growth: {value: 8 %, judgement: j}
auxiliaries:
  saving: SAVING
actors:
  fleet:
    options: {canal: {suez: 1}, cape: {suez: 0}}
    WHERE
    judgement: j
outcomes:
  canal: {when: final(suez) > 0}
  cape: otherwise
goals:
  total(saving): GOAL
shows: [growth]
"""


def write(
    *, saving: str = "cost - toll", term: str = "saving * suez", weight: str = "1 per million USD", goal: str = "1 per million USD"
) -> str:
    return CANAL.replace("SAVING", saving).replace("WHERE", f"values:\n      {term}: {weight}").replace("GOAL", goal)


def list_errors(text: str) -> list[tuple[str, str]]:
    return [(fault.id, fault.hint) for fault in check_text(text).diagnostics if fault.severity == "error"]


def measure_payoff(text: str) -> float:
    """The payoff of taking the canal, where all numbers are certain: 1.5 million USD at the stated weight."""
    a = read(text)
    scale = {"million USD": 1.5, "thousand USD": 1500.0}[a.auxiliaries["saving"].about.unit]
    return a.actors["fleet"].terms[0].weight.numbers[0] * scale


@pytest.mark.parametrize("saving", ["cost - toll", "-toll + cost", "0 - (toll - cost)", "cost + (-1 * toll)"])
def test_the_order_of_a_sum_does_not_change_the_payoff(saving: str) -> None:
    assert measure_payoff(write(saving=saving)) == pytest.approx(1.5, rel=1e-12)


@pytest.mark.parametrize(
    "weight", ["1 per million USD", "0.001 per thousand USD", "1e-6 / USD", "1 / million USD", "{weight: 1 per million USD, means: m}"]
)
def test_a_weight_may_be_in_any_unit_of_the_right_kind(weight: str) -> None:
    assert measure_payoff(write(weight=weight)) == pytest.approx(1.5, rel=1e-12)


def test_a_range_of_weights_is_per_unit_at_both_ends() -> None:
    weight = read(write(weight="4 to 8 per million USD")).actors["fleet"].terms[0].weight
    assert weight.numbers == read(write(term="suez", weight="4 to 8")).actors["fleet"].terms[0].weight.numbers


@pytest.mark.parametrize(
    ("weight", "hint"),
    [
        ("1", "write `1 per million USD`"),
        ("4 to 8", "write `4 to 8 per million USD`"),
        ("{weight: 1}", "write `1 per million USD`"),
        ('"normal(3, 1)"', "write `normal(3, 1) per million USD`"),
        ('"beta(2, 5)"', "write `beta(2, 5) per million USD`"),
        ('"choice(1: 0.5, 2: 0.5)"', "write `choice(1: 0.5, 2: 0.5) per million USD`"),
    ],
)
def test_a_bare_weight_of_a_term_with_a_unit_is_refused(weight: str, hint: str) -> None:
    assert list_errors(write(weight=weight)) == [("bare-weight", hint)]


def test_factions_and_goals_have_weights_too() -> None:
    factions = "factions: {one: {influence: 1, values: {saving * suez: 1}}}"
    text = write().replace("values:\n      saving * suez: 1 per million USD", factions)
    assert list_errors(text) == [("bare-weight", "write `1 per million USD`")]
    assert list_errors(write(goal="1")) == [("bare-weight", "write `1 per million USD`")]
    assert list_errors(write(goal="{weight: 1}")) == [("bare-weight", "write `1 per million USD`")]


def test_a_percentage_has_a_weight_per_per_cent() -> None:
    assert list_errors(write(term="growth if suez else 0 %", weight="1")) == [("bare-weight", "write `1 per percent`")]
    a = read(write(term="growth if suez else 0 %", weight="3 per %"))
    assert a.actors["fleet"].terms[0].weight.numbers == (3.0,)


@pytest.mark.parametrize(
    ("term", "weight"), [("suez", "1 per million USD"), ("saving * suez", "1 per million EUR"), ("saving * suez", "1 million USD")]
)
def test_a_weight_in_a_unit_of_another_kind_is_refused(term: str, weight: str) -> None:
    assert [message_id for message_id, _ in list_errors(write(term=term, weight=weight))] == ["value-unit"]


@pytest.mark.parametrize("term", ["suez", "saving * suez / (1 million USD)", "2", "time * suez", "growth * suez", "suez == 1"])
def test_a_plain_number_has_a_plain_weight(term: str) -> None:
    assert [message_id for message_id, _ in list_errors(write(term=term, weight="2 to 3")) if message_id != "options-alike"] == []


@pytest.mark.parametrize(
    "unit", ["million USD", "billion USD / year", "USD / barrel", "1 / year", "km**2", "percent", "thousand barrel / day"]
)
def test_the_spelling_in_the_hint_is_the_inverse_of_the_unit(unit: str) -> None:
    term = read_unit(unit)
    inverse = read_unit(write_per(term))
    assert inverse.dimensions == divide(PLAIN, term).dimensions
    assert inverse.factor == pytest.approx(1 / term.factor, rel=1e-12)


def test_an_error_in_the_term_is_the_only_message() -> None:
    assert [message_id for message_id, _ in list_errors(SMALL.replace("-cost: 2 to 4", "-cots: 2 to 4"))] == ["unknown-name"]
