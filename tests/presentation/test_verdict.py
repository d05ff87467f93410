"""The verdict of a stress test in words, in tables and as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from by_hand import make_model
from test_stress import make_stress

from lynchpin.presentation.charts.failures import draw_failures
from lynchpin.presentation.figure import FULL, NARROW
from lynchpin.presentation.sentences.verdict import describe_verdict, format_chance, list_numbers
from lynchpin.presentation.tables.verdict import tabulate_single, tabulate_verdict
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.stress.verdict import Entry, Failures, Verdict
from lynchpin.statistics.estimates import Estimate

FEW = Entry(None, 3)


def know(probability: float, error: float = 0.01) -> Entry:
    return Entry(Estimate(probability, error), 1_000)


def make_verdict(
    single: Sequence[Entry], rows: Sequence[tuple[float, Entry]], *, held: Entry | None = None, alike: bool = True, error: float = 0.0
) -> StressFinding:
    """A finding with this verdict; `rows` are the chance of each number of failures and the answer with it."""
    by_failures = tuple(Failures(k, Estimate(chance, error), entry) for k, (chance, entry) in enumerate(rows))
    finding, _ = make_stress([0.1] * len(single))
    return replace(finding, verdict=Verdict(held or rows[0][1], tuple(single), by_failures, alike))


def make_usual(**changes: object) -> StressFinding:
    rows = [(0.019, know(0.04)), (0.08, know(0.06)), (0.2, know(0.09)), (0.701, FEW)]
    return make_verdict([know(0.05), know(0.3), FEW], rows, **changes)  # type: ignore[arg-type]


def test_one_sentence_in_the_summary() -> None:
    finding = make_usual()
    text = "If all 3 assumptions hold (probability 1.9%), the probability of “yes” is 4% ± 1; with one failure 6% ± 1 and with two 9% ± 1."
    assert describe_verdict(finding) == text
    assert text in str(finding)


def test_without_one_failure_the_next_number_has_the_noun() -> None:
    finding = make_verdict([FEW] * 2, [(0.9, know(0.04)), (0.05, FEW), (0.05, know(0.3))])
    assert describe_verdict(finding).endswith("the probability of “yes” is 4% ± 1; with two failures 30% ± 1.")
    assert describe_verdict(finding).startswith("If both assumptions hold (probability 90%)")


def test_one_assumption_is_named() -> None:
    finding = make_verdict([know(0.3)], [(0.8, know(0.04)), (0.2, know(0.3))])
    assert describe_verdict(finding) == (
        "If “a is so” holds (probability 80%), the probability of “yes” is 4% ± 1; if it fails, it is 30% ± 1."
    )
    finding = make_verdict([know(0.3)], [(0.7, know(0.02)), (0.3, know(0.25))], held=know(0.04), alike=False, error=0.01)
    assert describe_verdict(finding) == (
        "If “a is so” is set to hold, the probability of “yes” is 4% ± 1; it is 25% ± 1 where it fails. "
        "The probability that it never fails is 70% ± 1."
    )


def test_what_is_set_and_what_is_observed_are_told_apart() -> None:
    assert describe_verdict(make_usual(held=know(0.03), alike=False, error=0.01)) == (
        "If all 3 assumptions are set to hold, the probability of “yes” is 3% ± 1; it is 6% ± 1 where one fails and 9% ± 1 where two fail. "
        "The probability that none fails is 2% ± 1."
    )
    rows = tabulate_verdict(make_usual(held=know(0.03), alike=False, error=0.01)).rows
    assert [row[0] for row in rows] == ["none: all set to hold", "none", "1", "2", "3"]
    assert rows[0][1:] == ("", "3% ± 1")


def test_too_few_futures() -> None:
    finding = make_verdict([FEW] * 2, [(0.9, FEW), (0.1, FEW), (0.0, FEW)])
    assert describe_verdict(finding) == "There are too few futures to estimate the probability of “yes” if both assumptions hold."
    assert tabulate_verdict(finding).rows[0] == ("none", "90%", "too few futures")
    assert tabulate_single(finding).rows == ()
    assert draw_failures(finding) is None


def test_assumptions_that_the_model_breaks_are_not_counted() -> None:
    model = make_model(assumptions={"a": 0.8, "b": 0.8, "c": 0.8, "d": None}, answers={"yes": ("yes",)})
    assert describe_verdict(replace(make_usual(), model=model)).startswith("If all 3 assumptions with a credence hold ")


def test_without_assumptions_there_is_no_verdict() -> None:
    finding, _ = make_stress([0.1])
    for verdict in (None, Verdict(know(0.5), (), (Failures(0, Estimate(1.0, 0.0), know(0.5)),), True)):
        none = replace(finding, verdict=verdict)
        assert describe_verdict(none) == ""
        assert tabulate_verdict(none).rows == tabulate_single(none).rows == ()
        assert draw_failures(none) is None


def test_tables() -> None:
    finding = make_usual()
    assert tabulate_verdict(finding).rows == (
        ("none", "1.9%", "4% ± 1"), ("1", "8%", "6% ± 1"), ("2", "20%", "9% ± 1"), ("3", "70%", "too few futures")
    )  # fmt: skip
    rows = tabulate_single(finding).rows
    assert [(str(row[0]), row[1]) for row in rows] == [("none", "4% ± 1"), ("b", "30% ± 1"), ("a", "5% ± 1"), ("c", "too few futures")]


def test_improbable_numbers_of_failures_are_one_row() -> None:
    chances = [0.9, 0.09, 0.009, 0.0009, 0.0001]
    finding = make_verdict([know(0.1)] * 4, [(chance, know(0.1)) for chance in chances])
    assert finding.verdict is not None
    shown, more = list_numbers(finding.verdict.by_failures)
    assert [row.number for row in shown] == [0, 1, 2]
    assert more == pytest.approx(0.001)
    assert tabulate_verdict(finding).rows[-1][:2] == ("3 or more", "0.1%")


@pytest.mark.parametrize(
    ("chance", "text"),
    [((0.0193, 0), "1.9%"), ((0.24, 0), "24%"), ((1.0, 0), "100%"), ((0.999, 0), "99.9%"), ((0.0, 0), "0%"), ((0.24, 0.01), "24% ± 1")],
)
def test_a_chance_has_an_error_only_if_it_is_an_estimate(chance: tuple[float, float], text: str) -> None:
    assert format_chance(Estimate(*chance)) == text


def test_chart() -> None:
    figure = draw_failures(make_usual())
    assert figure is not None
    assert figure.title == "The probability of “yes” is 4% with no failures and 9% with 2 failures"
    assert figure.alternative == (
        "Probability of “yes” by the number of assumptions that fail: 4% with no failures (probability 1.9%); "
        "6% with 1 failure (probability 8%); 9% with 2 failures (probability 20%)."
    )
    assert [row[0] for row in figure.data.rows] == [0, 1, 2]
    for width in (NARROW, FULL):
        assert figure.draw(width).to_dict()["width"] < width


def test_the_failure_of_the_only_assumption_is_in_one_table() -> None:
    finding = make_verdict([know(0.3)], [(0.8, know(0.04)), (0.2, know(0.3))])
    assert tabulate_verdict(finding).rows == (("none", "80%", "4% ± 1"), ("1", "20%", "30% ± 1"))
    assert tabulate_single(finding).rows == ()
