"""Shapley values by permutation sampling: a difference between all and none, shared out among those who make it.

Castro, Gomez and Tejada (2009); each permutation is taken with its reverse (Mitchell and others 2022), and the whole chain meets the
same chances, so that the shares of every sample add up to its difference exactly.
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
"""(joined [players, N], index [N]) -> [N] what the coalition of each column is worth with the chances of its index."""


@dataclass(frozen=True)
class Shares:
    """shares [players]; none, everyone: what no player and all are worth; difference: everyone less none, the sum of the shares."""

    shares: Estimates
    none: Estimate
    everyone: Estimate
    difference: Estimate


def chains_for(players: int, futures: int) -> int:
    """How many pairs of permutations a number of futures pays for; at least 2."""
    return max(2, futures // max(2 * players, 2))


def estimate_shares(
    game: Game, players: int, chains: int, rng: Generator, *, first: int = 0, lineage: Callable[[Index], Index] | None = None
) -> Shares:
    """Shapley values from `chains` pairs of permutations, each with the chances of one index from `first` on: 2 x players futures each.

    The worths are taken to lie between 0 and 1 where all samples agree (see `estimate_means`). lineage: of an index, the same number
    for those whose chances are dependent.
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
    of_index = None if lineage is None else lineage(index)
    return Shares(
        shares=estimate_means(gains.T, span=1.0, lineage=of_index),
        none=estimate_share(up[0], lineage=of_index),
        everyone=estimate_share(up[-1], lineage=of_index),
        difference=estimate_mean(up[-1] - up[0], span=1.0, lineage=of_index),
    )
