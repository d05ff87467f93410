"""Numbers in equations are arguments of the compiled program: a new one changes the answer and compiles nothing."""

from __future__ import annotations

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import run, simulate
from lynchpin.engine.order import Draws

TEXT = """\
clock: {start: 2025-Q1, end: 2025-Q4}
functions:
  twice(v): 2.5 * v
sets:
  town: [east, west]
parameters:
  a: {value: 3 m, judgement: t}
stocks:
  x[town]: {starts: 10 m, changes: 0.5 * (a - 0.25 * x[town]), unit: m, judgement: t}
  y: {starts: 1 m, changes: 4 km - 2 m, unit: m, judgement: t}
auxiliaries:
  curve: {equals: 'interpolate(a / 1 m, [0, 2], [4, 6.5], [8, 0.5])', judgement: t}
  power: {equals: '(a / 1 m) ** 2 + (a / 1 m) ** 0.5 + twice(a / 1 m)', judgement: t}
  late: {equals: 'previous(0.75 * power) + smooth(period, 3.5)', judgement: t}
events:
  blow: {chance: 0.4}
answers: {'yes': [high]}
outcomes:
  high: {when: final(y) > 15 km and count(blow) >= 2}
  other: otherwise
"""
EDITS = {
    "0.5 * (a": "0.6 * (a", "0.25 * x": "0.3 * x", "4 km - 2 m": "3.5 km - 7 m", "[4, 6.5]": "[5, 6]", "** 0.5": "** 0.7",
    "2.5 * v": "3.5 * v", "previous(0.75": "previous(0.5", "3.5)": "2.5)", "chance: 0.4": "chance: 0.9", "> 15 km": "> 17 km",
    ">= 2": ">= 3",
}  # fmt: skip


def answer(text: str) -> dict[str, np.ndarray]:
    futures = simulate(build(text), Draws(200, seed=3))
    return {**futures.stocks, **futures.auxiliaries, **futures.events, "outcome": futures.outcome}


def test_no_change_of_a_literal_compiles_anything() -> None:
    first = answer(TEXT)
    before, changed = run.traces, []
    for old, new in EDITS.items():
        assert TEXT.count(old) == 1
        other = answer(TEXT.replace(old, new))
        changed.append([name for name in first if not np.array_equal(first[name], other[name])])
    assert run.traces == before
    assert all(changed)


@pytest.mark.parametrize("a", [3.0, 5.0])
def test_values_by_hand(a: float) -> None:
    found = answer(TEXT.replace("3 m", f"{a:g} m"))
    assert found["curve"][0, 0] == pytest.approx(np.interp(a, [0, 4, 8], [2, 6.5, 0.5]))
    power = a**2 + a**0.5 + 2.5 * a
    assert found["power"][0, 0] == pytest.approx(power)
    assert found["late"][1, 0] == pytest.approx(0.75 * power + (0 + (1 - 0) / 3.5))
    assert found["y"][0, 0] == pytest.approx(1 + 4000 - 2)
    x = 10.0
    for t in range(4):
        x += 0.5 * (a - 0.25 * x)
        assert found["x[east]"][t, 0] == pytest.approx(x)


def test_a_changed_exponent_that_is_whole_is_another_form() -> None:
    answer(TEXT)
    before = run.traces
    answer(TEXT.replace("** 2", "** 3"))
    assert run.traces == before + 1
