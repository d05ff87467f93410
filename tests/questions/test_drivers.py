"""Drivers on small models with known indices, reducible shares and values of information."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from by_hand import make_model
from small_programs import SmallProgram, see

from lynchpin.engine.model import Goal, Model, Quantity
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.questions.drivers.factors import find_factors
from lynchpin.questions.drivers.question import measure_drivers


def linear() -> Model:
    """x ends at a + 2 b + shock, all standard normal but b, which is uniform on (0, 1), or on (1, 2) where `calm` (0.5) fails."""
    p = SmallProgram(1)
    j = p.add_assumption("calm", 0.5)
    a = p.add_parameter("a", "normal", 0, 1)
    b = p.add_parameter("b", "uniform", 0, 1, assumption=j, fails=[1, 2])
    p.add_stock("x", ("number", 0.0), 1.0)
    p.becomes(0, p.graph.make("add", a, p.graph.make("multiply", p.constant(2.0), b)))
    model = p.build(p.graph.make("less", p.constant(1.5), p.along("final", p.graph.make("end", data=0))))
    inputs = (*(replace(q, certain=False) for q in model.inputs[:2]), Quantity("x", kind="stock", certain=True))
    return replace(model, inputs=inputs)


VARIANCES = {"a": 1.0, "b": 4 / 12, "calm": 4 / 4}
WHOLE = 1.0 + sum(VARIANCES.values())


@pytest.fixture(scope="module")
def finding():  # type: ignore[no-untyped-def]
    return measure_drivers(linear(), Draws(50_000, seed=1), of="x")


def test_indices_of_a_linear_model_are_shares_of_the_variance(finding):
    assert finding.method == "saltelli"
    assert [d.name for d in finding.drivers] == ["a", "b", "calm"]
    for d in finding.drivers:
        share = VARIANCES[d.name] / WHOLE
        assert d.first_order.value == pytest.approx(share, abs=4 * d.first_order.error), d.name
        assert d.total.value == pytest.approx(share, abs=4 * d.total.error), d.name


def test_the_reducible_share_is_all_but_the_shock(finding):
    assert finding.reducible.value == pytest.approx(1 - 1 / WHOLE, abs=4 * finding.reducible.error)


def test_futures_at_hand_give_first_order_and_pawn():
    found = measure_drivers(linear(), Draws(10_000, seed=1), of="x", method="given-data")
    # Futures contain the value of b, which depends mostly on the assumption; nothing is redrawn.
    share = {"a": 1 / WHOLE, "b": (VARIANCES["b"] + VARIANCES["calm"]) / WHOLE, "calm": VARIANCES["calm"] / WHOLE}
    for d in found.drivers:
        assert d.first_order.value == pytest.approx(share[d.name], abs=0.03)
        assert np.isnan(d.total.value)
        assert d.pawn.value > 3 * d.pawn.error
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["parameters"][0]["total"] is None


def test_a_design_that_would_be_too_small_is_not_run():
    assert measure_drivers(linear(), Draws(500, seed=1)).method == "given-data"


def test_the_answer_is_asked_about_unless_told():
    found = measure_drivers(linear(), Draws(20_000, seed=1))
    assert found.of == "answer"
    assert 0 < found.reducible.value < 1
    assert all(d.total.value > 3 * d.total.error for d in found.drivers)
    assert "“answer”" in str(found)


def test_after_evidence_only_what_is_still_open_counts():
    """A measurement of x makes the unknowns dependent. Of x a year later, part is then known and part is future chance."""
    p = SmallProgram(2)
    a = p.add_parameter("a", "normal", 0, 1)
    x = p.add_stock("x", ("number", 0.0), 1.0)
    p.becomes(0, p.graph.make("add", x, a))
    model = p.build(p.graph.make("less", p.constant(0.0), p.along("final", p.graph.make("end", data=0))))
    model = replace(model, inputs=(replace(model.inputs[0], certain=False), Quantity("x", kind="stock", certain=True)))
    seen = [see(0, "stock", "x", value=1.0, sd=0.5)]
    found = measure_drivers(model, Draws(seed=1, evidence=seen, until=0), of="x")
    assert found.method == "given-data"
    # a and x1 = a + e1 after x1 is seen with sd 0.5; then x2 = x1 + a + e2.
    prior = np.array([[1.0, 1.0], [1.0, 2.0]])
    posterior = prior - np.outer(prior[:, 1], prior[1]) / (2.0 + 0.25)
    known = np.ones(2) @ posterior @ np.ones(2)
    assert found.reducible.value == pytest.approx(known / (known + 1), abs=0.03)
    share = (np.ones(2) @ posterior[:, 0]) ** 2 / posterior[0, 0] / (known + 1)
    assert found.drivers[0].first_order.value == pytest.approx(share, abs=0.03)


def test_json_keeps_its_names(finding):
    reported = json.loads(json.dumps(finding.to_dict(), allow_nan=False))
    assert reported["of"] == "x"
    assert [p["name"] for p in reported["parameters"]] == ["a", "b"]
    assert all(set(p) >= {"name", "first_order", "total", "standard_error", "evpi"} for p in reported["parameters"])
    assert [p["name"] for p in reported["assumptions"]] == ["calm"]
    assert isinstance(reported["reducible"], float)
    assert finding.table["name"].tolist()[:2] in (["a", "calm"], ["calm", "a"])


def test_a_name_that_is_not_known():
    with pytest.raises(ArgumentError, match=r"no answer, stock or auxiliary called `y`; there is: answer, x"):
        measure_drivers(linear(), Draws(), of="y")


def test_nothing_uncertain_says_what_to_add():
    with pytest.raises(QuestionError, match=r"(?s)none of its values is uncertain.*parameters:"):
        measure_drivers(make_model(), Draws())
    assert find_factors(make_model(assumptions={"calm": 0.5, "broken_by_itself": None})) == {"calm": "assumption"}


def test_goals_without_policies_have_no_value_of_information():
    found = measure_drivers(replace(linear(), goals=(Goal("x", 1.0),)), Draws(2000))
    assert all(np.isnan(d.evpi.value) for d in found.drivers)
