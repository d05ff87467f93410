"""Score: how good were the forecasts? Brier, log, calibration and skill of what was published, and of the model beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.errors import ArgumentError
from lynchpin.questions.score import SCORE
from lynchpin.questions.score.scorecard import Bin, Scored, Simulated, Totals, Words, calibrate, judge_words, score_forecast, total_scores
from lynchpin.questions.shared.finding import Finding, describe_run, join_words, make_plain
from lynchpin.statistics.estimates import Estimate, write_number
from lynchpin.statistics.scoring import CategoryScore, score_outcomes

if TYPE_CHECKING:
    import pandas as pd

AGREEING = 30
"""So many futures must agree with the whole record before they are taken to say which outcome came about."""


@dataclass(frozen=True, eq=False, repr=False)
class ScoreFinding(Finding):
    """All resolved forecasts, their totals, by author, by bin and by words. `outcome` scores the model's distribution over outcomes,
    None where nobody says which came about; `unresolved` counts forecasts that are open or unclear."""

    question: ClassVar[str] = "score"
    model: Model
    forecasts: tuple[Scored, ...]
    mean: Totals
    by_author: Mapping[str, Totals]
    calibration: tuple[Bin, ...]
    model_calibration: tuple[Bin, ...]
    words: tuple[Words, ...]
    outcome: CategoryScore | None
    happened: str | None
    unresolved: int
    futures: int
    seed: int

    @property
    def table(self) -> pd.DataFrame:
        """One row per resolved forecast, in the order of the file."""
        import pandas as pd

        return pd.DataFrame([_forecast_row(s) for s in self.forecasts])

    def to_dict(self) -> dict[str, Any]:
        result = describe_run(self.model, futures=self.futures, seed=self.seed) | {
            "forecasts": [_forecast_row(s) for s in self.forecasts],
            "mean": _totals_row(self.mean),
            "by_author": {name: _totals_row(t) for name, t in self.by_author.items()},
            "calibration": [_bin_row(b) for b in self.calibration],
            "model_calibration": [_bin_row(b) for b in self.model_calibration],
            "words": [_words_row(w) for w in self.words],
            "outcome": None if self.outcome is None else {"happened": self.happened, **_outcome_row(self.outcome)},
            "unresolved": self.unresolved,
        }
        plain: dict[str, Any] = make_plain(result)
        return plain

    def __str__(self) -> str:
        return " ".join(s for s in [_say_mean(self.mean), _say_model(self), _say_skill(self.mean), _say_words(self.words)] if s)


def measure_score(
    model: Model,
    draws: Draws,
    *,
    happened: str | None = None,
    ensemble: Futures | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ScoreFinding:
    """Score the file's resolved forecasts, and the model on those that it can answer.

    Args:
        model: The model to draw from.
        draws: The request.
        happened: The outcome that happened, against which the model's distribution over outcomes is scored. By default it is taken
            from the futures that agree with every resolved forecast, if there are enough of them.
        ensemble: Futures at hand; drawn by default.
        progress: Called with the number of futures that are done and the number requested.

    Returns:
        Scores of each forecast, and totals.

    Raises:
        QuestionError: No forecast is resolved.
        ArgumentError: The file has no such outcome.
    """
    SCORE.need(model.forecasts)
    resolved = [f for f in model.forecasts if f.resolved in ("yes", "no")]
    SCORE.need(resolved, "none of its forecasts is resolved")
    if happened is not None and happened not in model.outcomes:
        raise ArgumentError(f"there is no outcome called `{happened}`; there is: {', '.join(model.outcomes)}")
    modelled = any(f.modelled is not None for f in resolved) or happened is not None
    if ensemble is None and modelled:
        ensemble = simulate(model, draws.change(record="outcomes"), progress=progress)
    scored = tuple(score_forecast(f, ensemble) for f in resolved)
    truth, outcome = _score_outcome(model, scored, ensemble, happened)
    simulated = None if ensemble is None else Simulated(ensemble)
    return ScoreFinding(
        model,
        scored,
        total_scores(scored, simulated),
        {by: total_scores([s for s in scored if s.forecast.by == by], simulated) for by in dict.fromkeys(f.by for f in resolved)},
        calibrate([(s.forecast.stated, s) for s in scored]),
        calibrate([(s.model.value, s) for s in scored if s.model is not None], simulated),
        judge_words(scored),
        outcome,
        truth,
        len(model.forecasts) - len(resolved),
        0 if ensemble is None else len(ensemble),
        draws.seed,
    )


def _score_outcome(
    model: Model, scored: Sequence[Scored], futures: Futures | None, happened: str | None
) -> tuple[str | None, CategoryScore | None]:
    """The outcome that came about, as told or as most futures have it that agree with the record, and the scores of the model's distribution."""
    if futures is None:
        return happened, None
    agreeing = futures.outcome >= 0
    for s in scored:
        if s.forecast.name in futures.forecasts:
            agreeing &= (futures.forecasts[s.forecast.name] > 0.5) == s.happened
    told = None if happened is None else model.outcomes.index(happened)
    if told is None and agreeing.sum() < AGREEING:
        return None, None
    found = score_outcomes(futures.outcome, len(model.outcomes), told, agreeing, None, futures.lineage)
    if happened is None:
        weights = None
        happened = model.outcomes[int(np.bincount(futures.outcome[agreeing], weights, len(model.outcomes)).argmax())]
    return happened, found


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


def _totals_row(t: Totals) -> dict[str, Any]:
    row: dict[str, Any] = {"forecasts": t.forecasts}
    for name in (
        "brier",
        "log",
        "model_brier",
        "model_log",
        "against_model",
        "skill_half",
        "skill_base",
        "model_skill_half",
        "model_skill_base",
    ):
        estimate: Estimate | None = getattr(t, name)
        row[name] = None if estimate is None else estimate.value
        row[f"{name}_standard_error"] = None if estimate is None else estimate.error
        if "model" in name:
            row[f"{name}_simulation_error"] = t.simulation.get(name)
    return row


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


def _say_mean(t: Totals) -> str:
    if t.forecasts == 1:
        return f"The one resolved forecast scores {_write(t.brier)} (Brier; 0 is perfect, 0.25 is what one half scores)."
    scale = "Brier; 0 is perfect, 0.25 is what always saying one half scores"
    return f"The {t.forecasts} resolved forecasts score {_write(t.brier)} on average ({scale})."


def _say_model(finding: ScoreFinding) -> str:
    t = finding.mean
    if t.model_brier is None or t.against_model is None:
        return "The model answers none of them."
    answered = sum(s.model is not None for s in finding.forecasts)
    unseen = sum(s.unseen for s in finding.forecasts)
    never = f" What came about in {unseen} of them came about in none of its futures." if unseen else ""
    said = f"On the {answered} that the model answers it scores {_write(t.model_brier)}"
    if answered == 1:
        said = f"The model, which answers {'it' if t.forecasts == 1 else 'one of them'}, scores {_write(t.model_brier)}"
    if not math.isfinite(t.against_model.error) or abs(t.against_model.value) <= 2 * t.against_model.error:
        return f"{said}; forecasts are too few to tell whether that is better than their authors do.{never}"
    side, by = "better" if t.against_model.value > 0 else "worse", write_number(abs(t.against_model.value), t.against_model.error)
    return f"{said}, {side} than their authors by {by}.{never}"


def _say_skill(t: Totals) -> str:
    if t.skill_base is None or not math.isfinite(t.skill_base.error):
        return ""
    return f"Against the base rates, where the file gives them, the authors' skill is {t.skill_base} (0 is no better than the base rate)."


def _write(score: Estimate) -> str:
    """With its error, or with three decimals where one forecast gives none."""
    return str(score) if math.isfinite(score.error) else f"{score.value:.3f}"


def _say_words(words: Sequence[Words]) -> str:
    bold, timid = (
        [f"“{w.words}” ({w.happened} of {w.forecasts} came true)" for w in words if w.verdict == v] for v in ("too bold", "too timid")
    )
    told = [f"used too boldly: {join_words(bold)}" if bold else "", f"used too timidly: {join_words(timid)}" if timid else ""]
    told = [t for t in told if t]
    return f"Words {'; '.join(told)}." if told else ""
