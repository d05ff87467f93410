"""Checking a file within the limits takes a bounded number of function calls, however it is made, and no file floods the screen.

Calls are counted and not seconds, which depend on the machine and on what else runs there. `benchmarks/check.py` measures the seconds.
"""

from __future__ import annotations

import cProfile
from pathlib import Path

import pytest
from example_files import SMALL
from slow_inputs import CASES, HEAD, OUTCOMES, PARAMETERS, repeat

from lynchpin.language import check_named, check_text, render_diagnostics
from lynchpin.language.diagnostics import MAX_PER_KIND

MAX_CALLS = 20_000_000
"""The slowest of the files takes 13 million calls. Work that grows with the square of their number of entries takes hundreds of millions."""


def count_calls(profile: cProfile.Profile) -> int:
    """Return the number of calls of Python and built-in functions that were profiled."""
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("name", CASES)
def test_a_check_takes_a_bounded_number_of_calls(name: str) -> None:
    check_text(SMALL.replace("billion USD", "quettameter"))  # what is loaded once is loaded
    with cProfile.Profile() as profile:
        checked = check_text(CASES[name])
        rendered = render_diagnostics(checked.diagnostics, checked.source.lines, "many.yaml")
    assert count_calls(profile) < MAX_CALLS
    assert len(rendered) < 1_000_000


def test_a_data_file_is_read_once_for_all_members(tmp_path: Path) -> None:
    towns = [f"t{i}" for i in range(100)]
    rows = "".join(f"{town},{year}-Q1,1\n" for town in towns for year in range(2015, 2027))
    (tmp_path / "rain.csv").write_text("town,date,mm\n" + rows, encoding="utf-8")
    series = "series:\n  rain[town]: {values: from rain.csv column mm by town and date, judgement: gauges}\n"
    text = SMALL.replace("outcomes:", f"sets: {{town: [{', '.join(towns)}]}}\n{series}shows: [rain]\noutcomes:")
    (tmp_path / "many.yaml").write_text(text, encoding="utf-8")
    check_text(SMALL)
    with cProfile.Profile() as profile:
        checked = check_named(tmp_path / "many.yaml")
    assert [d for d in checked.diagnostics if d.severity == "error"] == []
    assert count_calls(profile) < MAX_CALLS // 10


def test_a_row_of_a_table_takes_few_calls(tmp_path: Path) -> None:
    rows = [f"{year}-Q{quarter},{year}.{quarter}\n" for year in range(1526, 2026) for quarter in (1, 2, 3, 4)]
    (tmp_path / "rain.csv").write_text("date,mm\n" + "".join(rows), encoding="utf-8")
    series = "series:\n  rain: {values: from rain.csv column mm by date, judgement: gauges}\nshows: [rain]\noutcomes:"
    (tmp_path / "long.yaml").write_text(SMALL.replace("outcomes:", series), encoding="utf-8")
    check_text(SMALL)
    with cProfile.Profile() as profile:
        checked = check_named(tmp_path / "long.yaml")
    assert checked.assessment is not None
    assert count_calls(profile) < 60 * len(rows)  # 45 when this was written; the rest of the file accounts for 9 of them


def test_diagnostics_beyond_the_first_of_a_kind_are_counted() -> None:
    found = check_text(CASES["unknown names"]).diagnostics
    unknown = [d for d in found if d.id == "unknown-name"]
    assert len(unknown) == MAX_PER_KIND + 1
    assert unknown[-1].message == "and 3,960 more like these"
    assert unknown[-1].severity == "error"


@pytest.mark.parametrize("count", [39, 40, 41])
def test_no_diagnostic_is_lost_at_the_limit(count: int) -> None:
    found = [
        d
        for d in check_text(HEAD + PARAMETERS + "auxiliaries:\n" + repeat(count, "  a#: unknown_#\n") + OUTCOMES).diagnostics
        if d.id == "unknown-name"
    ]
    assert len(found) == count
    assert (found[-1].message == "and 1 more like these") == (count == 41)


def test_correlations_are_checked_among_thousands() -> None:
    (error,) = (d for d in check_text(CASES["impossible correlations"]).diagnostics if d.severity == "error")
    assert error.id == "impossible-correlations"
    assert "is possible" in error.hint
