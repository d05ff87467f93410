"""Parameters whose values are words: what is read, and what the words do in expressions, replacements and comparisons."""

from __future__ import annotations

import pytest
from example_files import SMALL, read

from lynchpin.compiler import find_value_mean
from lynchpin.language import check_text
from lynchpin.language.comparison import find_differences
from lynchpin.language.expressions import InState
from lynchpin.language.influence import build_influence_graph
from lynchpin.language.traversal import list_nodes
from lynchpin.report.mathml import render_condition

WET = (
    SMALL.replace("parameters:\n", "parameters:\n  regime: {value: 'choice(dry: 0.6, wet: 0.3, flood: 10%)', cite: memo p2}\n")
    .replace("logistic(-3 + anger)", "logistic(-3 + anger + 2 * (regime != dry))")
    .replace('fails: {anger: "beta(5, 2)"}', 'fails: {regime: "choice(wet: 0.5, flood: 0.5)"}, holds: {regime: wet}')
)


def test_words_are_numbers_in_the_order_of_the_choice() -> None:
    regime = read(WET).parameters["regime"]
    assert regime.states == ("dry", "wet", "flood")
    assert regime.value.numbers == (0, 1, 2)
    assert regime.value.chances == pytest.approx((0.6, 0.3, 0.1))
    assert read(SMALL).parameters["anger"].states == ()


def test_a_comparison_names_the_word() -> None:
    chance = read(WET).events["rupture"].chance
    (compared,) = [node for node in list_nodes(chance) if isinstance(node, InState)]
    assert (compared.name, compared.state, compared.code, compared.negated) == ("regime", "dry", 0, True)
    assert "regime" in render_condition(compared)
    assert "dry" in render_condition(compared)


def test_a_word_may_stand_on_either_side_and_have_the_name_of_a_quantity() -> None:
    text = WET.replace("regime != dry", "cost == regime").replace("choice(dry: 0.6, wet: 0.3, flood: 10%)", "choice(wet: 0.9, cost: 0.1)")
    chance = read(text.replace("choice(wet: 0.5, flood: 0.5)", "cost")).events["rupture"].chance
    assert [node.state for node in list_nodes(chance) if isinstance(node, InState)] == ["cost"]


def test_replacing_values_are_words_of_the_parameter() -> None:
    calm = read(WET).assumptions["calm"]
    assert calm.fails["regime"].numbers == (1, 2)
    assert calm.holds["regime"].numbers == (1,)
    assert calm.holds["regime"].text == "wet"


def test_influences_of_words_have_no_sign() -> None:
    graph = build_influence_graph(read(WET), find_value_mean)
    signs = {(edge.source.name, edge.target.name): edge.sign for edge in graph.edges}
    assert signs["regime", "rupture"] == 0
    assert signs["calm", "regime"] == 0


def test_versions_with_other_words_are_not_mixed() -> None:
    changed = WET.replace("10%)", "0.1)").replace("dry: 0.6, wet: 0.3", "wet: 0.3, dry: 0.6")
    differences = find_differences(read(WET), read(changed))
    assert not differences.single
    assert any("words dry, wet, flood, then words wet, dry, flood" in text for text in differences.unmatched)
    (single,) = find_differences(read(WET), read(WET.replace("dry: 0.6, wet: 0.3", "dry: 0.5, wet: 0.4"))).single
    assert (single.name, single.after) == ("parameters.regime.value", "choice(dry: 0.5, wet: 0.4, flood: 10%)")


@pytest.mark.parametrize(
    "value", ["choice(dry: 1)", "choice(dry: 0.5, wet: 50%)", "choice(dry: 0, wet: 1)", "choice(dry: 0.25, wet: 0.75)"]
)
def test_choices_of_words_that_are_accepted(value: str) -> None:
    text = SMALL.replace("parameters:\n", f"parameters:\n  regime: {{value: '{value}', cite: memo p2}}\n")
    assert not check_text(text.replace("-3 + anger", "-3 + anger * (regime == dry)")).diagnostics
