"""Shapley values by permutation sampling: the difference between all and none, divided among the players.

Castro, Gomez and Tejada (2009). Each permutation is paired with its reverse (Mitchell and others 2022). A whole chain shares its random
numbers, so the shares of every sample add up to its difference exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lynchpin.statistics.estimates import Estimate, Estimates, estimate_mean, estimate_means, estimate_share

Index = NDArray[np.uint32]
Game = Callable[[NDArray[np.bool_], Index], NDArray[np.float64]]
"""(joined [players, N], index [N]) -> [N] what the coalition of each column is worth with the random numbers of its index."""


@dataclass(frozen=True)
class Shares:
    """shares [players]; none, everyone: what no player and all players are worth; difference: everyone minus none, the sum of the shares."""

    shares: Estimates
    none: Estimate
    everyone: Estimate
    difference: Estimate


def chains_for(players: int, futures: int) -> int:
    """Number of pairs of permutations that a number of futures pays for; at least 2."""
    return max(2, futures // max(2 * players, 2))


def estimate_shares(
    game: Game, players: int, chains: int, rng: Generator, *, first: int = 0, lineage: Callable[[Index], Index] | None = None
) -> Shares:
    """Estimate Shapley values from pairs of permutations, each with the random numbers of one index.

    Args:
        game: What a coalition is worth, from 0 to 1; NaN for a future without an answer, whose pair of permutations is left out.
        players: Number of players.
        chains: Number of pairs of permutations; each takes 2 x players futures.
        rng: Draws the permutations.
        first: Index of the first future.
        lineage: Maps indices to a number that dependent ones share.

    Returns:
        The shares [players], and what nobody and everybody is worth.
    """
    place = rng.permuted(np.tile(np.arange(players), (chains, 1)), axis=1)
    index = np.arange(first, first + chains, dtype=np.uint32)
    forward = [place < size for size in range(players + 1)]
    backward = [place >= players - size for size in range(1, players)]
    joined = np.concatenate([*forward, *backward]).T
    worth = game(joined, np.tile(index, len(forward) + len(backward))).reshape(-1, chains)
    up = worth[: players + 1]
    down = np.vstack([worth[:1], worth[players + 1 :], worth[players : players + 1]])
    rows = np.arange(chains)[:, None]
    gains = (np.diff(up, axis=0)[place, rows] + np.diff(down, axis=0)[players - 1 - place, rows]) / 2
    known = np.isfinite(worth).all(axis=0)
    gains, up = gains[known], up[:, known]
    of_index = None if lineage is None else lineage(index)[known]
    return Shares(
        shares=estimate_means(gains.T, span=1.0, lineage=of_index),
        none=estimate_share(up[0], lineage=of_index),
        everyone=estimate_share(up[-1], lineage=of_index),
        difference=estimate_mean(up[-1] - up[0], span=1.0, lineage=of_index),
    )
