"""Tables: every estimate with its error, forecasts beside their baselines, and no figures that are unknown."""

from __future__ import annotations

from typing import Any

import pytest
from asked import ask_question
from sample_findings import QUESTIONS, find

from lynchpin.presentation.tables import TABLES, tabulate
from lynchpin.presentation.tables.drivers import tabulate_parameters
from lynchpin.presentation.tables.forecast import (
    find_error,
    say_chosen,
    say_happened,
    say_quantile,
    tabulate_answers,
    tabulate_outcomes,
    tabulate_stated,
)
from lynchpin.presentation.tables.stress import tabulate_sets
from lynchpin.presentation.tables.table import LONGEST, Table, make_table, number, text
from lynchpin.presentation.tables.update import tabulate_path, tabulate_update
from lynchpin.presentation.unknowns import list_unknowns
from lynchpin.presentation.wording import list_terms, say_share


def read(table: Table, *columns: str) -> list[tuple[str, ...]]:
    """Return the cells of these columns, row by row."""
    places = [table.heads.index(c) for c in columns]
    return [tuple(row[k] for k in places) for row in table.rows]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_tables_of_one_shape(question: str) -> None:
    assert set(TABLES) == set(QUESTIONS)
    tables = tabulate(ask_question(question))
    assert tables
    for table in tables:
        assert table.caption
        assert {c.align for c in table.columns} <= {"l", "r"}
        for row in table.rows:
            assert len(row) == len(table.columns)
            assert not {"nan", "None", "inf"} & set(" ".join(row).split())


def test_a_column_of_which_nothing_is_known_is_left_out_and_long_tables_are_cut() -> None:
    rows = [("a", "unknown", "1")] + [("b", "none", "")] * LONGEST
    table = make_table("Caption", (text("name"), number("nothing"), number("some")), rows)
    assert table.columns == (text("name"), number("some"))
    assert (len(table.rows), table.left_out) == (LONGEST, 1)


def test_answers_with_error_and_word_and_with_what_was_before() -> None:
    run, update = find("run"), find("update")
    assert read(tabulate_answers(run, list_terms("icd-203")), "answer", "probability", "in words") == [
        ("yes", "38.8% ± 0.8", "unlikely"),
        ("trouble", "43.3% ± 0.8", "unlikely"),
    ]
    assert "in words" not in tabulate_answers(run).heads
    update["before"] = {"answers": run["answers"], "outcomes": run["outcomes"]}
    assert read(tabulate_answers(update), "before")[0] == ("38.8% ± 0.8",)
    assert read(tabulate_outcomes(update), "given evidence")[0] == (
        say_share(update["outcomes"][0]["probability"], update["outcomes"][0]["standard_error"]),
    )


def test_unknowns_are_ordered_by_what_they_do_and_none_is_forgotten() -> None:
    drivers = find("drivers")
    drivers["parameters"][3] |= {"first_order": 0.05, "total": 0.6, "total_standard_error": 0.02}
    first = list_unknowns(drivers)[0]
    assert first["name"] == drivers["parameters"][3]["name"]
    assert len(list_unknowns(drivers)) == sum(len(drivers[k]) for k in ("parameters", "assumptions", "others"))
    row = dict(zip(tabulate_parameters(drivers).heads, tabulate_parameters(drivers).rows[0], strict=True))
    assert row["in all"] == "60% ± 2"
    assert "±" in row["alone"]
    assert "together with" not in row
    drivers["parameters"][3]["tied"] = ["fee", "red_lines"]
    assert read(tabulate_parameters(drivers), "together with")[0] == ("fee and red lines",)


def test_breaking_sets_have_rare_chances_in_full() -> None:
    stress = find("stress")
    stress["breaking_sets"] = [
        {"assumptions": ["a", "b"], "probability_of_answer": 0.61, "standard_error": 0.01, "probability_of_set": 0.00045}
    ]
    assert tabulate_sets(stress).rows == (("a and b", "61% ± 1", "0.045%"),)


def test_forecasts_stand_beside_the_model_the_base_rate_and_one_half() -> None:
    run = find("run")
    rows = read(tabulate_stated(run), "by", "stated", "model", "base rate", "one half")
    assert rows[0] == ("J. Doe", "32%", "24.0%", "15%", "50%")
    assert [r[3:] for r in rows[1:]] == [("none", "50%")]


def test_the_path_begins_before_any_evidence_and_tells_what_is_impossible() -> None:
    update = find("update")
    update["path"][1] |= {"possible": False, "bits": None, "odds_bits": None}
    rows = read(tabulate_path(update), "evidence", "surprise, bits", "odds moved by, bits")
    assert rows[0] == ("before any evidence", "", "")
    assert rows[1][0] == "customer chose delay"
    assert rows[1][2][0] in "+−0"
    assert rows[2][1:] == ("impossible", "unknown")
    assert all("±" in r[0] for r in read(tabulate_update(update), "after"))


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (99.962, 0.0002, "100.0"),  # at most three digits
        (144.5123, 0.5, "145"),
        (144.5123, 3.0, "145"),
        (6.031, 0.1, "6.0"),
        (0.0, 0.1, "0"),
        (1.5, 0.0, "1.5"),
        (1.5, None, "1.5"),
        (-2.53, 0.4, "−2.5"),
    ],
)
def test_quantiles_have_the_digits_that_they_bear(value: float, error: float | None, text: str) -> None:
    run = {"stocks": {"x": {"p50": [value]}}, "auxiliaries": {"y": {"p50": [value]}}}
    errors = {} if error is None else {"standard_errors": {"stocks": {"x": {"p50": [error]}}, "auxiliaries": {"y": {"p50": [error]}}}}
    assert say_quantile(run | errors, "x", "p50", 0) == say_quantile(run | errors, "y", "p50", 0) == text


def test_what_never_happened_is_rare_and_what_is_on_a_schedule_is_certain() -> None:
    run: dict[str, Any] = {
        "events": {"coup": {"rate": [0.0, 0.25], "by": [0.0, 0.25]}, "vote": {"rate": [0.0, 1.0], "by": [0.0, 1.0]}},
        "options": {"minsk": {"stall": [1.0, 0.246]}},
        "standard_errors": {
            "events": {"coup": {"by": [0.0001, 0.004]}, "vote": {"by": [0.0001, 0.0001]}},
            "options": {"minsk": {"stall": [0.0001, 0.004]}},
        },
    }
    assert [say_happened(run, "coup", t) for t in (0, 1)] == ["under 0.03%", "25.0%"]
    assert [say_happened(run, "vote", t) for t in (0, 1)] == ["0%", "100%"]
    assert [say_chosen(run, "minsk", "stall", t) for t in (0, 1)] == ["100%", "24.6%"]
    assert find_error(run, "stocks", "x", "p50", period=0) is None
