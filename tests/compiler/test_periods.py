"""Order within a period and between periods, against results computed by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from lynchpin.engine import Futures

Draw = Callable[..., Futures]
N = 16_384
YEARS = "clock: {start: 2025, end: 2034}\n"

ORDER = YEARS + (
    "stocks:\n"
    "  x: {starts: 1, changes: y - x, judgement: t}\n"
    "  y: {starts: 5, becomes: x, judgement: t}\n"
    "  debt: {starts: 0, changes: 1, within: [-2, 3.5], judgement: t}\n"
    "  hot: {starts: 'uniform(3, 9)', changes: 0, within: [0, 4], judgement: t}\n"
    "auxiliaries:\n"
    "  late: {equals: early + alarm, judgement: t}\n"
    "  early: {equals: x + speed, judgement: t}\n"
    "events:\n"
    "  alarm: {when: early > 3}\n"
    "  first: {when: x > 0, once: true}\n"
    "  answer: {when: late > 4 and not first}\n"
    "actors:\n"
    "  mover: {options: {go: {speed: 2}, stay: {speed: 0}}, values: {speed: 1}, rationality: 1000, judgement: t}\n"
    "goals: {ever(first): 1, count(first): 1, count(alarm): 1, happened(answer): 1}\n"
)


def test_a_period_is_worked_out_once_from_its_start_and_stocks_change_together(draw: Draw) -> None:
    f = draw(ORDER, 16)
    during = np.tile([1.0, 5.0], 5)  # x at the start of each period: x and y swap every time
    np.testing.assert_array_equal(f.stocks["x"][:, 0], during[::-1])
    np.testing.assert_array_equal(f.stocks["y"][:, 0], during)
    np.testing.assert_array_equal(f.auxiliaries["early"][:, 0], during[::-1] + 2)  # recorded at the end, when x is what y was
    np.testing.assert_array_equal(f.events["alarm"][:, 0], during == 5)
    np.testing.assert_array_equal(f.auxiliaries["late"][:, 0], during[::-1] + 2 + (during == 5))
    np.testing.assert_array_equal(f.events["first"][:, 0], [True] + [False] * 9)
    np.testing.assert_array_equal(f.events["answer"][:, 0], during == 5)
    assert [float(goal[0]) for goal in f.goals] == [1, 1, 5, 1]


def test_bounds_hold_and_every_clipping_is_counted(draw: Draw) -> None:
    f = draw(ORDER, 16)
    np.testing.assert_array_equal(f.stocks["debt"][:, 0], [1, 2, 3] + [3.5] * 7)
    np.testing.assert_array_equal(f.stocks["hot"][0], np.minimum(f.inputs["hot"], 4))  # a starting value beyond a bound is clipped to it
    np.testing.assert_array_equal(f.health.clipped, [0, 0, 7 * 16, 0])


SHOCKS = {
    "normal(1, 2)": stats.norm(1, 2),
    "uniform(-1, 3)": stats.uniform(-1, 4),
    "lognormal(2, 1)": stats.lognorm(np.sqrt(np.log(1.25)), scale=2 / np.sqrt(1.25)),
    "triangular(0, 1, 4)": stats.triang(0.25, 0, 4),
    "pert(0, 1, 4)": stats.beta(2, 4, 0, 4),
    "beta(2, 5)": stats.beta(2, 5),
    "truncated(normal(0, 1), 0, inf)": stats.truncnorm(0, np.inf),
    "2 to 8": stats.lognorm(np.log(4) / (2 * stats.norm.ppf(0.95)), scale=4),
}


def test_shocks_of_every_kind_are_drawn_anew_in_each_period(draw: Draw) -> None:
    """Constant parameters of every kind have the same distribution."""
    text = "clock: {start: 2025, end: 2028}\nstocks:\n" + "".join(
        f"  s{k}: {{starts: 0, becomes: '0', shock: '{shock}', judgement: t}}\n" for k, shock in enumerate(SHOCKS)
    )
    text += "parameters:\n" + "".join(f"  p{k}: {{value: '{shock}', judgement: t}}\n" for k, shock in enumerate(SHOCKS))
    text += f"auxiliaries: {{all: {{equals: {' + '.join(f'p{k}' for k in range(len(SHOCKS)))}, judgement: t}}}}\n"
    f = draw(text, N)
    for k, law in enumerate(SHOCKS.values()):
        for sample in (*f.stocks[f"s{k}"], f.inputs[f"p{k}"]):
            assert abs(sample.mean() - law.mean()) < 4.5 * law.std() / np.sqrt(N)
            for q in (0.05, 0.5, 0.95):
                assert abs((sample < law.ppf(q)).mean() - q) < 4.5 * np.sqrt(q * (1 - q) / N)
        ranks = stats.rankdata(np.vstack([f.stocks[f"s{k}"], f.inputs[f"p{k}"]]), axis=1)
        between = np.corrcoef(ranks)[~np.eye(5, dtype=bool)]
        assert np.abs(between).max() < 4.5 / np.sqrt(N)


COPULA = YEARS.replace("2034", "2026") + (
    "parameters:\n  a: {value: 'beta(2, 5)', judgement: t}\n  b: {value: '1 to 30', judgement: t}\n"
    "  c: {value: 'choice(0: 0.3, 1: 0.7)', judgement: t}\n"
    "stocks:\n  x: {starts: 0, becomes: a + b + c, shock: 'triangular(0, 1, 4)', judgement: t}\n"
    "correlations: [[a, b, 0.7], [a, x.shock, -0.5], [b, c, 0.4]]\n"
    "assumptions:\n  calm: {claim: c, credence: 0.5, fails: {a: 'uniform(5, 6)'}, judgement: t}\n"
)


def test_the_copula_ties_ranks_whatever_the_distribution_and_whether_assumptions_hold(draw: Draw) -> None:
    """A Gaussian copula of correlation r has the rank correlation 6 / pi asin(r / 2)."""
    error = 4.5 / np.sqrt(N)
    for calm in (True, False):
        f = draw(COPULA, N, assume={"calm": calm})
        a, b, c = (f.inputs[name] for name in "abc")
        assert stats.spearmanr(a, b).statistic == pytest.approx(6 / np.pi * np.arcsin(0.35), abs=error)
        for t in range(2):
            shock = f.stocks["x"][t] - a - b - c
            assert stats.spearmanr(a, shock).statistic == pytest.approx(6 / np.pi * np.arcsin(-0.25), abs=error)
        # b is higher where c is 1, by the difference that follows from normals correlated by 0.4 and cut at the 0.3 quantile.
        cut = stats.norm.ppf(0.3)
        shift = 0.4 * stats.norm.pdf(cut) * (1 / 0.7 + 1 / 0.3)
        z = (np.log(b) - np.log(np.sqrt(30))) / (np.log(30) / (2 * stats.norm.ppf(0.95)))
        assert z[c == 1].mean() - z[c == 0].mean() == pytest.approx(shift, abs=4.5 / np.sqrt(0.3 * 0.7 * N))


KNOWN_AHEAD = (
    "clock: {start: 2025, end: 2028}\n"
    "parameters:\n  gain: {value: 1, judgement: t}\n"
    "series:\n  duty: {values: {2025: 0, 2027: 6}, judgement: t}\n"
    "stocks:\n  x: {starts: 0, changes: push, judgement: t}\n"
    "events:\n  vote: {on: 2027}\n"
    "actors:\n"
    "  byvote: {options: {low: {p: 0}, high: {p: 1}}, values: {p * vote: 3}, horizon: 2, judgement: t}\n"
    "  byduty: {options: {low: {q: 0}, high: {q: 1}}, values: {q * duty: 1}, horizon: 2, judgement: t}\n"
    "  bygain: {options: {low: {push: 0}, high: {push: 1}}, values: {push * gain: 1}, horizon: 2, judgement: t}\n"
    "policies:\n  raise: {sets: {gain: 5}, from: 2027, means: m}\n"
)


def test_what_is_known_in_advance_enters_what_an_actor_expects(draw: Draw) -> None:
    """A scheduled event, a series and a policy are foreseen one period ahead, averaged over a horizon of two."""
    f, under = draw(KNOWN_AHEAD, N), draw(KNOWN_AHEAD, N, policy="raise")
    for actor, found, payoffs in (
        ("byvote", f, [0, 1.5, 1.5, 0]),
        ("byduty", f, [0, 3, 6, 6]),
        ("bygain", f, [1, 1, 1, 1]),
        ("bygain", under, [1, 3, 5, 5]),
    ):
        for t, payoff in enumerate(payoffs):
            p = 1 / (1 + np.exp(-payoff))
            assert abs((found.options[actor][t] == 1).mean() - p) < 4.5 * np.sqrt(p * (1 - p) / N), (actor, t)


def test_perception_never_changes_the_world_and_noise_is_new_in_each_period(draw: Draw) -> None:
    """It sees normal(0, 1) instead of 0, anew in each period: choices in two periods are independent, given the bias."""
    text = (
        "clock: {start: 2025, end: 2026}\nstocks:\n  x: {starts: 0, becomes: x, judgement: t}\n"
        "actors:\n  a: {options: {low: {p: 0}, high: {p: 1}}, values: {p * x: 1}, rationality: 1000, perceives: {x: PERCEIVES}, judgement: t}\n"
    )
    for perceives, both in (("{noise: 1}", 0.25), ("{bias: 'normal(0, 1)'}", 0.5)):
        f = draw(text.replace("PERCEIVES", perceives), N)
        assert (f.stocks["x"] == 0).all()
        high = f.options["a"] == 1
        assert abs(high.mean() - 0.5) < 4.5 * 0.5 / np.sqrt(N)
        assert abs(high.all(axis=0).mean() - both) < 4.5 * 0.5 / np.sqrt(N)


BROKEN = YEARS + (
    "parameters:\n  a: {value: 2, judgement: t}\n"
    "stocks:\n  x: {starts: 0, changes: a, judgement: t}\n"
    "assumptions:\n"
    "  low: {claim: c, holds_while: x < 7, judgement: t}\n"
    "  ever_low: {claim: c, holds_while: x < 70, judgement: t}\n"
    "  sure: {claim: c, credence: 0.8, holds: {a: 1}, fails: {a: 3}, judgement: t}\n"
    "policies:\n  hold: {sets: {a: 0}, means: m}\n"
)


def test_what_an_assumption_puts_in_place_and_when_the_model_breaks_one(draw: Draw) -> None:
    f = draw(BROKEN, N)
    held = f.assumptions["sure"]
    assert abs(held.mean() - 0.8) < 4.5 * 0.4 / np.sqrt(N)
    np.testing.assert_array_equal(f.stocks["x"][-1], np.where(held, 10, 30))
    np.testing.assert_array_equal(f.broke["low"], np.where(held, 6, 2))  # x is 7 at the end of 2031, 9 at the end of 2027
    assert (f.broke["ever_low"] == -1).all()
    assert f.assumptions["ever_low"].all()
    assert not f.assumptions["low"].any()
    assert (draw(BROKEN, 64, policy="hold").stocks["x"] == 0).all()  # a policy overrides an assumption


def test_an_uncertain_credence_and_chance_are_drawn_once_for_each_future(draw: Draw) -> None:
    """With a chance drawn from uniform(0, 1), the count over 10 periods is uniform on 0 .. 10, unlike a binomial."""
    f = draw(YEARS + "events:\n  blow: {chance: 'uniform(0, 1)'}\ngoals: {count(blow): 1}\n", N)
    counts = np.bincount(f.goals[0].astype(int), minlength=11) / N
    np.testing.assert_allclose(counts, 1 / 11, atol=4.5 * np.sqrt(10) / 11 / np.sqrt(N))


def test_outcomes_are_exclusive_and_the_first_that_is_true_wins(draw: Draw) -> None:
    text = YEARS + (
        "stocks:\n  x: {starts: 'uniform(0, 1)', becomes: x, judgement: t}\n"
        "answers: {a: [low], b: [low, middle]}\n"
        "outcomes:\n  low: {when: x < 0.25}\n  middle: {when: x < 0.5}\n  top: {when: x > 0.75}\n"
    )
    f = draw(text, N)
    x = f.stocks["x"][-1]
    np.testing.assert_array_equal(f.outcome, np.select([x < 0.25, x < 0.5, x > 0.75], [0, 1, 2], -1))
    np.testing.assert_array_equal(f.answer("b"), x < 0.5)
