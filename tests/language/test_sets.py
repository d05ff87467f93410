"""Sets: what an indexed entry stands for, how members are read from data, and what is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from example_files import read

from lynchpin.compiler import build_model
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.language import bundle_source, check_named, check_text, find_assessment
from lynchpin.language.comparison.differences import _strip
from lynchpin.language.data_files import MAX_BYTES
from lynchpin.language.records import Assessment
from lynchpin.language.schema import build_schema

HEAD = """\
lynchpin: 1
title: Measles in three towns
question: Are more than 100 people ill?
clock: {start: 2025-01, end: 2025-06}
answers: {yes: [spread]}
sources: {office: Cases by town}
sets:
  town: [acton, boston, concord]
  partner: town
parameters:
  population[town]: {value: [22, 650, 18], unit: thousand person, cite: office p2}
  contacts[town]: {value: {acton: 0.1, boston: 0.2, concord: 0.3}, cite: office p3}
stocks:
  ill[town]: {unit: person, starts: 1, changes: "contacts[town] * ill[town]", cite: office p4}
"""
TAIL = """\
outcomes:
  spread: final(sum[town](ill)) > 5 person
  contained: otherwise
"""


def write(extra: str = "", head: str = HEAD) -> str:
    return head + extra + TAIL


def final(a: Assessment, name: str) -> float:
    """Return the value of an auxiliary at the end."""
    futures = simulate(build_model(a), Draws(1, record="paths"))
    return float(np.asarray(futures.auxiliaries[name])[-1, 0])


def test_an_indexed_entry_stands_for_one_per_member() -> None:
    a = read(write())
    assert list(a.parameters) == [f"{name}[{town}]" for name in ("population", "contacts") for town in ("acton", "boston", "concord")]
    assert [p.value.numbers for p in a.parameters.values()] == [(22,), (650,), (18,), (0.1,), (0.2,), (0.3,)]
    assert a.parameters["population[boston]"].about.unit == "thousand person"
    assert a.sets == {"town": ("acton", "boston", "concord"), "partner": ("acton", "boston", "concord")}


def test_members_are_what_entries_written_out_are() -> None:
    plain = HEAD[: HEAD.index("sets:")] + "parameters:\n"
    plain += "".join(f"  c_{town}: {{value: {value}, cite: office p3}}\n" for town, value in (("a", 0.1), ("b", 0.2), ("c", 0.3)))
    plain += "stocks:\n" + "".join(
        f"  i_{town}: {{unit: person, starts: 1, changes: c_{town} * i_{town}, cite: office p4}}\n" for town in "abc"
    )
    ends = simulate(build_model(read(plain + TAIL.replace("sum[town](ill)", "i_a + i_b + i_c"))), Draws(1, record="paths")).stocks
    indexed = simulate(build_model(read(write())), Draws(1, record="paths")).stocks
    assert [np.asarray(v).tolist() for v in indexed.values()] == [np.asarray(v).tolist() for v in ends.values()]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("sum[town](population) / 1 thousand person", 690.0),
        ("sum[town](population[town] * contacts[town]) / 1 thousand person", 22 * 0.1 + 650 * 0.2 + 18 * 0.3),
        ("mean[town](contacts)", 0.2),
        ("smallest[town](contacts)", 0.1),
        ("largest[town](contacts + 1)", 1.3),
        ("10 * (argmax[town](population) == boston) + (argmin[town](population) == concord)", 11.0),
        ("argmax[town](population) != boston", 0.0),
        ("argmax[town](0 * population) == acton", 1.0),
        ("argmax[town](0 * population) == boston", 0.0),
        ("sum[town](1 if town == boston else 0) + sum[town](town != boston)", 3.0),
        ("sum[town, partner](contacts[town] * contacts[partner])", 0.36),
        ("sum[town](contacts[town] * largest[partner](contacts[partner]))", 0.18),
        ("twice(contacts[boston]) + over(contacts[acton])", 0.4 + 3 * 0.1),
    ],
)
def test_functions_of_all_members(expression: str, value: float) -> None:
    functions = "functions:\n  twice(x): 2 * x\n  over(x): sum[town](x)\n" if "twice" in expression else ""
    a = read(write(f"{functions}auxiliaries:\n  y: {expression}\nshows: [y, population, contacts]\n"))
    assert final(a, "y") == pytest.approx(value, rel=1e-12)


def test_pairs_know_their_two_members() -> None:
    flows = "auxiliaries:\n  gap[town, partner]: contacts[town] - 10 * contacts[partner]\nshows: [gap, population]\n"
    a = read(write(flows))
    assert len(a.auxiliaries) == 9
    assert final(a, "gap[acton, boston]") == pytest.approx(0.1 - 2.0)
    assert final(a, "gap[boston, acton]") == pytest.approx(0.2 - 1.0)


def test_every_kind_of_entry_may_have_an_index() -> None:
    more = """\
correlations:
  - ["growth[town]", "mood[town]", 0.5]
series:
  rain[town]: {values: {acton: {2025-01: 1}, boston: {2025-01: 2}, concord: {2025-01: 3, 2025-03: 4}}, cite: office p5}
events:
  closure[town]: {chance: "0.01 * rain[town]", once: true, cite: office p5}
actors:
  mayor[town]:
    options: {act: {"effort[town]": 1}, wait: {"effort[town]": 0}}
    values: {"effort[town] * (closure[town] - 0.1)": 1}
    cite: office p6
assumptions:
  calm[town]: {claim: The town stays calm, credence: likely, fails: {"growth[town]": [1, 2, 3]}, cite: office p7}
  all_calm: {claim: All stay calm, credence: likely, fails: {"mood[town]": {acton: 1, boston: 2, concord: 3}}, cite: office p7}
policies:
  drive: {sets: {"mood[town]": 0}, cite: office p8}
indicators:
  seen[town]: {watch: "ill[town]", noise: 1 person, cite: office p8}
goals:
  -final(sum[town](ill)): 1 per person
evidence:
  - {on: 2025-03, stock: "ill[town]", value: [1, 2, 3], sd: 1 person, cite: office p9}
  - {on: 2025-02, actor: "mayor[boston]", chose: act, cite: office p9}
shows: [closure, population]
claims:
  one: {at: office p1, says: Towns differ, carried_by: [closure, growth]}
"""
    head = HEAD.replace(
        "stocks:", "  growth[town]: {value: 0 to 1, cite: office p1}\n  mood[town]: {value: 0 to 1, cite: office p1}\nstocks:"
    )
    outcomes = "outcomes:\n  spread: ever(closure[acton]) or final(sum[town](growth * mood)) > 2\n  contained: otherwise\n"
    a = read(head + more + outcomes)
    assert a.correlations == tuple((f"growth[{t}]", f"mood[{t}]", 0.5) for t in ("acton", "boston", "concord"))
    assert a.series["rain[concord]"].values[:4] == (3.0, 3.0, 4.0, 4.0)
    assert list(a.actors["mayor[boston]"].options["act"]) == ["effort[boston]"]
    assert {n: x.fails for n, x in a.assumptions.items()}["calm[concord]"]["growth[concord]"].numbers == (3.0,)
    assert [v.numbers for v in a.assumptions["all_calm"].fails.values()] == [(1.0,), (2.0,), (3.0,)]
    assert list(a.policies["drive"].sets) == ["mood[acton]", "mood[boston]", "mood[concord]"]
    assert [(item.name, item.value) for item in a.evidence[:3]] == [("ill[acton]", 1.0), ("ill[boston]", 2.0), ("ill[concord]", 3.0)]
    assert a.shows[:3] == ("closure[acton]", "closure[boston]", "closure[concord]")
    assert a.claims["one"].carried_by[3:] == ("growth[acton]", "growth[boston]", "growth[concord]")
    assert simulate(build_model(a), Draws(64)).status.max() == 0


def test_the_meaning_of_an_entry_names_its_member() -> None:
    a = read(write(head=HEAD.replace("{value: [22, 650, 18],", "{value: [22, 650, 18], means: people in the town,")))
    assert a.parameters["population[boston]"].about.means == "people in the town (boston)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an assessment that reads its sets, parameters and series from data files."""
    text = write().replace("town: [acton, boston, concord]\n  partner: town\n", "town: from towns.csv column town\n")
    text = text.replace("value: [22, 650, 18]", "value: from towns.csv column population by town")
    series = "series:\n  rain[town]: {values: from data/rain.csv column mm by town and date, cite: office p5}\n"
    series += "  fee: {values: 'from data/fee.csv column \"the fee\" by date', cite: office p5}\nshows: [rain, fee, population]\n"
    (tmp_path / "towns.yaml").write_text(text.replace("outcomes:", series + "outcomes:"), encoding="utf-8")
    (tmp_path / "towns.csv").write_text("town,population\nActon,22\nBoston,650\n\nConcord , 18\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    rain = "date,town,mm\n2025-01,Acton,1\n2025-03,Acton,2\n2025-01,Boston,3\n2025-01,Concord,4\n"
    (tmp_path / "data" / "rain.csv").write_text(rain, encoding="utf-8")
    (tmp_path / "data" / "fee.csv").write_bytes("\ufeffdate,the fee\r\n2024-12,5\r\n2025-02,6\r\n".encode())
    return tmp_path


def test_data_files_are_read(folder: Path) -> None:
    a = find_assessment(folder / "towns.yaml")
    assert a.sets["town"] == ("acton", "boston", "concord")
    assert [a.parameters[f"population[{town}]"].value.numbers for town in a.sets["town"]] == [(22,), (650,), (18,)]
    assert a.series["rain[acton]"].values == (1, 1, 2, 2, 2, 2)
    assert a.series["fee"].values == (5, 6, 6, 6, 6, 6)


def test_cells_may_be_percentages(folder: Path) -> None:
    (folder / "towns.csv").write_text("town,population,share\nActon,22,8 %\nBoston,650,12.5%\nConcord,18,0%\n", encoding="utf-8")
    text = (folder / "towns.yaml").read_text(encoding="utf-8")
    text = text.replace("{acton: 0.1, boston: 0.2, concord: 0.3}", "from towns.csv column share by town")
    (folder / "towns.yaml").write_text(text, encoding="utf-8")
    parameters = find_assessment(folder / "towns.yaml").parameters
    shares = [parameters[f"contacts[{town}]"] for town in ("acton", "boston", "concord")]
    assert [(share.value.numbers, share.about.unit) for share in shares] == [((8,), "percent"), ((12.5,), "percent"), ((0,), "percent")]
    assert "acton: 8 %" in bundle_source(folder / "towns.yaml")


def test_rows_are_numbered_as_in_the_file(folder: Path) -> None:
    (folder / "towns.csv").write_text("town,population\nActon,22\n\nBoston,650\n\nConcord,many\n", encoding="utf-8")
    errors = [d.message for d in check_named(folder / "towns.yaml").diagnostics if d.severity == "error"]
    assert errors == ["row 6 of `towns.csv`, column `population`: `many` is not a number"]


def test_data_files_count_towards_the_hash(folder: Path) -> None:
    before = find_assessment(folder / "towns.yaml")
    assert before.data["towns.csv"] == hashlib.sha256((folder / "towns.csv").read_bytes()).hexdigest()
    (folder / "data" / "fee.csv").write_text("date,the fee\n2024-12,7\n", encoding="utf-8")
    assert find_assessment(folder / "towns.yaml").sha256 != before.sha256


def test_a_bundle_needs_no_data_files(folder: Path) -> None:
    a = find_assessment(folder / "towns.yaml")
    bundled = read(bundle_source(folder / "towns.yaml"))
    assert bundled.sets == a.sets
    assert {n: p.value.numbers for n, p in bundled.parameters.items()} == {n: p.value.numbers for n, p in a.parameters.items()}
    assert {n: s.values for n, s in bundled.series.items()} == {n: s.values for n, s in a.series.items()}
    assert [_strip(s.changes) for s in bundled.stocks.values()] == [_strip(s.changes) for s in a.stocks.values()]


def ids(path: Path) -> list[str]:
    return [diagnostic.id for diagnostic in check_named(path).diagnostics]


def test_a_link_may_not_lead_outside(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_text("town,population\nActon,1\nBoston,2\nConcord,3\n", encoding="utf-8")
    (folder / "towns.csv").unlink()
    (folder / "towns.csv").symlink_to(secret)
    assert ids(folder / "towns.yaml") == ["data-outside"]
    (folder / "towns.csv").unlink()
    (folder / "within.csv").write_text(secret.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "towns.csv").symlink_to(folder / "within.csv")
    assert ids(folder / "towns.yaml") == []


def test_a_huge_file_is_refused_before_it_is_read(folder: Path) -> None:
    with open(folder / "towns.csv", "wb") as file:
        file.truncate(5_000_000_000)
    checked = check_named(folder / "towns.yaml")
    assert checked.diagnostics[0].message == f"cannot read `towns.csv`: it has 5,000.0 MB; the limit is {MAX_BYTES // 1_000_000} MB"


def test_a_folder_is_no_data_file(folder: Path) -> None:
    (folder / "towns.csv").unlink()
    (folder / "towns.csv").mkdir()
    assert check_named(folder / "towns.yaml").diagnostics[0].message == "cannot read `towns.csv`: it is not a regular file"


def test_an_unknown_member_in_a_correlation_is_the_only_error() -> None:
    found = check_text(write('correlations:\n  - ["contacts[acton]", "contacts[bosten]", 0.5]\n')).diagnostics
    assert [d.id for d in found if d.severity == "error"] == ["unknown-set"]


def test_a_sum_over_pairs_counts_with_all_its_terms() -> None:
    places = ", ".join(f"place_{k}" for k in range(60))
    head = HEAD.replace("partner: town\n", f"place: [{places}]\n  other: place\n")
    head = head.replace("stocks:", "  x[place]: {value: 0 to 1, cite: office p5}\nstocks:")
    terms = " + ".join(["x[place] * x[other]"] * 40)
    found = check_text(write(f"auxiliaries:\n  y: sum[place, other]({terms})\nshows: [y, population]\n", head)).diagnostics
    assert [d.id for d in found] == ["expression-too-wide"]


def test_errors_are_reported_once_for_all_members() -> None:
    checked = check_text(write().replace("contacts[town] * ill[town]", "contacts[town] * population[town] / ill[town]"))
    assert [d.id for d in checked.diagnostics] == ["wrong-change"]


def test_an_unused_set_is_a_warning() -> None:
    text = write("shows: [population]\n").replace("  partner: town\n", "  season: [summer, winter]\n")
    assert [(d.id, d.message) for d in check_text(text).diagnostics] == [("unused", "set `season` is never used")]


def test_the_schema_allows_an_index_and_values_by_member() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = build_schema()
    document = {
        "parameters": {"population[town]": {"value": {"acton": 1}}, "contacts[town]": [1, "0.2 to 0.3"]},
        "sets": {"town": ["acton"]},
    }
    part = {"$defs": schema["$defs"], "properties": {name: schema["properties"][name] for name in document}, "additionalProperties": False}
    jsonschema.validate(document, part)
