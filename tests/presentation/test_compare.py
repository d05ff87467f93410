"""A comparison in words, table and chart: places in words, shares with their errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from asked import ask_compare

from lynchpin.presentation.charts.changes import draw_changes
from lynchpin.presentation.numbers import format_points
from lynchpin.presentation.sentences.compare import describe, describe_path
from lynchpin.presentation.tables.compare import tabulate_changes
from lynchpin.statistics.estimates import Estimates


def test_places_are_said_in_words() -> None:
    compare = ask_compare()
    assert describe_path(compare, "assumptions.no_bypass.credence") == "credence of “No new route takes over the transit before 2027”"
    assert describe_path(compare, "actors.supplier.horizon") == "horizon of “supplier”"
    assert describe_path(compare, "unmatched") == "what has no counterpart"
    assert describe_path(compare, "clock") == "`clock`"


def test_the_difference_and_what_explains_it() -> None:
    compare = ask_compare()
    text = describe(compare)
    assert text.startswith("Probability of “yes”: ")
    assert f"a difference of {format_points(*compare.difference)} from 3 changes. The largest parts come from " in text
    unclear = replace(compare, shares=Estimates(np.zeros(3), np.ones(3)))
    assert "No single change has an effect beyond the error of this run." in describe(unclear)
    assert "agree in everything" in describe(replace(compare, changes=()))


def test_the_table_and_the_chart_have_the_largest_share_first() -> None:
    compare = ask_compare()
    figure = draw_changes(compare)
    assert figure is not None
    drawn = [(r["name"], r["share"]) for r in figure.data.records()]
    assert [abs(v) for _, v in drawn] == sorted((abs(v) for v in compare.shares.value), reverse=True)
    assert [row[0] for row in tabulate_changes(compare).rows] == [n for n, _ in drawn]
    assert draw_changes(replace(compare, changes=(), shares=Estimates(np.zeros(0), np.zeros(0)))) is None
