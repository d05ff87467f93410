"""Random games against Gambit's principal branch: how many converge elsewhere."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from short_texts import build
from stage_games import Floats, draw_games, solve

from lynchpin.engine import simulate
from lynchpin.engine.order import Draws

gambit = pytest.importorskip("pygambit", reason="pygambit is not installed: pip install 'lynchpin[test]'")

GAMES = 200
BATCH = 208  # the next multiple of 16


def _trace_branch(payoffs: list[Floats], rationality: float) -> list[list[float]]:
    shape = payoffs[0].shape
    profiles = (profile[::-1] for profile in itertools.product(*(range(n) for n in reversed(shape))))
    names = " ".join(f'"{player + 1}"' for player in range(len(shape)))
    rows = "\n".join(" ".join(repr(float(u[profile])) for u in payoffs) for profile in profiles)
    game = gambit.read_nfg(io.StringIO(f'NFG 1 R "" {{ {names} }} {{ {" ".join(map(str, shape))} }}\n\n{rows}\n'))
    (point,) = gambit.qre.logit_solve_lambda(game, lam=[rationality])
    return [[float(point.profile[str(i + 1)][str(o + 1)]) for o in range(n)] for i, n in enumerate(shape)]


@pytest.mark.oracle
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2), (3, 3, 3)], ids=str)
def test_random_games(shape: tuple[int, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Payoffs in [0, 5], rationality up to 5, 200 games of each shape."""
    payoffs, rates = draw_games(shape, BATCH, seed=31), np.random.default_rng(32).uniform(0.0, 5.0, BATCH).astype(np.float32)
    solved = solve(payoffs, rates)
    apart = np.zeros(GAMES)
    for game in range(GAMES):
        expected = _trace_branch([u[..., game] for u in payoffs], float(rates[game]))
        apart[game] = max(np.abs(play[:, game] - own).max() for play, own in zip(solved.play, expected, strict=True))
    elsewhere = apart > 1e-3
    proven, climbed = solved.proven[:GAMES], ~solved.proven[:GAMES] & (solved.systems[:GAMES] == 0)
    with capsys.disabled():
        shares = f"{proven.mean():.1%} proven, {climbed.mean():.1%} climbed, {(solved.systems[:GAMES] > 0).mean():.1%} by Newton's method"
        print(f"\n  {shape}: {elsewhere.mean():.1%} of {GAMES} games land elsewhere than Gambit; {shares}")
    assert elsewhere.mean() <= 0.02
    assert not elsewhere[proven].any()
    assert (solved.residual > 1e-4).mean() <= 0.005
    np.testing.assert_array_less(apart[~elsewhere], 1e-5)


@pytest.mark.oracle
def test_payoff_tables_of_a_file() -> None:
    """A normal-form game written as payoff tables, three options against two: the shares of options against Gambit's equilibrium."""
    first, second = np.array([[3.0, 0.0], [1.0, 2.0], [0.0, 2.5]]), np.array([[0.0, 2.0], [1.0, 1.5], [4.0, 0.0]])
    rows, columns, futures, rationality = ("up", "middle", "down"), ("left", "right"), 16_384, 1.5

    def write(name: str, own: tuple[str, ...], others: tuple[str, ...], payoffs: Floats) -> str:
        options = ", ".join(f"{option}: {{}}" for option in own)
        table = ", ".join(
            f"{option}: {{{', '.join(f'{other}: {u}' for other, u in zip(others, line, strict=True))}}}"
            for option, line in zip(own, payoffs, strict=True)
        )
        return f"  {name}: {{options: {{{options}}}, payoffs: {{{table}}}, rationality: {rationality}, judgement: t}}\n"

    text = "clock: {start: 2025, end: 2025}\nactors:\n" + write("row", rows, columns, first) + write("column", columns, rows, second.T)
    options = simulate(build(text), Draws(futures)).options
    for actor, expected in zip(("row", "column"), _trace_branch([first, second], rationality), strict=True):
        shares = np.bincount(options[actor][0], minlength=len(expected)) / futures
        np.testing.assert_allclose(shares, expected, atol=4 * 0.5 / np.sqrt(futures))  # four standard errors
