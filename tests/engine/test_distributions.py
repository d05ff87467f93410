"""Every distribution against scipy: quantiles as a compiled program reads them, bounds, tails and what is drawn.

A row of the tables may differ from the quantile function by 1e-5, relative to the quantile if values have one sign and span more than a
factor of 4, else relative to the standard deviation. That is what people notice; a narrow range far from zero needs the second.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import optimize, special, stats

from lynchpin.engine.chance.distributions import SMOOTH, Distribution, find_mean, find_quantile, find_tails
from lynchpin.engine.chance.random import build_keys, draw_words, to_logit
from lynchpin.engine.chance.tables import FINEST, INTERVALS, ROOM, build_row, build_tables, read_choice, read_rows

GOAL = 1e-5
"""Largest error of a quantile, in the measure above."""
ROUNDING = 1e-13
"""Relative error of scipy's own quantiles and distribution functions, and of values near a bound."""

SMALLEST = 1e-300
"""Quantiles below it are zero in double precision, or close to it."""

PROBABILITIES = np.unique(np.concatenate([np.geomspace(1e-6, 0.5, 120), np.linspace(0.4, 0.6, 41), 1 - np.geomspace(1e-6, 0.5, 120)]))
FUTURES = 1 << 18


def make(kind: str, *numbers: float, inner: Distribution | None = None) -> Distribution:
    return Distribution(kind, tuple(map(float, numbers)), inner)


CASES: dict[str, tuple[Distribution, Any]] = {
    "normal": (make("normal", 3, 2), stats.norm(3, 2)),
    "lognormal": (make("lognormal", 0.2, 0.7), stats.lognorm(0.7, scale=np.exp(0.2))),
    "very wide lognormal": (make("lognormal", -3, 40), stats.lognorm(40, scale=np.exp(-3))),
    "very narrow lognormal": (make("lognormal", 12, 1e-6), stats.lognorm(1e-6, scale=np.exp(12))),
    "uniform": (make("uniform", -2, 5), stats.uniform(-2, 7)),
    "uniform from zero": (make("uniform", 0, 5), stats.uniform(0, 5)),
    "uniform up to zero": (make("uniform", -5, 0), stats.uniform(-5, 5)),
    "narrow and far from zero": (make("uniform", 1e8, 1e8 + 1), stats.uniform(1e8, 1)),
    "triangular": (make("triangular", 1, 2, 6), stats.triang(0.2, 1, 5)),
    "triangular with its mode at the low end": (make("triangular", 1, 1, 6), stats.triang(0.0, 1, 5)),
    "triangular with its mode at the high end": (make("triangular", 0, 6, 6), stats.triang(1.0, 0, 6)),
    "pert": (make("pert", 1, 2, 6), stats.beta(1 + 4 / 5, 1 + 16 / 5, loc=1, scale=5)),
    "pert below zero": (make("pert", -6, -2, 0), stats.beta(1 + 16 / 6, 1 + 8 / 6, loc=-6, scale=6)),
    "beta": (make("beta", 2, 5, 0, 1), stats.beta(2, 5)),
    "beta with two horns": (make("beta", 0.6, 0.7, 0, 1), stats.beta(0.6, 0.7)),
    "beta between ends": (make("beta", 2, 5, 10, 20), stats.beta(2, 5, loc=10, scale=10)),
    "beta on both sides of zero": (make("beta", 0.05, 3, -1, 4), stats.beta(0.05, 3, loc=-1, scale=5)),
    "truncated": (make("truncated", 0, 2.5, inner=make("normal", 1, 2)), stats.truncnorm(-0.5, 0.75, loc=1, scale=2)),
    "truncated far in a tail": (make("truncated", 9, 9.5, inner=make("normal", 0, 1)), stats.truncnorm(9, 9.5)),
    "truncated far in the other tail": (make("truncated", -np.inf, -9, inner=make("normal", 0, 1)), stats.truncnorm(-np.inf, -9)),
    "truncated on one side": (make("truncated", -3, np.inf, inner=make("normal", 0, 1)), stats.truncnorm(-3, np.inf)),
}
SAMPLED = [name for name in CASES if name not in ("very wide lognormal", "beta on both sides of zero")]
"""Those with a variance that can be sampled and without ties at a bound."""


def read(d: Distribution, logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values as the compiled program computes them, in double precision."""
    with jax.enable_x64(True):
        tables = jax.tree.map(jnp.asarray, build_tables([d])[0])
        at = jnp.asarray(logits)
        return np.asarray(read_rows(tables, [0], at[None])[0] if d.shape == SMOOTH else read_choice(tables, 0, d.shape, at))


def draw(d: Distribution) -> NDArray[np.float64]:
    with jax.enable_x64(True):
        words = draw_words(jnp.asarray(build_keys(5, ["x"])), jnp.arange(FUTURES, dtype=jnp.uint32))[0]
        return read(d, np.asarray(to_logit(words)))


def find_tolerance(d: Distribution, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """[N] the error that is allowed at each quantile."""
    low, high = d.support
    middles = find_quantile(d, special.logit((np.arange(2_000) + 0.5) / 2_000))
    if (low >= 0 and high > 4 * low) or (high <= 0 and low < 4 * high):
        spread_of_logs = np.log(np.abs(middles[middles != 0])).std()
        return GOAL * np.abs(x) * min(1.0, spread_of_logs) + SMALLEST
    return np.full_like(x, GOAL * middles.std())


@pytest.mark.parametrize("name", CASES)
def test_quantiles_are_those_of_scipy(name: str) -> None:
    d, law = CASES[name]
    x = law.ppf(PROBABILITIES)
    allowed = find_tolerance(d, x) + ROUNDING * np.abs(x)
    for got in (find_quantile(d, special.logit(PROBABILITIES)), read(d, special.logit(PROBABILITIES))):
        assert np.max(np.abs(got - x) / allowed) <= 1


@pytest.mark.parametrize("name", SAMPLED)
def test_what_is_drawn_has_the_mean_and_quantiles_of_the_law(name: str) -> None:
    d, law = CASES[name]
    x = draw(d)
    assert abs(x.mean() - law.mean()) < 4 * law.std() / np.sqrt(FUTURES)
    for q in (0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999):
        # Within four standard errors of the share below.
        assert abs((x <= law.ppf(q)).mean() - q) < 4 * np.sqrt(q * (1 - q) / FUTURES)


@pytest.mark.parametrize("name", CASES)
def test_the_mean_is_that_of_scipy(name: str) -> None:
    d, law = CASES[name]
    assert find_mean(d) == (math.inf if name == "very wide lognormal" else pytest.approx(law.mean(), rel=1e-9))


SHAPES = (1e-3, 1e-2, 0.1, 0.5, 1, 2, 30, 1e3, 1e4)


def find_tail_functions(d: Distribution) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The distribution function and its complement, from scipy and nothing else."""
    kind, numbers = d.kind, d.numbers
    if kind == "truncated":
        assert d.inner is not None
        below, above = find_tail_functions(d.inner)
        low, high = numbers
        mass = max(below(high) - below(low), above(low) - above(high))
        right = above(low) < 0.5  # differences of the small tail lose no digits
        return (
            lambda x: ((above(low) - above(x)) if right else (below(x) - below(low))) / mass,
            lambda x: ((above(x) - above(high)) if right else (below(high) - below(x))) / mass,
        )
    law = {
        "normal": lambda: stats.norm(*numbers),
        "lognormal": lambda: stats.lognorm(numbers[1], scale=np.exp(numbers[0])),
        "beta": lambda: stats.beta(numbers[0], numbers[1], loc=numbers[2], scale=numbers[3] - numbers[2]),
    }[kind]()
    return law.cdf, law.sf


def assert_brackets(d: Distribution, share: float = 1e-9) -> None:
    """The probability of each quantile lies between those of the ends of the interval that the goal allows.

    That needs no inverse, and is how a wrong quantile of scipy itself would show. `share`: relative error of the probabilities.
    """
    logits = special.logit(PROBABILITIES)
    x, (below, above) = read(d, logits), find_tail_functions(d)
    low, high = d.support
    assert np.all((x >= low) & (x <= high))
    allowed = find_tolerance(d, x) + ROUNDING * np.abs(x)
    left, right = np.maximum(x - allowed, low), np.minimum(x + allowed, high)
    p, q = PROBABILITIES, special.expit(-logits)
    starts = np.where(left <= low, 0.0, below(left)), np.where(left <= low, 1.0, above(left))
    ends = np.where(right >= high, 1.0, below(right)), np.where(right >= high, 0.0, above(right))
    assert np.all((starts[0] <= p * (1 + share)) | (starts[1] >= q * (1 - share)))
    assert np.all((ends[0] >= p * (1 - share)) | (ends[1] <= q * (1 + share)))


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("b", SHAPES)
def test_beta_from_a_thousandth_to_ten_thousand(a: float, b: float) -> None:
    assert_brackets(make("beta", a, b, 0, 1))
    assert_brackets(make("beta", a, b, -1, 2))


powers = st.floats(-3, 4)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(powers, powers, st.floats(-6, 6), st.floats(-6, 6))
def test_any_beta(a: float, b: float, low: float, width: float) -> None:
    low = math.copysign(10 ** abs(low), low) if abs(low) > 1 else 0.0
    d = make("beta", 10**a, 10**b, low, low + 10**width)
    assume(10**width > 1e-8 * abs(low))
    assert_brackets(d)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.floats(-8, 8), st.floats(0.05, 20), st.sampled_from(["normal", "lognormal"]))
def test_any_truncated_normal_or_lognormal(start: float, width: float, kind: str) -> None:
    inner = make(kind, 0.3, 1.7)
    ends = [0.3 + 1.7 * z for z in (start, start + width)]
    d = make("truncated", *(ends if kind == "normal" else np.exp(ends)), inner=inner)
    assert_brackets(d)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(powers, powers, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_any_truncated_beta(a: float, b: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    inner = make("beta", 10**a, 10**b, 0, 1)
    first, last = find_tails(inner, low), find_tails(inner, high)
    mass = max(float(last.below - first.below), float(first.above - last.above))
    assume(mass > max(1e-30, 1e-6 * min(float(last.below), float(first.above))))
    assert_brackets(make("truncated", low, high, inner=inner))


def test_a_beta_cut_far_beyond_its_mass() -> None:
    d = make("truncated", 0.9995, 1, inner=make("beta", 2, 5, 0, 1))
    assert read(d, special.logit(np.array([0.95]))) == pytest.approx(0.99973, abs=5e-6)
    assert_brackets(make("truncated", 0.2, 1, inner=make("beta", 2, 200, 0, 1)))


def test_no_draw_leaves_its_bounds() -> None:
    x = draw(make("beta", 0.001, 0.001, 0, 1))
    assert x.min() >= 0
    assert x.max() <= 1
    assert abs(x.mean() - 0.5) < 4 * 0.5 / np.sqrt(FUTURES)
    assert np.all(draw(make("truncated", 4, 5, inner=make("normal", 0, 1))) >= 4)


@pytest.mark.parametrize("name", CASES)
def test_tails_invert_the_quantile(name: str) -> None:
    d, law = CASES[name]
    if d.kind == "truncated":
        pytest.skip("only what can be truncated has tails")
    for x in law.ppf([1e-9, 0.03, 0.4, 0.9]):
        np.testing.assert_allclose(find_tails(d, float(x)), (law.cdf(x), law.sf(x)), rtol=1e-7)


def test_an_inverse_by_bisection_agrees() -> None:
    """A truncated triangular distribution, which scipy does not have."""
    inner, law = make("triangular", 1, 2, 6), stats.triang(0.2, 1, 5)
    d, (first, last) = make("truncated", 1.5, 5.9, inner=inner), law.cdf([1.5, 5.9])
    for p in (1e-6, 0.1, 0.3, 0.9, 1 - 1e-6):
        x = optimize.brentq(lambda x, p=p: (law.cdf(x) - first) / (last - first) - p, 1.5, 5.9, xtol=1e-14)
        assert read(d, special.logit(np.array([p])))[0] == pytest.approx(x, rel=GOAL)


def test_a_word_stands_for_the_middle_of_its_step() -> None:
    """Word k stands for the probability (k + 1/2) / 2**32, in both tails and in the middle."""
    words = np.array([0, 1, 2, 4_294, 1 << 20, (1 << 31) - 1, 1 << 31, (1 << 32) - 4_295, (1 << 32) - 1], np.uint32)
    below = (words + 0.5) * 2.0**-32
    above = ((1 << 32) - 1 - words.astype(np.float64) + 0.5) * 2.0**-32
    with jax.enable_x64(True):
        got = np.asarray(to_logit(jnp.asarray(words)))
    np.testing.assert_allclose(got, np.log(below) - np.log(above), rtol=1e-14, atol=1e-16)
    np.testing.assert_allclose(np.asarray(to_logit(jnp.asarray(words))), got, rtol=2e-7, atol=1e-7)  # single precision


def test_a_choice_has_only_its_values_with_their_chances() -> None:
    d = Distribution("choice", (5.0, 1e16, 0.1), chances=(0.2, 0.3, 0.5))
    values, counts = np.unique(draw(d), return_counts=True)
    np.testing.assert_array_equal(values, [0.1, 5, 1e16])
    np.testing.assert_allclose(counts / FUTURES, [0.5, 0.2, 0.3], atol=4 * 0.5 / np.sqrt(FUTURES))


def test_truncation_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no mass between 2 and 3"):
        build_row(make("truncated", 2, 3, inner=make("uniform", 0, 1)))


def test_rows_are_small_and_share_one_array() -> None:
    """Rows of another distribution keep the shape of the arrays, so that nothing is compiled again."""
    first, _ = build_tables([CASES["normal"][0], make("number", 3), CASES["beta"][0]])
    second, certain = build_tables([CASES["uniform"][0], make("number", 4), CASES["very wide lognormal"][0]])
    assert first.pieces.shape == second.pieces.shape == (3 * ROOM, 4)
    assert certain[1] == 4
    hard = build_row(make("beta", 0.001, 0.001, 0, 1))
    assert len(hard.pieces) < INTERVALS << FINEST
    assert (hard.intervals & 31).max() < FINEST
