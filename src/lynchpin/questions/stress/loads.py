"""Loads of assumptions and interactions of pairs, by paired reruns.

A future is drawn with every assumption at its credence, and rerun with the same random numbers and one or two assumptions set to the
reverse. The change between the two runs is a sample of f(j fails) - f(j holds). Randomness that does not depend on the assumption cancels
in this paired difference. What follows from setting an assumption is decided by `joint`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.questions.stress.joint import Given, Independent, Joint
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_mean, estimate_means, estimate_share

Actions = dict[int, str]
"""What is set, by the position of the assumption."""
FLIP, FAIL, HOLD = "flip", "fail", "hold"
"""An assumption is set to the reverse, to fail at the start, or to hold throughout."""


@dataclass(frozen=True)
class Loads:
    """Loads of d assumptions.

    Attributes:
        answer: Probability of the answer with every assumption at its credence.
        credences: [d] probability that each holds; it has a standard error only given evidence.
        loads: [d] change of the answer's probability if the assumption fails instead of holding.
        exposures: [d] load times vulnerability (1 - credence).
        pairs: [pairs, 2] positions of the assumptions of each pair.
        interactions: [pairs] interaction of each pair.
    """

    answer: Estimate
    credences: Estimates
    loads: Estimates
    exposures: Estimates
    pairs: NDArray[np.intp]
    interactions: Estimates


def measure_loads(
    answering: Answering,
    credences: NDArray[np.float64],
    futures: int,
    rng: Generator,
    *,
    for_pairs: float = 0.5,
    first: int = 0,
    posterior: Posterior | None = None,
    joint: Joint | None = None,
    lasting: NDArray[np.bool_] | None = None,
) -> Loads:
    """Measure loads and interactions by paired reruns.

    load(j) = E[f(j fails) - f(j holds)]; interaction(j, k) = E[f(both fail) - f(j fails) - f(k fails) + f(both hold)], with all other
    assumptions at their credences: the effect of the joint failure minus the sum of the two single effects.

    Args:
        answering: The answer as a function of the assumptions that hold.
        credences: [d] probability that each holds.
        futures: Largest number of futures to draw, at least 2 (1 + d).
        rng: Draws the states of the assumptions.
        for_pairs: Share of the futures for bases in which every pair is reversed.
        first: Index of the first future.
        posterior: Futures given evidence, whose states and lineage replace independent draws from the credences.
        joint: Where the states come from if assumptions depend on each other.
        lasting: [d] which assumptions can fail along the way. Their load is that of failing at the start instead of never.

    Returns:
        Loads, exposures and interactions. The interactions are NaN if there are too few futures to rerun every pair twice.
    """
    d = len(credences)
    lasting = np.zeros(d, bool) if lasting is None else lasting
    pairs = np.array([(j, k) for j in range(d) for k in range(j + 1, d)], np.intp).reshape(-1, 2)
    singles: list[Actions] = [{}, *({j: action} for j in range(d) for action in _list_actions(lasting[j]))]
    doubles: list[Actions] = [
        {j: one, k: other} for j, k in pairs.tolist() for one in _list_actions(lasting[j]) for other in _list_actions(lasting[k])
    ]
    deep = int(futures * for_pairs) // (len(singles) + len(doubles)) if len(pairs) else 0
    deep = deep if deep >= 2 else 0
    wide = (futures - deep * (len(singles) + len(doubles))) // len(singles)
    bases = max(2, deep + wide)
    index = np.arange(first, first + bases, dtype=np.uint32)
    joint = joint or (Independent(credences, rng) if posterior is None else Given(posterior))
    rerun = _Rerun(answering, joint, joint.draw(index), index, lasting)
    lineage = None if posterior is None else posterior.lineage(index)
    rerun.play(singles, bases)
    base = rerun.read({}, bases)
    changes = np.array([rerun.contrast((j,), bases) for j in range(d)]).reshape(d, bases)
    loads = _estimate_rows(changes, 1.0, lineage)
    interactions = Estimates(np.full(len(pairs), np.nan), np.full(len(pairs), np.nan))
    if deep:
        rerun.play(doubles, deep)
        mixed = np.array([rerun.contrast((j, k), deep) for j, k in pairs.tolist()])
        interactions = _estimate_rows(mixed, 2.0, None if lineage is None else lineage[:deep])
    held, exposures = Estimates(credences, np.zeros(d)), Estimates(loads.value * (1 - credences), loads.error * (1 - credences))
    if posterior is not None and lineage is not None:
        population, ancestors = posterior.population
        held = estimate_means(population, span=1.0, lineage=ancestors)
        exposures = _expose(changes, lineage, loads, population, ancestors, held)
    for j in np.flatnonzero(lasting).tolist():  # what its possible failures contribute, whenever they come
        one = _estimate_rows((base - rerun.read({j: HOLD}, bases))[None], 1.0, lineage)
        exposures.value[j], exposures.error[j] = one.value[0], one.error[0]
    known = np.isfinite(base)
    answer = estimate_share(base[known], lineage=None if lineage is None else lineage[known])
    return Loads(answer, held, loads, exposures, pairs, interactions)


def _list_actions(lasting: bool) -> tuple[str, ...]:
    return (FAIL, HOLD) if lasting else (FLIP,)


class _Rerun:
    """Answers in the bases, with some assumptions set. An assumption that can fail along the way is left to the model if it is not set."""

    def __init__(
        self, answering: Answering, joint: Joint, states: NDArray[np.bool_], index: NDArray[np.uint32], lasting: NDArray[np.bool_]
    ) -> None:
        self._answering, self._joint, self._states, self._index, self._lasting = answering, joint, states, index, lasting
        self._sign = np.where(states, 1.0, -1.0)
        self._values: dict[tuple[tuple[int, str], ...], NDArray[np.float64]] = {}

    def play(self, settings: Sequence[Actions], bases: int) -> None:
        """Play the first `bases` bases with each of these actions."""
        holds = np.concatenate([self._put(actions, bases) for actions in settings], axis=1)
        values = self._answering(holds, np.tile(self._index[:bases], len(settings))).reshape(len(settings), -1)
        self._values |= {tuple(actions.items()): row for actions, row in zip(settings, values, strict=True)}

    def read(self, actions: Actions, bases: int) -> NDArray[np.float64]:
        """Return [bases] the answer with these actions."""
        return self._values[tuple(actions.items())][:bases]

    def contrast(self, members: tuple[int, ...], bases: int) -> NDArray[np.float64]:
        """Return [bases] the sum over all states of the members of the answer, with a minus for each member that holds.

        This is the change from holding to failing for one member, and the interaction for two.
        """
        total = np.zeros(bases)
        ways = [(FAIL, HOLD) if self._lasting[j] else ("", FLIP) for j in members]
        for actions in product(*ways):
            sign: NDArray[np.float64] = np.ones(bases)
            for j, action in zip(members, actions, strict=True):
                one = self._sign[j, :bases]
                sign = sign * (one if action == FLIP else -one if not action else 1.0 if action == FAIL else -1.0)
            total = total + sign * self.read({j: a for j, a in zip(members, actions, strict=True) if a}, bases)
        return total

    def _put(self, actions: Actions, bases: int) -> NDArray[Any]:
        states = self._states[:, :bases]
        chosen = {j: ~states[j] if action == FLIP else np.full(bases, action == HOLD) for j, action in actions.items()}
        placed = self._joint.put(states, self._index[:bases], chosen)
        if not self._lasting.any():
            return placed
        codes = placed.astype(np.int16)
        left = [j for j in np.flatnonzero(self._lasting).tolist() if j not in actions]
        codes[left] = -1
        return codes


def _estimate_rows(samples: NDArray[np.float64], span: float, lineage: NDArray[np.uint32] | None) -> Estimates:
    """Estimate means [n] of samples [n, M], each over the bases in which every rerun has an answer (a future with a non-finite value has none)."""
    known = np.isfinite(samples)
    if known.all():
        return estimate_means(samples, span=span, lineage=lineage)
    rows = [
        estimate_mean(row[k], span=span, lineage=None if lineage is None else lineage[k]) for row, k in zip(samples, known, strict=True)
    ]
    return Estimates(np.array([e.value for e in rows]), np.array([e.error for e in rows]))


def _expose(
    changes: NDArray[np.float64],
    lineage: NDArray[np.uint32],
    loads: Estimates,
    population: NDArray[np.bool_],
    ancestors: NDArray[np.uint32],
    held: Estimates,
) -> Estimates:
    """Compute exposures given evidence, with errors by the delta method over ancestors.

    Loads and credences come from futures with the same ancestors, so their errors are dependent.

    Args:
        changes: [d, bases] change of the answer if an assumption is reversed.
        lineage: [bases] ancestor of each base.
        loads: [d] means of the changes.
        population: [d, P] whether each assumption holds in each particle.
        ancestors: [P] ancestor of each particle.
        held: [d] shares of the population in which each holds.

    Returns:
        [d] exposures.
    """
    every, number = np.unique(np.concatenate([lineage, ancestors]), return_inverse=True)
    of_bases, of_population = np.split(number.reshape(-1), [len(lineage)])
    vulnerable = 1 - held.value
    errors = []
    for j, (load, v) in enumerate(zip(loads.value, vulnerable, strict=True)):
        known = np.isfinite(changes[j])
        moved = v * np.bincount(of_bases[known], (changes[j] - load)[known], len(every)) / max(known.sum(), 1)
        moved += load * np.bincount(of_population, held.value[j] - population[j], len(every)) / len(ancestors)
        errors.append(np.sqrt((moved**2).sum() * len(every) / max(len(every) - 1, 1)))
    # A load whose samples are all equal still has an error.
    constant = np.array([len(np.unique(row[np.isfinite(row)])) < 2 for row in changes])
    unseen = np.where(constant, loads.error * vulnerable, 0.0)
    return Estimates(loads.value * vulnerable, np.maximum(errors, unseen))
