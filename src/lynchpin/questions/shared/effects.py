"""What each policy does against the status quo, future by future, and which choice is best by several measures.

All runs meet the same chances, so that every difference is paired. Regret is what a policy forgoes against the best one in the same
future (Savage 1951); satisficing counts the futures in which a policy is good enough (Lempert 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.statistics.estimates import (
    Estimate,
    estimate_conditional,
    estimate_difference,
    estimate_mean,
    estimate_quantiles,
    estimate_share,
)
from lynchpin.statistics.thresholds import estimate_share_over, measure_density

F64 = NDArray[np.float64]
FUTURES = 10_000
"""Default number of futures for each policy."""
STATUS_QUO = "status quo"
TIE = 2.0
"""Policies are tied if their paired difference is within this many standard errors."""
SLIGHT = 1e-9
"""Differences smaller than this share of the goals' spread are rounding."""
HALVES, SELDOM = 200, 0.05
"""Number of random halves of the futures; by largest regret a policy is tied if it is first in more than this share of them."""
LARGEST = 64
"""Number of largest regrets of each policy that are examined; in practice every half contains one of them."""
UNSEEN = 0.05
"""Error probability of the bound on the share of futures with a regret larger than any that was drawn."""


@dataclass(frozen=True)
class Effect:
    """One policy compared with the status quo, future by future. Goals are None if the file has none.

    Attributes:
        averted, brought: Shares of futures in which the answer is no longer true, and in which it newly is.
        goals: Weighted sum of all goals.
        by_goal: Value and change of each goal, unweighted.
        worse: Share of futures in which the goals are worse than under the status quo.
        ruined: Share of futures in which they are worse by more than a standard deviation of the status quo.
        loss: Mean loss in the futures in which they are worse.
        satisfies: Share of futures in which the goals reach the aspiration.
        regret_max: Observed maximum (not an estimate): it grows with the number of futures.
        beyond_max: Upper bound, with 95% confidence, on the share of futures with a larger regret.
    """

    name: str
    answer: Estimate
    change: Estimate
    averted: Estimate
    brought: Estimate
    goals: Estimate | None = None
    goals_change: Estimate | None = None
    by_goal: tuple[tuple[Estimate, Estimate], ...] = ()
    regret: Estimate | None = None
    regret_p95: Estimate | None = None
    regret_max: float | None = None
    beyond_max: float | None = None
    satisfies: Estimate | None = None
    worse: Estimate | None = None
    ruined: Estimate | None = None
    loss: Estimate | None = None

    @property
    def mixed(self) -> bool:
        """Whether it helps on average, but ruins some futures."""
        if self.goals_change is None or self.ruined is None:
            return False
        helps = self.goals_change.value > TIE * self.goals_change.error
        return helps and self.ruined.value > TIE * self.ruined.error


@dataclass(frozen=True)
class Choice:
    """The best policy by some measure, those tied with it, and its lead over the next (None if the lead has no standard error)."""

    best: str
    ties: tuple[str, ...]
    lead: Estimate | None = None

    def agrees(self, other: Choice) -> bool:
        """Whether some policy is best by both, ties counted."""
        return bool({self.best, *self.ties} & {other.best, *other.ties})


@dataclass(frozen=True)
class Comparison:
    """All policies on the same futures. The choices are None if the file has no goals.

    Attributes:
        aspiration: The sum of goals that is good enough: without a standard error if it was given, else the status quo's median.
    """

    effects: tuple[Effect, ...]
    aspiration: Estimate | None
    mean: Choice | None
    minimax: Choice | None
    satisficing: Choice | None


def play_policies(model: Model, draws: Draws, *, progress: Callable[[int, int], None] | None = None) -> dict[str, Futures]:
    """Draw the status quo and every policy of the file on the same futures.

    Args:
        model: The model to draw from.
        draws: The request; its policy is replaced, and only outcomes and goals are recorded.
        progress: Called with the number of futures that are done and the number requested.

    Returns:
        Futures by the name of the policy, the status quo first.
    """

    def draw() -> dict[str, Futures]:
        names = [None, *(p.name for p in model.policies)]
        runs = {}
        for k, name in enumerate(names):
            runs[name or STATUS_QUO] = simulate(model, draws.change(policy=name, record="outcomes"))
            if progress is not None:
                progress((k + 1) * draws.futures, len(names) * draws.futures)
        return runs

    # Two questions (`policies` and `drivers`) need the same runs.
    runs: dict[str, Futures] = model.memo.find(("policies", draws.change(policy=None, record="outcomes").key()), draw)
    return runs


def compare_policies(runs: Mapping[str, Futures], *, answer: str | None = None, aspiration: float | None = None) -> Comparison:
    """Compare runs on the same random numbers, the status quo first. Futures with a non-finite value under any policy are left out."""
    names, base = list(runs), next(iter(runs.values()))
    alive = np.all([f.sound for f in runs.values()], axis=0)
    yes = np.array([f.answer(answer) for f in runs.values()], np.float64)[:, alive]
    effects = [_measure_answer(name, y, yes[0], base.lineage[alive]) for name, y in zip(names, yes, strict=True)]
    if not base.model.goals:
        return Comparison(tuple(effects), None, None, None, None)
    gains = read_goals(runs)
    sound = np.isfinite(gains).all(axis=0)
    gains, lineage = gains[:, sound], base.lineage[sound]
    aspired, influence = _find_median(gains[0], lineage) if aspiration is None else (Estimate(aspiration, 0.0), np.zeros(len(lineage)))
    enough = [estimate_share_over(g, aspired.value - _slight(gains), influence, lineage=lineage) for g in gains]
    each = [np.array(f.goals, np.float64)[:, sound] for f in runs.values()]
    effects = [
        replace(_measure_goals(e, k, gains, each, lineage), satisfies=share)
        for k, (e, (share, _)) in enumerate(zip(effects, enough, strict=True))
    ]
    return Comparison(
        tuple(effects),
        aspired,
        choose_by_mean(names, gains, lineage),
        choose_by_largest_regret(names, gains, lineage),
        choose_by_mean(names, np.array([linear for _, linear in enough]), lineage),
    )


def _find_median(gains: F64, lineage: NDArray[Any]) -> tuple[Estimate, F64]:
    """The median of the status quo, and what each future does to it [N]: nothing where many futures have that very value."""
    median = estimate_quantiles(gains, 0.5, lineage=lineage).at(0)
    density = measure_density(gains, median.value)
    if density == 0:
        return median, np.zeros(len(gains))
    return median, np.asarray((0.5 - (gains <= median.value)) / density, np.float64)


def read_goals(runs: Mapping[str, Futures]) -> F64:
    """Return [policies, N] the weighted sum of goals; NaN in futures with non-finite values."""
    model = next(iter(runs.values())).model
    weights = np.array([g.weight for g in model.goals])
    rows = [np.where(f.sound, weights @ np.array(f.goals, np.float64), np.nan) for f in runs.values()]
    return np.array(rows)


def measure_regret(gains: F64) -> F64:
    """Return [policies, N] the regret of each policy: its shortfall from the best one in the same future."""
    regret: F64 = gains.max(axis=0) - gains
    return regret


def choose_by_mean(names: Sequence[str], gains: NDArray[Any], lineage: NDArray[Any] | None = None) -> Choice:
    """Return the policy with the greatest mean; tied are those whose paired difference from it is within two standard errors."""
    gains = np.asarray(gains, np.float64)
    best = int(np.argmax([estimate_mean(g).value for g in gains]))
    pairs = [(n, g) for k, (n, g) in enumerate(zip(names, gains, strict=True)) if k != best]
    leads = {n: estimate_difference(gains[best], g, lineage=lineage) for n, g in pairs}
    ties = tuple(n for n, lead in leads.items() if not lead.value > TIE * lead.error + _slight(gains))
    return Choice(names[best], ties, min(leads.values(), key=lambda lead: lead.value) if leads else None)


def choose_by_largest_regret(names: Sequence[str], gains: F64, lineage: NDArray[Any]) -> Choice:
    """The policy whose largest regret among the futures drawn is smallest.

    A largest value has no standard error; tied are the policies that come first in more than one in twenty random halves of the futures.
    """
    regret, slight = measure_regret(gains), _slight(gains)
    choice = _choose_least(names, regret.max(axis=1), slight)
    first = dict(zip(names, _come_first(regret, lineage, slight), strict=True))
    return replace(choice, ties=tuple(n for n in names if n != choice.best and (n in choice.ties or first[n] > SELDOM)))


def _come_first(regret: F64, lineage: NDArray[Any], slight: float) -> F64:
    """[policies] the share of random halves of the ancestors in which the largest regret of each policy is smallest."""
    order = np.argsort(lineage, kind="stable")
    starts = np.flatnonzero(np.diff(lineage[order].astype(np.int64), prepend=-1))
    of_ancestor = np.maximum.reduceat(regret[:, order], starts, axis=1)
    top = np.unique(np.argsort(of_ancestor, axis=1)[:, -LARGEST:])
    half = np.random.default_rng(0).random((HALVES, 1, len(top))) < 0.5
    largest = np.where(half, of_ancestor[:, top], 0.0).max(axis=2)
    share: F64 = (largest <= largest.min(axis=1, keepdims=True) + slight).mean(axis=0)
    return share


Case = tuple[F64, NDArray[Any]]
"""Goals [policies, N] in futures that have something in common, and their lineage [N]."""


def choose_over_cases(names: Sequence[str], cases: Sequence[Case]) -> Choice:
    """The policy whose largest regret of the mean is smallest over cases, such as the failure of each assumption.

    Tied are those whose regret in their own worst case is within two standard errors of that of the best: of the paired difference where both
    have the same worst case, else of the two as if they were independent.
    """
    finite = [(gains[:, sound], lineage[sound]) for gains, lineage in cases for sound in [np.isfinite(gains).all(axis=0)]]
    means = np.array([gains.mean(axis=1) for gains, _ in finite])
    regrets = means.max(axis=1, keepdims=True) - means
    worst, largest = regrets.argmax(axis=0), regrets.max(axis=0)
    best, slight = int(np.argmin(largest)), _slight(means)

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


def _slight(gains: NDArray[Any]) -> float:
    x = np.asarray(gains, np.float64)
    return SLIGHT * float(np.nanmax(x) - np.nanmin(x)) if x.size else 0.0


def _measure_answer(name: str, yes: F64, before: F64, lineage: NDArray[Any]) -> Effect:
    return Effect(
        name,
        answer=estimate_share(yes, lineage=lineage),
        change=estimate_difference(yes, before, span=1.0, lineage=lineage)
        if yes is not before and name != STATUS_QUO
        else Estimate(0.0, 0.0),
        averted=estimate_share(before > yes, lineage=lineage),
        brought=estimate_share(yes > before, lineage=lineage),
    )


def _measure_goals(e: Effect, k: int, gains: F64, each: Sequence[F64], lineage: NDArray[Any]) -> Effect:
    change = gains[k] - gains[0]
    regret = measure_regret(gains)[k]
    slight = _slight(gains)
    squares = (gains[0] - gains[0].mean()) ** 2
    spread = float(np.sqrt(squares.mean()))
    of_spread = (squares - spread**2) / (2 * spread) if spread > slight else np.zeros(len(lineage))
    return replace(
        e,
        goals=estimate_mean(gains[k], lineage=lineage),
        goals_change=estimate_mean(change, lineage=lineage),
        by_goal=tuple(
            (estimate_mean(now, lineage=lineage), estimate_difference(now, before, lineage=lineage))
            for now, before in zip(each[k], each[0], strict=True)
        ),
        regret=estimate_mean(regret, lineage=lineage),
        regret_p95=estimate_quantiles(regret, 0.95, lineage=lineage).at(0),
        regret_max=float(regret.max()),
        beyond_max=1 - UNSEEN ** (1 / len(np.unique(lineage))),
        worse=estimate_share(change < -slight, lineage=lineage),
        ruined=estimate_share_over(-change, max(spread, slight), of_spread, lineage=lineage)[0],
        loss=estimate_conditional(-change, change < -slight, lineage=lineage),
    )
