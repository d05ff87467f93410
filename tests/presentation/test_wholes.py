"""Shares of one whole are printed as percentages that sum to 100."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from by_hand import make_futures, make_model

from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.sentences.forecast import describe_outcomes
from lynchpin.presentation.states import State
from lynchpin.presentation.tables.forecast import tabulate_answers, tabulate_outcomes
from lynchpin.presentation.wholes import balance_shares
from lynchpin.questions.forecast.question import measure_forecast


def printed(shares: list[tuple[float, float | None]], keep: tuple[str, ...] = ()) -> list[str]:
    found = balance_shares({str(k): share for k, share in enumerate(shares)}, keep)
    return [format_percent(e.value, None if math.isnan(e.error) else e.error) for e in found.values()]


def test_thirds():
    assert printed([(1 / 3, 0.004)] * 3) == ["33.4%", "33.3%", "33.3%"]
    assert printed([(1 / 3, None)] * 3) == ["34%", "33%", "33%"]


def test_halves_of_a_digit():
    assert printed([(0.575, 0.005), (0.425, 0.005)]) == ["57.5%", "42.5%"]
    assert printed([(0.575, None), (0.425, None)]) == ["58%", "42%"]
    assert printed([(0.5745, 0.004), (0.4255, 0.004)]) in (["57.4%", "42.6%"], ["57.5%", "42.5%"])


def test_the_share_that_gives_way_is_the_one_that_rounding_changes_least():
    assert printed([(0.2226, 0.004), (0.2226, 0.004), (0.5548, 0.004)]) == ["22.3%", "22.2%", "55.5%"]
    assert printed([(0.2226, 0.004), (0.2226, 0.004), (0.5548, 0.004)], keep=("1",)) == ["22.2%", "22.3%", "55.5%"]


def test_digits_may_differ():
    """The coarsest digit is the one that sums: 0.17 + 57.4 + 42.4 is 99.97, which is 100.0."""
    assert printed([(0.0017, 0.0003), (0.5742, 0.004), (0.4241, 0.004)]) == ["0.17%", "57.4%", "42.4%"]


def test_large_errors_are_rounded_to_tens():
    assert printed([(0.36, 0.2), (0.36, 0.2), (0.28, 0.2)]) == ["40%", "30%", "30%"]


@pytest.mark.parametrize(
    "shares", [[(math.nan, 0.1), (0.3, 0.1)], [(0.3, 0.01), (0.3, 0.01)], [(0.0, 0.001), (1.0, 0.001)], [(0.123456, 0.0), (0.876544, 0.0)]]
)
def test_what_is_no_whole_or_exact_stays(shares: list[tuple[float, float]]):
    np.testing.assert_array_equal(list(balance_shares({str(k): s for k, s in enumerate(shares)}).values()), shares)


def test_random_wholes_sum_to_a_hundred():
    rng = np.random.default_rng(1)
    for _ in range(300):
        shares = rng.dirichlet(np.ones(rng.integers(2, 9)))
        texts = printed([(float(s), 0.004) for s in shares])
        values = [float(t.rstrip("%")) for t in texts]
        assert sum(values) == pytest.approx(100, abs=1e-9), (shares, texts)
        np.testing.assert_allclose(values, 100 * shares, atol=0.1 + 1e-9)


def test_tables_and_sentences_of_outcomes_sum_to_a_hundred():
    """4,450, 4,450 and 11,080 of 19,980 futures are 22.27%, 22.27% and 55.46%: with one digit each, 100.1%."""
    model = make_model(outcomes=("war", "truce", "peace"), answers={"yes": ("war",), "no": ("truce", "peace")})
    state = State.of_forecast(measure_forecast(make_futures(model, outcome=np.repeat([0, 1, 2], [4450, 4450, 11080]))))
    cells = [row[1].split("%")[0] for row in tabulate_outcomes([state]).rows]
    assert sum(map(float, cells)) == pytest.approx(100)
    assert re.findall(r"([\d.]+)%", describe_outcomes(state)) == sorted(cells, key=float, reverse=True)
    answers = [row[1].split("%")[0] for row in tabulate_answers([state]).rows]
    assert answers[0] == cells[0], "an answer with one outcome is printed as that outcome"
    assert sum(map(float, answers)) == pytest.approx(100)
