"""The influence graph: polarities and signs by the form of an equation, and the influences of a whole assessment."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_files import assess

from lynchpin.compiler import find_value_mean
from lynchpin.errors import Place
from lynchpin.language import read_assessment
from lynchpin.language.influence import InfluenceGraph, build_influence_graph
from lynchpin.language.influence.polarity import find_polarities, find_sign
from lynchpin.language.parsing import parse_expression

DISPUTE = Path(__file__).parents[1] / "report" / "dispute.yaml"


@pytest.fixture(scope="module")
def graph() -> InfluenceGraph:
    return build_influence_graph(read_assessment(DISPUTE), find_value_mean)


SIGNS = {"p": 1, "q": 1, "x": 0}


@pytest.mark.parametrize(
    ("text", "polarities"),
    [
        ("p + q - x", {"p": 1, "q": 1, "x": -1}),
        ("p * x", {"p": 0, "x": 1}),
        ("p * q", {"p": 1, "q": 1}),
        ("x / p", {"x": 1, "p": 0}),
        ("q / p", {"q": 1, "p": -1}),
        ("-(p * x)", {"p": 0, "x": -1}),
        ("(1 - p) * q", {"p": -1, "q": 1}),
        ("max(p, -x)", {"p": 1, "x": -1}),
        ("x - x * x", {"x": 0}),
        ("exp(-x)", {"x": -1}),
        ("p ** 2", {"p": 1}),
        ("1 if x > p else 0", {"x": 1, "p": -1}),
        ("0 if x > p else 1", {"x": -1, "p": 1}),
        ("not (x < 1)", {"x": 1}),
        ("abs(x)", {"x": 0}),
        ("interpolate(x, [0, 1], [1, 3])", {"x": 1}),
        ("interpolate(x, [0, 1], [1, 3], [2, 0])", {"x": 0}),
        ("smooth(p - x, 3)", {"p": 1, "x": -1}),
        ("sin(p) + cos(x)", {"p": 0, "x": 0}),
        ("floor(x) - round(p)", {"x": 1, "p": -1}),
        ("sign(q - x)", {"q": 1, "x": -1}),
    ],
)
def test_polarities_follow_from_the_form(text: str, polarities: dict[str, int]) -> None:
    assert find_polarities(parse_expression(text, Place), SIGNS.__getitem__) == polarities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p", 1),
        ("x", 0),
        ("-p", -1),
        ("p * q", 1),
        ("p - q", 0),
        ("exp(x)", 1),
        ("max(0, x)", 1),
        ("clip(x, 0, 1)", 1),
        ("floor(p)", 1),
        ("round(-p)", -1),
        ("sign(p)", 1),
        ("sin(p)", 0),
    ],
)
def test_signs_follow_from_the_form(text: str, expected: int) -> None:
    assert find_sign(parse_expression(text, Place), SIGNS.__getitem__) == expected


def find_edge_sign(graph: InfluenceGraph, source: str, target: str) -> int | None:
    found = [e.sign for e in graph.edges if (e.source.id, e.target.id) == (source, target)]
    return found[0] if found else None


def test_influences_of_the_dispute(graph: InfluenceGraph) -> None:
    assert find_edge_sign(graph, "parameter-fee", "auxiliary-leverage") == 1
    assert find_edge_sign(graph, "parameter-heating", "stock-storage") == -1
    assert find_edge_sign(graph, "actor-customer", "stock-arrears") == 0
    assert find_edge_sign(graph, "auxiliary-strain", "actor-customer") == -1
    assert find_edge_sign(graph, "stock-arrears", "event-default") == 1
    assert find_edge_sign(graph, "outcome-cutoff", "answer-yes") == 1
    assert find_edge_sign(graph, "assumption-no_bypass", "parameter-pipeline") == 1
    assert find_edge_sign(graph, "policy-mediate", "parameter-reputation") == 1
    assert find_edge_sign(graph, "parameter-fee", "stock-arrears") is None


def test_a_mean_decides_the_polarity_of_a_replacement() -> None:
    """The mean of `lognormal(4, 20)` is above that of `normal(3, 1)`, although its median is below it."""
    wide = assess(
        discount='{value: "lognormal(4, 20)", unit: billion USD / year, cite: memo p2}',
        calm='{claim: It is calm, credence: likely, fails: {discount: "normal(3, 1)"}, cite: memo p5}',
    )
    assert find_edge_sign(build_influence_graph(wide, find_value_mean), "assumption-calm", "parameter-discount") == 1


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        ("lognormal(3, 1)", 1),
        ("uniform(-3, 0)", -1),
        ("beta(2, 5, -3, -1)", -1),
        ("truncated(normal(1, 1), 0, inf)", 1),
        ("truncated(lognormal(3, 1), -inf, 5)", 1),
        ("normal(3, 1)", 0),
    ],
)
def test_the_support_of_a_factor_decides_a_polarity(value: str, sign: int) -> None:
    a = assess(anger=f'{{value: "{value}", judgement: no poll}}', cost="{equals: anger * arrears / (1 billion USD) + flow}")
    assert find_edge_sign(build_influence_graph(a, find_value_mean), "stock-arrears", "auxiliary-cost") == sign
