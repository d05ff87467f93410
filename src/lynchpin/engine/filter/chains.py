"""Markov chains, one for each particle, whose stationary distribution is the posterior given the evidence so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.chance.static import Static
from lynchpin.engine.filter.advance import Advancer, Particles
from lynchpin.engine.filter.moves import Mover, Past
from lynchpin.engine.filter.resample import F64
from lynchpin.engine.filter.tempering import temper
from lynchpin.engine.period.observed import Observed

Measure = Callable[[Particles, NDArray[np.uint32]], F64]


class ChainState(NamedTuple):
    """The state of N Markov chains, one per particle.

    Attributes:
        particles: The particles.
        counters: [T, draws, N] random-number counter of each draw.
        past: [N] log likelihood of the evidence of all earlier periods.
        current: [2, N] log likelihood of the evidence of the current period, without and with the item that is entering.
    """

    particles: Particles
    counters: NDArray[np.uint32]
    past: F64
    current: F64


@dataclass(frozen=True)
class Target:
    """What the chains are to be distributed as.

    Attributes:
        played: Number of periods that a chain plays.
        known: Number of periods whose draws may be redrawn: with the current period, if it has evidence that is entering.
        observed: The evidence of the periods played.
        measure: Computes the log likelihood of the current period; None if it has no evidence that is entering.
        power: Power to which the likelihood of the item that is entering is raised.
    """

    played: int
    known: int
    observed: Observed
    measure: Measure | None = None
    power: float = 1.0


class Walker:
    """Moves chains."""

    def __init__(self, advancer: Advancer, mover: Mover, credences: F64) -> None:
        """Set up moves.

        Args:
            advancer: Plays the particles.
            mover: Proposes the moves.
            credences: [J] forced credences, NaN where the file's credence is in force.
        """
        self._advancer, self._mover, self._credences = advancer, mover, credences

    def fit(self, particles: Particles) -> None:
        """Fit the proposals to a population of particles."""
        self._mover.flipper.fit(np.asarray(particles.latent.normals), _stack_holds(particles))

    def move(self, chains: ChainState, target: Target) -> ChainState:
        """Make one Metropolis-Hastings move of every chain.

        Args:
            chains: The chains.
            target: Their stationary distribution.

        Returns:
            The chains after the move.
        """
        static = chains.particles.static
        past = Past(
            chains.particles.latent, chains.counters, _stack_holds(chains.particles), self._read_credences(static, len(chains.past))
        )
        proposal = self._mover.propose(past, target.known)
        particles = self._advancer.begin(proposal.latent, self._credences)
        played = self._advancer.play(particles, proposal.counters, 0, target.played, target.observed, -1)
        current = target.measure(played.particles, proposal.counters) if target.measure is not None else chains.current
        gains = played.logs + temper(current, target.power) - chains.past - temper(chains.current, target.power)
        self._mover.learn(proposal, gains)
        proposed = ChainState(played.particles, proposal.counters, played.logs, current)
        return accept(chains, proposed, gains > proposal.thresholds)

    def _read_credences(self, static: Static, n: int) -> F64:
        """Return [J, n] the credence of each assumption; not its own where it depends on other assumptions."""
        stated = [np.broadcast_to(np.asarray(static.inputs[i], np.float64), n) for i in self._advancer.model.program.assumptions]
        forced = self._credences[:, None]
        return np.where(np.isnan(forced), np.stack(stated), forced) if stated else np.zeros((0, n))


def accept(old: ChainState, proposed: ChainState, accepted: NDArray[np.bool_]) -> ChainState:
    """Return the proposed state where it is accepted, and the old state elsewhere.

    Args:
        old: The state before the move.
        proposed: The state that the move proposes.
        accepted: [N] whether each chain accepts the proposal.
    """
    merged: ChainState = jax.tree.map(lambda a, b: np.where(accepted, b, a) if np.ndim(a) else a, old, proposed)
    return merged


def _stack_holds(particles: Particles) -> F64:
    """Return [J, N] whether each assumption holds at the start."""
    holds = particles.static.holds
    return np.stack([np.asarray(held) for held in holds]) if holds else np.zeros((0, particles.latent.normals.shape[-1]))
