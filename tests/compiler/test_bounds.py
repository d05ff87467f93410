"""Bounds of stocks that are computed from parameters: clipping, policies, foresight and evidence."""

from __future__ import annotations

import numpy as np
import pytest
from short_texts import build

import lynchpin as lp
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws

N = 1_024
TEXT = """
    clock: {start: 2025, end: 2029}
    parameters:
      capacity: {value: "uniform(3, 5)", judgement: t}
      floor_share: {value: 0.5, judgement: t}
    stocks:
      store: {starts: 1, changes: 1, within: [floor_share * capacity, capacity], judgement: t}
    policies:
      burn: {sets: {capacity: 1.5}, from: 2027, judgement: t}
"""


@pytest.fixture(scope="module")
def model() -> lp.Model:
    return build(TEXT)


def test_a_stock_stays_between_computed_bounds(model: lp.Model) -> None:
    futures = simulate(model, Draws(N))
    capacity = futures.inputs["capacity"]
    start = np.maximum(0.5 * capacity, 1)
    for period in range(5):
        np.testing.assert_allclose(futures.stocks["store"][period], np.minimum(start + period + 1, capacity), rtol=1e-6)
    clipped = (start[:, None] + np.arange(1, 6) > capacity[:, None] * (1 + 1e-6)).sum()
    stuck = (capacity[:, None] - (start[:, None] + np.arange(0, 5)) < 0).sum()
    assert futures.health.clipped[0] >= clipped - stuck
    assert futures.health.clipped[0] > 0


def test_a_policy_moves_the_bounds_from_its_date_on(model: lp.Model) -> None:
    store = simulate(model, Draws(N, policy="burn")).stocks["store"]
    assert np.all(store[1] > 1.5)
    np.testing.assert_allclose(store[2:], 1.5, rtol=1e-6)


def test_actors_foresee_computed_bounds() -> None:
    """Filling the store is worth its level at the end: 2 with a capacity of 2, so the payoff difference is 1."""
    text = """
    clock: {start: 2025, end: 2025}
    parameters:
      capacity: {value: 2, judgement: t}
    stocks:
      store: {starts: 1, changes: 5 * filling, within: [0, capacity], judgement: t}
    actors:
      keeper: {options: {fill: {filling: 1}, leave: {filling: 0}}, values: {store: 1}, rationality: 2, judgement: t}
    """
    share = 1 / (1 + np.exp(-2))
    futures = simulate(build(text), Draws(4_096))
    assert abs((futures.options["keeper"][0] == 0).mean() - share) < 4 * np.sqrt(share * (1 - share) / 4_096)
    assert set(futures.stocks["store"][0].tolist()) == {1, 2}


def test_evidence_at_a_computed_bound() -> None:
    """A stock at its bound is a measurement of the bound: from 10 and 12, both with a standard deviation of 1, follow 11 and 0.71."""
    text = """
    clock: {start: 2025, end: 2025}
    sources: {t: {title: t}}
    parameters:
      bound: {value: "normal(10, 1)", judgement: t}
    stocks:
      walk: {starts: 50, changes: 50, shock: "normal(0, 1)", within: [0, bound], judgement: t}
    evidence:
      - {on: 2025, stock: walk, value: 12, sd: 1, cite: t}
    """
    model = build(text)
    row = lp.update(model, futures=20_000, seed=0).to_dict()["parameters"]["bound"]
    assert row["posterior_mean"] == pytest.approx(11, abs=4 * row["posterior_mean_standard_error"])
    assert row["posterior_sd"] == pytest.approx(0.5**0.5, abs=4 * row["posterior_sd_standard_error"])
