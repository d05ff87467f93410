"""Binomial tails and exact intervals against scipy.stats."""

from __future__ import annotations

import pytest
from scipy import stats

from lynchpin.statistics.binomial import find_interval, measure_tail


@pytest.mark.parametrize(("cases", "count", "share"), [(0, 5, 0.3), (1, 5, 0.3), (5, 5, 0.3), (40, 1_000, 0.02), (3, 9, 0.0), (3, 9, 1.0)])
def test_tails(cases: int, count: int, share: float) -> None:
    assert measure_tail(cases, count, share) == pytest.approx(stats.binom.sf(cases - 1, count, share), rel=1e-10)


@pytest.mark.parametrize(("cases", "count"), [(0, 7), (1, 7), (7, 7), (0, 1), (412, 10_000)])
def test_intervals(cases: int, count: int) -> None:
    expected = stats.binomtest(cases, count).proportion_ci(0.95, method="exact")
    assert find_interval(cases, count, 0.025) == pytest.approx(tuple(expected), rel=1e-9)
