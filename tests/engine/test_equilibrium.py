"""Logit equilibria: published and reference values, limits, players with fixed play, and a slow solver in float64."""

from __future__ import annotations

from functools import cache

import jax.numpy as jnp
import numpy as np
import pytest
from stage_games import Floats, answer_slowly, draw_games, solve, solve_slowly, stack_games

from lynchpin.engine.choice.equilibrium import Equilibrium, respond

PENNIES = ([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])  # in the units of Ochs (1995)
PENNIES_4 = ([[4, 0], [0, 1]], [[0, 1], [1, 0]])
STAG_HUNT = ([[4, 0], [3, 2]], [[4, 3], [0, 2]])
CHICKEN = ([[0, 7], [2, 6]], [[0, 2], [7, 6]])
ROCK = ([[0, -1, 2], [1, 0, -1], [-1, 1, 0]], [[0, 1, -2], [-1, 0, 1], [1, -1, 0]])

# game, rationality, play of the first and of the second player: Gambit's values, polished in float64.
REFERENCE = [
    (PENNIES, 1, (0.586784, 0.413216), (0.451807, 0.548193)),
    (PENNIES, 3, (0.616897, 0.383103), (0.314016, 0.685984)),
    (PENNIES, 10, (0.557689, 0.442311), (0.216630, 0.783370)),
    (PENNIES_4, 0.5, (0.657419, 0.342581), (0.460726, 0.539274)),
    (PENNIES_4, 2, (0.719043, 0.280957), (0.293972, 0.706028)),
    (PENNIES_4, 5, (0.626196, 0.373804), (0.220637, 0.779363)),
    (STAG_HUNT, 1, (0.195846, 0.804154), (0.195846, 0.804154)),
    (STAG_HUNT, 3, (0.002529, 0.997471), (0.002529, 0.997471)),
    (CHICKEN, 1, (0.428849, 0.571151), (0.428849, 0.571151)),
    (CHICKEN, 3, (0.385256, 0.614744), (0.385256, 0.614744)),  # past its pitchfork: the symmetric branch
    (ROCK, 1, (0.348907, 0.338409, 0.312684), (0.359688, 0.382674, 0.257638)),
    (ROCK, 5, (0.279628, 0.399562, 0.320810), (0.347968, 0.419877, 0.232155)),
]


@cache
def _solve_reference(options: int) -> tuple[list[int], Equilibrium]:
    rows = [number for number, row in enumerate(REFERENCE) if len(row[2]) == options]
    rates = [REFERENCE[number][1] for number in rows]
    payoffs = stack_games([REFERENCE[number][0] for number in rows], 16)
    return rows, solve(payoffs, np.pad(np.array(rates, np.float32), (0, 16 - len(rates)), mode="edge"))


@pytest.mark.parametrize("number", range(len(REFERENCE)))
def test_reference_values(number: int) -> None:
    _, _, first, second = REFERENCE[number]
    rows, solved = _solve_reference(len(first))
    game = rows.index(number)
    # The table is rounded to the sixth decimal; the promised accuracy is 1e-5.
    np.testing.assert_allclose(solved.play[0][:, game], first, atol=1e-5, rtol=0)
    np.testing.assert_allclose(solved.play[1][:, game], second, atol=1e-5, rtol=0)
    assert solved.residual[game] < 1e-5


def _solve_pennies(rates: Floats) -> Equilibrium:
    return solve(stack_games([PENNIES], rates.size), rates)


def test_maximum_likelihood_of_ochs() -> None:
    """128 choices each, (.527, .473) and (.366, .634): rationality 1.845610, log likelihood -174.764532 (McKelvey and Palfrey 1995)."""
    rates = np.linspace(1.5, 2.25, 256, dtype=np.float32)
    solved = _solve_pennies(rates)
    shares = ((0.527, 0.473), (0.366, 0.634))
    likelihood = sum(128 * np.array(share) @ np.log(p.astype(np.float64)) for share, p in zip(shares, solved.play, strict=True))
    curve = np.polynomial.Polynomial.fit(rates.astype(np.float64), likelihood, 6)
    peaks = [x.real for x in curve.deriv().roots() if abs(x.imag) < 1e-9 and 1.6 < x.real < 2.1]
    assert len(peaks) == 1
    # Probabilities are accurate to about 1e-6, and the likelihood, with second derivative about -10, to about 1e-4.
    assert peaks[0] == pytest.approx(1.845610, abs=2e-3)
    assert curve(peaks[0]) == pytest.approx(-174.764532, abs=5e-4)


def test_without_rationality_everybody_mixes_evenly() -> None:
    solved = solve(draw_games((3, 3), 16, seed=1), np.zeros(16))
    assert all(np.array_equal(play, np.full((3, 16), np.float32(1 / 3))) for play in solved.play)
    assert solved.proven.all()
    assert not solved.systems.any()


def test_constant_payoffs_leave_nothing_to_choose() -> None:
    solved = solve([np.full((3, 3, 16), 7.5), np.full((3, 3, 16), -2.0)], np.full(16, 50.0))
    np.testing.assert_allclose(np.stack(solved.play), 1 / 3, atol=1e-7)
    assert solved.proven.all()


@pytest.mark.parametrize("rate", [100.0, 1e4, 1e6])
def test_great_rationality_stays_finite(rate: float) -> None:
    payoffs = [np.concatenate([a, b], axis=-1) for a, b in zip(stack_games([ROCK], 16), draw_games((3, 3), 16, seed=2), strict=True)]
    solved = solve(payoffs, np.full(32, rate))
    for play in solved.play:
        assert np.isfinite(play).all()
        np.testing.assert_allclose(play.sum(axis=0), 1.0, atol=1e-6)
    assert np.isfinite(solved.residual).all()
    # Its only Nash equilibrium is mixed: (1/4, 5/12, 1/3) against (1/3, 5/12, 1/4); logit play is within some 1 / rate of it.
    np.testing.assert_allclose(solved.play[0][:, 0], (1 / 4, 5 / 12, 1 / 3), atol=2e-3)
    np.testing.assert_allclose(solved.play[1][:, 0], (1 / 3, 5 / 12, 1 / 4), atol=2e-3)


def test_a_symmetric_game_past_its_pitchfork_stays_symmetric() -> None:
    rates = np.linspace(0.5, 20.0, 64)
    solved = solve(stack_games([CHICKEN], 64), rates)
    np.testing.assert_allclose(solved.play[0], solved.play[1], atol=5e-6)
    assert (solved.residual < 1e-5).all()
    assert (np.diff(solved.play[0][0]) < 0).all()  # it falls from 1/2 towards the symmetric Nash equilibrium, 1/3
    assert not solved.proven[rates > 1.372184].any()


def test_dominance_and_independence() -> None:
    """Payoffs that depend only on the player's own option: a softmax, whatever the size of the other axes."""
    payoffs = [np.array([0.0, 1.0, 3.0]).reshape(3, 1, 1), np.array([2.0, 0.0, 0.0]).reshape(1, 3, 1)]
    solved = solve([np.broadcast_to(u, (*u.shape[:2], 16)) for u in payoffs], np.full(16, 2.0))
    for play, own in zip(solved.play, ((0.0, 1.0, 3.0), (2.0, 0.0, 0.0)), strict=True):
        weights = np.exp(2.0 * np.array(own))
        np.testing.assert_allclose(play, np.repeat((weights / weights.sum())[:, None], 16, axis=1), atol=1e-6)


def test_axes_of_length_one_are_the_same_as_repeated_values() -> None:
    rng = np.random.default_rng(3)
    slim = [rng.normal(size=(3, 1, 2, 16)), rng.normal(size=(3, 2, 1, 16)), rng.normal(size=(1, 1, 2, 16))]
    full = [np.broadcast_to(u, (3, 2, 2, 16)) for u in slim]
    for a, b in zip(solve(slim, np.full(16, 1.5)).play, solve(full, np.full(16, 1.5)).play, strict=True):
        np.testing.assert_allclose(a, b, atol=5e-6)


def test_one_player_answers_alone() -> None:
    payoff = np.random.default_rng(4).normal(size=(4, 16)).astype(np.float32)
    solved = solve([payoff], np.full(16, 3.0))
    np.testing.assert_allclose(solved.play[0], np.asarray(respond(jnp.asarray(payoff), 3.0)), atol=1e-6)


def test_the_start_does_not_matter() -> None:
    payoffs, rates = draw_games((2, 2), 256, seed=5), np.full(256, 2.5)
    rng = np.random.default_rng(6)
    begin = [rng.dirichlet((0.2, 0.2), 256).T.astype(np.float32) for _ in range(2)]
    plain, warm = solve(payoffs, rates), solve(payoffs, rates, start=begin)
    assert plain.proven.any()
    assert not plain.proven.all()
    for a, b in zip(plain.play, warm.play, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


def test_players_whose_play_is_given() -> None:
    """If the second player is fixed, the first responds to it, and the third responds to both."""
    payoffs, rates = draw_games((2, 2, 2), 32, seed=7), np.full(32, 0.7)
    mask = np.arange(32) % 2 == 0
    given = np.random.default_rng(8).dirichlet((1, 1), 32).T.astype(np.float32)
    solved = solve(payoffs, rates, fixed=(None, (mask, given), None))
    free = solve(payoffs, rates)
    np.testing.assert_array_equal(solved.play[1][:, mask], given[:, mask])
    for player in range(3):
        np.testing.assert_allclose(solved.play[player][:, ~mask], free.play[player][:, ~mask], atol=5e-6)
    for game in np.flatnonzero(mask):
        plays = [play[:, game].astype(np.float64) for play in solved.play]
        answers = answer_slowly([u[..., game] for u in payoffs], 0.7, plays)
        for player in (0, 2):
            np.testing.assert_allclose(plays[player], answers[player], atol=5e-6)


def test_all_players_given() -> None:
    payoffs = draw_games((2, 2), 16, seed=9)
    given = [np.random.default_rng(s).dirichlet((1, 1), 16).T.astype(np.float32) for s in (1, 2)]
    solved = solve(payoffs, np.full(16, 1e3), fixed=tuple((np.ones(16, bool), g) for g in given))
    for play, own in zip(solved.play, given, strict=True):
        np.testing.assert_array_equal(play, own)
    assert solved.proven.all()


def test_games_that_are_not_finite_are_reported_and_harm_no_other() -> None:
    payoffs, rates = draw_games((2, 2), 32, seed=10), np.full(32, 3.0)
    broken = [u.copy() for u in payoffs]
    broken[0][0, 0, 3], broken[1][1, 0, 20] = np.nan, np.inf
    whole, part = solve(payoffs, rates), solve(broken, rates)
    fine = np.ones(32, bool)
    fine[[3, 20]] = False
    assert not np.isfinite(part.residual[~fine]).any()
    for a, b in zip(whole.play, part.play, strict=True):
        np.testing.assert_array_equal(a[:, fine], b[:, fine])


def test_different_rationality_of_each_player() -> None:
    payoffs = draw_games((2, 2), 16, seed=11)
    solved = solve(payoffs, (np.full(16, 0.0), np.full(16, 2.0)))
    np.testing.assert_allclose(solved.play[0], 0.5, atol=1e-7)
    value = 2.0 * payoffs[1].mean(axis=0)
    np.testing.assert_allclose(solved.play[1], np.exp(value) / np.exp(value).sum(axis=0), atol=1e-6)


def test_four_players_against_small_steps_in_float64() -> None:
    payoffs = draw_games((3, 2, 2, 3), 16, seed=12, highest=1.0)
    rates = np.linspace(0.5, 4.0, 16)
    solved = solve(payoffs, rates)
    assert not solved.proven.all()
    for play, own in zip(solved.play, solve_slowly(payoffs, rates), strict=True):
        np.testing.assert_allclose(play, own, atol=1e-5)


def test_residual_is_what_it_says() -> None:
    payoffs, rates = draw_games((3, 3), 64, seed=13), np.linspace(0.0, 5.0, 64)
    solved = solve(payoffs, rates)
    for game in range(64):
        plays = [play[:, game].astype(np.float64) for play in solved.play]
        answers = answer_slowly([u[..., game] for u in payoffs], rates[game], plays)
        gap = max(np.abs(p - a).max() for p, a in zip(plays, answers, strict=True))
        assert solved.residual[game] == pytest.approx(gap, abs=3e-6)  # float32 rounding of payoffs of 5 at rationality 5
    assert (solved.residual < 1e-5).all()


def test_respond_is_a_softmax_at_any_size() -> None:
    payoffs = jnp.asarray(np.random.default_rng(14).normal(size=(4, 16)) * 1e3, jnp.float32)
    answered = np.asarray(respond(payoffs, jnp.full(16, 1e6)))
    np.testing.assert_array_equal(answered, (np.asarray(payoffs) == np.asarray(payoffs).max(axis=0)).astype(np.float32))
    np.testing.assert_allclose(np.asarray(respond(payoffs, 0.0)), 0.25)
