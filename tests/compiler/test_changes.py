"""Numbers that several assumptions and a policy replace or change, against the rules of the format page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from lynchpin.engine import Futures, Model, simulate
from lynchpin.engine.order import Draws

Draw = Callable[..., Futures]

TEXT = """clock: {start: 2025, end: 2028}
policies:
  more: {sets: {p: {plus: 1}}, from: 2026, judgement: t}
assumptions:
  first: {claim: f, credence: 0.5, fails: {p: {times: 0.5}}, judgement: t}
  second: {claim: s, credence: 0.5, fails: {p: {plus: 4}}, holds: {p: {times: 3}}, judgement: t}
  third: {claim: h, credence: 0.5, fails: {p: 8}, judgement: t}
parameters:
  p: {value: 10, judgement: t}
auxiliaries:
  x: {equals: p}
"""
LATE = TEXT.replace("policies:\n  more: {sets: {p: {plus: 1}}, from: 2026, judgement: t}\n", "")


def work_out(value: float, holds: tuple[bool, bool, bool]) -> float:
    first, second, third = holds
    value = value if third else 8.0
    value = value if first else value * 0.5
    return value * 3 if second else value + 4


@pytest.mark.parametrize("holds", list(product((False, True), repeat=3)))
def test_changes_apply_in_the_order_of_the_file(draw: Draw, holds: tuple[bool, bool, bool]) -> None:
    assume = dict(zip(("first", "second", "third"), map(float, holds), strict=True))
    x = draw(TEXT, 16, assume=assume).auxiliaries["x"]
    assert (x == work_out(10.0, holds)).all()


def test_a_policy_before_the_assumptions_changes_first(draw: Draw) -> None:
    x = draw(TEXT, 16, policy="more", assume={"first": 0.0, "second": 0.0, "third": 1.0}).auxiliaries["x"][:, 0]
    assert x.tolist() == [9.0, 9.5, 9.5, 9.5]  # 10 / 2 + 4, and (10 + 1) / 2 + 4 from 2026 on


def test_a_policy_after_the_assumptions_changes_last(draw: Draw) -> None:
    text = LATE + "policies:\n  more: {sets: {p: {plus: 1}}, from: 2026, judgement: t}\n"
    x = draw(text, 16, policy="more", assume={"first": 0.0, "second": 0.0, "third": 1.0}).auxiliaries["x"][:, 0]
    assert x.tolist() == [9.0, 10.0, 10.0, 10.0]


def test_changes_apply_to_the_value_of_a_policy(draw: Draw) -> None:
    text = LATE + "policies:\n  most: {sets: {p: 100}, judgement: t}\n"
    x = draw(text, 16, policy="most", assume={"first": 0.0, "second": 1.0, "third": 0.0}).auxiliaries["x"]
    assert (x == 150.0).all()


def test_a_set_input_is_changed_by_policies_only(draw: Draw) -> None:
    x = draw(TEXT, 16, policy="more", inputs={"p": 7.0}).auxiliaries["x"][:, 0]
    assert x.tolist() == [7.0, 8.0, 8.0, 8.0]


def test_an_uncertain_change_has_its_own_draw(draw: Draw) -> None:
    """A product of two independent lognormals is lognormal: the variances of the logarithms add up."""
    text = (
        "clock: {start: 2025, end: 2025}\nparameters:\n  p: {value: 1 to 2, judgement: t}\nauxiliaries:\n  x: {equals: p}\n"
        "assumptions:\n  a: {claim: c, credence: 0.5, fails: {p: {times: 1 to 3}}, judgement: t}\n"
    )
    x = np.log(draw(text, 16_384, assume={"a": 0.0}).auxiliaries["x"][0])
    one, other = (np.log(ratio) / (2 * 1.6448536) for ratio in (2.0, 3.0))
    sd = np.hypot(one, other)
    assert abs(x.mean() - np.log(6) / 2) < 4 * sd / 128
    assert x.std() == pytest.approx(sd, rel=4 / np.sqrt(2 * 16_384))


def test_a_starting_value_is_changed_and_clipped(draw: Draw) -> None:
    text = (
        "clock: {start: 2025, end: 2025}\nstocks:\n  s: {starts: 4, changes: 0, within: [0, 6], judgement: t}\n"
        "assumptions:\n  a: {claim: c, credence: 0.5, fails: {s: {times: 2}}, judgement: t}\n"
    )
    futures = draw(text, 16, assume={"a": 0.0})
    assert (futures.inputs["s"] == 8.0).all()
    assert (futures.stocks["s"] == 6.0).all()


def test_changes_after_evidence(assess: Callable[[str], Model]) -> None:
    """Given evidence, a policy changes the number from the period after it on, and an assumption that is set changes it then too."""
    model = assess(
        TEXT.replace("second: {claim: s, credence: 0.5, fails: {p: {plus: 4}}, holds: {p: {times: 3}}, judgement: t}", "")
        + "events:\n  e: {chance: 0.5, judgement: t}\nevidence:\n  - {on: 2025, event: e, cite: s1 p1}\nsources: {s1: {title: t}}\n"
    )
    draws = Draws(64, evidence=model.evidence, policy="more", states={"first": np.zeros(64, bool)})
    futures = simulate(model, draws)
    base = np.where(futures.assumptions["third"], 10.0, 8.0)
    assert (futures.auxiliaries["x"][1:] == (base + 1) / 2).all()
