"""No digits are lost: what happens is computed in double precision, whatever its size."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Draws, Futures, simulate

FUTURES = 512
MONTHS = "clock: {start: 2025-01, end: 2034-12}\n"
YEAR = "clock: {start: 2025, end: 2025}\n"


def play(text: str, when: str) -> Futures:
    return simulate(
        build(f"{text}answers: {{'yes': [happens]}}\noutcomes:\n  happens: {{when: '{when}'}}\n  nothing: otherwise\n"), Draws(FUTURES)
    )


def test_small_changes_of_a_large_stock_add_up() -> None:
    futures = play(
        MONTHS + "stocks: {heads: {starts: 8 billion person, changes: 2400 person / year, judgement: t}}\n",
        "final(heads) > 8000010000 person",
    )
    assert futures.answer().all()
    np.testing.assert_allclose(futures.stocks["heads"][-1], 8.000024, rtol=1e-13)  # in billions


def test_a_total_adds_up() -> None:
    futures = play(MONTHS + "parameters: {big: {value: 1e9, judgement: t}}\n", "total(big + 0.25) == 120000000030")
    assert futures.answer().all()


@pytest.mark.parametrize(
    ("value", "when"), [("1e-5 to 1e50", "x > 0"), ("1e308", "x > 9e307"), ("1e-300", "x > 0"), ("1e40", "x / 1e40 == 1")]
)
def test_numbers_beyond_single_precision(value: str, when: str) -> None:
    futures = play(YEAR + f"parameters: {{x: {{value: {value}, judgement: t}}}}\n", when)
    assert futures.answer().all()
    assert futures.sound.all()
    assert np.isfinite(futures.inputs["x"]).all()


def test_a_sum_of_almost_equal_numbers() -> None:
    futures = play(
        YEAR + "parameters: {d: {value: 5e-8, judgement: t}}\nauxiliaries: {annuity: (1 - (1 + d) ** (-10)) / log(1 + d)}\n",
        "annuity > 9.99999 and annuity < 9.999998",
    )
    assert futures.answer().all()
    # The rounding of 1 + d alone leaves eight digits.
    np.testing.assert_allclose(futures.auxiliaries["annuity"], 9.9999975, rtol=2e-8)


def test_a_chance_far_below_the_step_of_single_precision() -> None:
    """One in a million per future and year: a uniform of 24 bits would be right within 6%, one of 32 bits within 0.02%."""
    model = build("clock: {start: 2025, end: 2044}\nevents: {blow: {chance: 0.000001, judgement: t}}\n")
    fired = simulate(model, Draws(200_000)).events["blow"].sum()
    expected = 4.0
    assert abs(fired - expected) < 4 * np.sqrt(expected)


@pytest.mark.parametrize("weight", ["1e39", "1e300"])
def test_a_payoff_beyond_single_precision_is_not_an_even_split(weight: str) -> None:
    actor = f"{{options: {{no: {{go: 0}}, yes: {{go: 1}}}}, values: {{go: {weight}}}, judgement: t}}"
    futures = play(YEAR + f"parameters: {{x: {{value: 1, judgement: t}}}}\nactors: {{a: {actor}}}\n", "go > 0.5")
    assert not futures.sound.any()
    assert futures.health.nonfinite == {"a": FUTURES}


def test_the_types_of_the_callers_own_arrays_stay() -> None:
    play(YEAR + "parameters: {x: {value: 1, judgement: t}}\n", "x > 0")
    assert jnp.zeros(2).dtype == jnp.float32
    assert not jax.config.jax_enable_x64
