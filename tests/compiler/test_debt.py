"""Debt that follows correlated autoregressive rates, against its closed form."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.stats import norm
from short_texts import build

from lynchpin.engine import Futures, simulate
from lynchpin.engine.order import Draws

N = 16_384
ERRORS = 4.5
"""Largest distance from the exact answer in standard errors. Each test compares some tens of numbers."""
YEARS = 10
FIRST, LIMIT = 90.0, 110.0
DEBT = f"""
    clock: {{start: 2025, end: {2024 + YEARS}}}
    answers: {{'yes': [high]}}
    correlations:
      - [interest.shock, growth.shock, -0.6]
      - [interest, growth, 0.4]
    stocks:
      interest: {{starts: "normal(0.035, 0.01)", becomes: 0.03 + 0.8 * (interest - 0.03), shock: "normal(0, 0.01)", judgement: t}}
      growth: {{starts: "normal(0.01, 0.02)", becomes: 0.02 + 0.5 * (growth - 0.02), shock: "normal(0, 0.015)", judgement: t}}
      log_debt: {{starts: 0, changes: interest - growth, judgement: t}}
    auxiliaries:
      debt: {FIRST:g} * exp(log_debt)
    outcomes:
      high: {{when: final(debt) > {LIMIT:g}}}
      low: otherwise
"""
KEEP = np.array([[0.8, 0, 0], [0, 0.5, 0], [1, -1, 1]])
"""Effect of interest, growth and the logarithm of debt on those of the next year."""
DRIFT = np.array([0.2 * 0.03, 0.5 * 0.02, 0])


def make_covariance(one: float, other: float, correlation: float) -> np.ndarray:
    """Return the covariance of interest, growth and the logarithm of debt, which is certain."""
    covariance = np.diag([one**2, other**2, 0])
    covariance[0, 1] = covariance[1, 0] = correlation * one * other
    return covariance


def find_moments() -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the covariance of the three at the end of each year. They are jointly normal."""
    mean, covariance = np.array([0.035, 0.01, 0]), make_covariance(0.01, 0.02, 0.4)
    means, covariances = [], []
    for _ in range(YEARS):
        mean, covariance = KEEP @ mean + DRIFT, KEEP @ covariance @ KEEP.T + make_covariance(0.01, 0.015, -0.6)
        means.append(mean)
        covariances.append(covariance)
    return np.array(means), np.array(covariances)


@cache
def draw_futures() -> Futures:
    return simulate(build(DEBT), Draws(N, seed=1))


def test_the_variance_of_a_rate_is_the_closed_form_of_an_autoregressive_process() -> None:
    """The exact moments of the test agree with the textbook formula, for a start with a variance of its own."""
    years = np.arange(1, YEARS + 1)
    variance = 0.8 ** (2 * years) * 0.01**2 + 0.01**2 * (1 - 0.8 ** (2 * years)) / (1 - 0.8**2)
    np.testing.assert_allclose(find_moments()[1][:, 0, 0], variance, rtol=1e-12)


def test_the_path_of_debt_has_its_mean_and_covariance() -> None:
    means, covariances = find_moments()
    paths = np.array([draw_futures().stocks[name] for name in ("interest", "growth", "log_debt")])
    for year in range(YEARS):
        found, exact = np.cov(paths[:, year]), covariances[year]
        sds = np.sqrt(np.diag(exact))
        np.testing.assert_array_less(np.abs(paths[:, year].mean(axis=1) - means[year]), ERRORS * sds / np.sqrt(N))
        spread = np.sqrt((np.outer(sds, sds) ** 2 + exact**2) / N)  # standard error of the covariance of a normal sample
        np.testing.assert_array_less(np.abs(found - exact), ERRORS * spread)


def test_debt_is_lognormal() -> None:
    means, covariances = find_moments()
    mean, variance = means[-1, 2], covariances[-1, 2, 2]
    debt = draw_futures().auxiliaries["debt"][-1]
    expected = FIRST * np.exp(mean + variance / 2)
    assert debt.mean() == pytest.approx(expected, abs=ERRORS * expected * np.sqrt(np.expm1(variance) / N))
    chance = norm.sf((np.log(LIMIT / FIRST) - mean) / np.sqrt(variance))
    assert 0.2 < chance < 0.8
    assert draw_futures().answer().mean() == pytest.approx(chance, abs=ERRORS * np.sqrt(chance * (1 - chance) / N))
