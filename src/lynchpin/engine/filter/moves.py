"""Markov chain moves, which separate copies of a particle again without leaving the posterior (resample-move, Gilks and Berzuini 2001).

All randomness of a future's past is in independent numbers: the latent numbers drawn once, and for each draw of each period the
random-number counter that it is drawn with. A move redraws some of them, plays the past again under the same evidence, and accepts the
new past with the Metropolis-Hastings probability. A latent normal that moves to a nearby value does so as in Neal (1998), which keeps
it standard normal. So the particles remain draws from the posterior, however well the moves mix.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.chance.draws import Latent
from lynchpin.engine.filter.resample import F64, build_generator

ACCEPTED = 0.35
"""Share of moves to be accepted. The number of redraws per move is adapted to it. If each redraw costs the same acceptance, most is
renewed where the logarithm of the acceptance is -1, which this is close to."""

NEAR, NEARBY = 0.3, 0.25
"""Size of a small step of a latent normal in standard deviations, and the share of moves that take small steps. Small steps are needed
where the evidence determines a number closely: a fresh draw would hardly ever be accepted."""


class Past(NamedTuple):
    """What determines the past of N particles: latent numbers, and the random-number counters [T, draws, N] of each period."""

    latent: Latent
    counters: NDArray[np.uint32]


class Proposal(NamedTuple):
    """A proposed past for each of N particles.

    Attributes:
        past: The proposed past.
        thresholds: [N] logarithms of uniforms; the gain in log likelihood must exceed them.
        once: [N] whether latent numbers move, or else the draws of periods.
        latent: [rows, n] the latent numbers that each particle of the first kind redraws.
        counters: [periods times draws, n] the draws that each particle of the second kind redraws.
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
        """Set up moves of at most `most` particles with `latent` latent numbers and `counters` draws of periods each."""
        self.seed, self.most, self.count = seed, most, 0
        self.shares, self.drawn = np.array([0.1, 0.1]), np.zeros(latent + counters)

    def propose(self, past: Past, known: int) -> Proposal:
        """Propose new latent numbers for half of the particles, and new draws of the periods before `known` for the others."""
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
        anew = _choose(known * draws, self.shares[1], len(fresh), generator)
        counters[:known, :, ~once] = np.where(anew.reshape(known, draws, len(fresh)), fresh, counters[:known, :, ~once])
        moved = Past(Latent(normals, uniforms), counters)  # type: ignore[arg-type]
        return Proposal(moved, np.log(generator.random(n)), once, np.where(step == 1, chosen, 0.0), anew.astype(np.float64))

    def learn(self, proposal: Proposal, gains: F64) -> None:
        """Redraw more per move if more than `ACCEPTED` of the moves are accepted, less if fewer are; `gains` [N] in log likelihood."""
        accepted = np.exp(np.minimum(gains, 0))
        first = len(proposal.latent)
        for k, (who, start, rows) in enumerate(((proposal.once, 0, proposal.latent), (~proposal.once, first, proposal.counters))):
            if who.any():
                self.shares[k] = np.clip(self.shares[k] * np.exp(accepted[who].mean() - ACCEPTED), 1e-4, 1)
                self.drawn[start : start + len(rows)] += rows @ accepted[who] / len(who)


def _choose(rows: int, share: float, n: int, generator: np.random.Generator) -> NDArray[np.bool_]:
    """[rows, n] the rows that each of `n` particles redraws: a share of them that varies around `share`, and at least one."""
    if rows == 0:
        return np.zeros((0, n), np.bool_)
    chosen = generator.random((rows, n), np.float32) < (share * np.exp(generator.uniform(-1, 1, n))).astype(np.float32)
    chosen[generator.integers(rows, size=n), np.arange(n)] = True
    return chosen
