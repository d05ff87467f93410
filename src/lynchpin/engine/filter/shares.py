"""How much a move redraws: a share for each number, adapted while the moves are made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.filter.resample import F64

ACCEPTED = 0.35
"""Target acceptance rate. If each redraw reduces acceptance by the same factor, a move renews most at 1 / e; random walks in many
dimensions are best at about a quarter (Roberts, Gelman and Gilks 1997)."""

COST_POWER = -0.25
"""Power of its cost to which the share of a number is proportional. Numbers that are rarely accepted are redrawn less often, but not so
rarely that they stop mixing."""

LEAST_COST = 0.01
"""Cost added to that of every number, which limits the differences between shares."""

FORGETTING = 0.98
"""Factor by which earlier moves count less after each move."""

CERTAIN = 20
"""Number of redraws after which the acceptance of one number counts as much as that of all numbers together."""


class Shares:
    """The share of moves that redraw each of n numbers.

    The cost of a number is minus the logarithm of the acceptance of moves that redraw it, relative to that of all moves.

    Attributes:
        shares: [n] the shares.
    """

    def __init__(self, numbers: int) -> None:
        """Start with the same share for all numbers."""
        self.shares = np.full(numbers, 0.1)
        self._scale = 0.1
        self._accepted, self._redrawn = np.zeros(numbers), np.zeros(numbers)
        self._all, self._moves = 0.0, 0.0

    def choose(self, moves: int, periods: int, generator: np.random.Generator) -> NDArray[np.bool_]:
        """Choose which numbers each move redraws: at least one. The shares of one move are larger or smaller by a common random factor.

        Args:
            moves: Number of moves.
            periods: Number of periods, each with numbers of its own.
            generator: Random numbers.

        Returns:
            [periods times n, moves] whether each number is redrawn.
        """
        rows = periods * len(self.shares)
        if rows == 0:
            return np.zeros((0, moves), np.bool_)
        factor = np.exp(generator.uniform(-1, 1, moves)).astype(np.float32)
        shares = np.tile(self.shares.astype(np.float32), periods)[:, None]
        chosen = generator.random((rows, moves), np.float32) < shares * factor
        chosen[generator.integers(rows, size=moves), np.arange(moves)] = True
        return chosen

    def learn(self, chosen: NDArray[np.bool_], accepted: F64) -> None:
        """Adapt the shares: more if more than `ACCEPTED` of the moves are accepted, fewer otherwise.

        Args:
            chosen: [periods times n, moves] which numbers were redrawn.
            accepted: [moves] acceptance probabilities.
        """
        if not chosen.size:
            return
        periods = len(chosen) // len(self.shares)
        hits, counts = chosen @ accepted, chosen.sum(axis=1)
        self._accepted = FORGETTING * self._accepted + hits.reshape(periods, -1).sum(axis=0)
        self._redrawn = FORGETTING * self._redrawn + counts.reshape(periods, -1).sum(axis=0)
        self._all = FORGETTING * self._all + accepted.sum()
        self._moves = FORGETTING * self._moves + len(accepted)
        mean = max(self._all / self._moves, 1e-3)
        rates = (self._accepted + CERTAIN * mean) / (self._redrawn + CERTAIN)
        relative = (np.maximum(-np.log(rates / mean), 0.0) + LEAST_COST) ** COST_POWER
        self._scale = float(np.clip(self._scale * np.exp(accepted.mean() - ACCEPTED), 1e-4, 10.0))
        self.shares = np.minimum(self._scale * relative / np.median(relative), 1.0)
