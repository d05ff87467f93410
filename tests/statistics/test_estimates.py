"""Standard errors against the spread of the same estimate over 200 seeds, and values against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from lynchpin.statistics import estimates as est
from lynchpin.statistics.errors import effective_size
from lynchpin.statistics.shares import share_interval
from lynchpin.statistics.writing import write_points, write_share

N = 2000


def weighted(rng: Generator, estimator: Callable[..., Any], *arguments: float) -> Any:
    x = rng.normal(size=N)
    return estimator(x, *arguments, weights=np.exp(0.5 * x + 0.3 * rng.normal(size=N)))


CASES: dict[str, Callable[[Generator], est.Estimate]] = {
    "share": lambda rng: est.estimate_share(rng.random(N) < 0.2),
    "mean": lambda rng: est.estimate_mean(rng.exponential(size=N)),
    "weighted mean": lambda rng: weighted(rng, est.estimate_mean),
    "mean of lineage": lambda rng: _lineage_mean(rng),
    "contrast of lineage": lambda rng: _lineage_contrast(rng),
    "paired difference": lambda rng: _paired(rng),
    "ratio": lambda rng: est.estimate_ratio(1 + (z := rng.normal(size=N)), 3 + z + rng.normal(size=N)),
    "conditional": lambda rng: est.estimate_conditional((x := rng.normal(size=N)), x + rng.normal(size=N) > 1),
    "contrast": lambda rng: est.estimate_contrast((c := rng.random(N) < 0.1) * 1.0 + rng.normal(size=N), c),
    "weighted contrast": lambda rng: _weighted_contrast(rng),
    "variance": lambda rng: est.estimate_variance(rng.exponential(size=N)),
    "weighted variance": lambda rng: weighted(rng, est.estimate_variance),
    "deviation": lambda rng: est.estimate_deviation(rng.normal(size=N)),
    "deviation of lineage": lambda rng: est.estimate_deviation(rng.normal(size=N)[lineage := _draw_lineage(rng)], lineage=lineage),
    "median": lambda rng: est.estimate_quantiles(rng.normal(size=N), 0.5).at(0),
    "p95": lambda rng: est.estimate_quantiles(rng.exponential(size=N), [0.05, 0.95]).at(1),
    "weighted p25": lambda rng: weighted(rng, est.estimate_quantiles, 0.25).at(0),
}


def _draw_lineage(rng: Generator) -> np.ndarray:
    """Lineages of one to ten futures, in random order."""
    return rng.permutation(np.repeat(np.arange(N), rng.integers(1, 11, N))[:N])


def _lineage_mean(rng: Generator) -> est.Estimate:
    lineage = _draw_lineage(rng)
    return est.estimate_mean(rng.normal(size=N)[lineage] + rng.normal(size=N), lineage=lineage)


def _lineage_contrast(rng: Generator) -> est.Estimate:
    lineage = _draw_lineage(rng)
    condition = (rng.random(N) < 0.4)[lineage]
    return est.estimate_contrast(rng.normal(size=N)[lineage] + condition, condition, lineage=lineage)


def _paired(rng: Generator) -> est.Estimate:
    u = rng.random(N)
    return est.estimate_difference(u < 0.5, u < 0.45, span=2.0)


def _weighted_contrast(rng: Generator) -> est.Estimate:
    c = rng.random(N) < 0.3
    return est.estimate_contrast(rng.normal(size=N) + c, c, weights=rng.exponential(size=N))


@pytest.mark.parametrize("name", CASES)
def test_spread_over_seeds_is_the_stated_error(name: str) -> None:
    """The sampling error of a standard deviation from 400 seeds is 3.5%; 15% is about four of those."""
    found = [CASES[name](np.random.default_rng(seed)) for seed in range(400)]
    spread = np.std([e.value for e in found], ddof=1)
    stated = math.sqrt(np.mean([e.error**2 for e in found]))
    assert spread == pytest.approx(stated, rel=0.15)


def test_values_against_closed_forms() -> None:
    rng = np.random.default_rng(1)
    x = rng.exponential(size=200_000)
    assert est.estimate_mean(x).value == pytest.approx(1, abs=0.01)
    assert est.estimate_quantiles(x, [0.5, 0.95]).value == pytest.approx([math.log(2), math.log(20)], rel=0.01)
    assert est.estimate_deviation(x).value == pytest.approx(1, rel=0.02)
    assert est.estimate_mean(x, weights=np.exp(-x)).value == pytest.approx(0.5, rel=0.01)


def test_weights_may_have_any_scale_and_repeat_futures() -> None:
    x, w = np.array([1.0, 2.0, 5.0]), np.array([1.0, 2.0, 1.0])
    assert est.estimate_mean(x, weights=w).value == est.estimate_mean(x, weights=10 * w).value == np.mean([1, 2, 2, 5])
    assert effective_size(w, 3) == pytest.approx(16 / 6)


def test_where_all_agree_the_error_is_not_zero() -> None:
    none = est.estimate_share(np.zeros(999, bool))
    assert none == (0.0, 0.001)
    assert write_share(none) == "under 0.3%"
    assert write_share(est.estimate_share(np.ones(999, bool))) == "over 99.7%"


def test_condition_under_which_all_agree_keeps_an_error() -> None:
    held = np.arange(100) < 19
    assert est.estimate_conditional(held, held, span=1.0) == (1.0, 0.05)
    assert est.estimate_conditional(held, held, span=1.0, lineage=np.arange(100) // 5) == (1.0, 0.2)


def test_where_all_of_few_agree_nothing_is_known() -> None:
    assert write_share(est.estimate_share(np.ones(1, bool))) == "an unknown share"
    assert write_share(est.Estimate(0.0, 0.5)) == "an unknown share"


def test_difference_of_two_shares_that_have_not_been_seen_to_vary_keeps_an_error() -> None:
    held, x = np.arange(100) < 19, np.zeros(100)
    assert est.estimate_contrast(x, held, span=1.0) == (0.0, pytest.approx(math.hypot(1 / 20, 1 / 82)))
    one_side = est.estimate_contrast(np.arange(100) % 2 * ~held, held, span=1.0)
    assert one_side.error == pytest.approx(math.hypot(1 / 20, math.sqrt(40 * 41) / 81 / 9), rel=0.02)


def test_condition_that_never_holds_gives_no_number() -> None:
    assert math.isnan(est.estimate_conditional(np.ones(5), np.zeros(5)).value)
    assert math.isnan(est.estimate_contrast(np.ones(5), np.ones(5)).value)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.31234, 0.0032, "0.312 ± 0.003"),
        (0.31234, 0.0096, "0.31 ± 0.01"),
        (-0.0004, 0.003, "0.000 ± 0.003"),
        (1234.4, 30, "1,230 ± 30"),
        (12.3456, 2.0, "12 ± 2"),
        (2.5, 0.0, "2.5 ± 0"),
        (math.nan, math.nan, "unknown ± unknown"),
    ],
)
def test_digits_end_where_the_error_begins(value: float, error: float, text: str) -> None:
    assert str(est.Estimate(value, error)) == text


def test_shares_and_points_in_words() -> None:
    assert write_share(est.Estimate(0.31234, 0.0032)) == "31.2%"
    assert write_points(est.Estimate(0.031, 0.002)) == "+3.1 points"
    assert write_points(est.Estimate(-0.031, 0.002)) == "-3.1 points"


def test_jeffreys_interval_covers() -> None:
    """Coverage of the 95% interval over binomial samples, within 2 points on average over shares."""
    rng = np.random.default_rng(2)
    covered = []
    for p in np.linspace(0.05, 0.95, 19):
        for k in rng.binomial(40, p, 50):
            low, high = share_interval(k, 40)
            covered.append(low <= p <= high)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.025)
