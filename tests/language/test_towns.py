"""The 351 cities and towns of Massachusetts in the census of 2020, read from a table and compared with the published total."""

from __future__ import annotations

from pathlib import Path

import pytest

from lynchpin.compiler import build_model
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.language import bundle_source, check_named, find_assessment, read_text
from lynchpin.language.central import Outlook
from lynchpin.language.records import Assessment

FILE = Path(__file__).parents[1] / "files" / "data" / "massachusetts.yaml"
TOWNS, PEOPLE = 351, 7_029_917
"""Published by the U.S. Census Bureau: 2020 Census, Redistricting Data (Public Law 94-171), Table P1."""
BOSTON = 675_647


def read_numbers(a: Assessment) -> list[float]:
    return [parameter.value.numbers[0] for parameter in a.parameters.values()]


def test_the_towns_of_a_table_add_up_to_the_published_total() -> None:
    assert check_named(FILE).diagnostics == ()
    a = find_assessment(FILE)
    assert len(a.sets["town"]) == TOWNS
    assert list(a.parameters) == [f"population[{town}]" for town in a.sets["town"]]
    assert a.sets["town"][-1] == "yarmouth"
    assert {"manchester_by_the_sea", "west_springfield"} < set(a.sets["town"])
    assert sum(read_numbers(a)) == PEOPLE


def test_expressions_of_all_towns_at_central_values() -> None:
    a = find_assessment(FILE)
    outlook = Outlook(a, actor="", option="")  # the file has no actors
    values = {name: outlook.value(auxiliary.equals, 0, at_end=True) for name, auxiliary in a.auxiliaries.items()}
    assert values == {"everybody": PEOPLE, "largest_share": pytest.approx(BOSTON / PEOPLE, rel=1e-15)}


def test_a_bundle_has_the_numbers_of_the_table() -> None:
    bundled = read_text(bundle_source(FILE))
    assert not bundled.data
    assert read_numbers(bundled) == read_numbers(find_assessment(FILE))


@pytest.mark.slow
def test_the_total_of_a_run_is_exact() -> None:
    """All partial sums are whole numbers far below 2**53, so the sum is exact in any order."""
    text = bundle_source(FILE).replace("  largest_share: largest[town](population) / everybody\n", "").replace(", largest_share", "")
    text = text.replace(" and final(argmax[town](population) == boston)", "")
    futures = simulate(build_model(read_text(text)), Draws(1))
    assert futures.auxiliaries["everybody"].tolist() == [[PEOPLE]]
    assert futures.answer().all()
