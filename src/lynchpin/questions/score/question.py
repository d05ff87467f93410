"""Score: how good were the forecasts? Brier and log scores, calibration and skill of the published forecasts and of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from lynchpin.engine.model import Forecast, Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.errors import ArgumentError
from lynchpin.questions.score import SCORE
from lynchpin.questions.score.scorecard import Bin, Scored, Simulated, Totals, Words, calibrate, judge_words, score_forecast, total_scores
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, make_plain
from lynchpin.questions.shared.soundness import count_nonfinite
from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.scoring import CategoryScore, score_outcomes

STATED_AS = ("numbers", "words", "reading")
MODEL_SKILLS = ("model_skill_half", "model_skill_base")
AGREEING = 30
"""Least number of futures that must agree with all resolved forecasts to determine which outcome happened."""


@dataclass(frozen=True, eq=False, repr=False)
class ScoreFinding(Finding):
    """Scores of the resolved forecasts: those that their authors stated, the readings of whoever wrote the file, and the model.

    Attributes:
        forecasts: All resolved forecasts, without conditional ones whose condition did not occur.
        mean: Totals of the forecasts that their authors stated, in numbers or in words; None if there are none.
        by_author: The same by author.
        by_stated_as: Totals of the forecasts stated in `numbers`, those stated in `words`, and each `reading`, as far as there are any.
        answered: Totals of all forecasts that the model answers; None if there are none. Only its figures about the model mean something.
        foresight: Totals of the forecasts that their authors stated and that were undecided when the file was written; None if there are
            none. Only these test what the model foresees.
        calibration: Bins of the forecasts that their authors stated.
        model_calibration: Bins of all that the model answers.
        words: Words and ranges of the authors.
        outcome: Scores of the model's distribution over outcomes; None if too few futures agree with the resolved forecasts.
        happened: The outcome that happened; None if it is unknown.
        unresolved: Number of forecasts that are open or unclear, or whose condition is.
        unmet: Number of conditional forecasts whose condition did not occur.
    """

    question: ClassVar[str] = "score"
    model: Model
    forecasts: tuple[Scored, ...]
    mean: Totals | None
    by_author: Mapping[str, Totals]
    by_stated_as: Mapping[str, Totals]
    answered: Totals | None
    foresight: Totals | None
    calibration: tuple[Bin, ...]
    model_calibration: tuple[Bin, ...]
    words: tuple[Words, ...]
    outcome: CategoryScore | None
    happened: str | None
    unresolved: int
    unmet: int
    futures: int
    seed: int
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def stated(self) -> tuple[Scored, ...]:
        """The forecasts that their authors stated, in numbers or in words."""
        return tuple(s for s in self.forecasts if s.is_stated)

    @property
    def readings(self) -> tuple[Scored, ...]:
        """The forecasts whose probability is a reading of whoever wrote the file."""
        return tuple(s for s in self.forecasts if not s.is_stated)

    @property
    def table(self) -> pd.DataFrame:
        """One row per resolved forecast, in the order of the file."""
        return pd.DataFrame([_forecast_row(s) for s in self.forecasts])

    def to_dict(self) -> dict[str, Any]:
        result = (
            describe_run(self.model, futures=self.futures, seed=self.seed)
            | describe_nonfinite(self)
            | {
                "forecasts": [_forecast_row(s) for s in self.forecasts],
                "mean": _totals_row(self.mean),
                "by_author": {name: _totals_row(t) for name, t in self.by_author.items()},
                "by_stated_as": {name: _totals_row(t) for name, t in self.by_stated_as.items()},
                "answered": _model_row(self.answered),
                "foresight": _totals_row(self.foresight),
                "calibration": [_bin_row(b) for b in self.calibration],
                "model_calibration": [_bin_row(b) for b in self.model_calibration],
                "words": [_words_row(w) for w in self.words],
                "outcome": None if self.outcome is None else {"happened": self.happened, **_outcome_row(self.outcome)},
                "unresolved": self.unresolved,
                "unmet": self.unmet,
            }
        )
        plain: dict[str, Any] = make_plain(result)
        return plain


def measure_score(
    model: Model,
    draws: Draws,
    *,
    happened: str | None = None,
    ensemble: Futures | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ScoreFinding:
    """Score the file's resolved forecasts, and the model on those that it can answer.

    A conditional forecast counts only if its condition occurred.

    Args:
        model: The model to draw from.
        draws: The request.
        happened: The outcome that happened, against which the model's distribution over outcomes is scored. By default it is taken
            from the futures that agree with every resolved forecast, if there are enough of them.
        ensemble: Futures at hand; drawn by default.
        progress: Called with the number of futures done and the number requested.

    Returns:
        Scores of each forecast, and totals.

    Raises:
        QuestionError: No forecast is resolved.
        ArgumentError: The file has no such outcome.
    """
    SCORE.need(model.forecasts)
    counted = [f for f in model.forecasts if f.counts]
    SCORE.need(counted, "none of its forecasts is resolved")
    if happened is not None and happened not in model.outcomes:
        raise ArgumentError(f"there is no outcome called `{happened}`; there is: {', '.join(model.outcomes)}")
    modelled = any(f.modelled is not None for f in counted) or happened is not None
    if ensemble is None and modelled:
        ensemble = simulate(model, draws.change(record="outcomes"), progress=progress)
    scored = tuple(score_forecast(f, ensemble) for f in counted)
    stated, answered = [s for s in scored if s.is_stated], [s for s in scored if s.model is not None]
    truth, outcome = _score_outcome(model, ensemble, happened)
    simulated = None if ensemble is None else Simulated(ensemble)

    def total(some: Sequence[Scored]) -> Totals | None:
        return total_scores(some, simulated) if some else None

    def total_by(find: Callable[[Forecast], str], some: Sequence[Scored]) -> dict[str, Totals]:
        names = dict.fromkeys(find(s.forecast) for s in some)
        return {name: total_scores([s for s in some if find(s.forecast) == name], simulated) for name in names}

    unmet = sum(f.is_unmet for f in model.forecasts)
    return ScoreFinding(
        model,
        scored,
        total(stated),
        total_by(lambda f: f.by, stated),
        total_by(lambda f: f.stated_as, sorted(scored, key=lambda s: STATED_AS.index(s.forecast.stated_as))),
        total(answered),
        total([s for s in stated if not s.forecast.known]),
        calibrate([(s.forecast.stated, s) for s in stated]),
        calibrate([(s.model.value, s) for s in answered if s.model is not None], simulated),
        judge_words(stated),
        outcome,
        truth,
        len(model.forecasts) - len(counted) - unmet,
        unmet,
        0 if ensemble is None else len(ensemble),
        draws.seed,
        {} if ensemble is None else count_nonfinite([ensemble]),
    )


def _score_outcome(model: Model, futures: Futures | None, happened: str | None) -> tuple[str | None, CategoryScore | None]:
    """Return the outcome that happened (None if it is not determined), and the scores of the model's distribution.

    The resolved forecasts determine the outcome if all futures that agree with them have the same one. Otherwise the scores are averages
    over the outcomes of these futures. They are None if too few futures agree.
    """
    if futures is None:
        return happened, None
    agreeing = futures.sound & (futures.outcome >= 0)
    for f in model.forecasts:
        if f.name in futures.forecasts and (f.counts or f.is_unmet):
            column = futures.forecasts[f.name]
            agreeing &= column < 0 if f.is_unmet else (column >= 0) & ((column > 0.5) == (f.resolved == "yes"))
    named = None if happened is None else model.outcomes.index(happened)
    if named is None and agreeing.sum() < AGREEING:
        return None, None
    found = score_outcomes(futures.outcome, len(model.outcomes), named, agreeing, lineage=futures.lineage)
    possible = np.unique(futures.outcome[agreeing])
    return happened or (model.outcomes[int(possible[0])] if len(possible) == 1 else None), found


def _forecast_row(s: Scored) -> dict[str, Any]:
    f = s.forecast
    return {
        "name": f.name,
        "by": f.by,
        "claim": f.claim,
        "stated": f.stated,
        "low": f.low,
        "high": f.high,
        "words": f.words,
        "stated_as": f.stated_as,
        "given": f.given or None,
        "known": f.known,
        "model": None if s.model is None else s.model.value,
        "model_standard_error": None if s.model is None else s.model.error,
        "resolved": f.resolved,
        "brier": s.brier.mean,
        "brier_best": s.brier.best,
        "brier_worst": s.brier.worst,
        "log": s.log.mean,
        "log_best": s.log.best,
        "log_worst": s.log.worst,
        "model_brier": None if s.model_brier is None else s.model_brier.value,
        "model_brier_standard_error": None if s.model_brier is None else s.model_brier.error,
        "model_log": None if s.model_log is None else s.model_log.value,
        "model_log_standard_error": None if s.model_log is None else s.model_log.error,
        "model_unseen": s.unseen,
        "base_rate": f.base_rate,
        "base_brier": s.base_brier,
    }


def _totals_row(t: Totals | None) -> dict[str, Any]:
    row: dict[str, Any] = {"forecasts": 0 if t is None else t.forecasts}
    for name in ("brier", "log", "model_brier", "model_log", "against_model", "skill_half", "skill_base", *MODEL_SKILLS):
        row |= _total_row(t, name)
    return row


def _model_row(t: Totals | None) -> dict[str, Any]:
    """Return the figures about the model, over all forecasts that it answers."""
    row: dict[str, Any] = {"forecasts": 0 if t is None else t.forecasts}
    for name in ("model_brier", "model_log", *MODEL_SKILLS):
        row |= _total_row(t, name)
    return row


def _total_row(t: Totals | None, name: str) -> dict[str, Any]:
    estimate: Estimate | None = None if t is None else getattr(t, name)
    row = {name: None if estimate is None else estimate.value, f"{name}_standard_error": None if estimate is None else estimate.error}
    return row | ({f"{name}_simulation_error": None if t is None else t.simulation.get(name)} if "model" in name else {})


def _outcome_row(score: CategoryScore) -> dict[str, float]:
    row: dict[str, float] = {}
    for name, estimate in score._asdict().items():
        row |= {name: estimate.value, f"{name}_standard_error": estimate.error}
    return row


def _bin_row(b: Bin) -> dict[str, Any]:
    return {
        "low": b.low,
        "high": b.high,
        "forecasts": b.forecasts,
        "stated": b.stated,
        "stated_standard_error": b.stated_error,
        "happened": b.happened,
        "interval_low": b.interval[0],
        "interval_high": b.interval[1],
    }


def _words_row(w: Words) -> dict[str, Any]:
    return {
        "words": w.words,
        "low": w.low,
        "high": w.high,
        "forecasts": w.forecasts,
        "happened": w.happened,
        "interval_low": w.interval[0],
        "interval_high": w.interval[1],
        "verdict": w.verdict,
    }
