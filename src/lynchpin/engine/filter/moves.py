"""Markov chain moves, which make copies of a particle differ again (resample-move, Gilks and Berzuini 2001).

The past of a future is determined by independent numbers: the latent numbers drawn once, and the random-number counter of each draw of
each period. A move redraws some of them, plays the past again under the same evidence, and accepts the new past with the
Metropolis-Hastings probability. Small steps of a latent normal keep it standard normal (Neal 1998). The moves leave the posterior
unchanged, however slowly they mix.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.chance.static import Latent
from lynchpin.engine.filter.resample import F64, build_generator

ACCEPTED = 0.35
"""Target acceptance rate; the number of redraws per move adapts to it. If each redraw reduces acceptance by the same factor, a move
renews most where the log acceptance rate is -1, a rate of 0.37."""

NEAR, NEARBY = 0.3, 0.25
"""Size of a small step of a latent normal in standard deviations, and the share of moves that take small steps. They matter where the
evidence determines a number closely, because a fresh draw would rarely be accepted."""


class Past(NamedTuple):
    """What determines the past of N particles: latent numbers, and the random-number counters [T, draws, N] of each period."""

    latent: Latent
    counters: NDArray[np.uint32]


class Proposal(NamedTuple):
    """A proposed past for each of N particles.

    Attributes:
        past: The proposed past.
        thresholds: [N] logarithms of uniforms; the gain in log likelihood must exceed them.
        once: [N] whether the move redraws latent numbers (true) or draws of periods (false).
        latent: [rows, n] which latent numbers are redrawn, for particles where `once` is true.
        counters: [periods times draws, n] which draws of periods are redrawn, for the other particles.
    """

    past: Past
    thresholds: F64
    once: NDArray[np.bool_]
    latent: F64
    counters: F64


class Mover:
    """Proposes moves, and adapts how much a move redraws.

    Attributes:
        shares: Share of the latent numbers, and of the draws of periods, that a move redraws; adapted to `ACCEPTED`.
        drawn: How often moves have redrawn each number, on average over particles: latent numbers, then draws period by period.
    """

    def __init__(self, seed: int, most: int, latent: int, counters: int) -> None:
        """Set up the moves.

        Args:
            seed: The seed of the moves.
            most: Largest number of particles.
            latent: Number of latent numbers of each particle.
            counters: Number of draws of each particle over all periods.
        """
        self.seed, self.most, self.count = seed, most, 0
        self.shares, self.drawn = np.array([0.1, 0.1]), np.zeros(latent + counters)

    def propose(self, past: Past, known: int) -> Proposal:
        """Propose new latent numbers for half of the particles, and new draws of periods for the other half.

        Args:
            past: The present past of N particles.
            known: Number of periods whose draws may be redrawn.

        Returns:
            The proposal.
        """
        self.count += 1
        generator = build_generator(self.seed, f"move {self.count}")
        n = past.counters.shape[-1]
        once = np.asarray(generator.random(n) < 0.5)
        normals, uniforms = (np.array(part) for part in past.latent)
        chosen = _choose(len(normals) + len(uniforms), self.shares[0], int(once.sum()), generator)
        first, second = chosen[: len(normals)], chosen[len(normals) :]
        step = np.where(generator.random(chosen.shape[1]) < NEARBY, NEAR, 1.0).astype(np.float32)
        stepped = np.sqrt(1 - step**2) * normals[:, once] + step * generator.standard_normal(first.shape, np.float32)
        normals[:, once] = np.where(first, stepped, normals[:, once])
        uniforms[:, once] = np.where(second, generator.random(second.shape, np.float32), uniforms[:, once])
        # Neither another move nor the filter itself uses these counters.
        fresh = (self.count * self.most + np.arange(n)).astype(np.uint32)[~once]
        counters = past.counters.copy()
        draws = counters.shape[1]
        redrawn = _choose(known * draws, self.shares[1], len(fresh), generator)
        counters[:known, :, ~once] = np.where(redrawn.reshape(known, draws, len(fresh)), fresh, counters[:known, :, ~once])
        moved = Past(Latent(normals, uniforms), counters)  # type: ignore[arg-type]
        return Proposal(moved, np.log(generator.random(n)), once, np.where(step == 1, chosen, 0.0), redrawn.astype(np.float64))

    def learn(self, proposal: Proposal, gains: F64) -> None:
        """Adapt the number of redraws: more if more than `ACCEPTED` of the moves are accepted, fewer otherwise.

        Args:
            proposal: What was proposed.
            gains: [N] gain of each proposal in log likelihood.
        """
        accepted = np.exp(np.minimum(gains, 0))
        first = len(proposal.latent)
        for k, (moved, start, rows) in enumerate(((proposal.once, 0, proposal.latent), (~proposal.once, first, proposal.counters))):
            if moved.any():
                self.shares[k] = np.clip(self.shares[k] * np.exp(accepted[moved].mean() - ACCEPTED), 1e-4, 1)
                self.drawn[start : start + len(rows)] += rows @ accepted[moved] / len(moved)


def _choose(rows: int, share: float, n: int, generator: np.random.Generator) -> NDArray[np.bool_]:
    """Return [rows, n] which rows each of `n` particles redraws: at least one, and a share that varies around `share`."""
    if rows == 0:
        return np.zeros((0, n), np.bool_)
    chosen = generator.random((rows, n), np.float32) < (share * np.exp(generator.uniform(-1, 1, n))).astype(np.float32)
    chosen[generator.integers(rows, size=n), np.arange(n)] = True
    return chosen
