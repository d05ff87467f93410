"""Shapley values by permutation sampling: the difference between all and none, divided among the players.

Castro, Gomez and Tejada (2009). Each permutation is paired with its reverse (Mitchell and others 2022). All coalitions of a pair use the
same random numbers, so the shares of every sample add up to its difference exactly.
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
"""(joined [players, N], index [N]) -> [N] value of the coalition in each column, with the random numbers of its index."""


@dataclass(frozen=True)
class Shares:
    """Shapley values.

    Attributes:
        shares: [players] Shapley value of each player.
        none, everyone: Value of the empty coalition and of all players.
        difference: The latter minus the former, which is the sum of the shares.
    """

    shares: Estimates
    none: Estimate
    everyone: Estimate
    difference: Estimate


def chains_for(players: int, futures: int) -> int:
    """Return the number of pairs of permutations for a number of futures, at least 2.

    Args:
        players: Number of players.
        futures: Number of futures.
    """
    return max(2, futures // max(2 * players, 2))


def estimate_shares(
    game: Game, players: int, chains: int, rng: Generator, *, first: int = 0, lineage: Callable[[Index], Index] | None = None
) -> Shares:
    """Estimate Shapley values from pairs of permutations, each with the random numbers of one index.

    Args:
        game: Value of a coalition, from 0 to 1. Pairs of permutations with a NaN are left out.
        players: Number of players.
        chains: Number of pairs of permutations; each takes 2 x players futures.
        rng: Draws the permutations.
        first: Index of the first future.
        lineage: Maps indices to a number that dependent ones share.

    Returns:
        The Shapley values [players], and the values of the empty coalition and of all players.
    """
    place = rng.permuted(np.tile(np.arange(players), (chains, 1)), axis=1)
    index = np.arange(first, first + chains, dtype=np.uint32)
    forward = [place < size for size in range(players + 1)]
    backward = [place >= players - size for size in range(1, players)]
    joined = np.concatenate([*forward, *backward]).T
    values = game(joined, np.tile(index, len(forward) + len(backward))).reshape(-1, chains)
    up = values[: players + 1]
    down = np.vstack([values[:1], values[players + 1 :], values[players : players + 1]])
    rows = np.arange(chains)[:, None]
    gains = (np.diff(up, axis=0)[place, rows] + np.diff(down, axis=0)[players - 1 - place, rows]) / 2
    known = np.isfinite(values).all(axis=0)
    gains, up = gains[known], up[:, known]
    of_index = None if lineage is None else lineage(index)[known]
    return Shares(
        shares=estimate_means(gains.T, span=1.0, lineage=of_index),
        none=estimate_share(up[0], lineage=of_index),
        everyone=estimate_share(up[-1], lineage=of_index),
        difference=estimate_mean(up[-1] - up[0], span=1.0, lineage=of_index),
    )
