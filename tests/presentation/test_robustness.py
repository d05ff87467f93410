"""Robustness in words, tables and a chart: what moves the answer, from what to what, on which line, and what was not tried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asked import ask
from by_hand import make_model

from lynchpin.engine.modelling import Kind, ModellingChoice
from lynchpin.presentation.charts.robustness import MOST, draw_robustness, list_rows
from lynchpin.presentation.choices import label_choice, name_choice
from lynchpin.presentation.sentences.robustness import describe, describe_terms, list_sentences, warn
from lynchpin.presentation.tables.robustness import tabulate_flips, tabulate_forms, tabulate_pairs, tabulate_strongest
from lynchpin.questions.robustness.question import RobustnessFinding
from lynchpin.statistics.estimates import Estimate


def make_choice(path: str, kind: Kind = "constant") -> ModellingChoice:
    return ModellingChoice(path, 12, 1, kind, 0.5)


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("parameters.anger", "value", "“how ready the public is to vote out its government”"),
        ("stocks.arrears.starts", "value", "the start of “unpaid gas bills”"),
        ("stocks.arrears", "constant", "the number 0.5 in “unpaid gas bills”"),
        ("events.rupture", "constant", "the number 0.5 in “the contract is torn up”"),
        ("assumptions.calm_winter", "constant", "the number 0.5 in “The public stays patient through the winter”"),
        ("outcomes.settled", "threshold", "the threshold 0.5 in “the debt is agreed and small”"),
        ("actors.supplier.rationality", "rationality", "the rationality of supplier"),
        ("actors.supplier.switching", "switching", "the switching cost of supplier"),
        ("actors.supplier.company.influence", "influence", "the influence of supplier company"),
        ("actors.supplier.company.values.-leverage", "weight", "the weight of “-leverage” for supplier company"),
        ("actors.supplier.company.values", "constant", "the number 0.5 in the payoff of supplier company"),
        ("actors.customer.decides", "constant", "the number 0.5 in when customer decides"),
        ("actors.supplier.options.cut.flow", "level", "the level of “flow” if supplier chooses “cut”"),
    ],
)
def test_a_number_is_named_by_what_it_belongs_to(path: str, kind: Kind, name: str) -> None:
    assert name_choice(ask(RobustnessFinding).model, make_choice(path, kind)) == name


def test_a_long_meaning_is_replaced_by_its_name_in_the_label_of_a_bar() -> None:
    model = ask(RobustnessFinding).model
    assert label_choice(model, make_choice("parameters.anger", "value"), short=True) == "anger"
    assert label_choice(model, make_choice("stocks.arrears"), short=True) == "number 0.5 in “unpaid gas bills”"


def test_the_summary_has_range_strongest_number_doubts_and_flips() -> None:
    finding = ask(RobustnessFinding)
    first, second, third = finding.choices[0], finding.both[1], finding.choices[1]
    one, other = first.choice, third.choice
    lines = first.choice.line
    assert second.choice.line == lines
    assert list_sentences(finding) == [
        "Changing one of the author's own numbers by a quarter of its size moves the probability of “yes” from 40.0% (standard error 0.5 "
        f"points) to between 24% and 58%; with all {len(finding.choices)} numbers varying together, 90% of variations lie between 20% and 70%.",
        f"It depends most on {name_choice(finding.model, one)} (line {one.line}): changed from {one.value:g} to {first.to:g}, this number "
        "alone gives 58% (+18.0 ± 0.8 points).",
        "If the odds of failing are halved for every assumption, it is 30%; if they are doubled, 50%.",
        f"One number changes the word of likelihood from “unlikely” to “likely” or “very unlikely” (line {lines}); one number changes the "
        f"best policy from “mediate” to “credit” (line {other.line}).",
    ]
    assert describe(finding) == " ".join([*list_sentences(finding), *warn(finding)])


def test_what_is_not_clear_or_not_there_is_said() -> None:
    finding = ask(RobustnessFinding)
    noisy = tuple(replace(one, change=Estimate(0.01, 0.02)) for one in finding.choices)
    assert "No single number changes it by more than the error of this run." in list_sentences(replace(finding, choices=noisy))
    calm = list_sentences(replace(finding, flips=()))[-1]
    assert calm == "No single number clearly changes the word of likelihood or the best policy."
    doubts = replace(finding, choices=(), both=(), pairs=(), together=None, flips=())
    assert list_sentences(doubts) == [
        "Probability of “yes”: 40.0% (standard error 0.5 points). The file has no numbers that its author chose.",
        "If the odds of failing are halved for every assumption, it is 30%; if they are doubled, 50%.",
    ]
    assert describe_terms(doubts) == "The doubt about an assumption is the odds that it fails."
    assert "odds" not in " ".join(list_sentences(replace(finding, doubts=None)))


def test_warnings_are_about_few_futures_screened_numbers_and_forms() -> None:
    finding = ask(RobustnessFinding)
    screened, forms = warn(finding)
    assert screened.startswith(f"Of {len(finding.choices)} numbers, all but the 12 strongest were only raised, on 256 futures")
    assert screened.endswith("an effect below 1.2 points may have been missed.")
    assert forms == "Other forms of the model were not tried: other horizons, and the other type of reasoning."
    noisy = tuple(replace(one, change=Estimate(one.change.value, 0.03)) for one in finding.both)
    assert warn(replace(finding, both=noisy))[0] == "Few futures: standard errors of the changes reach 3.0 points."
    assert warn(replace(finding, choices=finding.choices[:12], model=replace(finding.model, forms=()))) == []


def test_tables_have_lines_both_values_and_errors() -> None:
    finding = ask(RobustnessFinding)
    table, first = tabulate_strongest(finding), finding.choices[0]
    assert table.heads == ("line", "number", "from", "to", "probability", "change, points")
    assert len(table.rows) == 10
    assert table.left_out == len(finding.choices) - 10
    assert table.rows[0][0] == str(first.choice.line)
    assert table.rows[0][-2:] == ("58% ± 1", "+18.0 ± 0.8")
    assert [row[-3:] for row in tabulate_flips(finding).rows] == [
        ("word of likelihood", "unlikely", "likely"),
        ("word of likelihood", "unlikely", "very unlikely"),
        ("best policy", "mediate", "credit"),
    ]
    assert [row[1:] for row in tabulate_pairs(finding).rows] == [("70% ± 1", "+30 ± 1", "+34")]
    assert tabulate_forms(finding).rows == ()


def test_the_chart_has_all_together_all_doubts_and_the_strongest_in_both_directions() -> None:
    finding = ask(RobustnessFinding)
    figure, rows = draw_robustness(finding), list_rows(finding)
    assert figure is not None
    assert [row.label for row in rows[:2]] == [f"All {len(finding.choices)} numbers together", "All doubts about assumptions"]
    assert len(rows) == 2 + MOST
    assert [[end.side for end in row.ends] for row in rows] == [["together"] * 2] + [["lower", "higher"]] * (1 + MOST)
    assert all(row.label.endswith(f"line\N{NO-BREAK SPACE}{row.line}") for row in rows[2:])
    assert [end.probability for end in rows[2].ends] == [finding.both[1].probability, finding.both[0].probability]
    assert "which alone moves it to 58%" in figure.title
    doubts = replace(finding, choices=(), both=(), together=None)
    assert draw_robustness(replace(doubts, doubts=None)) is None
    only = draw_robustness(doubts)
    assert only is not None
    assert only.title == "The answer is 30% with all doubts halved and 50% with all of them doubled"


def test_a_model_made_by_hand_names_what_it_lacks_by_identifier() -> None:
    assert name_choice(make_model(auxiliaries=["fresh_money"]), make_choice("auxiliaries.fresh_money")) == "the number 0.5 in “fresh money”"
