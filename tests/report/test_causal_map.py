"""The causal map: contraction of the influence graph, its layout, and what the two drawings show."""

from __future__ import annotations

from itertools import pairwise

import pytest
from example_story import read_dispute

from lynchpin.compiler import find_value_mean
from lynchpin.language.influence import Edge, InfluenceGraph, Node, build_influence_graph
from lynchpin.report.causal_map import BOX_HEIGHT, MOST, contract_edges, draw_overview, draw_whole, lay_out, trace_back


@pytest.fixture(scope="module")
def graph() -> InfluenceGraph:
    return build_influence_graph(read_dispute(), find_value_mean)


def test_signs_multiply_along_a_contracted_path() -> None:
    a, b, c, d = (Node(kind, kind[0]) for kind in ("actor", "auxiliary", "stock", "event"))
    graph = InfluenceGraph((a, b, c, d), (Edge(a, b, -1), Edge(b, c, -1), Edge(c, d, 1), Edge(b, d, 1)))
    assert set(contract_edges(graph, (a, c, d))) == {Edge(a, c, 1), Edge(a, d, -1), Edge(c, d, 1)}


def test_influences_on_the_answer_are_traced_level_by_level() -> None:
    answer, near, far, aside = Node("answer", "yes"), Node("outcome", "war"), Node("event", "shot"), Node("event", "rain")
    edges = [Edge(near, answer, 1), Edge(far, near, 1), Edge(near, aside, 1)]
    assert trace_back(edges, answer) == {answer, near, far}
    many = [Edge(Node("stock", f"s{k}"), answer, 1) for k in range(100)]
    assert len(trace_back(many, answer)) == MOST


def test_no_two_boxes_of_a_map_overlap(graph: InfluenceGraph) -> None:
    kinds = (("stock", "Stocks"), ("parameter", "Parameters"), ("event", "Events"))
    nodes = [n for n in graph.nodes if n.kind in dict(kinds)]
    layout = lay_out(nodes, [e for e in graph.edges if e.source in nodes and e.target in nodes], kinds, 4)
    assert max(len(column) for _, column in layout.columns) <= 4
    places = sorted(layout.places.values())
    assert len(places) == len(set(places)) == len(nodes)
    assert all(b[1] - a[1] >= BOX_HEIGHT for a, b in pairwise(places) if a[0] == b[0])


def test_maps_have_the_actors_and_the_answer(graph: InfluenceGraph) -> None:
    overview = draw_overview(graph, "yes")
    for node in ("actor-supplier", "actor-customer", "outcome-cutoff", "answer-yes"):
        assert f'data-node="{node}"' in overview
    assert 'data-node="answer-trouble"' not in overview
    whole = draw_whole(graph)
    assert all(f'data-node="{n.id}"' in whole for n in graph.nodes if n.kind != "indicator")
