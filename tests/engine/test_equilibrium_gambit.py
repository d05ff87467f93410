"""Random games against Gambit's principal branch: how many converge elsewhere."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from stage_games import Floats, draw_games, solve

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
    for lane in range(GAMES):
        expected = _trace_branch([u[..., lane] for u in payoffs], float(rates[lane]))
        apart[lane] = max(np.abs(play[:, lane] - own).max() for play, own in zip(solved.play, expected, strict=True))
    elsewhere = apart > 1e-3
    proven, climbed = solved.proven[:GAMES], ~solved.proven[:GAMES] & (solved.systems[:GAMES] == 0)
    with capsys.disabled():
        shares = f"{proven.mean():.1%} proven, {climbed.mean():.1%} climbed, {(solved.systems[:GAMES] > 0).mean():.1%} by Newton's method"
        print(f"\n  {shape}: {elsewhere.mean():.1%} of {GAMES} games land elsewhere than Gambit; {shares}")
    assert elsewhere.mean() <= 0.02
    assert not elsewhere[proven].any()
    assert (solved.residual > 1e-4).mean() <= 0.005
    np.testing.assert_array_less(apart[~elsewhere], 1e-5)
