"""Compare: planted changes get their Shapley shares, as computed by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from by_hand import make_model, spread_over_seeds
from small_programs import SmallProgram

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError
from lynchpin.questions.compare.question import (
    Change,
    CompareFinding,
    _estimate_level,
    _play_all,
    _sample_orders,
    find_common_answer,
    measure_compare,
    share_exactly,
)
from lynchpin.statistics.estimates import estimate_mean, estimate_means

FIRST, SECOND = (0.2, 0.5, 0.05), (0.4, 0.8, 0.10)


def product(values: Sequence[float]) -> Model:
    """The event fires with probability a b + c."""
    p = SmallProgram(1)
    a, b, c = (p.add_parameter(n, "number", v) for n, v in zip("abc", values, strict=True))
    fires = p.add_event("fires", p.graph.make("add", p.graph.make("multiply", a, b), c))
    return p.build(p.along("ever", fires))


def mix(made: tuple[bool, ...]) -> Model:
    return product([s if m else f for m, f, s in zip(made, FIRST, SECOND, strict=True)])


CHANGES = [Change(f"parameters.{n}.value", str(f), str(s)) for n, f, s in zip("abc", FIRST, SECOND, strict=True)]
# Half of a's gain is at b = 0.5 and half at b = 0.8; likewise for b; c adds independently.
EXACT = np.array([0.2 * (0.5 + 0.8) / 2, 0.3 * (0.2 + 0.4) / 2, 0.05])


def compare(seed: int = 1, futures: int = 80_000) -> CompareFinding:
    return measure_compare(mix((False,) * 3), mix((True,) * 3), CHANGES, mix, Draws(futures, seed=seed))


def test_planted_changes_have_their_shares():
    found = compare()
    assert found.exact
    assert np.all(np.abs(found.shares.value - EXACT) < 4 * found.shares.error)
    assert found.shares.value.sum() == pytest.approx(found.difference.value)
    assert found.difference.value == pytest.approx(EXACT.sum(), abs=4 * found.difference.error)
    assert found.probabilities[0].value == pytest.approx(0.15, abs=4 * found.probabilities[0].error)
    # Paired: much smaller than the error of a difference of two runs.
    assert found.difference.error < np.hypot(found.probabilities[0].error, found.probabilities[1].error)


def test_many_changes_are_shared_out_by_sampled_orders():
    first, second = np.full(8, 0.02), np.linspace(0.02, 0.09, 8)

    def total(made: tuple[bool, ...]) -> Model:
        p = SmallProgram(1)
        parts = [p.add_parameter(f"p{k}", "number", s if m else f) for k, (m, f, s) in enumerate(zip(made, first, second, strict=True))]
        return p.build(p.along("ever", p.add_event("fires", p.graph.make("add", *parts))))

    changes = [Change(f"parameters.p{k}.value", "0.02", f"{s:g}") for k, s in enumerate(second)]
    found = measure_compare(total((False,) * 8), total((True,) * 8), changes, total, Draws(200_000, seed=1))
    assert not found.exact
    assert np.all(np.abs(found.shares.value - (second - first)) < 4.5 * found.shares.error + 1e-9)
    assert found.shares.value.sum() == pytest.approx(found.difference.value)


class ByHand:
    """Versions in which each change adds to the probability, the first two only together."""

    def __init__(self, seed: int) -> None:
        self.expected, self.uniforms = 0, np.random.default_rng(seed).random(1 << 12)

    def __call__(self, made: Sequence[bool], index: np.ndarray) -> np.ndarray:
        probability = 0.1 + 0.3 * (made[0] and made[1]) + 0.05 * sum(made[2:])
        return (self.uniforms[index] < probability).astype(float)


@pytest.mark.parametrize("which", [0, 2, "difference", "before"])
def test_errors_of_exact_shares_are_the_spread_over_seeds(which: int | str):
    """Paired: all mixed versions use the same random numbers."""

    def estimate(seed: int) -> tuple[float, float]:
        values = _play_all(ByHand(seed), 3, 400)
        if isinstance(which, int):
            return estimate_means(share_exactly(values), span=1.0).at(which)
        return estimate_mean(values[-1] - values[0], span=1.0) if which == "difference" else _estimate_level(values[0])

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("j", [0, 3])
def test_errors_of_shares_of_sampled_orders_are_the_spread_over_seeds(j: int):
    def estimate(seed: int) -> tuple[float, float]:
        gains, *_ = _sample_orders(ByHand(seed), 7, 10, 50, np.random.default_rng(seed))
        shares = estimate_means(gains)
        return float(shares.value[j]), float(shares.error[j])

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


def test_exact_shares_are_the_mean_over_all_orders(rng):
    values = rng.random((16, 3))
    shares = np.zeros((4, 3))
    for order in permutations(range(4)):
        joined = 0
        for j in order:
            shares[j] += (values[joined | 1 << j] - values[joined]) / 24
            joined |= 1 << j
    np.testing.assert_allclose(share_exactly(values), shares)


def test_json_keeps_its_names():
    found = compare(futures=4000)
    reported = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert set(reported) >= {"difference", "standard_error", "changes"}
    assert all(set(c) == {"path", "from", "to", "share", "standard_error"} for c in reported["changes"])
    assert reported["changes"][0]["from"] == "0.2"
    assert found.table["path"].iloc[0] == "parameters.a.value"
    assert "from 3 changes" in str(found)


def test_nothing_changed():
    model = mix((False,) * 3)
    found = measure_compare(model, model, [], lambda made: model, Draws(1000))
    assert found.difference.value == 0
    assert str(found).startswith("The two files agree in everything that affects “answer”")


def test_what_cannot_be_matched_is_said():
    found = measure_compare(mix((False,) * 3), mix((True,) * 3), [Change("structure", "as in the first file", "as in the second")], lambda made: mix((made[0],) * 3), Draws(2000), unmatched=["`gas` (stocks) is only in the first file (is it `gases` in the second?)"])  # fmt: skip
    assert "Without a counterpart, and counted together as one change: `gas` (stocks) is only in the first file" in str(found)


def test_answers_that_cannot_be_matched():
    one, other = make_model(answers={"union": ("yes",), "threat": ("no",)}), make_model(answers={"merger": ("yes",), "threat": ("no",)})
    with pytest.raises(
        ArgumentError, match=r"(?s)`union` of the first file cannot be matched: the second has merger, threat.*both have: threat"
    ):
        find_common_answer(one, other, None)
    assert find_common_answer(one, other, "threat") == "threat"


def test_unrelated_files_are_refused():
    one, other = make_model(), replace(make_model(), question="Do the banks close?")
    with pytest.raises(
        ArgumentError, match=r"(?s)ask different questions.*Does it happen\?.*Do the banks close\?.*hint: both files need the same"
    ):
        find_common_answer(one, other, None)
    assert find_common_answer(one, replace(one, question="does it happen"), None) == "answer"  # a typing correction is no other question
    renamed = make_model(outcomes=("no", "maybe"), answers={"answer": ("maybe",)})
    with pytest.raises(
        ArgumentError, match=r"(?s)`answer` means different things.*yes in the first, maybe in the second.*hint: give the outcomes"
    ):
        find_common_answer(one, renamed, None)
