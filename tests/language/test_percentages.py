"""A percentage is a share of one, and a bare number next to one is refused unless it is zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from example_files import SMALL, read

import lynchpin as lp
from lynchpin.language import check_text

F = np.ndarray[tuple[int, ...], np.dtype[np.floating]]

GROWTH = """\
lynchpin: 1
title: Growth
question: Does output double?
clock: {start: 2025, end: 2034}
answers: {yes: [yes]}
parameters:
  growth: {value: "uniform(8, 12) %", judgement: j}
  share: {value: 0.3, judgement: j}
  loading: {value: 5 % / year, judgement: j}
stocks:
  output: {starts: 100, becomes: output * (1 + growth), judgement: j}
  approval: {starts: 50 %, CHANGES, within: [0, 100 %], shock: "normal(0 %, 1 %)", judgement: j}
auxiliaries:
  tried: TRIED
outcomes:
  "yes": OUTCOME
  "no": otherwise
shows: [tried, share, loading]
"""
STILL = "changes: 0"


def write(*, changes: str = STILL, tried: str = "1 + growth", outcome: str = "final(output) > 200") -> str:
    return (
        GROWTH.replace("CHANGES", f'"{changes.split(":")[0]}": "{changes.split(": ", 1)[1]}"')
        .replace("TRIED", f'"{tried}"')
        .replace("OUTCOME", f'"{outcome}"')
    )


def list_errors(text: str) -> list[str]:
    return [fault.id for fault in check_text(text).diagnostics if fault.severity == "error"]


VALUES: dict[str, Callable[[F], F]] = {
    "1 + growth": lambda g: 1 + g,
    "growth + 1": lambda g: 1 + g,
    "1 - growth": lambda g: 1 - g,
    "100 * (1 + 12 %)": lambda g: 112 + 0 * g,
    "100 * growth": lambda g: 100 * g,
    "growth * growth": lambda g: g * g,
    "growth ** 2": lambda g: g * g,
    "growth / share": lambda g: g / 0.3,
    "share + growth": lambda g: 0.3 + g,
    "exp(growth)": np.exp,
    "growth > share": lambda g: (g > 0.3).astype(float),
    "max(share, growth)": lambda g: np.maximum(0.3, g),
    "interpolate(growth / 1 %, [8, 0], [12, 4])": lambda g: 100 * g - 8,
    "1 / (1 + growth)": lambda g: 1 / (1 + g),
    "growth + growth": lambda g: 200 * g,  # still in percent
}
SINGLE = 2e-6
"""Relative error that single precision leaves."""


def test_a_percentage_is_a_share_of_one() -> None:
    tried = "".join(f'  tried_{k}: "{text}"\n' for k, text in enumerate(VALUES))
    futures = lp.simulate(
        lp.load_text(
            write()
            .replace("stocks:", f"auxiliaries:\n{tried}stocks:")
            .replace('auxiliaries:\n  tried: "1 + growth"\n', "")
            .replace("[tried,", "[")
        ),
        256,
        seed=0,
    )
    growth = np.asarray(futures.inputs["growth"]) / 100
    for k, (text, expected) in enumerate(VALUES.items()):
        found = np.asarray(futures.auxiliaries[f"tried_{k}"])[0]
        np.testing.assert_allclose(found, expected(growth), rtol=SINGLE, atol=5 * SINGLE, err_msg=text)
    assert (futures.outcome == 0).all()  # 8 % a year doubles output in ten years, as every rate above it does


@pytest.mark.parametrize(
    "outcome",
    [
        "final(approval) > 50",
        "final(approval) > 0.5",
        "50 < final(approval)",
        "final(growth) == 0.08",
        "at(2030, approval) < 2 * 20",
        "always(0.5 * approval > 20)",
        "ever(min(approval, 60) > 50 %)",
        "ever(clip(approval, 0, 1) > 50 %)",
        "ever(interpolate(approval, [10, 0], [50, 1]) > 0.5)",
        "ever(approval > time)",
        "ever((approval if output > 100 else 3) > 10 %)",
        "ever(step(approval - 50))",
        "ever(loading > 3)",
        "ever(loading > 3 / year)",
    ],
)
def test_a_bare_number_next_to_a_percentage_is_refused(outcome: str) -> None:
    assert "bare-percent" in list_errors(write(outcome=outcome))


@pytest.mark.parametrize(
    "changes", ["changes: 0.4 * share / year", "changes: 5", "changes: 3 / year", "becomes: approval + 5", "becomes: 40"]
)
def test_a_bare_change_of_a_percentage_is_refused(changes: str) -> None:
    assert list_errors(write(changes=changes)) == ["bare-percent"]


@pytest.mark.parametrize(
    "changes",
    ["changes: 0", "changes: 40 % * share / year", "changes: 0.1 * (60 % - approval) / year", "becomes: approval + 5 %", "changes: loading * (1 - share)",
     "becomes: approval * (1 + growth)", "becomes: max(0, approval - 1 %)", "changes: share / 10 year * 1 %"],
)  # fmt: skip
def test_a_change_that_comes_from_a_percentage_is_taken(changes: str) -> None:
    assert list_errors(write(changes=changes)) == []


@pytest.mark.parametrize("outcome", ["final(approval) > 50 %", "final(approval) > 0", "final(approval) > share", "ever(2 * growth > 10 %)"])
def test_what_has_a_unit_or_is_zero_is_taken(outcome: str) -> None:
    assert list_errors(write(outcome=outcome)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("starts: 50 %", "starts: 50, unit: percent"),
        ("[0, 100 %]", "[0, 100]"),
        ("normal(0 %, 1 %)", "normal(0, 1)"),
        ("uniform(8, 12) %", "uniform(8 %, 12)"),
        ('"uniform(8, 12) %"', '"beta(2, 5)", unit: percent'),
        ('"uniform(8, 12) %"', '"truncated(normal(10, 2) %, 0, 100)"'),
        ('"uniform(8, 12) %"', "8, unit: basis_point"),
    ],
)
def test_a_bare_value_of_a_percentage_is_refused(old: str, new: str) -> None:
    assert old in write()
    assert set(list_errors(write().replace(old, new))) == {"bare-percent"}


@pytest.mark.parametrize(
    ("number", "first", "second"),
    [("50", "`50 %`, which is 0.5", "`5000 %`, which is 50"), ("0.5", "`0.5 %`, which is 0.005", "`50 %`, which is 0.5")],
)
def test_the_hint_offers_both_readings(number: str, first: str, second: str) -> None:
    (fault,) = (f for f in check_text(write(outcome=f"final(approval) > {number}")).diagnostics if f.id == "bare-percent")
    assert first in fault.hint
    assert second in fault.hint


def test_a_quantity_in_a_unit_with_percent_in_it_keeps_its_partner() -> None:
    assert "cost" in read(SMALL.replace("  cost: {", '  tried: {equals: "30 % * arrears > 5 billion USD"}\n  cost: {')).auxiliaries
    assert "cost" in read(SMALL.replace("  cost: {", '  tried: {equals: "30 % * arrears > 5"}\n  cost: {')).auxiliaries
