"""Effects of each policy compared with the status quo, future by future.

All runs use the same random numbers, so every difference is paired. Regret is the shortfall of a policy from the best one in the same
future (Savage 1951). Satisficing counts the futures in which a policy is good enough (Lempert 2019).
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
from lynchpin.questions.shared.choices import TIE, Choice, choose_by_largest_regret, choose_by_mean, find_rounding, measure_regret
from lynchpin.questions.shared.method import estimate_values
from lynchpin.statistics.estimates import (
    Estimate,
    estimate_conditional,
    estimate_difference,
    estimate_mean,
    estimate_means,
    estimate_quantiles,
    estimate_share,
)
from lynchpin.statistics.thresholds import estimate_share_over, measure_density

F64 = NDArray[np.float64]
FUTURES = 10_000
"""Default number of futures for each policy."""
STATUS_QUO = "status quo"
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
        progress: Called with the number of futures done and the number requested.

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
    """Compare runs on the same random numbers. Futures with a non-finite value under any policy are left out.

    Args:
        runs: Futures by the name of the policy, the status quo first.
        answer: The answer, by default the first of the file.
        aspiration: The weighted sum of goals that is good enough, by default the status quo's median.

    Returns:
        Effects and robust choices.
    """
    names, base = list(runs), next(iter(runs.values()))
    alive = np.all([f.sound for f in runs.values()], axis=0)
    yes = np.array([f.answer(answer) for f in runs.values()], np.float64)[:, alive]
    effects = [_measure_answer(name, y, yes[0], base, alive) for name, y in zip(names, yes, strict=True)]
    if not base.model.goals:
        return Comparison(tuple(effects), None, None, None, None)
    gains = read_goals(runs)
    sound = np.isfinite(gains).all(axis=0)
    gains, lineage = gains[:, sound], base.lineage[sound]
    aspired, influence = _find_median(gains[0], lineage) if aspiration is None else (Estimate(aspiration, 0.0), np.zeros(len(lineage)))
    enough = [estimate_share_over(g, aspired.value - find_rounding(gains), influence, lineage=lineage) for g in gains]
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
    """Return the median of the status quo and its influence values [N], which are 0 if many futures equal the median."""
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


def _measure_answer(name: str, yes: F64, before: F64, base: Futures, alive: NDArray[np.bool_]) -> Effect:
    """Compare the answer [N] in the futures that are sound under every policy with that of the status quo.

    All four numbers are estimated from the same futures in the same way, so that the change is the difference of the probabilities, and of
    what is brought about and averted.
    """
    rows = np.stack([yes, yes - before, before > yes, yes > before])
    found = estimate_values(base, rows) if alive.all() else estimate_means(rows, span=1.0, lineage=base.lineage[alive])
    change = Estimate(0.0, 0.0) if name == STATUS_QUO else found.at(1)
    return Effect(name, answer=found.at(0), change=change, averted=found.at(2), brought=found.at(3))


def _measure_goals(e: Effect, k: int, gains: F64, each: Sequence[F64], lineage: NDArray[Any]) -> Effect:
    change = gains[k] - gains[0]
    regret = measure_regret(gains)[k]
    slight = find_rounding(gains)
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
