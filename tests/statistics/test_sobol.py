"""Indices against closed forms (Sobol' g-function, Ishigami, a polynomial) and SALib on its own examples."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from by_hand import spread_over_seeds
from SALib.analyze import pawn as salib_pawn
from SALib.test_functions import Ishigami, Sobol_G

from lynchpin.statistics.sobol import analyse_design, estimate_first_order, estimate_pawn, measure_sobol


class Uniforms:
    """Evaluates a function of d uniforms; the uniform of a factor belongs to the index that it is drawn from, as in the engine."""

    def __init__(self, function, d: int, seed: int = 0, size: int = 1 << 18) -> None:  # type: ignore[no-untyped-def]
        self.function, self.d = function, d
        self.draws = np.random.default_rng(seed).random((size, d + 1))
        self.factors = [f"x{j}" for j in range(d)]

    def __call__(self, index: np.ndarray, redraw: Mapping[str, np.ndarray]) -> np.ndarray:
        x = np.column_stack([self.draws[redraw.get(f, index), j] for j, f in enumerate(self.factors)])
        return self.function(x, self.draws[index, self.d])


WEIGHTS = np.array([0, 1, 4.5, 9, 99, 99, 99, 99.0])


def g_function(x: np.ndarray, _: np.ndarray) -> np.ndarray:
    """The function of SALib's `Sobol_G.evaluate`, which works row by row."""
    a = WEIGHTS[: x.shape[1]]
    return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1)


def test_g_function_is_that_of_salib():
    x = np.random.default_rng(1).random((50, 8))
    np.testing.assert_allclose(g_function(x, x[:, 0]), Sobol_G.evaluate(x, a=WEIGHTS))


def test_g_function():
    playing = Uniforms(g_function, 8)
    found = measure_sobol(playing, playing.factors, 1 << 14)
    first, total = Sobol_G.sensitivity_index, Sobol_G.total_sensitivity_index
    assert np.all(np.abs(found.first.value - first(WEIGHTS)) < 4 * found.first.error + 1e-4)
    assert np.all(np.abs(found.total.value - total(WEIGHTS)) < 4 * found.total.error + 1e-4)
    assert found.first.error.max() < 0.015


def test_ishigami():
    def function(x: np.ndarray, _: np.ndarray) -> np.ndarray:
        return Ishigami.evaluate(np.pi * (2 * x - 1))

    playing = Uniforms(function, 3)
    found = measure_sobol(playing, playing.factors, 1 << 14)
    # Saltelli and others (2008), with a = 7 and b = 0.1.
    first, total = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
    assert np.all(np.abs(found.first.value - first) < 4 * found.first.error)
    assert np.all(np.abs(found.total.value - total) < 4 * found.total.error)


def test_polynomial_with_chance_as_one_more_factor():
    """y = x0 + x0 x1 + chance, all uniform on (0, 1): shares of the whole variance."""

    def function(x: np.ndarray, chance: np.ndarray) -> np.ndarray:
        return x[:, 0] + x[:, 0] * x[:, 1] + chance

    v0, v1, v01, vc = 1.5**2 / 12, 0.25 / 12, 1 / 144, 1 / 12
    whole = v0 + v1 + v01 + vc
    playing = Uniforms(function, 2)
    found = measure_sobol(playing, playing.factors, 1 << 14)
    assert np.all(np.abs(found.first.value - np.array([v0, v1]) / whole) < 4 * found.first.error)
    assert np.all(np.abs(found.total.value - np.array([v0 + v01, v1 + v01]) / whole) < 4 * found.total.error)


def test_errors_of_the_design_are_the_spread_over_seeds():
    found = []
    for seed in range(200):
        playing = Uniforms(g_function, 3, seed=seed, size=1 << 10)
        indices = measure_sobol(playing, playing.factors, 512, seed=seed)
        found.append(np.stack([indices.first.value, indices.total.value, indices.first.error, indices.total.error]))
    first, total, first_error, total_error = np.moveaxis(np.array(found), 1, 0)
    ratios = [first.std(axis=0) / np.sqrt((first_error**2).mean(axis=0)), total.std(axis=0) / np.sqrt((total_error**2).mean(axis=0))]
    np.testing.assert_allclose(ratios, 1, atol=0.15)


def test_nothing_varies():
    found = analyse_design(np.ones((4, 100)))
    assert found.first.value.tolist() == [0, 0]
    assert found.total.error.tolist() == [0, 0]


def test_rows_that_left_the_numbers_are_left_out():
    playing = Uniforms(g_function, 3)
    results = playing(np.arange(4000), {}).reshape(5, 800)
    spoilt = np.concatenate([results, np.full((5, 3), np.nan)], axis=1)
    np.testing.assert_array_equal(analyse_design(results).first.value, analyse_design(spoilt).first.value)


def test_first_order_from_futures_at_hand():
    rng = np.random.default_rng(1)
    x = rng.random((20_000, 3))
    found = estimate_first_order(x, Ishigami.evaluate(np.pi * (2 * x - 1)))
    assert found.value == pytest.approx(np.array([0.3139, 0.4424, 0.0]), abs=0.02)


@pytest.mark.parametrize("j", [0, 1, 2])
def test_errors_of_the_first_order_are_the_spread_over_seeds(j: int):
    def estimate(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        x = rng.random((1000, 3))
        y = rng.random(1000) < 0.2 + 0.6 * (x[:, 0] > 0.5) * 0.9 + 0.1 * x[:, 1]
        found = estimate_first_order(x, y)
        return float(found.value[j]), float(found.error[j])

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


def test_pawn_is_that_of_salib_on_its_example():
    rng = np.random.default_rng(1)
    x = -np.pi + 2 * np.pi * rng.random((1000, 3))
    y = Ishigami.evaluate(x)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    expected = salib_pawn.analyze(problem, x, y, S=10)["median"]
    found = estimate_pawn(x, y)
    # Ranks instead of values give the same slices, except for one future at an edge.
    assert found.value == pytest.approx(expected, abs=0.01)
    # The order of importance of Pianosi and Wagener (2018) for this function: x2 above x1 above x3.
    assert found.value[1] > found.value[0] > found.value[2]


def test_pawn_is_that_of_salib_on_a_yes_or_no():
    rng = np.random.default_rng(4)
    x = rng.random((1500, 4))
    y = (x[:, 0] + 0.3 * x[:, 1] > 0.8).astype(float)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    assert estimate_pawn(x, y).value == pytest.approx(salib_pawn.analyze(problem, x, y, S=10)["median"], abs=0.01)


def test_pawn_of_a_yes_or_no_is_the_distance_of_shares():
    rng = np.random.default_rng(2)
    x = rng.random((20_000, 2))
    y = rng.random(20_000) < np.where(x[:, 0] > 0.5, 0.8, 0.2)
    found = estimate_pawn(x, y)
    assert found.value[0] == pytest.approx(0.3, abs=0.02)
    assert found.value[1] < 0.02


def _pawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A strong driver, a weak one and one without effect, for a binary answer."""
    rng = np.random.default_rng(seed)
    x = rng.random((1000, 3))
    return estimate_pawn(x, rng.random(1000) < 0.2 + 0.4 * x[:, 0] + 0.1 * x[:, 1], seed=seed)


@pytest.mark.slow
def test_errors_of_pawn_are_the_spread_over_seeds():
    found = np.array([_pawn(seed) for seed in range(200)])
    ratio = found[:, 0].std(axis=0, ddof=1) / np.sqrt((found[:, 1] ** 2).mean(axis=0))
    np.testing.assert_allclose(ratio, 1, atol=0.15)


def _draw_lineage(rng: np.random.Generator, n: int) -> np.ndarray:
    """Lineages of one to eight futures, in random order."""
    return rng.permutation(np.repeat(np.arange(n), rng.integers(1, 9, n))[:n])


@pytest.mark.parametrize("estimate", [estimate_first_order, pytest.param(estimate_pawn, marks=pytest.mark.slow)])
def test_errors_where_futures_share_ancestors(estimate):  # type: ignore[no-untyped-def]
    """The futures of a lineage have the same inputs and separate random numbers."""

    def one(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        lineage = _draw_lineage(rng, 1000)
        x, theta = rng.random((1000, 1))[lineage], rng.random(1000)[lineage]
        found = estimate(x, rng.random(1000) < 0.1 + 0.4 * x[:, 0] + 0.4 * theta, seed=seed, lineage=lineage)
        return float(found.value[0]), float(found.error[0])

    assert spread_over_seeds(one) == pytest.approx(1, abs=0.15)
