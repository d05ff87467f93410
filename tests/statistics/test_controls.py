"""Shares with control variates against closed forms: exact where controls explain everything, right errors over seeds, additive."""

from __future__ import annotations

import numpy as np
import pytest

from lynchpin.statistics.controls import FEWEST, estimate_shares, regress, sum_controls, sum_products

N = 5_000
SEEDS = 200
SPREAD = 0.15
"""Three standard deviations of the ratio of two standard deviations over 200 seeds."""


def _draw(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Futures of five periods with a hazard that depends on a coin: whether it ever happens, and three controls."""
    rng = np.random.default_rng(seed)
    coin = rng.random(N) < 0.2
    hazard = np.where(coin, 0.03, 0.002)
    first = rng.geometric(hazard)
    happens = first <= 5
    residual = hazard * np.minimum(first, 5) - happens
    return happens, np.stack([residual, coin - 0.2, rng.normal(size=N)])


TRUTH = 0.2 * (1 - 0.97**5) + 0.8 * (1 - 0.998**5)


def test_a_hazard_needs_fewer_futures_by_the_known_factor() -> None:
    """Given the coin and the residual, only the time until the event varies: the variance left is that of a linear fit, far below p(1 - p)."""
    found = np.array([[e[0] for e in estimate_shares(np.array([_draw(seed)[0]]), _draw(seed)[1])] for seed in range(SEEDS)])  # type: ignore[union-attr]
    values, errors = found.T
    assert values.mean() == pytest.approx(TRUTH, abs=4.5 * values.std() / np.sqrt(SEEDS))
    assert values.std() / np.sqrt((errors**2).mean()) == pytest.approx(1, abs=SPREAD)
    assert TRUTH * (1 - TRUTH) / N / values.var() > 100


def test_what_controls_determine_is_exact() -> None:
    rng = np.random.default_rng(0)
    holds = rng.random(N) < 0.37
    found = estimate_shares(np.array([holds]), np.array([holds - 0.37]))
    assert found is not None
    assert found.value[0] == pytest.approx(0.37, abs=1e-12)
    assert 0 < found.error[0] < 1e-3


def test_useless_controls_cost_little() -> None:
    rng = np.random.default_rng(1)
    holds = rng.random(N) < 0.5
    found = estimate_shares(np.array([holds]), rng.normal(size=(80, N)))
    assert found is not None
    assert found.error[0] == pytest.approx(0.5 / np.sqrt(N), rel=0.03)


def test_shares_add_up() -> None:
    happens, controls = _draw(2)
    rng = np.random.default_rng(3)
    second = ~happens & (rng.random(N) < 0.4)
    found = estimate_shares(np.stack([happens, second, ~happens & ~second, happens | second]), controls)
    assert found is not None
    assert found.value[:3].sum() == pytest.approx(1, abs=1e-12)
    assert found.value[3] == pytest.approx(found.value[:2].sum(), abs=1e-12)


def test_equal_and_constant_controls_are_harmless() -> None:
    happens, controls = _draw(4)
    one, two = (
        estimate_shares(np.array([happens]), controls),
        estimate_shares(np.array([happens]), np.concatenate([controls, controls, np.zeros((1, N))])),
    )
    assert one is not None
    assert two is not None
    np.testing.assert_allclose(two.value, one.value, atol=1e-9)
    np.testing.assert_allclose(two.error, one.error, rtol=1e-9)


def test_what_never_or_always_happens_is_counted() -> None:
    _, controls = _draw(5)
    found = estimate_shares(np.stack([np.zeros(N, bool), np.ones(N, bool)]), controls)
    assert found is not None
    np.testing.assert_array_equal(found.value, [0, 1])
    np.testing.assert_allclose(found.error, 1 / (N + 1))


def test_sums_of_parts_add_up() -> None:
    happens, controls = _draw(6)
    parts = [slice(0, 1_800), slice(1_800, N)]
    sums = sum_controls(controls[:, parts[0]]) + sum_controls(controls[:, parts[1]])
    products = sum(sum_products(np.array([happens[part]]), controls[:, part]) for part in parts)
    regression, whole = regress(sums), estimate_shares(np.array([happens]), controls)
    assert regression is not None
    assert whole is not None
    found = regression.estimate(np.array([happens.sum()], float), np.asarray(products))
    np.testing.assert_allclose(found.value, whole.value, atol=1e-12)


def test_too_few_futures_have_no_regression() -> None:
    assert regress(sum_controls(np.random.default_rng(0).normal(size=(1, FEWEST - 1)))) is None
