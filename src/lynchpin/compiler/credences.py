"""The marginal probability that each assumption holds, where credences depend on other assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from lynchpin.compiler.numbers import OF_ASSUMPTIONS, build_copula, list_correlated
from lynchpin.compiler.values import find_value_mean, to_distribution
from lynchpin.engine.chance.distributions import find_quantile
from lynchpin.language.records import Assessment, Given, Value

MOST_ENUMERATED = 12
"""Largest number of assumptions whose combinations are enumerated."""
POINTS = 1 << 16
"""Points of a Sobol' sequence where they are not. The error is then about 1e-4."""

Credences = Mapping[str, Value | Given]


def find_marginals(a: Assessment) -> dict[str, float]:
    """Return the probability that each assumption with a credence holds."""
    credences: Credences = {name: x.credence for name, x in a.assumptions.items() if x.credence is not None}
    correlated = {name for pair in a.correlations for name in pair[:2]}
    marginals: dict[str, float] = {}
    for name, credence in credences.items():
        if isinstance(credence, Value):
            marginals[name] = find_value_mean(credence)
            continue
        behind = _list_behind(name, credences)
        tied = len(correlated.intersection(behind)) > 1
        marginals[name] = (
            _sample(a, name, behind, credences) if tied or len(behind) > MOST_ENUMERATED else _enumerate(name, behind, credences)
        )
    return marginals


def _list_behind(name: str, credences: Credences) -> list[str]:
    """Return an assumption and all on which its credence depends, directly or through others, each after those on which it depends."""
    found: list[str] = []

    def visit(one: str) -> None:
        credence = credences[one]
        for parent, _ in credence.list_parents() if isinstance(credence, Given) else ():
            if parent not in found:
                visit(parent)
        if one not in found:
            found.append(one)

    visit(name)
    return found


def _enumerate(name: str, behind: list[str], credences: Credences) -> float:
    total = 0.0
    for states in product((True, False), repeat=len(behind)):
        holds, weight = dict(zip(behind, states, strict=True)), 1.0
        for one in behind if holds[name] else ():
            chance = find_value_mean(_select(credences[one], holds))
            weight *= chance if holds[one] else 1 - chance
        total += weight if holds[name] else 0.0
    return total


def _select(credence: Value | Given, holds: Mapping[str, bool]) -> Value:
    while isinstance(credence, Given):
        credence = credence.holds if holds[credence.parent] else credence.fails
    return credence


def _sample(a: Assessment, name: str, behind: list[str], credences: Credences) -> float:
    """Return the share of points in which an assumption holds."""
    from scipy.stats import qmc  # takes longer to import than most models take to compile, and few need it

    draws = list_correlated(a)
    places = [k for k, draw in enumerate(draws) if draw.startswith(OF_ASSUMPTIONS)]
    tied = [draws[k].removeprefix(OF_ASSUMPTIONS) for k in places]
    sequence = iter(qmc.Sobol(len(tied) + 2 * len(behind), seed=0).random(POINTS).T)
    independent = ndtri(np.array([next(sequence) for _ in tied]).reshape(len(tied), POINTS))
    uniforms = dict(zip(tied, ndtr(build_copula(a, draws)[np.ix_(places, places)] @ independent), strict=True))
    holds: dict[str, NDArray[np.bool_]] = {}
    for one in behind:
        uniform, chance = next(sequence), next(sequence)
        holds[one] = uniforms.get(one, uniform) < _read(credences[one], np.log(chance / (1 - chance)), holds)
    return float(holds[name].mean())


def _read(credence: Value | Given, logits: NDArray[np.float64], holds: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.float64]:
    """Return the credence at each point; `logits` are those of the probabilities at which it is drawn."""
    if isinstance(credence, Value):
        return np.asarray(find_quantile(to_distribution(credence), logits), np.float64)
    return np.where(holds[credence.parent], _read(credence.holds, logits, holds), _read(credence.fails, logits, holds))
