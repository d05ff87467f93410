"""Update: what do we think now? The answer, the assumptions and every quantity given the evidence of the file.

The particle filter (`engine.filter.particles`) does the work. This file reports its result item by item, and how reliable it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from lynchpin.engine.filter.particles import PATH_FUTURES, Filtered, filter_evidence
from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.errors import ArgumentError
from lynchpin.questions.forecast.question import ForecastFinding, measure_forecast
from lynchpin.questions.shared.ancestry import FEW
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, find_answer, make_plain
from lynchpin.questions.shared.method import estimate_answer, estimate_each
from lynchpin.questions.shared.soundness import count_nonfinite
from lynchpin.questions.update import UPDATE
from lynchpin.questions.update.failures import Failure, describe_failures, make_row
from lynchpin.questions.update.inputs import describe_inputs, estimate_shares
from lynchpin.statistics.estimates import Estimate


@dataclass(frozen=True)
class ItemEffect:
    """Effect of one item of evidence.

    Attributes:
        item: The item.
        answer: Probability of the answer after it.
        bits: Its surprisal: minus the binary logarithm of its probability given the items before it.
        odds_bits: By how many bits it moved the odds of the answer; not finite if the answer was or became certain.
        effective: Effective sample size after it.
        possible: False for an item that no future could explain; it was set aside.
    """

    item: Evidence
    answer: Estimate
    bits: float
    bits_error: float
    odds_bits: float
    odds_bits_error: float
    effective: float
    possible: bool


@dataclass(frozen=True, eq=False, repr=False)
class UpdateFinding(Finding):
    """The posterior given the evidence.

    Attributes:
        prior, posterior: Probability of the answer without and with the evidence.
        assumptions: Name to (prior, posterior).
        path: One entry per item, in the order in which the filter used them.
        filtered: The result of the particle filter; every other question can be asked of `filtered.futures`.
        forecast: The forecast from the futures given the evidence.
        before: The futures without evidence.
        failures: When assumptions that can fail along the way fail. Their (prior, posterior) above are those of still holding at `until`.
    """

    question: ClassVar[str] = "update"
    model: Model
    answer: str
    until: str
    prior: Estimate
    posterior: Estimate
    answers: Mapping[str, Estimate]
    outcomes: Mapping[str, Estimate]
    assumptions: Mapping[str, tuple[Estimate, Estimate]]
    path: tuple[ItemEffect, ...]
    filtered: Filtered
    forecast: ForecastFinding
    before: Futures
    failures: tuple[Failure, ...] = ()
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """One row per item: when, what, the answer after it with its standard error, and bits."""
        return pd.DataFrame(self._path_rows(), columns=list(_PATH_COLUMNS))

    @property
    def log_evidence(self) -> float:
        """Natural logarithm of the probability (density) of all the evidence; -inf if an item is impossible."""
        return -math.inf if self.filtered.impossible else self.filtered.log_evidence

    @property
    def too_few(self) -> bool:
        """Whether the results are unreliable: too few ancestors, or too small an effective sample size."""
        return min(self.filtered.effective, self.filtered.distinct) < min(FEW, len(self.filtered.futures) / 2)

    @cached_property
    def prior_answers(self) -> Mapping[str, Estimate]:
        """The probability of each answer before the evidence."""
        return estimate_each(self.before, {name: self.before.answer(name) for name in self.model.answers})

    @cached_property
    def prior_outcomes(self) -> Mapping[str, Estimate]:
        """The probability of each outcome before the evidence."""
        return estimate_each(self.before, {name: self.before.outcome == k for k, name in enumerate(self.model.outcomes)})

    def to_dict(self) -> dict[str, Any]:
        result = self.forecast.to_dict() | describe_nonfinite(self)
        result |= {
            "answer": self.answer,
            "until": self.until,
            "prior": _row(self.prior),
            "posterior": _row(self.posterior),
            "before": {
                "answers": {name: _row(e) for name, e in self.prior_answers.items()},
                "outcomes": [{"name": name} | _row(e) for name, e in self.prior_outcomes.items()],
            },
            "answers": {name: _row(e) for name, e in self.answers.items()},
            "outcomes": [{"name": name} | _row(e) for name, e in self.outcomes.items()],
            "assumptions": {
                name: {
                    "prior": prior.value,
                    "prior_standard_error": prior.error,
                    "posterior": after.value,
                    "standard_error": after.error,
                }
                for name, (prior, after) in self.assumptions.items()
            },
            "failing_along_the_way": [make_row(f, self.model.periods) for f in self.failures],
            "parameters": describe_inputs(self.model, self.before, self.filtered.futures),
            "path": self._path_rows(),
            "log_evidence": self.log_evidence,
            "log_evidence_standard_error": self.filtered.log_evidence_error,
            "effective_sample_size": self.filtered.effective,
            "distinct_ancestors": self.filtered.distinct,
            "too_few": self.too_few,
            "impossible": [describe_item(item) for item in self.filtered.impossible],
        }
        plain: dict[str, Any] = make_plain(result)
        return plain

    def _path_rows(self) -> list[dict[str, Any]]:
        return [
            dict(
                zip(
                    _PATH_COLUMNS,
                    (
                        t.item.label,
                        describe_item(t.item),
                        t.answer.value,
                        t.answer.error,
                        t.bits,
                        t.odds_bits,
                        t.effective,
                        t.possible,
                        t.bits_error,
                        t.odds_bits_error,
                    ),
                    strict=True,
                )
            )
            for t in self.path
        ]


_PATH_COLUMNS = (
    "on",
    "evidence",
    "answer",
    "standard_error",
    "bits",
    "odds_bits",
    "effective_sample_size",
    "possible",
    "bits_standard_error",
    "odds_bits_standard_error",
)


def measure_update(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    ensemble: Futures | None = None,
    path_futures: int = PATH_FUTURES,
    progress: Callable[[int, int], None] | None = None,
) -> UpdateFinding:
    """Measure the posterior given the evidence of the file.

    Args:
        model: The model to draw from.
        draws: The request; its evidence is by default that of the file, up to and including the period `draws.until`.
        answer: The answer, by default the first of the file.
        ensemble: Futures at hand without evidence (same seed and assumptions); drawn by default.
        path_futures: Number of futures behind the answer after each item.
        progress: Called with the number of steps done and their total.

    Returns:
        Prior and posterior of the answer, the outcomes, the assumptions and the inputs, and what each item adds.

    Raises:
        QuestionError: The file has no evidence.
        ArgumentError: A period is not on the clock.
    """
    UPDATE.need(model.evidence)
    answer = find_answer(model, answer)
    last = draws.until
    before = ensemble or simulate(model, draws.change(evidence=(), until=None, record="outcomes"))
    given = draws.change(evidence=draws.evidence or model.evidence)
    filtered = filter_evidence(model, given, progress=progress, path_futures=path_futures)
    after = filtered.futures
    outcomes = {name: after.outcome == k for k, name in enumerate(model.outcomes)}
    shares = estimate_shares(after, outcomes | {f"answer {name}": after.answer(name) for name in model.answers})
    answers = {name: shares[f"answer {name}"] for name in model.answers}
    held = estimate_shares(after, after.assumptions)
    until = last if last is not None else max(item.last for item in given.evidence)
    failures = describe_failures(before, after, until, [item for item in given.evidence if item.period <= until])
    return UpdateFinding(
        model=model,
        answer=answer,
        until=model.periods[until],
        prior=estimate_answer(before, answer)[0],
        posterior=answers[answer],
        answers=answers,
        outcomes={name: shares[name] for name in outcomes},
        assumptions={name: (prior, held[name]) for name, prior in estimate_each(before, before.assumptions).items()}
        | {f.name: (f.before.holds, f.after.holds) for f in failures},
        failures=failures,
        path=_follow_path(filtered, answer),
        filtered=filtered,
        forecast=measure_forecast(after, answer=answer),
        before=before,
        nonfinite=count_nonfinite([after]),
    )


def find_period(model: Model, until: str | int | None) -> int | None:
    """Return the index of a period.

    Args:
        model: The model.
        until: Its label or index; None stays None.

    Raises:
        ArgumentError: There is no such period.
    """
    if until is None or (isinstance(until, int) and not isinstance(until, bool)):
        return until
    if not isinstance(until, str) or until not in model.periods:
        raise ArgumentError(f"there is no period `{until}` on the clock, which runs from {model.periods[0]} to {model.periods[-1]}")
    return model.periods.index(until)


def describe_item(item: Evidence) -> str:
    """Return an item of evidence in words: its text in the file, otherwise what was observed."""
    if item.text:
        return item.text
    match item.kind:
        case "event":
            return f"{item.name} happens"
        case "not":
            return f"{item.name} does not happen"
        case "state" | "not_state":
            return f"{item.name} is {'' if item.kind == 'state' else 'not '}{item.option}"
        case "option":
            sure = "" if item.reliability == 1 else f" (reported with reliability {item.reliability:g})"
            return f"{item.name} chooses {item.option}{sure}"
        case _:
            return f"{item.name} is measured at {item.value:g} (sd {item.sd:g})"


def _follow_path(filtered: Filtered, answer: str) -> tuple[ItemEffect, ...]:
    path = []
    for step in filtered.steps:
        possible = step.log_probability > -math.inf
        after = step.belief
        assert after is not None
        moved, moved_error = step.moves[answer]
        path.append(
            ItemEffect(
                item=step.item,
                answer=Estimate(*after.answers[answer]),
                bits=-step.log_probability / math.log(2) if possible else math.inf,
                bits_error=step.log_probability_error / math.log(2),
                odds_bits=moved / math.log(2),
                odds_bits_error=moved_error / math.log(2),
                effective=step.effective,
                possible=possible,
            )
        )
    return tuple(path)


def _row(estimate: Estimate) -> dict[str, float]:
    return {"probability": estimate.value, "standard_error": estimate.error}
