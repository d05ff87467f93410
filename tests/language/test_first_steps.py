"""What authors write first: chances that are replaced, counts, percentages, dates, and files that state little."""

from __future__ import annotations

import numpy as np
import pytest
from example_files import COMPLETE, SMALL, read

import lynchpin as lp
from lynchpin.errors import Diagnostic
from lynchpin.language import check_text
from lynchpin.language.diagnostics import list_lines

COUP = """\
lynchpin: 1
title: A coup
question: Is there a coup?
clock: {start: 2025, end: 2025}
answers: {"yes": [coup_happens]}
parameters:
  unrest: {value: 0.3, judgement: j}
events:
  coup: {chance: CHANCE, judgement: j}
assumptions:
  loyal: {claim: The army is loyal, credence: 0, fails: {coup.chance: FAILS}, judgement: j}
policies:
  bribe: {sets: {coup.chance: 0}, judgement: j}
outcomes:
  coup_happens: {when: ever(coup)}
  calm: otherwise
shows: [unrest]
"""


def list_found(text: str, severity: str = "error") -> list[Diagnostic]:
    return [d for d in check_text(text).diagnostics if d.severity == severity]


def write_coup(chance: str, fails: str = "1") -> str:
    return COUP.replace("CHANCE", chance).replace("FAILS", fails)


@pytest.mark.parametrize("chance", ["0.1", "10%", "0.05 to 0.15", "unlikely", "beta(1, 9)"])
def test_an_assumption_may_replace_the_chance_of_an_event(chance: str) -> None:
    a = read(write_coup(chance))
    assert list(a.parameters) == ["unrest", "coup.chance"]
    assert a.assumptions["loyal"].fails["coup.chance"].numbers == (1.0,)
    if chance == "0.1":
        futures = lp.simulate(a, 64, seed=0)
        assert (futures.outcome == 0).all()  # the assumption always fails, and the chance is then 1
        assert (lp.simulate(a, 64, seed=0, policy="bribe").outcome == 1).all()


def test_a_chance_that_nothing_replaces_stays_a_number() -> None:
    text = write_coup("0.1").replace("coup.chance: 1", "unrest: 1").replace("coup.chance: 0", "unrest: 0")
    assert list(read(text).parameters) == ["unrest"]


def test_the_chance_of_an_event_is_a_probability_everywhere() -> None:
    assert [d.id for d in list_found(write_coup("0.1", "1.4"))] == ["probability-outside"]
    assert read(write_coup("0.1", "very likely")).assumptions["loyal"].fails["coup.chance"].words == "very likely"
    assert {d.id for d in list_found(write_coup("unrest"))} == {"computed-chance"}
    assert [d.id for d in list_found(write_coup("0.1").replace("fails: {coup.", "fails: {cuop."))] == ["unknown-name"]
    tied = (
        write_coup("0.05 to 0.15")
        .replace("events:", "correlations: [[unrest, coup.chance, 0.5]]\nevents:")
        .replace("value: 0.3", "value: 0.2 to 0.4")
    )
    assert read(tied).correlations == (("unrest", "coup.chance", 0.5),)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("58 ships / day", "1 / day"),
        ("20000 TEU", "what is counted"),
        ("20 degC / day", "293.15 K"),
    ],
)
def test_the_hint_for_a_unit_leads_somewhere(value: str, hint: str) -> None:
    (error,) = list_found(SMALL.replace("  anger: {value:", f"  tried: {{value: {value}}}\n  anger: {{value:"))
    assert error.id == "unknown-unit"
    assert hint in error.hint


@pytest.mark.parametrize("value", ["58 / day", "293.15 K", "3 delta_degC", "20 degC", "70 degF", "20000"])
def test_what_a_hint_says_is_accepted(value: str) -> None:
    text = SMALL.replace("  anger: {value:", f"  tried: {{value: {value}}}\n  anger: {{value:")
    assert not list_found(text)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("changes: discount * (1 - paid) - 0.2 * arrears / year", "changes: normal(0, 1)", "`shock: normal(0, 1)`"),
        ("clip(2 * (1 - flow) + since(rupture) * 0.1, 0, 3)", "mod(period, 4)", "x - y * floor(x / y)"),
        ("clip(2 * (1 - flow) + since(rupture) * 0.1, 0, 3)", "normal(0, 1)", "the value of a parameter"),
        ("starts: 0.5 to 1.5", "starts: debt", "declare `debt` under `parameters`"),
        ("within: [0, inf]", "within: [0, limit]", "declare `limit` under `parameters`"),
    ],
)
def test_a_hint_names_the_way_that_works(old: str, new: str, hint: str) -> None:
    assert old in SMALL
    (error,) = list_found(SMALL.replace(old, new))
    assert hint in error.hint


def test_percentages_of_probability_are_read_everywhere() -> None:
    text = (
        COMPLETE.replace("reliability: 0.9", "reliability: 80%")
        .replace("base_rate: 0.1", "base_rate: 50%")
        .replace("stated: unlikely", "stated: 70%")
    )
    a = read(text)
    assert a.evidence[0].reliability == 0.8
    assert a.forecasts["cut"].base_rate == 0.5
    assert a.forecasts["cut"].stated.numbers == pytest.approx((0.7,))
    for wrong in ("reliability: 180%", "reliability: %", "reliability: 0.5 %%", "reliability: -1%"):
        assert list_found(COMPLETE.replace("reliability: 0.9", wrong))


@pytest.mark.parametrize(
    ("date", "warned"),
    [
        ("2025-01", True),
        ("2024-12-31", True),
        ("2025-Q1", True),
        ("2025-04-01", False),
        ("2025-Q2", False),
        ("2025", False),
        ("2024", True),
    ],
)
def test_evidence_from_after_the_date_of_the_file_is_a_warning(date: str, warned: bool) -> None:
    text = COMPLETE.replace("clock:", f"date: {date}\nclock:", 1)
    assert any(d.id == "evidence-after-date" for d in list_found(text, "warning")) == warned
    updated = COMPLETE.replace("clock:", f"date: 2020\nupdated: {date}\nclock:", 1)
    assert any(d.id == "evidence-after-date" for d in list_found(updated, "warning")) == warned


def test_warnings_of_one_kind_are_one() -> None:
    parameters = "".join(f"  p{k}: {{value: {k}}}\n" for k in range(10))
    text = SMALL.replace("  anger: {value", f"{parameters}  anger: {{value") + f"shows: [{', '.join(f'p{k}' for k in range(10))}]\n"
    (warning,) = list_found(text, "warning")
    assert warning.id == "unsupported"
    assert warning.message.startswith("parameter `p0`")
    assert warning.message.endswith("; and 9 more like this, in lines 11 to 19")


def test_many_warnings_are_counted() -> None:
    text = SMALL.replace("  anger: {value", "".join(f"  p{k}: {{value: {k}}}\n" for k in range(100)) + "  anger: {value")
    assert {d.id: "99 more" in d.message for d in list_found(text, "warning")} == {"unused": True, "unsupported": True}


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([7], "line 7"),
        ([7, 9], "lines 7 and 9"),
        ([7, 8], "lines 7 and 8"),
        ([3, 1, 2, 2, 9], "lines 1 to 3 and 9"),
        ([1, 2, 3], "lines 1 to 3"),
    ],
)
def test_lines_are_listed(lines: list[int], text: str) -> None:
    assert list_lines(lines) == text


def test_a_file_with_only_actors_runs() -> None:
    text = """\
lynchpin: 1
title: Matching pennies
question: Does the first player win?
clock: {start: 2025, end: 2025}
answers: {"yes": [even]}
actors:
  one: {options: {heads: {a: 1}, tails: {a: 0}}, values: {a == b: 1}, judgement: j}
  two: {options: {front: {b: 1}, back: {b: 0}}, values: {a != b: 1}, judgement: j}
outcomes:
  even: final(a == b)
  odd: otherwise
"""
    futures = lp.simulate(read(text), 4_096, seed=0)
    share = float(np.mean(np.asarray(futures.outcome) == 0))
    assert abs(share - 0.5) < 4 * 0.5 / 64  # four standard errors


@pytest.mark.parametrize("strength", [1, -1])
def test_a_single_pair_may_follow_one_draw(strength: int) -> None:
    text = SMALL.replace("stocks:\n", f"correlations: [[arrears, discount, {strength}]]\nstocks:\n")
    futures = lp.simulate(read(text), 512, seed=0)
    arrears, discount = (np.argsort(np.argsort(np.asarray(futures.inputs[name]))) for name in ("arrears", "discount"))
    assert np.corrcoef(arrears, discount)[0, 1] == pytest.approx(strength, abs=1e-3)


def test_a_perfect_correlation_in_a_chain_is_refused() -> None:
    text = SMALL.replace("stocks:\n", "correlations: [[anger, discount, 1], [discount, arrears, 0.1]]\nstocks:\n")
    assert [d.id for d in list_found(text)] == ["impossible-correlations"]
