"""Robust choices among policies: by the mean, by the largest regret, and over cases, with ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.estimates import Estimate, estimate_difference, estimate_mean

F64 = NDArray[np.float64]
TIE = 2.0
"""Policies are tied if their paired difference is within this many standard errors."""
SLIGHT = 1e-9
"""Differences smaller than this share of the goals' spread are rounding."""
HALVES, SELDOM = 200, 0.05
"""Number of random halves of the futures; by largest regret a policy is tied if it is first in more than this share of them."""
LARGEST = 64
"""Number of largest regrets of each policy that are examined; in practice every half contains one of them."""


@dataclass(frozen=True)
class Choice:
    """The best policy by some measure, those tied with it, and its lead over the next (None if the lead has no standard error)."""

    best: str
    ties: tuple[str, ...]
    lead: Estimate | None = None

    def agrees(self, other: Choice) -> bool:
        """Whether some policy is best by both, ties counted."""
        return bool({self.best, *self.ties} & {other.best, *other.ties})


def measure_regret(gains: F64) -> F64:
    """Return [policies, N] the regret of each policy: its shortfall from the best one in the same future."""
    regret: F64 = gains.max(axis=0) - gains
    return regret


def choose_by_mean(names: Sequence[str], gains: NDArray[Any], lineage: NDArray[Any] | None = None) -> Choice:
    """Return the policy with the greatest mean, and those whose paired difference from it is within two standard errors.

    Args:
        names: Names of the policies.
        gains: [policies, N] weighted sum of goals.
        lineage: [N] the same number for futures that are dependent.
    """
    gains = np.asarray(gains, np.float64)
    best = int(np.argmax([estimate_mean(g).value for g in gains]))
    pairs = [(n, g) for k, (n, g) in enumerate(zip(names, gains, strict=True)) if k != best]
    leads = {n: estimate_difference(gains[best], g, lineage=lineage) for n, g in pairs}
    ties = tuple(n for n, lead in leads.items() if not lead.value > TIE * lead.error + find_rounding(gains))
    return Choice(names[best], ties, min(leads.values(), key=lambda lead: lead.value) if leads else None)


def choose_by_largest_regret(names: Sequence[str], gains: F64, lineage: NDArray[Any]) -> Choice:
    """Return the policy whose largest regret among the futures drawn is smallest.

    A maximum has no standard error. Policies are tied if they are first in more than 5% of random halves of the futures.

    Args:
        names: Names of the policies.
        gains: [policies, N] weighted sum of goals.
        lineage: [N] the same number for futures that are dependent.
    """
    regret, slight = measure_regret(gains), find_rounding(gains)
    choice = _choose_least(names, regret.max(axis=1), slight)
    first = dict(zip(names, _come_first(regret, lineage, slight), strict=True))
    return replace(choice, ties=tuple(n for n in names if n != choice.best and (n in choice.ties or first[n] > SELDOM)))


def _come_first(regret: F64, lineage: NDArray[Any], slight: float) -> F64:
    """Return [policies] the share of random halves of the ancestors in which the largest regret of each policy is smallest."""
    order = np.argsort(lineage, kind="stable")
    starts = np.flatnonzero(np.diff(lineage[order].astype(np.int64), prepend=-1))
    of_ancestor = np.maximum.reduceat(regret[:, order], starts, axis=1)
    top = np.unique(np.argsort(of_ancestor, axis=1)[:, -LARGEST:])
    half = np.random.default_rng(0).random((HALVES, 1, len(top))) < 0.5
    largest = np.where(half, of_ancestor[:, top], 0.0).max(axis=2)
    share: F64 = (largest <= largest.min(axis=1, keepdims=True) + slight).mean(axis=0)
    return share


Case = tuple[F64, NDArray[Any]]
"""Goals [policies, N] in the futures of one case, such as the failure of an assumption, and their lineage [N]."""


def choose_over_cases(names: Sequence[str], cases: Sequence[Case]) -> Choice:
    """Return the policy whose largest mean regret over cases is smallest.

    Policies are tied if their regret in their own worst case is within two standard errors of that of the best. The error is that of the
    paired difference if both have the same worst case. Otherwise the two regrets are treated as independent.

    Args:
        names: Names of the policies.
        cases: Goals in each case, with the lineage of the futures.
    """
    finite = [(gains[:, sound], lineage[sound]) for gains, lineage in cases for sound in [np.isfinite(gains).all(axis=0)]]
    means = np.array([gains.mean(axis=1) for gains, _ in finite])
    regrets = means.max(axis=1, keepdims=True) - means
    worst, largest = regrets.argmax(axis=0), regrets.max(axis=0)
    best, slight = int(np.argmin(largest)), find_rounding(means)

    def regret_of(k: int) -> Estimate:
        gains, lineage = finite[worst[k]]
        return estimate_difference(gains[means[worst[k]].argmax()], gains[k], lineage=lineage)

    def is_tied(k: int) -> bool:
        gains, lineage = finite[worst[k]]
        if worst[k] == worst[best]:
            error = estimate_difference(gains[best], gains[k], lineage=lineage).error
        else:
            error = float(np.hypot(regret_of(k).error, regret_of(best).error))
        return bool(largest[k] - largest[best] <= TIE * error + slight)

    return Choice(names[best], tuple(n for k, n in enumerate(names) if k != best and is_tied(k)))


def _choose_least(names: Sequence[str], values: F64, slight: float) -> Choice:
    best = int(np.argmin(values))
    return Choice(names[best], tuple(n for k, n in enumerate(names) if k != best and values[k] <= values[best] + slight))


def find_rounding(gains: NDArray[Any]) -> float:
    """Return the size up to which differences between goals [policies, N] are rounding."""
    x = np.asarray(gains, np.float64)
    return SLIGHT * float(np.nanmax(x) - np.nanmin(x)) if x.size else 0.0
