"""Moves that turn an assumption over: from holding to failing or back.

The uniform of the assumption is drawn on the other side of its credence. Usually the numbers that the assumption replaces are redrawn
too, from normals fitted to the particles in the new state, because numbers that explain the evidence in one state rarely do so in the
other. The Hastings ratio allows for both.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.filter.resample import F64, Places
from lynchpin.engine.graph.program import Program

REDRAWN = 0.8
"""Share of the flips that redraw what the assumption replaces."""

SMALLEST_SD, LARGEST_SD = 0.3, 1.1
"""Range of the standard deviations of the fitted normals. Latent normals have 1 before the evidence."""

WIDER = 1.1
"""Factor by which fitted normals are wider than the particles, because proposals should not be narrower than the posterior."""

PRIOR_WEIGHT = 50
"""Number of particles that the prior counts for in a fit."""

LEAST_VARIANCE, LEAST_RATE, ANY = 0.003, 0.004, 0.05
"""Lower limits of the variance and the acceptance rate of an assumption when one is chosen, and the share that is chosen uniformly."""

CERTAIN = 1e-6
"""Assumptions with a credence this close to 0 or 1 are not turned over."""


class Flip(NamedTuple):
    """Proposed flips of n particles.

    Attributes:
        normals: [rows, n] the latent normals.
        uniforms: [J, n] the latent uniforms.
        ratios: [n] logarithms of the Hastings ratios.
        which: [n] the assumption that is turned over.
        redrawn: [rows + J, n] which latent numbers are redrawn.
    """

    normals: NDArray[np.float32]
    uniforms: NDArray[np.float32]
    ratios: F64
    which: Places
    redrawn: NDArray[np.bool_]


class Flipper:
    """Proposes flips, and learns which assumptions are worth turning over.

    Attributes:
        own: [J] whether the state of each assumption depends on its own uniform and credence alone, so that it can be turned over.
    """

    def __init__(self, program: Program) -> None:
        """Find the numbers that each assumption replaces."""
        names = static_draws(program)
        self._replaced: list[list[int]] = [[] for _ in program.assumptions]
        for spec in program.inputs:
            if spec.assumption is not None and spec.fails_row is not None:
                self._replaced[spec.assumption].append(names.index(spec.draw))
        self._replaced = [sorted(set(rows)) for rows in self._replaced]
        tables = program.tables or (None,) * len(program.assumptions)
        draws = names[len(names) - len(program.assumptions) :]
        self.own = np.array([table is None and d not in program.correlated for table, d in zip(tables, draws, strict=True)], np.bool_)
        self._accepted, self._tried = np.zeros(len(self.own)), np.zeros(len(self.own))
        self._fits: dict[tuple[int, int], F64] = {}
        self._chances = np.zeros(len(self.own))

    def fit(self, normals: NDArray[Any], holds: NDArray[Any]) -> None:
        """Fit the numbers that assumptions replace, in both states, and set how often each assumption is chosen.

        The fits stay as they are until the next call: moves with fixed proposals leave the posterior unchanged.

        Args:
            normals: [rows, N] the latent normals of all particles.
            holds: [J, N] whether each assumption holds.
        """
        held = np.asarray(holds) > 0.5
        for j, rows in enumerate(self._replaced):
            for k in rows:
                self._fits[j, k] = np.array([_fit_normal(normals[k, held[j] == state]) for state in (False, True)])
        share = held.mean(axis=1) if len(held) else np.zeros(0)
        rates = np.maximum((self._accepted + 0.5) / (self._tried + 10), LEAST_RATE)
        self._chances = np.maximum(share * (1 - share), LEAST_VARIANCE) / np.sqrt(rates)

    def find_open(self, credences: F64) -> NDArray[np.bool_]:
        """Return [J] which assumptions can be turned over, given the credences [J, N] of all particles."""
        return self.own & ((credences > CERTAIN) & (credences < 1 - CERTAIN)).all(axis=1)

    def propose(
        self,
        latent: tuple[NDArray[Any], NDArray[Any]],
        holds: NDArray[Any],
        credences: F64,
        open_: NDArray[np.bool_],
        generator: np.random.Generator,
    ) -> Flip:
        """Turn over one assumption of each of n particles.

        Args:
            latent: Latent normals [rows, n] and uniforms [J, n].
            holds: [J, n] whether each assumption holds.
            credences: [J, n] the credence of each assumption.
            open_: [J] which assumptions can be turned over.
            generator: Random numbers.

        Returns:
            The flips.
        """
        normals, uniforms = (part.copy() for part in latent)
        n = normals.shape[-1]
        wanted = self._chances * open_
        chances = (1 - ANY) * wanted / wanted.sum() + ANY * open_ / open_.sum()
        which = np.asarray(generator.choice(len(chances), size=n, p=chances / chances.sum()), np.intp)
        places = np.arange(n)
        held, credence, v = holds[which, places] > 0.5, credences[which, places], generator.random(n)
        uniforms[which, places] = np.where(held, credence + (1 - credence) * v, credence * v)
        odds = np.log1p(-credence) - np.log(credence)
        ratios = np.where(held, odds, -odds)
        redrawn = np.zeros((len(normals) + len(uniforms), n), np.bool_)
        redrawn[len(normals) + which, places] = True
        again = generator.random(n) < REDRAWN
        for j in np.unique(which):
            some = np.flatnonzero((which == j) & again)
            states = held[some].astype(int)
            for k in self._replaced[j]:
                mean, sd = self._fits[j, k].T
                old, new = normals[k, some].astype(np.float64), mean[1 - states] + sd[1 - states] * generator.standard_normal(len(some))
                ratios[some] += _log_normal(new, 0.0, 1.0) - _log_normal(new, mean[1 - states], sd[1 - states])
                ratios[some] -= _log_normal(old, 0.0, 1.0) - _log_normal(old, mean[states], sd[states])
                normals[k, some] = new
                redrawn[k, some] = True
        return Flip(normals, uniforms, ratios, which, redrawn)

    def learn(self, which: Places, accepted: F64) -> None:
        """Record the acceptance probabilities [n] of flips of the assumptions `which` [n]."""
        self._accepted += np.bincount(which, accepted, minlength=len(self._tried))
        self._tried += np.bincount(which, minlength=len(self._tried))


def _fit_normal(values: NDArray[Any]) -> tuple[float, float]:
    """Return mean and standard deviation of latent normals in one state, shrunk towards the prior if there are few."""
    if not len(values):
        return 0.0, LARGEST_SD
    weight = len(values) / (len(values) + PRIOR_WEIGHT)
    sd = np.sqrt(weight * values.var() + 1 - weight)
    return weight * float(values.mean()), float(np.clip(WIDER * sd, SMALLEST_SD, LARGEST_SD))


def _log_normal(x: F64, mean: F64 | float, sd: F64 | float) -> F64:
    """Return the log density of a normal, without the constant that cancels in ratios."""
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd)
