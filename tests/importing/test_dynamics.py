"""System dynamics models: paths as in PySD, units and sets, what cannot be expressed, and damaged or hostile files."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from models import CONTROL, EPIDEMIC, TANK, TOWNS

from lynchpin.compiler import build_model
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError
from lynchpin.importing import Imported, import_model
from lynchpin.language import check_text

pysd = pytest.importorskip("pysd", reason="pysd is not installed: pip install 'lynchpin[test]'")
SAME = 1e-9
"""Relative difference from PySD, which takes the same steps. Both compute in double precision, and only round sums differently."""


X = "x= INTEG (1, 0)\n\t~\t\t~\t|\n"
MONTHS = CONTROL.format(start=0, end=3, step=1, unit="Month")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(imported: Imported) -> dict[str, np.ndarray]:
    """Return the value of every quantity at the end of each period."""
    checked = check_text(imported.text)
    assert [d for d in checked.diagnostics if d.id not in ("unused", "answer-always")] == []
    assert checked.assessment is not None
    futures = simulate(build_model(checked.assessment), Draws(1))
    assert futures.status.max() == 0
    return {name: values[:, 0] for name, values in {**futures.stocks, **futures.auxiliaries}.items()}


def run_pysd(path: Path, times: np.ndarray, names: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Return the values of quantities at some times, by their names in the assessment, as PySD computes them."""
    read = pysd.read_vensim if path.suffix == ".mdl" else pysd.read_xmile
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table: Any = read(str(path)).run(return_columns=list(names.values()), return_timestamps=times)
    return {ours: table[theirs].to_numpy() for ours, theirs in names.items()}


CASES = {
    "epidemic": (
        "epidemic.mdl", EPIDEMIC, np.arange(1.0, 13.0),
        {"healthy": "Healthy", "ill": "Ill", "infection": "infection", "reports": "reports", "beds": "beds", "late": "late",
         "alarm": "alarm", "growth": "growth"},
    ),
    "tank": ("tank.xmile", TANK, np.arange(1.0, 21.0), {"water_in_the_tank": "Water in the tank", "filling": "filling", "level": "level"}),
}  # fmt: skip


@pytest.mark.oracle
@pytest.mark.parametrize("case", CASES)
def test_the_path_is_that_of_pysd(case: str, tmp_path: Path) -> None:
    name, text, times, names = CASES[case]
    path = write(tmp_path, name, text)
    ours, theirs = run(import_model(path)), run_pysd(path, times, names)
    for quantity, values in theirs.items():
        np.testing.assert_allclose(ours[quantity], values, rtol=SAME, atol=1e-9, err_msg=quantity)
        assert np.ptp(values) > 0


@pytest.mark.oracle
def test_subscripts_are_sets_and_the_path_is_that_of_pysd(tmp_path: Path) -> None:
    complete = TOWNS[: TOWNS.index("unknown =")] + TOWNS[TOWNS.index("\nFINAL TIME") :]
    path = write(tmp_path, "towns.mdl", complete)
    towns = ["acton", "boston", "concord"]
    names = {f"{ours}[{t}]": f"{theirs}[{t}]" for ours, theirs in [("people", "people"), ("leaving", "leaving")] for t in towns}
    names |= {f"share[{a}, {b}]": f"share[{a},{b}]" for a in towns for b in towns}
    names |= {f"matched[{a}, {b}]": f"matched[{a},{b}]" for a in ("winter", "summer") for b in ("left", "right")}
    names |= {"model_total": "total", "largest": "largest"}
    ours, theirs = run(import_model(path)), run_pysd(path, np.arange(1901.0, 1911.0), names)
    for quantity, values in theirs.items():
        np.testing.assert_allclose(ours[quantity], values, rtol=SAME, err_msg=quantity)


def test_the_text_is_what_an_analyst_would_write(tmp_path: Path) -> None:
    text = import_model(write(tmp_path, "epidemic.mdl", EPIDEMIC)).text
    for line in (
        "clock: {start: 2000-01, end: 2000-12, within: 4}",
        "  caution_table(x): interpolate(x, [0, 1], [0.1, 0.8], [0.5, 0.3])",
        "  contacts: {means: How many people somebody meets closely, unit: 1 / month, value: 1.2, cite: model}",
        "  healthy: {means: People who can still fall ill, unit: person, starts: 990, changes: -infection, cite: model}",
        '  reports: {unit: person / month, equals: "smooth(infection, 3, order: 3, starts: 5.5)", cite: model}',
    ):
        assert line in text.splitlines(), text


def test_ranges_become_sets(tmp_path: Path) -> None:
    lines = import_model(write(tmp_path, "towns.mdl", TOWNS)).text.splitlines()
    assert "clock: {start: 1900, end: 1909, within: 2}" in lines
    assert "  town: [acton, boston, concord]" in lines
    assert "  other: town" in lines
    assert "  birth_rate[town]: {value: {acton: 0.1, boston: 0.2, concord: 0.05}, cite: model}" in lines
    assert '  births[town]: {equals: "birth_rate[town] * people[town]", cite: model}' in lines


def test_a_clock_that_the_model_computes_is_noted(tmp_path: Path) -> None:
    text = X + CONTROL.format(start=0, end="IF THEN ELSE(Time < 5, 4, 9)", step=1, unit="Month")
    imported = import_model(write(tmp_path, "model.mdl", text))
    assert "The final time is computed in the model; the clock has its value at the start." in imported.notes
    assert "clock: {start: 2000-01, end: 2000-04}" in imported.text


def test_what_cannot_be_expressed_is_a_comment_and_a_note(tmp_path: Path) -> None:
    imported = import_model(write(tmp_path, "towns.mdl", TOWNS))
    left_out = [note for note in imported.notes if "left out" in note]
    assert left_out == [
        "`unknown` was left out, because its data are in another file.",
        "`needs_it` was left out, because it needs `unknown`.",
    ]
    assert "# Left out: `needs_it`, because it needs `unknown`." in imported.text.splitlines()


def test_units_that_do_not_agree_stand_in_the_meanings(tmp_path: Path) -> None:
    imported = import_model(write(tmp_path, "tank.xmile", TANK))
    assert imported.notes == ("The units do not agree, so all quantities are plain numbers; `means` states the units.",)
    assert "# The model counts time in another unit. One day of the clock stands for 1 second of the model" in imported.text
    assert "means: draining (liters/second)" in imported.text


SECRET = "__import__('pathlib').Path({!r}).touch()"


@pytest.mark.parametrize("where", ["limits", "lookup"])
def test_nothing_in_a_model_is_run(where: str, tmp_path: Path) -> None:
    """PySD's parser evaluates the limits of a table as Python; the import does not."""
    touched = tmp_path / "touched"
    code = SECRET.format(str(touched))
    line = {
        "limits": f"t( [{code}],(0,0),(1,1))\n\t~\t\t~\t|\n",
        "lookup": f"y= WITH LOOKUP(Time, ([{code}],(0,0),(1,1)))\n\t~\t\t~\t|\n",
    }[where]
    imported = import_model(write(tmp_path, "model.mdl", X + line + MONTHS))
    assert not touched.exists()
    assert len([note for note in imported.notes if "left out" in note]) == 1


def bad_xmile(old: str, new: str) -> tuple[str, str]:
    assert old in TANK
    return "model.xmile", TANK.replace(old, new)


BAD = {
    "empty": (("model.mdl", ""), "is not a model in the format of Vensim"),
    "prose": (("model.mdl", "Dear reader,\nthis is a letter."), "is not a"),
    "no time": (("model.mdl", X), "it does not state initial time, final time, time step"),
    "backward": (("model.mdl", X + CONTROL.format(start=5, end=3, step=1, unit="Month")), "it must run forward"),
    "a step of zero": (("model.mdl", X + CONTROL.format(start=0, end=3, step=0, unit="Month")), "it must run forward"),
    "too many steps": (("model.mdl", X + CONTROL.format(start=0, end=3, step="1e-9", unit="Month")), "an assessment has at most 100,000"),
    "nothing inside": (("model.mdl", MONTHS), "it has no equations"),
    "a billion members": (
        ("model.mdl", "r: (a1-a1000000000)\n\t~\t\t~\t|\n" + X + MONTHS),
        "has a range of 1,000,000,000 members",
    ),
    "not XML": (("model.xmile", "hello"), "is not a model in the format of XMILE"),
    "another XML": (("model.xml", "<html><p>x</p></html>"), "is not a model in the format of XMILE"),
    "cut off": (("model.xmile", TANK[:300]), "cannot be expressed as an assessment: it has no equations"),
    "entities": (bad_xmile("<xmile ", '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xmile '), "declares a document type"),
    "a time in words": (bad_xmile("<stop>20</stop>", "<stop>soon</stop>"), "cannot be expressed as an assessment: it needs `soon`"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_damaged_or_hostile_model_is_refused(case: str, tmp_path: Path) -> None:
    (name, text), why = BAD[case]
    with pytest.raises(ArgumentError) as raised:
        import_model(write(tmp_path, name, text))
    assert why in str(raised.value)
    assert str(tmp_path) in str(raised.value)


def test_a_deeply_nested_equation_is_left_out(tmp_path: Path) -> None:
    deep = f"y= {'(' * 3_000}x{')' * 3_000}\n\t~\t\t~\t|\n"
    imported = import_model(write(tmp_path, "model.mdl", X + deep + MONTHS))
    assert "`y` was left out, because an equation is nested too deeply." in imported.notes


def test_a_sum_over_an_unknown_range_is_left_out(tmp_path: Path) -> None:
    unknown = "y= SUM(x[place!])\n\t~\t\t~\t|\n"
    imported = import_model(write(tmp_path, "model.mdl", X + unknown + MONTHS))
    assert "`y` was left out, because `place` is not a range." in imported.notes


@pytest.mark.parametrize(
    ("equation", "why"),
    [
        ("IF THEN ELSE(Time)", "IF THEN ELSE has the wrong number of arguments"),
        ("ACTIVE INITIAL(Time)", "ACTIVE INITIAL has the wrong number of arguments"),
        ("table()", "`table` needs one argument"),
        ("ELMCOUNT(5)", "ELMCOUNT needs a range"),
    ],
)
def test_a_call_with_the_wrong_arguments_is_left_out(equation: str, why: str, tmp_path: Path) -> None:
    """In an equation, and in a starting value that depends on it."""
    entries = ("table((0,0),(1,1))", f"y= {equation}", "z= INTEG (1, y)")
    text = X + "".join(f"{entry}\n\t~\t\t~\t|\n" for entry in entries) + MONTHS
    notes = import_model(write(tmp_path, "model.mdl", text)).notes
    assert notes[0] == f"`y` was left out, because {why}."
    assert notes[1].startswith("`z` was left out, because ")


def test_an_element_without_an_equation_is_left_out(tmp_path: Path) -> None:
    spare = '<aux name="spare"><dimensions><dim name="side"/></dimensions></aux></variables>'
    sides = '<dimensions><dim name="side"><elem name="left"/><elem name="right"/></dim></dimensions><model>'
    text = TANK.replace("</variables>", spare).replace("<model>", sides)
    assert "`spare` was left out, because it has no equation." in import_model(write(tmp_path, "model.xmile", text)).notes


def test_the_argument_of_a_table_has_a_name_of_its_own(tmp_path: Path) -> None:
    entries = "table((0,0),(1,1))\n\t~\t\t~\t|\ny= table(x)\n\t~\t\t~\t|\n"
    imported = import_model(write(tmp_path, "model.mdl", X + entries + MONTHS))
    assert imported.notes == ()
    assert "  table(x_2): interpolate(x_2, [0, 0], [1, 1])" in imported.text.splitlines()


def test_a_long_chain_of_starting_values_is_refused_without_a_traceback(tmp_path: Path) -> None:
    chain = "".join(f"a{k}= a{k + 1} + 1\n\t~\t\t~\t|\n" for k in range(600)) + "a600= Time\n\t~\t\t~\t|\ns= INTEG (1, a0)\n\t~\t\t~\t|\n"
    with pytest.raises(ArgumentError, match="too deeply"):
        import_model(write(tmp_path, "model.mdl", chain + MONTHS))
