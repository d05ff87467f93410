"""Simulated results against results computed by hand. Tolerances are four standard errors unless stated otherwise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lynchpin.engine import Futures, Model, simulate
from lynchpin.engine.order import Draws

Draw = Callable[..., Futures]
N = 16_384
YEARS = "clock: {start: 2025, end: 2034}\n"
QUARTERS = "clock: {start: 2025-Q1, end: 2026-Q4}\n"


def near(sample: np.ndarray, mean: float, sd: float) -> None:
    assert abs(float(sample.mean()) - mean) < 4 * sd / np.sqrt(sample.size)


def test_random_walk(draw: Draw) -> None:
    x = draw(YEARS + "stocks:\n  x: {starts: 1, changes: 0.5, shock: 'normal(0, 2)', judgement: t}\n", N).stocks["x"]
    for t in (0, 4, 9):
        near(x[t], 1 + 0.5 * (t + 1), 2 * np.sqrt(t + 1))
        assert x[t].std() == pytest.approx(2 * np.sqrt(t + 1), rel=4 / np.sqrt(2 * N))


def test_ornstein_uhlenbeck(draw: Draw) -> None:
    """x' = x + 0.3 (5 - x) + shock: mean 5 (1 - 0.7^t), variance sd^2 (1 - 0.49^t) / (1 - 0.49)."""
    x = draw(YEARS + "stocks:\n  x: {starts: 0, changes: 0.3 * (5 - x), shock: 'normal(0, 0.5)', judgement: t}\n", N).stocks["x"]
    for t in (1, 5, 10):
        sd = 0.5 * np.sqrt((1 - 0.49**t) / (1 - 0.49))
        near(x[t - 1], 5 * (1 - 0.7**t), sd)
        assert x[t - 1].std() == pytest.approx(sd, rel=4 / np.sqrt(2 * N))


def test_linear_stock_with_decay_is_exact(draw: Draw) -> None:
    text = QUARTERS + "stocks:\n  x: {unit: USD, starts: 100, changes: -0.2 * x / year, judgement: t}\n"
    np.testing.assert_allclose(draw(text, 16).stocks["x"][:, 0], 100 * 0.95 ** np.arange(1, 9), rtol=1e-6)


@pytest.mark.parametrize(("clock", "periods"), [("{start: 2025-Q1, end: 2025-Q4}", 4), ("{start: 2025-01, end: 2025-12}", 12)])
def test_a_rate_per_year_adds_up_to_a_year(draw: Draw, clock: str, periods: int) -> None:
    text = f"clock: {clock}\nstocks:\n  x: {{unit: billion USD, starts: 0, changes: 12 billion USD / year, judgement: t}}\n"
    x = draw(text, 16).stocks["x"][:, 0]
    assert len(x) == periods
    np.testing.assert_allclose(x, 12 * np.arange(1, periods + 1) / periods, rtol=1e-6)


def test_a_change_in_the_unit_of_the_stock_is_per_period(draw: Draw) -> None:
    text = QUARTERS + "stocks:\n  x: {unit: billion USD, starts: 0, changes: 500 million USD, judgement: t}\n"
    np.testing.assert_allclose(draw(text, 16).stocks["x"][:, 0], 0.5 * np.arange(1, 9), rtol=1e-6)


def test_ships_of_the_file_add_up_and_are_converted(draw: Draw) -> None:
    text = YEARS + (
        "units: {ship: , TEU: , FEU: 2 TEU}\n"
        "stocks:\n  cargo: {unit: FEU, starts: 0, changes: 3 ship / day * load, judgement: t}\n"
        "parameters:\n  load: {value: 40 TEU / ship, judgement: t}\n"
    )
    np.testing.assert_allclose(draw(text, 16).stocks["cargo"][:, 0], 60 * 365.25 * np.arange(1, 11), rtol=1e-6)


def test_a_hot_year_has_the_probability_of_its_temperature(draw: Draw) -> None:
    """Of a normal value with mean 20 and standard deviation 2 degrees, 15.87% is above 22 degrees."""
    text = YEARS + "parameters:\n  heat: {value: 'normal(20, 2) degC', judgement: t}\nevents:\n  hot: {when: heat > 71.6 degF}\n"
    near(draw(text, N).events["hot"][0], 0.158655, np.sqrt(0.158655 * 0.841345))


def test_geometric_waiting_time(draw: Draw) -> None:
    text = YEARS + "events:\n  blow: {chance: 0.25, once: true}\n"
    fired = draw(text, N).events["blow"]
    assert fired.sum(axis=0).max() == 1
    for t in range(10):
        p = 0.25 * 0.75**t
        near(fired[t], p, np.sqrt(p * (1 - p)))


def test_binomial_counts(draw: Draw) -> None:
    text = YEARS + "events:\n  blow: {chance: 0.3}\ngoals: {count(blow): 1}\n"
    count = draw(text, N).goals[0]
    near(count, 3.0, np.sqrt(2.1))
    assert count.var() == pytest.approx(2.1, rel=0.05)


def test_correlated_normals(draw: Draw) -> None:
    text = YEARS + (
        "parameters:\n  a: {value: 'normal(0, 1)', judgement: t}\n  b: {value: '1 to 3', judgement: t}\n"
        "stocks:\n  x: {starts: 'normal(2, 1)', changes: 0, shock: 'normal(0, 1)', judgement: t}\n"
        "auxiliaries:\n  s: {equals: a + b, judgement: t}\n"
        "correlations: [[a, b, 0.6], [a, x.shock, -0.5], [x, a, 0.3]]\n"
    )
    f = draw(text, N)
    a, b, start, x = f.inputs["a"], np.log(f.inputs["b"]), f.inputs["x"], f.stocks["x"]
    error = 4 / np.sqrt(N)
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(0.6, abs=error)
    assert np.corrcoef(a, start)[0, 1] == pytest.approx(0.3, abs=error)
    assert np.corrcoef(b, start)[0, 1] == pytest.approx(0.0, abs=error)
    for t in (1, 9):
        assert np.corrcoef(a, x[t] - x[t - 1])[0, 1] == pytest.approx(-0.5, abs=error)


def test_a_to_b_is_a_ninety_percent_interval(draw: Draw) -> None:
    text = YEARS + (
        "parameters:\n  a: {value: 2 to 8, judgement: t}\n  b: {value: -1 to 3, judgement: t}\nauxiliaries:\n  s: {equals: a + b, judgement: t}\n"
    )
    f = draw(text, N)
    for name, low, high in (("a", 2, 8), ("b", -1, 3)):
        x = f.inputs[name]
        near(x < low, 0.05, np.sqrt(0.05 * 0.95))
        near(x > high, 0.05, np.sqrt(0.05 * 0.95))
    assert np.median(f.inputs["a"]) == pytest.approx(4.0, rel=0.02)  # a lognormal: the geometric mean of the ends
    assert np.median(f.inputs["b"]) == pytest.approx(1.0, abs=0.06)


PATH = YEARS + (
    "stocks:\n  x: {starts: 0, changes: 1, judgement: t}\nauxiliaries:\n  y: {equals: 10 - x, judgement: t}\n"
    "goals:\n  ever(x > 9): 1\n  always(x > 0): 1\n  count(x > 3): 1\n  final(x): 1\n  highest(y): 1\n  lowest(y): 1\n  average(x): 1\n"
    "  total(x): 1\n  at(2027, x): 1\n  by(2026, x >= 2): 1\n  by(2025, x >= 2): 1\n  x + 1: 1\n  y: 1\n"
)


def test_what_looks_along_the_path(draw: Draw) -> None:
    """At the end of a period x is 1 .. 10, and y is 9 .. 0."""
    values = [float(g[0]) for g in draw(PATH, 16).goals]
    assert values == [1, 1, 7, 10, 9, 0, 5.5, 55, 3, 1, 0, 11, 0]


MEMORY = YEARS + (
    "stocks:\n  x: {starts: 0, changes: 1, judgement: t}\n"
    "auxiliaries:\n"
    "  last: {equals: previous(x), judgement: t}\n"
    "  held: {equals: ever(x == 3), judgement: t}\n"
    "  wait: {equals: since(beat), judgement: t}\n"
    "  soft: {equals: 'smooth(x, 2)', judgement: t}\n"
    "  loop: {equals: 0.5 * previous(loop) + 1, judgement: t}\n"
    "events:\n  beat: {on: [2027, 2030]}\n"
)


def test_what_is_remembered(draw: Draw) -> None:
    """At the end of a period x is 1 .. 10."""
    a = {name: values[:, 0] for name, values in draw(MEMORY, 16).auxiliaries.items()}
    np.testing.assert_array_equal(a["last"], np.arange(10))
    np.testing.assert_array_equal(a["held"], [0, 0, 1, 1, 1, 1, 1, 1, 1, 1])
    np.testing.assert_array_equal(a["wait"], [np.inf, np.inf, 0, 1, 2, 0, 1, 2, 3, 4])
    soft = [1.0]
    for t in range(2, 11):
        soft.append(soft[-1] + (t - soft[-1]) / 2)
    np.testing.assert_allclose(a["soft"], soft, rtol=1e-6)
    np.testing.assert_allclose(a["loop"], 2 - 0.5 ** np.arange(10), rtol=1e-6)


def test_bounds_clip_and_are_counted(draw: Draw) -> None:
    text = YEARS + "stocks:\n  x: {starts: 0, changes: 0, shock: 'normal(0, 1)', within: [0, inf], judgement: t}\n"
    f = draw(text, N)
    assert f.stocks["x"].min() == 0
    near(f.stocks["x"][0] == 0, 0.5, 0.5)
    assert 0.2 < f.health.clipped[0] / (10 * N) < 0.5


ASSUMED = YEARS + (
    "parameters:\n  a: {value: 'uniform(0, 1)', judgement: t}\n"
    "stocks:\n  x: {starts: 'normal(0, 1)', changes: a, judgement: t}\n"
    "assumptions:\n"
    "  calm: {claim: c, credence: 0.7, fails: {a: 'uniform(10, 12)', x: 'normal(5, 2)'}, judgement: t}\n"
    "  low: {claim: c, holds_while: x < 60, judgement: t}\n"
    "policies:\n  push: {sets: {a: 3}, from: 2030, means: m}\n"
    "outcomes:\n  happens: {when: x > 50}\n  nothing: otherwise\nanswers: {'yes': [happens]}\n"
)


def test_assumptions_replace_values_under_the_same_uniform(draw: Draw) -> None:
    held, failed, free = (draw(ASSUMED, N, assume=reported) for reported in ({"calm": True}, {"calm": False}, None))
    np.testing.assert_allclose(failed.inputs["a"], 10 + 2 * held.inputs["a"], rtol=1e-4)
    np.testing.assert_allclose(failed.inputs["x"], 5 + 2 * held.inputs["x"], atol=1e-3)
    near(free.assumptions["calm"], 0.7, np.sqrt(0.21))
    chosen = np.where(free.assumptions["calm"], held.inputs["a"], failed.inputs["a"])
    np.testing.assert_array_equal(free.inputs["a"], chosen)
    assert set(failed.broke["low"][failed.stocks["x"][5] >= 60]) <= set(range(6))


def test_a_probability_can_be_assumed(draw: Draw) -> None:
    near(draw(ASSUMED, N, assume={"calm": 0.1}).assumptions["calm"], 0.1, 0.3)


def test_a_policy_sets_values_from_its_date(draw: Draw) -> None:
    without, under = draw(ASSUMED, 256), draw(ASSUMED, 256, policy="push")
    change = np.diff(under.stocks["x"], axis=0)
    np.testing.assert_array_equal(without.stocks["x"][:5], under.stocks["x"][:5])
    np.testing.assert_allclose(change[4:], 3.0, atol=1e-4)


def test_words_are_drawn_from_their_range(draw: Draw) -> None:
    """`likely` in ICD 203 is 0.55 to 0.80; the assumption holds in the middle share."""
    text = ASSUMED.replace("credence: 0.7", "credence: likely")
    near(draw(text, N).assumptions["calm"], 0.675, 0.47)


SERIES = QUARTERS + (
    "series:\n  duty: {values: {2025-Q1: 0.2, 2026-Q1: 0.1}, judgement: t}\n"
    "stocks:\n  x: {starts: 0, changes: duty, judgement: t}\n"
    "events:\n  vote: {on: 2026-Q3}\n  rich: {when: x > 0.5}\n"
    "auxiliaries:\n  clockwork: {equals: year + quarter / 10 + vote, judgement: t}\n  late: {equals: 1 if time >= 2026-Q2 else 0, judgement: t}\n"
)


def test_series_calendar_and_scheduled_events(draw: Draw) -> None:
    f = draw(SERIES, 16)
    np.testing.assert_allclose(f.stocks["x"][:, 0], np.cumsum([0.2] * 4 + [0.1] * 4), rtol=1e-6)
    np.testing.assert_allclose(
        f.auxiliaries["clockwork"][:, 0], [2025.1, 2025.2, 2025.3, 2025.4, 2026.1, 2026.2, 2027.3, 2026.4], rtol=1e-6
    )
    np.testing.assert_array_equal(f.auxiliaries["late"][:, 0], [0, 0, 0, 0, 0, 1, 1, 1])
    np.testing.assert_array_equal(f.events["vote"][:, 0], [0, 0, 0, 0, 0, 0, 1, 0])
    np.testing.assert_array_equal(f.events["rich"][:, 0], [0, 0, 0, 1, 1, 1, 1, 1])  # x at the period's start: 0.6 from 2025-Q4


def test_a_future_that_leaves_the_finite_numbers_keeps_its_row(draw: Draw) -> None:
    text = YEARS + "stocks:\n  x: {starts: 'uniform(-1, 1)', changes: 0 * log(x), judgement: t}\n"
    f = draw(text, 1024)
    np.testing.assert_array_equal(f.status == 1, f.inputs["x"] <= 0)


def test_recording_outcomes_alone_gives_the_same_outcomes(assess: Callable[[str], Model]) -> None:
    model = assess(ASSUMED)
    paths, alone = simulate(model, Draws(1024, seed=3)), simulate(model, Draws(1024, seed=3, record="outcomes"))
    np.testing.assert_array_equal(paths.outcome, alone.outcome)
    assert not alone.stocks


def test_what_is_no_number_is_told_even_if_it_only_decides_the_ending(draw: Draw) -> None:
    """`log(x) > 0` is false if x is negative, and so is its opposite: neither outcome happened."""
    text = YEARS + (
        "stocks:\n  x: {starts: 'uniform(-1, 1)', becomes: x, judgement: t}\nevents:\n  never: {when: x > 5}\n"
        "auxiliaries:\n  y: {equals: log(x), judgement: t}\n  wait: {equals: since(never), judgement: t}\n"
        "answers: {a: [high]}\noutcomes:\n  high: {when: y > 0}\n  waits: {when: wait < 3}\n  other: otherwise\n"
    )
    f = draw(text, 1024)
    np.testing.assert_array_equal(f.status == 1, f.inputs["x"] < 0)
    assert np.isinf(f.auxiliaries["wait"]).all()  # `since` returns infinity if the event never fired
