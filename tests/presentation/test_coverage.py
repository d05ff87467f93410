"""Coverage in words, tables and charts."""

from __future__ import annotations

from dataclasses import replace

from asked import ask

from lynchpin.presentation.charts.claims import draw_claims
from lynchpin.presentation.sentences.coverage import describe, describe_coverage
from lynchpin.presentation.tables.coverage import tabulate_coverage, tabulate_left_out
from lynchpin.questions.coverage.question import CoverageFinding


def test_what_became_of_the_claims() -> None:
    coverage = ask(CoverageFinding)
    text = "Of 6 claims of the source, 5 are in the model, 1 is left out with a reason and none is missing."
    assert describe_coverage(coverage) == text
    bases = "Of 29 values, 19 are in a source, 1 is a reading of one and 9 are judged."
    assert describe(coverage) == f"{text} 21 of 31 elements carry no claim. {bases}"
    assert coverage.to_dict()["basis"] == {"cited": 19, "reading": 1, "judged": 9, "unsupported": 0}
    first, *rest = coverage.claims
    missing = replace(coverage, claims=(replace(first, carried_by=(), left_out=""), *rest))
    assert f"and 1 is missing. Missing: `{first.name}`." in describe(missing)
    none = replace(coverage, claims=())
    assert describe_coverage(none) == "The file lists no claims of a source."
    assert draw_claims(none) is None


def test_tables_and_chart() -> None:
    coverage = ask(CoverageFinding)
    cells = {row[0]: row[1] for row in tabulate_coverage(coverage).rows}
    assert cells["in the model"] == "5"
    assert cells["missing"] == "none"
    assert cells["elements without a claim"].startswith("21 (3 parameters, 1 series, 5 auxiliaries, ")
    assert [r[0] for r in tabulate_left_out(coverage).rows] == ["old_treaty"]
    figure = draw_claims(coverage)
    assert figure is not None
    assert [r["claims"] for r in figure.data.records()] == [5, 1, 0]
