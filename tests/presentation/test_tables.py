"""Tables: every estimate with its error, forecasts beside their baselines, and no figures that are unknown."""

from __future__ import annotations

import pytest
from asked import QUESTIONS, ask_question

from lynchpin.presentation.tables import TABLES, tabulate
from lynchpin.presentation.tables.table import LONGEST, Name, make_table, number, text


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


def test_a_name_is_read_by_its_claim_or_meaning_and_linked_by_its_identifier() -> None:
    cell = Name("calm_winter", "The public stays patient.")
    assert (cell, cell.label, Name("calm_winter").label) == ("calm_winter", "The public stays patient", "calm winter")
