"""The same seed gives the same bits, however a run is divided; a new value never needs a new program."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Futures, Model, run, simulate
from lynchpin.engine.order import Draws

pytestmark = pytest.mark.shipped_compiler

MODEL = """\
clock: {start: 2025-Q1, end: 2026-Q1}
parameters:
  a: {value: 0.5 to 2, judgement: t}
  b: {value: 'beta(2, 3)', judgement: t}
  c: {value: 0.4, judgement: t}
stocks:
  x: {starts: 'normal(0, 1)', changes: push * a - 0.2 * x, shock: 'normal(0, 0.3)', within: [-5, 5], judgement: t}
  y: {starts: 0, changes: c * logistic(x) * pull, shock: 'normal(0, 0.1)', judgement: t}
events:
  blow: {chance: logistic(x - 2), once: true}
actors:
  first:
    options: {low: {push: 0}, mid: {push: 0.5}, high: {push: 1}}
    values: {x: {weight: 2, judgement: t}, y * push: {weight: 'normal(-3, 1)', judgement: t}}
    rationality: 1.5
    judgement: t
  second:
    options: {on: {pull: 1}, off: {pull: 0}}
    values: {y - pull * b: {weight: 3, judgement: t}, push * pull: {weight: 4, judgement: t}}
    rationality: 2
    judgement: t
assumptions:
  calm: {claim: c, credence: likely, fails: {b: 'beta(5, 2)'}, judgement: t}
policies:
  help: {sets: {c: 0.9}, from: 2025-Q3, means: m}
answers: {'yes': [high]}
outcomes:
  high: {when: highest(y) > 1}
  other: otherwise
"""


def same(one: Futures, two: Futures) -> None:
    for name in ("stocks", "auxiliaries", "events", "options", "inputs", "assumptions"):
        first, second = getattr(one, name), getattr(two, name)
        for key in first:
            n = min(first[key].shape[-1], second[key].shape[-1])
            np.testing.assert_array_equal(first[key][..., :n], second[key][..., :n], err_msg=f"{name} {key}")


@pytest.fixture(scope="module")
def model() -> Model:
    return build(MODEL)


@pytest.fixture(scope="module")
def whole(model: Model) -> Futures:
    return simulate(model, Draws(5000, seed=11), threads=1)


@pytest.mark.parametrize("block", [16, 64, 1024, 4096])
def test_any_block_size(model: Model, whole: Futures, block: int) -> None:
    same(whole, simulate(model, Draws(5000, seed=11, block=block)))


def test_any_number_of_threads(model: Model, whole: Futures) -> None:
    same(whole, simulate(model, Draws(5000, seed=11), threads=4))


def test_a_run_that_is_extended(model: Model, whole: Futures) -> None:
    same(whole, simulate(model, Draws(9000, seed=11)))
    later = simulate(model, Draws(1000, seed=11, index=np.arange(4000, 5000, dtype=np.uint32)))
    np.testing.assert_array_equal(later.stocks["x"], whole.stocks["x"][:, 4000:])


def test_an_added_shock_leaves_the_other_draws_as_they_were(whole: Futures, assess: Callable[[str], Model]) -> None:
    more = MODEL.replace("stocks:\n", "stocks:\n  z: {starts: 1 to 2, changes: 0, shock: 'normal(0, 1)', judgement: t}\n")
    same(whole, simulate(assess(more), Draws(5000, seed=11)))


def test_another_seed_is_another_run(model: Model, whole: Futures) -> None:
    assert (simulate(model, Draws(5000, seed=12)).stocks["x"] != whole.stocks["x"]).mean() > 0.99


def test_a_new_value_needs_no_new_program(model: Model, assess: Callable[[str], Model]) -> None:
    simulate(model, Draws(300))
    before = run.traces
    edits = [
        ("0.5 to 2", "1 to 3"),
        ("value: 0.4", "value: 0.6"),
        ("beta(2, 3)", "uniform(0, 1)"),
        ("likely", "0.2"),
        ("rationality: 2", "rationality: 9"),
        ("0.2 * x", "0.25 * x"),
        ("logistic(x - 2)", "logistic(x - 3.5)"),
    ]
    for old, new in edits:
        simulate(assess(MODEL.replace(old, new)), Draws(300))
    simulate(model, Draws(400, seed=5, assume={"calm": False}, policy="help"))
    simulate(model, Draws(300, assume={"calm": 0.3}))
    assert run.traces == before
