"""The scorecard of resolved forecasts: scores, their means and skill, calibration by bins, and whether words were too bold or too timid.

Skill is 1 - score / score of a reference (Murphy 1988). Shares in bins have Jeffreys intervals. Words are judged by exact intervals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Forecast
from lynchpin.engine.results.futures import Futures
from lynchpin.questions.shared.method import estimate_values, find_influence
from lynchpin.statistics.binomial import find_interval
from lynchpin.statistics.estimates import Estimate, estimate_mean, estimate_ratio, estimate_share
from lynchpin.statistics.scoring import RangeScore, score_brier, score_log
from lynchpin.statistics.shares import share_interval

TAIL = 0.025
"""Probability that the share lies below its exact interval, and that it lies above."""
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Scored:
    """One resolved forecast.

    Attributes:
        brier, log: Scores of the published forecast.
        model: The model's probability; None if the model has no such event.
        model_brier, model_log: Scores of the model's probability, with the Monte Carlo errors of the run. The log score of an event that
            occurs in no future is set by convention, and has no error.
    """

    forecast: Forecast
    happened: bool
    brier: RangeScore
    log: RangeScore
    model: Estimate | None
    model_brier: Estimate | None
    model_log: Estimate | None

    @property
    def is_stated(self) -> bool:
        """Whether its author stated the probability, in numbers or in words."""
        return self.forecast.stated_as != "reading"

    @property
    def unseen(self) -> bool:
        """Whether the actual result occurs in none of the model's futures."""
        return self.model is not None and self.model.value == (0.0 if self.happened else 1.0)

    @property
    def base_brier(self) -> float | None:
        base = self.forecast.base_rate
        return None if base is None else score_brier(base, base, self.happened).mean


@dataclass(frozen=True)
class Totals:
    """Means over a group of resolved forecasts. Their errors are those of a sample of forecasts of this kind.

    Attributes:
        forecasts: Number of forecasts.
        against_model: Mean Brier score of the published forecasts minus that of the model.
        skill_half, skill_base: Skill against a probability of one half, and against the base rate; None if no forecast has a base rate.
        model_skill_half, model_skill_base: The same for the model.
        simulation: Monte Carlo errors of the model's numbers, by field. All these forecasts share the same futures.
    """

    forecasts: int
    brier: Estimate
    log: Estimate
    model_brier: Estimate | None
    model_log: Estimate | None
    against_model: Estimate | None
    skill_half: Estimate
    skill_base: Estimate | None
    model_skill_half: Estimate | None
    model_skill_base: Estimate | None
    simulation: Mapping[str, float]


@dataclass(frozen=True)
class Bin:
    """Forecasts with a probability from `low` up to `high`.

    Attributes:
        forecasts: Number of forecasts.
        stated: Mean probability.
        stated_error: Standard error of this mean for the model's forecasts; 0 for published ones.
        happened: Share of the forecast events that occurred.
        interval: Jeffreys interval of that share.
    """

    low: float
    high: float
    forecasts: int
    stated: float
    stated_error: float
    happened: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Words:
    """Forecasts in the same words, or with the same range.

    Attributes:
        low, high: The range that the words stand for.
        forecasts: Number of forecasts.
        happened: Number of forecast events that occurred.
        interval: Exact 95% interval of their share.
    """

    words: str
    low: float
    high: float
    forecasts: int
    happened: int
    interval: tuple[float, float]

    @property
    def verdict(self) -> str:
        """`too bold` if the interval lies entirely beyond the range on the side of one half, `too timid` on the other side."""
        below, above = self.interval[1] < self.low, self.interval[0] > self.high
        if not below and not above:
            return "not contradicted"
        bold = below if self.low + self.high >= 1 else above
        return "too bold" if bold else "too timid"


def score_forecast(forecast: Forecast, futures: Futures | None = None) -> Scored:
    """Score one resolved forecast, and the model's probability of its event.

    The model's probability of a conditional forecast is the share among the futures in which the condition occurs. For the log score, the
    model's probability is kept half a future away from 0 and 1.

    Args:
        forecast: A resolved forecast.
        futures: Futures of the model; None for no scores of the model.

    Returns:
        The scores.
    """
    happened = forecast.resolved == "yes"
    known = None if futures is None else futures.forecasts.get(forecast.name)
    brier, log = score_brier(forecast.low, forecast.high, happened), score_log(forecast.low, forecast.high, happened)
    if known is None or futures is None or not (counted := futures.sound & (known >= 0)).any():
        return Scored(forecast, happened, brier, log, None, None, None)
    model = _estimate_model(futures, known, counted, conditional=bool(forecast.given))
    half = 0.5 / (counted.sum() if forecast.given else len(futures))
    kept = min(max(model.value, half), 1 - half)
    right = model.value if happened else 1 - model.value
    # If p equals the result, the first-order error is 0, and the score is distributed like a squared normal variable.
    off = math.sqrt((2 * (model.value - happened) * model.error) ** 2 + 2 * model.error**4)
    return Scored(
        forecast,
        happened,
        brier,
        log,
        model,
        Estimate(score_brier(model.value, model.value, happened).mean, off),
        Estimate(score_log(kept, kept, happened).mean, model.error / right if right > 0 else math.nan),
    )


def _estimate_model(futures: Futures, known: NDArray[Any], counted: NDArray[np.bool_], *, conditional: bool) -> Estimate:
    """Return the share of futures in which the event happens: among those in which a condition occurs, otherwise as `run` estimates it."""
    if conditional:
        return estimate_share(known[counted], lineage=futures.lineage[counted])
    found = estimate_values(futures, known[None]).at(0)
    return Estimate(min(max(found.value, 0.0), 1.0), found.error)


class Simulated:
    """The futures behind the model's probabilities, which are dependent because they come from the same futures."""

    def __init__(self, futures: Futures) -> None:
        self._futures = futures

    def error(self, scored: Sequence[Scored], slopes: Sequence[float]) -> float:
        """Return the Monte Carlo error of a mean over forecasts (delta method).

        Args:
            scored: The forecasts.
            slopes: Derivative of each term with respect to the model's probability.
        """
        always, given = np.zeros(len(self._futures)), np.zeros(len(self._futures))
        for s, slope in zip(scored, slopes, strict=True):
            moved = given if s.forecast.given else always
            moved += slope / len(scored) * self._find_influence(s)
        sound = self._futures.sound
        moved = given + find_influence(self._futures, always)
        return estimate_mean(moved[sound], lineage=self._futures.lineage[sound]).error

    def _find_influence(self, s: Scored) -> NDArray[np.float64]:
        """Return [N] what each future adds to the model's probability, times the number of futures."""
        happened = self._futures.forecasts[s.forecast.name]
        if not s.forecast.given or s.model is None:
            return happened
        applies = happened >= 0
        influence: NDArray[np.float64] = np.where(applies, happened - s.model.value, 0.0) / applies[self._futures.sound].mean()
        return influence


def total_scores(scored: Sequence[Scored], simulated: Simulated | None = None) -> Totals:
    """Return means and skills over resolved forecasts.

    Args:
        scored: The forecasts.
        simulated: The futures behind the model's probabilities.
    """
    brier, log = [s.brier.mean for s in scored], [s.log.mean for s in scored]
    answered = [s for s in scored if s.model is not None]
    model = [(s.brier.mean, s.model_brier.value, s.model_log.value) for s in answered if s.model_brier and s.model_log]
    based = [(s.brier.mean, s.base_brier) for s in scored if s.base_brier is not None]
    model_based = [(s.model_brier.value, s.base_brier) for s in answered if s.base_brier is not None and s.model_brier]
    half = [0.25] * len(scored)
    return Totals(
        forecasts=len(scored),
        brier=_mean(brier),
        log=_mean(log),
        model_brier=_mean([m[1] for m in model]) if model else None,
        model_log=_mean([m[2] for m in model]) if model else None,
        against_model=_mean([m[0] - m[1] for m in model]) if model else None,
        skill_half=_skill(brier, half),
        skill_base=_skill(*zip(*based, strict=True)) if based else None,
        model_skill_half=_skill([m[1] for m in model], half[: len(model)]) if model else None,
        model_skill_base=_skill(*zip(*model_based, strict=True)) if model_based else None,
        simulation=_measure_simulation(answered, simulated) if answered and simulated else {},
    )


def _measure_simulation(answered: Sequence[Scored], simulated: Simulated) -> dict[str, float]:
    """Return the Monte Carlo errors of the model's numbers, by the fields of `Totals`."""
    brier = {id(s): 2 * (s.model.value - s.happened) for s in answered if s.model}
    of_brier = simulated.error(answered, [brier[id(s)] for s in answered])
    found = {"model_brier": of_brier, "against_model": of_brier, "model_skill_half": of_brier / 0.25}
    rights = [s.model.value - (not s.happened) for s in answered if s.model]
    found["model_log"] = math.nan if any(s.unseen for s in answered) else simulated.error(answered, [-1 / r for r in rights])
    based = [s for s in answered if s.base_brier is not None]
    if based:
        reference = float(np.mean([s.base_brier for s in based if s.base_brier is not None]))
        found["model_skill_base"] = simulated.error(based, [brier[id(s)] for s in based]) / reference
    return found


def calibrate(pairs: Sequence[tuple[float, Scored]], simulated: Simulated | None = None) -> tuple[Bin, ...]:
    """Group forecasts into bins of their probabilities.

    Args:
        pairs: Probabilities, each with its forecast.
        simulated: The futures behind the probabilities, if they are the model's.

    Returns:
        The bins that are not empty. The last one includes 1.
    """
    bins = []
    for low, high in pairwise(BINS):
        inside = [(p, s) for p, s in pairs if low <= p < high or (p == high == BINS[-1])]
        if inside:
            yes = sum(s.happened for _, s in inside)
            stated = float(np.mean([p for p, _ in inside]))
            error = 0.0 if simulated is None else simulated.error([s for _, s in inside], np.ones(len(inside)).tolist())
            bins.append(Bin(low, high, len(inside), stated, error, yes / len(inside), share_interval(yes, len(inside))))
    return tuple(bins)


def judge_words(scored: Sequence[Scored]) -> tuple[Words, ...]:
    """Group forecasts by their words of estimative probability or by their range. Forecasts with a single number are left out.

    Args:
        scored: Forecasts that their authors stated.
    """
    groups: dict[tuple[str, float, float], list[bool]] = {}
    for s in scored:
        f = s.forecast
        if f.low < f.high:
            groups.setdefault((f.words or f"{f.low:g} to {f.high:g}", f.low, f.high), []).append(s.happened)
    ordered = sorted(groups.items(), key=lambda item: (item[0][1] + item[0][2], item[0][0]))
    return tuple(Words(*key, len(ys), sum(ys), find_interval(sum(ys), len(ys), TAIL)) for key, ys in ordered)


def _mean(values: Sequence[float]) -> Estimate:
    if not all(map(math.isfinite, values)):
        return Estimate(math.inf, math.nan)
    return estimate_mean(values) if len(values) > 1 else Estimate(float(values[0]), math.nan)


def _skill(scores: Sequence[float], reference: Sequence[float]) -> Estimate:
    value, error = estimate_ratio(np.array(scores), np.array(reference))
    return Estimate(1 - value, error)
