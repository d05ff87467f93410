"""A game's equilibrium has the same bits whichever games are solved with it, in any order and number."""

from __future__ import annotations

import numpy as np
import pytest
from stage_games import draw_games, solve

from lynchpin.engine.choice.equilibrium import Equilibrium

pytestmark = pytest.mark.shipped_compiler

BATCH = 1024


@pytest.fixture(scope="module")
def games() -> tuple[list[np.ndarray], np.ndarray]:
    """A mixture of easy and hard games: proven, climbed and followed."""
    return draw_games((3, 3), BATCH, seed=21), np.random.default_rng(22).uniform(0.0, 5.0, BATCH).astype(np.float32)


@pytest.fixture(scope="module")
def together(games: tuple[list[np.ndarray], np.ndarray]) -> Equilibrium:
    solved = solve(*games)
    assert solved.proven.any()
    assert (solved.systems > 0).any()
    assert ((solved.systems == 0) & ~solved.proven).any()
    return solved


def _assert_same(one: Equilibrium, other: Equilibrium, batch: np.ndarray) -> None:
    for a, b in zip(one.play, other.play, strict=True):
        np.testing.assert_array_equal(a, b[:, batch])
    for name in ("residual", "proven", "sweeps", "systems"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name)[batch])


@pytest.mark.parametrize("size", [16, 64, 256])
def test_block_sizes(size: int, games: tuple[list[np.ndarray], np.ndarray], together: Equilibrium) -> None:
    payoffs, rates = games
    for first in range(0, BATCH if size > 16 else 256, size):
        batch = np.arange(first, first + size)
        _assert_same(solve([u[..., batch] for u in payoffs], rates[batch]), together, batch)


def test_order(games: tuple[list[np.ndarray], np.ndarray], together: Equilibrium) -> None:
    payoffs, rates = games
    batch = np.random.default_rng(23).permutation(BATCH)
    _assert_same(solve([u[..., batch] for u in payoffs], rates[batch]), together, batch)


def test_company(games: tuple[list[np.ndarray], np.ndarray], together: Equilibrium) -> None:
    """Sixteen games among others that are all trivial."""
    payoffs, rates = games
    few = [np.concatenate([u[..., :16], np.zeros((3, 3, BATCH - 16), np.float32)], axis=-1) for u in payoffs]
    solved = solve(few, rates)
    for a, b in zip(solved.play, together.play, strict=True):
        np.testing.assert_array_equal(a[:, :16], b[:, :16])
