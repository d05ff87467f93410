"""Every distribution against its closed form: mean, standard deviation and quantiles of the draws."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from scipy import special, stats

from lynchpin.engine.chance.distributions import (
    SMOOTH,
    Distribution,
    build_row,
    find_mean,
    find_probability,
    find_quantile,
    read_rows,
    read_steps,
)
from lynchpin.engine.chance.random import build_keys, draw_words, to_logit

CASES = {
    "normal": (Distribution("normal", (3.0, 2.0)), stats.norm(3, 2)),
    "lognormal": (Distribution("lognormal", (0.2, 0.7)), stats.lognorm(0.7, scale=np.exp(0.2))),
    "uniform": (Distribution("uniform", (-2.0, 5.0)), stats.uniform(-2, 7)),
    "triangular": (Distribution("triangular", (1.0, 2.0, 6.0)), stats.triang(0.2, 1, 5)),
    "triangular with its mode at an end": (Distribution("triangular", (1.0, 1.0, 6.0)), stats.triang(0.0, 1, 5)),
    "pert": (Distribution("pert", (1.0, 2.0, 6.0)), stats.beta(1 + 4 / 5, 1 + 16 / 5, loc=1, scale=5)),
    "beta": (Distribution("beta", (2.0, 5.0)), stats.beta(2, 5)),
    "beta with two horns": (Distribution("beta", (0.6, 0.7)), stats.beta(0.6, 0.7)),
    "rescaled beta": (Distribution("beta", (2.0, 5.0, 10.0, 20.0)), stats.beta(2, 5, loc=10, scale=10)),
    "truncated": (Distribution("truncated", (0.0, 2.5), Distribution("normal", (1.0, 2.0))), stats.truncnorm(-0.5, 0.75, loc=1, scale=2)),
}
FUTURES = 1 << 18


def draw(d: Distribution, futures: int = FUTURES) -> np.ndarray:
    logit = to_logit(draw_words(jnp.asarray(build_keys(5, ["x"])), jnp.arange(futures, dtype=jnp.uint32))[0])
    return read(d, logit)


def read(d: Distribution, logit: jnp.ndarray) -> np.ndarray:
    row = jnp.asarray(build_row(d), jnp.float32)
    return np.asarray(read_rows(row[None], logit[None])[0] if d.shape == SMOOTH else read_steps(row, d.shape, logit))


@pytest.mark.parametrize("name", CASES)
def test_moments_and_quantiles(name: str) -> None:
    d, law = CASES[name]
    x = draw(d)
    error = law.std() / np.sqrt(FUTURES)
    assert abs(x.mean() - law.mean()) < 4 * error
    assert x.std() == pytest.approx(law.std(), rel=0.02)
    assert find_mean(d) == pytest.approx(law.mean(), rel=1e-4)
    p = np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999])
    np.testing.assert_allclose(find_quantile(d, special.logit(p)), law.ppf(p), rtol=1e-6, atol=1e-9)
    # Sample quantiles: within four standard errors of the share below them.
    for q in p:
        assert abs((x <= law.ppf(q)).mean() - q) < 4 * np.sqrt(q * (1 - q) / FUTURES) + 1e-6


@pytest.mark.parametrize("name", CASES)
def test_the_table_is_the_quantile_function(name: str) -> None:
    d, law = CASES[name]
    u = np.concatenate([np.geomspace(1e-8, 0.5, 400), 1 - np.geomspace(1e-8, 0.5, 400)])
    got = read(d, jnp.asarray(special.logit(u), jnp.float32))
    np.testing.assert_allclose(got, law.ppf(u), rtol=2e-4, atol=2e-4 * law.std())


@pytest.mark.parametrize("name", CASES)
def test_probability_inverts_the_quantile(name: str) -> None:
    d, law = CASES[name]
    for x in law.ppf([0.03, 0.4, 0.9]):
        assert find_probability(d, float(x)) == pytest.approx(law.cdf(x), abs=1e-6)


def test_a_choice_has_only_its_values_with_their_chances() -> None:
    d = Distribution("choice", (5.0, 1.0, 2.0), chances=(0.2, 0.3, 0.5))
    values, counts = np.unique(draw(d), return_counts=True)
    np.testing.assert_array_equal(values, [1, 2, 5])
    np.testing.assert_allclose(counts / FUTURES, [0.3, 0.5, 0.2], atol=4 * 0.5 / np.sqrt(FUTURES))
    assert find_mean(d) == pytest.approx(2.3)


def test_truncation_far_in_a_tail_keeps_to_its_bounds() -> None:
    x = draw(Distribution("truncated", (4.0, 5.0), Distribution("normal", (0.0, 1.0))))
    assert x.min() >= 4
    assert x.max() <= 5
    assert x.mean() == pytest.approx(stats.truncnorm(4, 5).mean(), abs=2e-3)


def test_truncation_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing of the distribution"):
        build_row(Distribution("truncated", (2.0, 3.0), Distribution("uniform", (0.0, 1.0))))
