"""Markov chain moves, which make copies of a particle differ again (resample-move, Gilks and Berzuini 2001).

The past of a future is determined by independent numbers: the latent numbers drawn once, and the random-number counter of each draw of
each period. A move changes some of them, plays the past again under the same evidence, and accepts the new past with the
Metropolis-Hastings probability. There are three kinds of moves: redraws of draws of periods, redraws of latent numbers in which no
assumption is turned over, and flips, which turn over one assumption (`flips`). Small steps of a latent normal keep it standard normal
(Neal 1998). The moves leave the posterior unchanged, however slowly they mix.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.chance.noises import path_draws
from lynchpin.engine.chance.static import Latent
from lynchpin.engine.filter.flips import Flip, Flipper
from lynchpin.engine.filter.resample import F64, Places, build_generator
from lynchpin.engine.filter.shares import Shares
from lynchpin.engine.graph.program import Program

PATH, FLIP = 0.5, 0.2
"""Shares of the moves that redraw draws of periods, and that turn over an assumption; the others redraw latent numbers."""

NEAR, NEARBY = 0.3, 0.25
"""Size of a small step of a latent normal in standard deviations, and the share of moves that take small steps. They matter where the
evidence determines a number closely, because a fresh draw would rarely be accepted."""


class Past(NamedTuple):
    """The past of N particles.

    Attributes:
        latent: Latent numbers.
        counters: [T, draws, N] random-number counters of each period.
        holds: [J, N] whether each assumption holds at the start.
        credences: [J, N] the credence of each assumption.
    """

    latent: Latent
    counters: NDArray[np.uint32]
    holds: NDArray[Any]
    credences: F64


class Redraw(NamedTuple):
    """Redraws for some of the particles.

    Attributes:
        places: [n] the particles.
        chosen: [rows, n] which numbers are redrawn.
        fresh: [n] whether the numbers are redrawn, or else moved by a small step.
    """

    places: Places
    chosen: NDArray[np.bool_]
    fresh: NDArray[np.bool_]


class Proposal(NamedTuple):
    """A proposed past for each of N particles.

    Attributes:
        latent: Proposed latent numbers.
        counters: Proposed counters.
        thresholds: [N] logarithms of uniforms, less those of the Hastings ratios; the gain in log likelihood must exceed them.
        ratios: [N] logarithms of the Hastings ratios.
        once: Redraws of latent numbers.
        path: Redraws of draws of periods.
        flipped: The particles [n] whose assumptions are turned over.
        flip: How they are; None if there are none.
    """

    latent: Latent
    counters: NDArray[np.uint32]
    thresholds: F64
    ratios: F64
    once: Redraw
    path: Redraw
    flipped: Places
    flip: Flip | None


class Mover:
    """Proposes moves, and adapts what a move redraws.

    Attributes:
        drawn: How often moves have redrawn each number, on average over particles: latent numbers, then draws period by period.
    """

    def __init__(self, program: Program, seed: int, most: int) -> None:
        """Set up the moves.

        Args:
            program: Structure of the model.
            seed: The seed of the moves.
            most: Largest number of particles.
        """
        self.seed, self.most, self.count = seed, most, 0
        latent, draws = len(static_draws(program)), len(path_draws(program))
        self.once, self.path, self.flipper = Shares(latent), Shares(draws), Flipper(program)
        self.drawn = np.zeros(latent + program.periods * draws)

    def propose(self, past: Past, known: int) -> Proposal:
        """Propose a move of each particle.

        Args:
            past: The present past of N particles.
            known: Number of periods whose draws may be redrawn.

        Returns:
            The proposal.
        """
        self.count += 1
        generator = build_generator(self.seed, f"move {self.count}")
        n = past.counters.shape[-1]
        open_ = self.flipper.find_open(past.credences)
        kind = generator.random(n)
        flips = (kind >= PATH) & (kind < PATH + FLIP) if open_.any() else np.zeros(n, np.bool_)
        path, once, flipped = np.flatnonzero(kind < PATH), np.flatnonzero((kind >= PATH) & ~flips), np.flatnonzero(flips)
        latent = np.array(past.latent.normals), np.array(past.latent.uniforms)
        redrawn = self._redraw_latent(latent, past, once, generator)
        ratios, flip = np.zeros(n), None
        if len(flipped):
            now = latent[0][:, flipped], latent[1][:, flipped]
            flip = self.flipper.propose(now, past.holds[:, flipped], past.credences[:, flipped], open_, generator)
            latent[0][:, flipped], latent[1][:, flipped] = flip.normals, flip.uniforms
            ratios[flipped] = flip.ratios
        # Neither another move nor the filter itself uses these counters.
        fresh = (self.count * self.most + np.arange(n)).astype(np.uint32)[path]
        counters, draws = past.counters.copy(), past.counters.shape[1]
        chosen = self.path.choose(len(path), known, generator)
        counters[:known, :, path] = np.where(chosen.reshape(known, draws, len(path)), fresh, counters[:known, :, path])
        redrawn_path = Redraw(path, chosen, np.ones(len(path), np.bool_))
        moved = Latent(*latent)  # type: ignore[arg-type]
        return Proposal(moved, counters, np.log(generator.random(n)) - ratios, ratios, redrawn, redrawn_path, flipped, flip)

    def _redraw_latent(
        self, latent: tuple[NDArray[Any], NDArray[Any]], past: Past, places: Places, generator: np.random.Generator
    ) -> Redraw:
        """Redraw latent numbers of the particles at `places`, in the arrays of `latent` (normals and uniforms)."""
        normals, uniforms = (part[:, places] for part in latent)
        chosen = self.once.choose(len(places), 1, generator)
        first, second = chosen[: len(normals)], chosen[len(normals) :]
        fresh = generator.random(len(places)) >= NEARBY
        step = np.where(fresh, 1.0, NEAR).astype(np.float32)
        stepped = np.sqrt(1 - step**2) * normals + step * generator.standard_normal(first.shape, np.float32)
        v, credences = generator.random(second.shape), past.credences[:, places]
        # Where an assumption can be turned over by a flip, its uniform stays on its side of the credence.
        same = np.where(past.holds[:, places] > 0.5, credences * v, credences + (1 - credences) * v)
        latent[0][:, places] = np.where(first, stepped, normals)
        latent[1][:, places] = np.where(second, np.where(self.flipper.own[:, None], same, v), uniforms)
        return Redraw(places, chosen, fresh)

    def learn(self, proposal: Proposal, gains: F64) -> None:
        """Adapt what moves redraw, and count what they have redrawn.

        Args:
            proposal: What was proposed.
            gains: [N] gain of each proposal in log likelihood.
        """
        accepted, first = np.exp(np.minimum(gains + proposal.ratios, 0)), len(self.once.shares)
        for shares, redraw, start in ((self.once, proposal.once, 0), (self.path, proposal.path, first)):
            of_these = accepted[redraw.places]
            shares.learn(redraw.chosen, of_these)
            self.drawn[start : start + len(redraw.chosen)] += redraw.chosen @ (of_these * redraw.fresh) / len(accepted)
        if proposal.flip is not None:
            of_flips = accepted[proposal.flipped]
            self.flipper.learn(proposal.flip.which, of_flips)
            self.drawn[:first] += proposal.flip.redrawn @ of_flips / len(accepted)
