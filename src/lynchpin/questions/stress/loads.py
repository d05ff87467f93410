"""Loads of assumptions and interactions of pairs, by paired reruns.

A future is drawn with every assumption at its credence, and rerun with the same random numbers and one or two assumptions reversed.
Assumptions are roots of the model, so setting one is equivalent to conditioning on it, and the change between the two runs is a sample
of f(j fails) - f(j holds). Randomness that does not depend on the assumption cancels in this paired difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_mean, estimate_means, estimate_share


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

    Returns:
        Loads, exposures and interactions. The interactions are NaN if there are too few futures to rerun every pair twice.
    """
    d = len(credences)
    pairs = np.array([(j, k) for j in range(d) for k in range(j + 1, d)], np.intp).reshape(-1, 2)
    deep = int(futures * for_pairs) // (1 + d + len(pairs)) if len(pairs) else 0
    deep = deep if deep >= 2 else 0
    wide = (futures - deep * (1 + d + len(pairs))) // (1 + d)
    bases = max(2, deep + wide)
    index = np.arange(first, first + bases, dtype=np.uint32)
    states = rng.random((d, bases)) < credences[:, None] if posterior is None else posterior.states(index)
    lineage = None if posterior is None else posterior.lineage(index)
    flips = np.vstack([np.zeros((1, d), bool), np.eye(d, dtype=bool)])
    values = _rerun(answering, states, index, flips)
    base, single = values[0], values[1:]
    sign = np.where(states, 1.0, -1.0)
    changes = (single - base) * sign
    loads = _estimate_rows(changes, 1.0, lineage)
    interactions = Estimates(np.full(len(pairs), np.nan), np.full(len(pairs), np.nan))
    if deep:
        both = (flips[1:][pairs[:, 0]] | flips[1:][pairs[:, 1]]).reshape(-1, d)
        double = _rerun(answering, states[:, :deep], index[:deep], both)
        j, k = pairs[:, 0], pairs[:, 1]
        mixed = (base[:deep] - single[j, :deep] - single[k, :deep] + double) * sign[j, :deep] * sign[k, :deep]
        interactions = _estimate_rows(mixed, 2.0, None if lineage is None else lineage[:deep])
    held, exposures = Estimates(credences, np.zeros(d)), Estimates(loads.value * (1 - credences), loads.error * (1 - credences))
    if posterior is not None and lineage is not None:
        population, ancestors = posterior.population
        held = estimate_means(population, span=1.0, lineage=ancestors)
        exposures = _expose(changes, lineage, loads, population, ancestors, held)
    known = np.isfinite(base)
    answer = estimate_share(base[known], lineage=None if lineage is None else lineage[known])
    return Loads(answer, held, loads, exposures, pairs, interactions)


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


def _rerun(answering: Answering, states: NDArray[np.bool_], index: NDArray[np.uint32], flips: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return [n, M] the answer in each base with each set of assumptions reversed; `flips` [n, d], `states` [d, M]."""
    reversed_states = states[None] ^ flips[:, :, None]
    holds = reversed_states.transpose(1, 0, 2).reshape(len(states), -1)
    return answering(holds, np.tile(index, len(flips))).reshape(len(flips), -1)
