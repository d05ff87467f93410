"""A future with a non-finite value has status 1 and no answer, and the quantity that caused it is named."""

from __future__ import annotations

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Draws, Futures, simulate
from lynchpin.engine.results.summary import summarise_futures

FUTURES = 2_000
SHARE = 0.5
"""Half of the draws of `x`, uniform from -1 to 1, are negative."""
CLOCK = "clock: {start: 2025, end: 2027}\n"
X = "parameters: {x: {value: 'uniform(-1, 1)', judgement: t}}\n"


def play(text: str) -> Futures:
    return simulate(build(CLOCK + X + text), Draws(FUTURES))


def outcomes(when: str) -> str:
    return f"answers: {{'yes': [happens]}}\noutcomes:\n  happens: {{when: '{when}'}}\n  nothing: otherwise\n"


CASES = {
    "an auxiliary": ("auxiliaries: {y: log(x)}\n" + outcomes("y < 5"), "y"),
    "the auxiliary that others are computed from": ("auxiliaries: {z: 2 * y, y: sqrt(x)}\n" + outcomes("z < 5"), "y"),
    "a division by zero": ("auxiliaries: {y: '1 / max(x, 0)'}\n" + outcomes("y > 3"), "y"),
    "an overflow": ("auxiliaries: {y: exp(-1e9 * x)}\n" + outcomes("y > 3"), "y"),
    "a condition of an outcome": (outcomes("log(x) > 0"), "happens"),
    "a condition along the path": (outcomes("ever(log(x) > 0)"), "happens"),
    "the chance of an event": ("events: {war: {chance: sqrt(x)}}\n" + outcomes("ever(war)"), "war"),
    "the condition of an event": ("events: {war: {when: log(x) > 0}}\n" + outcomes("ever(war)"), "war"),
    "a stock": ("stocks: {s: {starts: 1, changes: sqrt(x), judgement: t}}\n" + outcomes("s > 3"), "s"),
    "a goal": ("goals: {log(x): 1}\n" + outcomes("x > 0.5"), "log(x)"),
    "payoffs": (
        "actors: {a: {options: {no: {go: 0}, yes: {go: 1}}, values: {go * sqrt(x): 1}, judgement: t}}\n" + outcomes("go > 0.5"),
        "a",
    ),
    "payoffs of a game": (
        "actors:\n"
        "  a: {options: {no: {go: 0}, yes: {go: 1}}, values: {go * come: 1}, judgement: t}\n"
        "  b: {options: {no: {come: 0}, yes: {come: 1}}, values: {come * go * sqrt(x): 1}, judgement: t}\n" + outcomes("go > 0.5"),
        "b",
    ),
    "the condition on which an actor decides": (
        "actors: {a: {options: {no: {go: 0}, yes: {go: 1}}, values: {go: 1}, decides: log(x) > -5, judgement: t}}\n" + outcomes("go > 0.5"),
        "a",
    ),
    "the influence of a faction": (
        "actors:\n"
        "  a:\n"
        "    options: {no: {go: 0}, yes: {go: 1}}\n"
        "    factions:\n"
        "      hawks: {influence: sqrt(x), values: {go: 1}, judgement: t}\n"
        "      doves: {influence: 1, values: {-go: 1}, judgement: t}\n"
        "    judgement: t\n" + outcomes("go > 0.5"),
        "a",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_futures_with_a_non_finite_value_have_no_answer(case: str) -> None:
    text, name = CASES[case]
    futures = play(text)
    negative = futures.inputs["x"] < 0
    np.testing.assert_array_equal(~futures.sound, negative)
    assert not futures.answer()[negative].any()
    assert (futures.outcome[negative] == -1).all()
    assert (futures.outcome[~negative] >= 0).all()
    assert futures.health.nonfinite == {name: int(negative.sum())}


@pytest.mark.parametrize(
    "when",
    ["x > 0 and log(x) < 5", "log(x) < 5 if x > 0 else 0", "x < 0 or sqrt(x) < 5", "(1 / x > 3) + 1 > 0", "ever(since(war) > 100)"],
)
def test_what_is_not_needed_may_be_anything(when: str) -> None:
    futures = play("events: {war: {when: time > 1}}\nauxiliaries: {wait: since(war)}\n" + outcomes(when))
    assert futures.sound.all()
    assert futures.health.nonfinite == {}


def test_a_summary_leaves_them_out() -> None:
    futures = play("auxiliaries: {y: log(x)}\ngoals: {y: 1}\n" + outcomes("x > 0.5"))
    summary = summarise_futures(futures)
    assert summary.unsound == int((futures.inputs["x"] < 0).sum())
    assert summary.sound == FUTURES - summary.unsound
    share, error = summary.answer()
    assert abs(share - SHARE) < 4 * error
    assert np.isfinite(summary.goals).all()
