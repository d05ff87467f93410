"""Value of information against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from by_hand import spread_over_seeds
from scipy import stats

from lynchpin.statistics.voi import build_hats, estimate_evpi


def linear_loss(a: float, b: float, n: int, seed: int, noise: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """The second policy is worth a + b x more than the first, with x standard normal; both have common and separate noise."""
    rng = np.random.default_rng(seed)
    x, common, own = rng.normal(size=(3, n))
    return x, np.stack([5 * common, 5 * common + a + b * x + noise * own])


def exact(a: float, b: float) -> float:
    """E max(0, a + b x) - max(0, a): the unit normal loss integral."""
    z = a / b
    return float(b * stats.norm.pdf(z) + a * stats.norm.cdf(z) - max(0.0, a))


@pytest.mark.parametrize(("a", "b"), [(0.0, 1.0), (0.5, 1.0), (-0.7, 0.8), (0.3, 2.0)])
def test_two_actions_with_linear_loss(a: float, b: float):
    found = estimate_evpi(*linear_loss(a, b, 40_000, 1))
    assert found.value == pytest.approx(exact(a, b), abs=4 * found.error + 0.003)


def test_nothing_to_learn_is_worth_nothing():
    rng = np.random.default_rng(99)
    _, values = linear_loss(0.2, 1.0, 20_000, 1)
    found = estimate_evpi(rng.normal(size=20_000), values)
    # Noise in choosing must not look like value: the plug-in estimate would be above 0.01 here.
    assert found.value < 0.01


def test_an_assumption_has_two_values():
    rng = np.random.default_rng(1)
    holds = rng.random(40_000) < 0.7
    values = np.stack([np.zeros(40_000), np.where(holds, 1.0, -2.0) + rng.normal(size=40_000)])
    found = estimate_evpi(holds, values)
    assert found.value == pytest.approx(0.7 - 0.1, abs=4 * found.error)


@pytest.mark.parametrize("ahead", [0.0, 0.1, 0.3])
def test_errors_are_the_spread_over_seeds(ahead: float):
    """Also if the two policies are worth the same or nearly so, and chance decides which looks best."""

    def estimate(seed: int) -> tuple[float, float]:
        return estimate_evpi(*linear_loss(ahead, 1.0, 500, seed))

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("ahead", "per_unit", "futures"), [(0.1, 0.3, 500), (0.3, 0.3, 500), (0.6, 0.3, 500), (0.02, 0.3, 1000), (1.5, 1.0, 500)]
)
def test_errors_of_small_values(ahead: float, per_unit: float, futures: int):
    """The value is at least 0. If it is small, its distribution over seeds is cut off there, and the stated error is that of the rest."""

    def estimate(seed: int) -> tuple[float, float]:
        return estimate_evpi(*linear_loss(ahead, per_unit, futures, seed))

    assert 0.8 < spread_over_seeds(estimate) < 1.25


@pytest.mark.parametrize("ahead", [0.0, 0.05])
def test_errors_where_there_is_nothing_to_learn(ahead: float):
    def estimate(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        return estimate_evpi(rng.normal(size=1000), np.stack([rng.normal(size=1000), ahead + rng.normal(size=1000)]))

    assert 0.8 < spread_over_seeds(estimate) < 1.25


def test_errors_with_three_policies():
    def estimate(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        x, a, b, c = rng.normal(size=(4, 1000))
        return estimate_evpi(x, np.stack([a, 0.5 * x + 0.05 + b, -0.5 * x + c]))

    assert 0.8 < spread_over_seeds(estimate) < 1.25


def test_a_policy_that_is_always_best_leaves_nothing_to_learn():
    """An error of the whole size of the futures' spread would say that knowing x may be worth much."""
    rng = np.random.default_rng(4)
    found = estimate_evpi(rng.normal(size=1000), np.stack([rng.normal(size=1000), 0.3 + rng.normal(size=1000)]))
    assert found.value < 0.001
    assert found.error < 0.01


@pytest.mark.parametrize("ahead", [0.0, 0.1, 0.3])
def test_errors_with_fifty_ancestors(ahead: float):
    def estimate(seed: int) -> tuple[float, float]:
        lineage = np.random.default_rng(10**6 + seed).integers(0, 50, 1000)
        x, values = linear_loss(ahead, 1.0, 50, seed)
        return estimate_evpi(x[lineage], values[:, lineage], lineage=lineage)

    assert 0.8 < spread_over_seeds(estimate) < 1.25


@pytest.mark.parametrize("related", [False, True])
@pytest.mark.parametrize("credence", [2 / 3, 0.8])
def test_errors_of_what_knowing_an_assumption_is_worth(credence: float, related: bool):
    """The first credence makes both policies worth the same."""

    def estimate(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        lineage = rng.permutation(np.repeat(np.arange(600), rng.integers(1, 7, 600))[:600]) if related else np.arange(600)
        holds = (rng.random(600) < credence)[lineage]
        values = np.stack([np.zeros(600), np.where(holds, 1.0, -2.0) + rng.normal(size=600)[lineage]])
        return estimate_evpi(holds, values, lineage=lineage)

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


def test_errors_where_futures_share_ancestors():
    def estimate(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        lineage = rng.permutation(np.repeat(np.arange(600), rng.integers(1, 7, 600))[:600])
        x, values = linear_loss(0.3, 1.0, 600, seed)
        return estimate_evpi(x[lineage], values[:, lineage], lineage=lineage)

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


def test_hats_hold_straight_lines():
    x = np.random.default_rng(1).normal(size=1000)
    basis = build_hats(x)
    np.testing.assert_allclose(basis.sum(axis=1), 1)
    fit, *_ = np.linalg.lstsq(basis, 3 - 2 * x, rcond=None)
    np.testing.assert_allclose(basis @ fit, 3 - 2 * x, atol=1e-9)
