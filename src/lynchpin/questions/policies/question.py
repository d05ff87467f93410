"""Policies: what could be done? Each policy against the status quo on the same futures, regret, and which choice is robust.

Robust Decision Making after Lempert (2019): regret is the shortfall of a policy from the best one in the same future. Minimax regret
chooses the policy with the smallest largest regret, satisficing the one that is good enough in most futures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.questions.policies import POLICIES
from lynchpin.questions.shared.ancestry import count_ancestors
from lynchpin.questions.shared.answering import scatter
from lynchpin.questions.shared.choices import Case, Choice, choose_by_mean, choose_over_cases
from lynchpin.questions.shared.effects import STATUS_QUO, Comparison, Effect, compare_policies, play_policies, read_goals
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, find_answer, make_plain
from lynchpin.questions.shared.soundness import count_nonfinite
from lynchpin.statistics.estimates import Estimate

ENOUGH = 1_000
"""Number of futures in which an assumption must fail. If a run has fewer, this many are drawn in which it is set to fail."""


@dataclass(frozen=True, eq=False, repr=False)
class PoliciesFinding(Finding):
    """What each policy does, and which is the robust choice.

    Attributes:
        under_failure: For each assumption, the best policy if it fails.
        over_failures: The policy whose largest mean regret over these cases and the base case is smallest.
        left_out: Number of futures left out because of a non-finite value.
        ancestors: Number of distinct ancestors, None without evidence.
    """

    question: ClassVar[str] = "policies"
    model: Model
    answer: str
    comparison: Comparison
    under_failure: Mapping[str, Choice]
    over_failures: Choice | None
    futures: int
    seed: int
    left_out: int
    ancestors: int | None = None
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """One row per policy, the status quo first."""
        rows = [{k: v for k, v in _effect_row(e, self.model).items() if k != "by_goal"} for e in self.comparison.effects]
        return pd.json_normalize(rows)

    def to_dict(self) -> dict[str, Any]:
        c = self.comparison
        result = (
            describe_run(self.model, futures=self.futures, seed=self.seed)
            | describe_nonfinite(self)
            | {
                "answer": self.answer,
                "aspiration": c.aspiration and c.aspiration.value,
                "aspiration_standard_error": c.aspiration and c.aspiration.error,
                "left_out": self.left_out,
                "distinct_ancestors": self.ancestors,
                "policies": [_effect_row(e, self.model) for e in c.effects],
                "robust": {
                    "minimax_regret": c.minimax and c.minimax.best,
                    "satisficing": c.satisficing and c.satisficing.best,
                    "best_on_average": c.mean and c.mean.best,
                    "minimax_over_failures": self.over_failures and self.over_failures.best,
                    "ties": {
                        "minimax_regret": list(c.minimax.ties) if c.minimax else [],
                        "satisficing": list(c.satisficing.ties) if c.satisficing else [],
                        "best_on_average": list(c.mean.ties) if c.mean else [],
                        "minimax_over_failures": list(self.over_failures.ties) if self.over_failures else [],
                    },
                    "disagree": self.disagree,
                },
                "under_failure": [
                    {"assumption": name, "best": choice.best, "ties": list(choice.ties), "lead": _pair(choice.lead)}
                    for name, choice in self.under_failure.items()
                ],
            }
        )
        plain: dict[str, Any] = make_plain(result)
        return plain

    @property
    def disagree(self) -> bool:
        """Whether the measures of a robust choice give different policies, apart from ties."""
        choices = [c for c in (self.comparison.mean, self.comparison.minimax, self.comparison.satisficing) if c is not None]
        return any(not a.agrees(b) for k, a in enumerate(choices) for b in choices[k + 1 :])


def measure_policies(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    aspiration: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PoliciesFinding:
    """Compare the file's policies and the status quo on the same futures.

    Args:
        model: The model to draw from.
        draws: The request: the futures of each policy. Given evidence, policies apply from the period after it on.
        answer: The answer, by default the first of the file.
        aspiration: The weighted sum of goals that is good enough, by default the status quo's median.
        progress: Called with the number of futures done and the number requested.

    Returns:
        The effect of each policy, regrets and robust choices.

    Raises:
        QuestionError: The file has no policies.
    """
    POLICIES.need(model.policies)
    answer = find_answer(model, answer)
    runs = play_policies(model, draws, progress=progress)
    drawn = len(runs) * draws.futures
    gains: dict[str, Case] = {}
    under = {}
    for a in model.drawn_assumptions if model.goals else ():
        fails = ~runs[STATUS_QUO].assumptions[a.name]
        if fails.sum() < ENOUGH:
            drawn += len(runs) * ENOUGH
            forced = {n: _play_failure(model, a.name, None if n == STATUS_QUO else n, draws) for n in runs}
            gains[a.name] = read_goals(forced), forced[STATUS_QUO].lineage
        else:
            gains[a.name] = read_goals(runs)[:, fails], runs[STATUS_QUO].lineage[fails]
        values, lineage = gains[a.name]
        sound = np.isfinite(values).all(axis=0)
        under[a.name] = choose_by_mean(list(runs), values[:, sound], lineage=lineage[sound])
    over = choose_over_cases(list(runs), [(read_goals(runs), runs[STATUS_QUO].lineage), *gains.values()]) if model.goals else None
    ancestors = count_ancestors(runs[STATUS_QUO].lineage) if draws.evidence else None
    return PoliciesFinding(
        model,
        answer,
        compare_policies(runs, answer=answer, aspiration=aspiration),
        under,
        over,
        drawn,
        draws.seed,
        _count_left_out(runs),
        ancestors,
        count_nonfinite(runs.values()),
    )


def _play_failure(model: Model, assumption: str, policy: str | None, draws: Draws) -> Futures:
    """Draw futures in which an assumption is set to fail. Given evidence, they continue from the particles of the main run."""
    index = scatter(np.arange(ENOUGH)) if draws.evidence else None
    failing = draws.change(futures=ENOUGH, index=index, policy=policy, states={assumption: np.zeros(ENOUGH, bool)}, record="outcomes")
    return simulate(model, failing)


def _count_left_out(runs: Mapping[str, Futures]) -> int:
    return int((~np.array([f.sound for f in runs.values()])).any(axis=0).sum())


def _pair(estimate: Estimate | None) -> dict[str, float] | None:
    return None if estimate is None else {"value": estimate.value, "standard_error": estimate.error}


def _effect_row(e: Effect, model: Model) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": e.name,
        "answer": e.answer.value,
        "standard_error": e.answer.error,
        "change": e.change.value,
        "change_standard_error": e.change.error,
        "averted": _pair(e.averted),
        "brought": _pair(e.brought),
    }
    if e.goals is None or e.goals_change is None or e.regret is None or e.regret_p95 is None:
        return row | {"goals": None, "regret": {"mean": None, "p95": None, "max": None}}
    return row | {
        "goals": e.goals.value,
        "goals_standard_error": e.goals.error,
        "goals_change": e.goals_change.value,
        "goals_change_standard_error": e.goals_change.error,
        "by_goal": [
            {"goal": goal.text, "weight": goal.weight, "value": _pair(value), "change": _pair(change)}
            for goal, (value, change) in zip(model.goals, e.by_goal, strict=True)
        ],
        "regret": {
            "mean": e.regret.value,
            "p95": e.regret_p95.value,
            "max": e.regret_max,
            "mean_standard_error": e.regret.error,
            "p95_standard_error": e.regret_p95.error,
            "beyond_max": e.beyond_max,
        },
        "satisfies": _pair(e.satisfies),
        "worse": _pair(e.worse),
        "ruined": _pair(e.ruined),
        "mean_loss": _pair(e.loss),
        "mixed": e.mixed,
    }
