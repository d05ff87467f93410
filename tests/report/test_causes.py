"""Who influences whom: signs by the form of an equation, ranges of values, and what leads to the answer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from recorded import read_dispute

from lynchpin.errors import Place
from lynchpin.language.parsing import parse_expression
from lynchpin.report.causal_map import BOX_HEIGHT, MOST, contract_edges, draw_overview, draw_whole, lay_out, trace_back
from lynchpin.report.causes import Causes, Edge, Node, find_causes
from lynchpin.report.signs import find_range, find_signs


@pytest.fixture(scope="module")
def causes() -> Causes:
    return find_causes(read_dispute())


POSITIVE = {"p": 1, "q": 1, "x": 0}


@pytest.mark.parametrize(
    ("text", "signs"),
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
    ],
)
def test_signs_follow_from_the_form(text: str, signs: dict[str, int]) -> None:
    assert find_signs(parse_expression(text, Place), POSITIVE.__getitem__) == signs


@pytest.mark.parametrize(
    ("text", "expected"),
    [("p", 1), ("x", 0), ("-p", -1), ("p * q", 1), ("p - q", 0), ("exp(x)", 1), ("max(0, x)", 1), ("clip(x, 0, 1)", 1)],
)
def test_ranges_follow_from_the_form(text: str, expected: int) -> None:
    assert find_range(parse_expression(text, Place), POSITIVE.__getitem__) == expected


def sign(causes: Causes, source: str, target: str) -> int | None:
    found = [e.sign for e in causes.edges if (e.source.id, e.target.id) == (source, target)]
    return found[0] if found else None


def test_influences_of_the_dispute(causes: Causes) -> None:
    assert sign(causes, "parameter-fee", "auxiliary-leverage") == 1
    assert sign(causes, "parameter-heating", "stock-storage") == -1
    assert sign(causes, "actor-customer", "stock-arrears") == 0
    assert sign(causes, "auxiliary-strain", "actor-customer") == -1
    assert sign(causes, "stock-arrears", "event-default") == 1
    assert sign(causes, "outcome-cutoff", "answer-yes") == 1
    assert sign(causes, "assumption-no_bypass", "parameter-pipeline") == 1
    assert sign(causes, "policy-mediate", "parameter-reputation") == 1
    assert sign(causes, "parameter-fee", "stock-arrears") is None


def test_signs_multiply_along_what_is_left_out() -> None:
    a, b, c, d = (Node(kind, kind[0]) for kind in ("actor", "auxiliary", "stock", "event"))
    causes = Causes((a, b, c, d), (Edge(a, b, -1), Edge(b, c, -1), Edge(c, d, 1), Edge(b, d, 1)))
    assert set(contract_edges(causes, (a, c, d))) == {Edge(a, c, 1), Edge(a, d, -1), Edge(c, d, 1)}


def test_what_leads_to_the_answer_is_traced_level_by_level() -> None:
    answer, near, far, aside = Node("answer", "yes"), Node("outcome", "war"), Node("event", "shot"), Node("event", "rain")
    edges = [Edge(near, answer, 1), Edge(far, near, 1), Edge(near, aside, 1)]
    assert trace_back(edges, answer) == {answer, near, far}
    many = [Edge(Node("stock", f"s{k}"), answer, 1) for k in range(100)]
    assert len(trace_back(many, answer)) == MOST


def test_no_two_boxes_of_a_map_overlap(causes: Causes) -> None:
    kinds = (("stock", "Stocks"), ("parameter", "Parameters"), ("event", "Events"))
    nodes = [n for n in causes.nodes if n.kind in dict(kinds)]
    layout = lay_out(nodes, [e for e in causes.edges if e.source in nodes and e.target in nodes], kinds, 4)
    assert max(len(column) for _, column in layout.columns) <= 4
    places = sorted(layout.places.values())
    assert len(places) == len(set(places)) == len(nodes)
    assert all(b[1] - a[1] >= BOX_HEIGHT for a, b in pairwise(places) if a[0] == b[0])


def test_maps_have_the_actors_and_the_answer(causes: Causes) -> None:
    overview = draw_overview(causes, "yes")
    for node in ("actor-supplier", "actor-customer", "outcome-cutoff", "answer-yes"):
        assert f'data-node="{node}"' in overview
    assert 'data-node="answer-trouble"' not in overview
    whole = draw_whole(causes)
    assert all(f'data-node="{n.id}"' in whole for n in causes.nodes if n.kind != "indicator")
