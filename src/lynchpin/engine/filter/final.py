"""The last phase of the filter: long chains after the last evidence. Several states of each chain are kept.

Averages over the states of a chain have less variance than its last state alone (waste-free sequential Monte Carlo, Dau and Chopin 2022,
arXiv 2011.02328). Few long chains also depend less on the particles from which they start than many short ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.chance.static import Latent
from lynchpin.engine.filter.chains import ChainState, Target, Walker

CHAINS, LEAST = 512, 256
"""Number of chains for `WHOLE` futures, and at least, if there were enough resamplings to leave so few particles different."""

WHOLE = 10_000
"""Number of futures from which the work does not grow. With fewer, it is reduced in proportion: first the chains, then their moves, because
fewer than 256 chains (a block) cost as much as 256."""

MOVES = 600
"""Largest number of moves of each chain."""

MOVES_PER_RESAMPLING = 25
"""Moves of each chain for each resampling before. Evidence that needs few resamplings is easy for moves, too."""

DROPPED = 0.4
"""Share of the moves after which the first state is kept. Earlier states still resemble those at the start."""

KEPT = 12
"""Largest number of states of each chain that are kept, at equal distances."""


def count_chains(size: int, resamplings: int, drawn: int) -> int:
    """Return the number of chains.

    Args:
        size: Number of particles.
        resamplings: Number of resamplings before.
        drawn: Number of futures that were asked for.
    """
    return max(size >> resamplings, min(size, max(CHAINS * min(drawn, WHOLE) // WHOLE, LEAST)))


def count_moves(chains: int, resamplings: int, drawn: int) -> int:
    """Return the number of moves of each chain.

    Args:
        chains: Number of chains.
        resamplings: Number of resamplings before.
        drawn: Number of futures that were asked for.
    """
    whole = MOVES * CHAINS * min(drawn, WHOLE) // WHOLE
    return max(min(MOVES, whole // min(CHAINS, chains), MOVES_PER_RESAMPLING * (1 + resamplings) * min(CHAINS, chains) // chains), 1)


def run_chains(
    walker: Walker, chains: ChainState, target: Target, moves: int, kept: int, progress: Callable[[int, int], None]
) -> tuple[Latent, NDArray[np.uint32]]:
    """Move chains and keep some of their states.

    Args:
        walker: Makes the moves.
        chains: The chains at the start.
        target: Their stationary distribution.
        moves: Number of moves.
        kept: Number of states of each chain to keep.
        progress: Called with the number of moves done and their total.

    Returns:
        Latent numbers and counters of the states that were kept. The states of a chain follow each other.
    """
    kept = min(kept, moves)
    first = round(DROPPED * moves) if kept > 1 else 0
    wanted = set(np.linspace(first, moves, kept + 1).astype(int)[1:].tolist())
    states = []
    for k in range(moves):
        if k == first > 0:
            walker.fit(chains.particles)
        chains = walker.move(chains, target)
        if k + 1 in wanted:
            states.append((*(np.array(part) for part in chains.particles.latent), np.array(chains.counters)))
        progress(k + 1, moves)
    normals, uniforms, counters = (_interleave(parts) for parts in zip(*states, strict=True))
    return Latent(normals, uniforms), counters  # type: ignore[arg-type]


def _interleave(states: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return [..., chains times states] the states of each chain one after the other; `states` are [..., chains] each."""
    *shape, chains = states[0].shape
    return np.stack(states, axis=-1).reshape(*shape, chains * len(states))
