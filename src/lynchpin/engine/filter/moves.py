"""Moves: copies of a particle are led apart again without leaving what the evidence allows (resample-move, Gilks and Berzuini 2001).

All that chance decides about a future's past stands in independent numbers: the scores of what is drawn once, and for each chance of
each period the index that it is drawn by. A move draws some of them anew, plays the past again under the same evidence, and keeps the
new past with the probability by which it explains the evidence better (Metropolis and Hastings; a score moves near as in Neal 1998, which
keeps it normal). So the particles stay draws from the posterior, whatever the moves are worth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.chance.draws import Latent
from lynchpin.engine.filter.resample import F64, build_generator

ACCEPTED = 0.35
"""The share of moves to be accepted. What is drawn anew at once is set to it: most is renewed where the logarithm of acceptance is -1, if
each number that is drawn anew costs the same."""

NEAR, NEARBY = 0.3, 0.25
"""How far scores move as a share of their own spread where they do not move freely, and how many of their moves are of this kind: where the
evidence says much of one number, free moves hardly ever hit."""


class Past(NamedTuple):
    """What decides of N particles' past: their scores, and the index [T, draws, N] by which the counters of each period are drawn."""

    scores: Latent
    counters: NDArray[np.uint32]


class Proposal(NamedTuple):
    """A past near each of N particles, and the logarithms [N] of uniforms that the gain in explained evidence must exceed.

    `once` [N]: whether it moves what is drawn once, or what is drawn each period. `scores` [rows, n] and `counters` [periods times draws,
    n]: which of it each particle draws anew.
    """

    past: Past
    hurdles: F64
    once: NDArray[np.bool_]
    scores: F64
    counters: F64


class Mover:
    """Proposes moves; `shares` of what could be drawn anew (once, each period) finish where `ACCEPTED` of the moves are accepted.


    `drawn`: how often moves have drawn each number anew, on average over particles: scores, then counters period by period.
    """

    def __init__(self, seed: int, most: int, scores: int, counters: int) -> None:
        """Moves at most so many particles, of so many scores and of so many counters in all."""
        self.seed, self.most, self.count = seed, most, 0
        self.shares, self.drawn = np.array([0.1, 0.1]), np.zeros(scores + counters)

    def propose(self, past: Past, known: int) -> Proposal:
        """Moves half of the particles' scores and the counters of the periods before `known` of the other half."""
        self.count += 1
        generator = build_generator(self.seed, f"move {self.count}")
        n = past.counters.shape[-1]
        once = np.asarray(generator.random(n) < 0.5)
        scores, uniforms = (np.array(part) for part in past.latent)
        chosen = _choose(len(scores) + len(uniforms), self.shares[0], int(once.sum()), generator)
        first, second = chosen[: len(scores)], chosen[len(scores) :]
        step = np.where(generator.random(chosen.shape[1]) < NEARBY, NEAR, 1.0).astype(np.float32)
        stepped = np.sqrt(1 - step**2) * scores[:, once] + step * generator.standard_normal(first.shape, np.float32)
        scores[:, once] = np.where(first, stepped, scores[:, once])
        uniforms[:, once] = np.where(second, generator.random(second.shape, np.float32), uniforms[:, once])
        # No other move, nor the filter itself, draws counters by these.
        fresh = (self.count * self.most + np.arange(n)).astype(np.uint32)[~once]
        counters = past.counters.copy()
        draws = counters.shape[1]
        anew = _choose(known * draws, self.shares[1], len(fresh), generator)
        counters[:known, :, ~once] = np.where(anew.reshape(known, draws, len(fresh)), fresh, counters[:known, :, ~once])
        moved = Past(Latent(scores, uniforms), counters)  # type: ignore[arg-type]
        return Proposal(moved, np.log(generator.random(n)), once, np.where(step == 1, chosen, 0.0), anew.astype(np.float64))

    def learn(self, proposal: Proposal, gains: F64) -> None:
        """Draws more anew at once if more moves than `ACCEPTED` are worth their gain, fewer if not."""
        accepted = np.exp(np.minimum(gains, 0))
        first = len(proposal.scores)
        for k, (who, start, rows) in enumerate(((proposal.once, 0, proposal.scores), (~proposal.once, first, proposal.counters))):
            if who.any():
                self.shares[k] = np.clip(self.shares[k] * np.exp(accepted[who].mean() - ACCEPTED), 1e-4, 1)
                self.drawn[start : start + len(rows)] += rows @ accepted[who] / len(who)


def _choose(rows: int, share: float, n: int, generator: np.random.Generator) -> NDArray[np.bool_]:
    """[rows, n] which rows each of `n` particles draws anew: about a share of them, more or fewer, and at least one."""
    if rows == 0:
        return np.zeros((0, n), np.bool_)
    chosen = generator.random((rows, n), np.float32) < (share * np.exp(generator.uniform(-1, 1, n))).astype(np.float32)
    chosen[generator.integers(rows, size=n), np.arange(n)] = True
    return chosen
