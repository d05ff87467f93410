"""Forecast: what happens? Probabilities of answers, outcomes, events and options, and the distribution of every quantity over time.

Everything is computed from sums over futures (`engine.results.summary`), so a run in memory and a stream of any length are treated alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lynchpin.engine.model import Forecast, Model, Quantity
from lynchpin.engine.order import Draws, Progress
from lynchpin.engine.results import groups
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.joining import join_futures
from lynchpin.engine.results.parquet import to_parquet
from lynchpin.engine.results.spread import QUANTILES, Spread
from lynchpin.engine.results.summary import Summary, summarise_futures, summarise_stream
from lynchpin.engine.simulate import simulate
from lynchpin.engine.streams import stream, stream_saved
from lynchpin.errors import ArgumentError
from lynchpin.questions.forecast.period_errors import PeriodErrors, measure_errors
from lynchpin.questions.forecast.shares import measure_shares
from lynchpin.questions.forecast.trust import Trust, measure_trust
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, find_answer, make_plain
from lynchpin.questions.shared.method import Method, count_effective
from lynchpin.questions.shared.reducible import measure_reducible
from lynchpin.statistics.estimates import Estimate

REDUCIBLE = 20_000
"""Number of futures for the reducible share."""
F64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ForecastFinding(Finding):
    """What happens in a run.

    Attributes:
        headline: The answer that the summary is about.
        answers, outcomes: Probabilities.
        method: How the probabilities of answers, outcomes, events and published forecasts are estimated.
        standing: Outcome to [T] the share of futures that would have it if they ended with that period; empty without paths.
        rates, by: Event to [T] the share of futures in which it fires in a period, and in which it has fired by then.
        modelled: The model's probability of each published forecast that it can answer.
        options: Actor to [T, options] shares.
        states: Event with states to [T, states] shares.
        wanted: Actor and faction to [T] the share of futures in which the option chosen is the one that the faction alone would prefer.
        reducible: Share of the answer's uncertainty that more knowledge could remove; None if not measured.
        errors: Standard errors of all but answers and outcomes (`period_errors`).
        given_evidence: Whether the futures agree with the evidence of the file.
    """

    question: ClassVar[str] = "run"
    summary: Summary
    headline: str
    answers: Mapping[str, Estimate]
    outcomes: Mapping[str, Estimate]
    method: Method
    standing: Mapping[str, F64]
    rates: Mapping[str, F64]
    by: Mapping[str, F64]
    modelled: Mapping[str, float]
    options: Mapping[str, F64]
    states: Mapping[str, F64]
    wanted: Mapping[str, Mapping[str, F64]]
    trust: Trust
    reducible: Estimate | None
    errors: PeriodErrors
    given_evidence: bool = False

    @property
    def model(self) -> Model:
        return self.summary.model

    @property
    def nonfinite(self) -> Mapping[str, int]:  # type: ignore[override]
        return self.summary.health.nonfinite

    @property
    def effective_futures(self) -> float:
        """Number of counted futures that would give the error of the headline answer."""
        return count_effective(self.answers[self.headline], self.summary.sound)

    @property
    def table(self) -> pd.DataFrame:
        """One row per answer and per outcome, with its probability and standard error."""
        rows = [("answer", n, *e) for n, e in self.answers.items()] + [("outcome", n, *e) for n, e in self.outcomes.items()]
        return pd.DataFrame(rows, columns=["kind", "name", "probability", "standard_error"])

    def to_dict(self) -> dict[str, Any]:
        model, sound = self.model, self.summary.sound or math.nan
        result = describe_run(model, futures=len(self.summary), seed=self.summary.seed) | {
            **describe_nonfinite(self),
            "method": self.method,
            "effective_futures": self.effective_futures,
            "policy": self.summary.policy,
            "assume": dict(self.summary.assume),
            "answers": {n: _row(e) for n, e in self.answers.items()},
            "outcomes": [{"name": n} | _row(e) for n, e in self.outcomes.items()],
            "outcomes_by_period": {n: self.standing[n] for n in model.outcomes if n in self.standing},
            "periods": list(model.periods),
            "stocks": {q.name: _fan(q, self.summary.stocks[q.name]) for q in model.stocks if q.name in self.summary.stocks},
            "auxiliaries": {
                q.name: _fan(q, self.summary.auxiliaries[q.name]) for q in model.auxiliaries if q.name in self.summary.auxiliaries
            },
            "indicators": {q.name: _fan(q, self.summary.indicators[q.name]) for q in model.indicators if q.name in self.summary.indicators},
            "events": {n: {"rate": rate, "by": self.by[n]} for n, rate in self.rates.items()},
            "options": {a.name: dict(zip(a.options, self.options[a.name].T, strict=True)) for a in model.actors if a.name in self.options},
            "states": {e.name: dict(zip(e.states, self.states[e.name].T, strict=True)) for e in model.states if e.name in self.states},
            "factions": {a: {f: {"overall": s.mean(), "share": s} for f, s in of.items()} for a, of in self.wanted.items()},
            "assumptions": {
                n: {"held": held / sound, "standard_error": self.errors.assumptions[n]} for n, held in self.summary.held.items()
            },
            "forecasts": [self._forecast_row(f) for f in model.forecasts],
            "clipped": self.trust.clipped,
            "reducible": None if self.reducible is None else {"share": self.reducible.value, "standard_error": self.reducible.error},
            "diagnostics": self.trust.to_dict() | {"words": self.warnings()},
            "standard_errors": self.errors.to_dict(),
        }
        plain: dict[str, Any] = make_plain(result)
        return plain

    def find_modelled(self, f: Forecast) -> Estimate | None:
        """Return the model's own probability of a published forecast; None if the model has no such event."""
        return Estimate(self.modelled[f.name], self.errors.forecasts[f.name]) if f.name in self.modelled else None

    def find_event_errors(self, event: str) -> F64:
        """Return [T] the standard errors of the shares of futures in which an event has happened by the end of a period."""
        return self.errors.events[event].by

    def find_option_errors(self, actor: str, option: str) -> F64:
        """Return [T] the standard errors of the shares of futures in which an option is chosen.

        Args:
            actor: Name of the actor.
            option: Name of its option.
        """
        return self.errors.options[actor][option]

    def find_state_errors(self, event: str, state: str) -> F64:
        """Return [T] the standard errors of the shares of futures in which an event is in a state.

        Args:
            event: Name of the event.
            state: Name of its state.
        """
        return self.errors.states[event][state]

    def find_quantile_errors(self, section: str, name: str) -> F64:
        """Return [5, T] the standard errors of the quantiles of a quantity.

        Args:
            section: `stocks`, `auxiliaries` or `indicators`.
            name: Name of the quantity.
        """
        return self.errors.fans[section][name].quantiles

    def _forecast_row(self, f: Forecast) -> dict[str, Any]:
        """Return a published forecast, the model's probability, and the baselines."""
        model, error = self.find_modelled(f) or (None, None)
        row = {"name": f.name, "claim": f.claim, "by": f.by, "stated": f.stated, "model": model, "model_standard_error": error}
        return row | {"base_rate": f.base_rate, "half": 0.5}


def measure_forecast(
    source: Futures | Summary | Iterable[Futures], *, answer: str | None = None, reducible: Estimate | None = None
) -> ForecastFinding:
    """Measure what happens in these futures.

    Args:
        source: A run in memory (with exact quantiles), its sums, or a stream of groups.
        answer: The answer that the summary is about, by default the first of the file.
        reducible: The result of `measure_reducible`, if known.

    Returns:
        Probabilities, and distributions over time.
    """
    if isinstance(source, Futures):
        summary = summarise_futures(source)
    else:
        summary = source if isinstance(source, Summary) else summarise_stream(source)
    sound = summary.sound or math.nan  # with no futures, every share is NaN
    shares = measure_shares(source, summary)
    standing = shares.estimate_standing().value
    return ForecastFinding(
        summary=summary,
        headline=find_answer(summary.model, answer),
        answers={n: shares.estimate_outcomes(outcomes) for n, outcomes in summary.model.answers.items()},
        outcomes={n: shares.estimate_outcomes((n,)) for n in summary.model.outcomes},
        method=shares.method,
        standing=dict(zip(summary.model.outcomes, standing.T, strict=False)) if standing.size else {},
        rates={n: e.value for n, e in shares.estimate_events("fired").items()},
        by={n: e.value for n, e in shares.estimate_events("fired_by").items()},
        modelled={n: e.value for n, e in shares.estimate_forecasts().items()},
        options={n: chosen / sound for n, chosen in summary.options.items()},
        states={n: counts / sound for n, counts in summary.states.items()},
        wanted={a: {f: wanted / sound for f, wanted in of.items()} for a, of in summary.wanted.items()},
        trust=measure_trust(summary),
        reducible=reducible,
        errors=measure_errors(shares),
        given_evidence=isinstance(source, Futures) and bool(source.draws.evidence),
    )


def measure_run(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    ensemble: Futures | None = None,
    save: str | Path | None = None,
    reducible: bool = False,
    progress: Progress | None = None,
) -> ForecastFinding:
    """Measure what happens. No more futures are held at once than fit in memory.

    Args:
        model: The model to draw from.
        draws: The request.
        answer: The answer that the summary is about, by default the first of the file.
        ensemble: Futures at hand, used if they are as many as requested.
        save: A folder in which every future is kept.
        reducible: Whether to estimate how much of the answer's uncertainty more knowledge could remove.
        progress: Called with the number of futures done and the number requested.

    Returns:
        Probabilities, and distributions over time.

    Raises:
        ArgumentError: A name is unknown, the folder holds another run, or the reducible share is requested given evidence.
    """
    if reducible and draws.evidence:
        raise ArgumentError("the reducible share is estimated without evidence; `drivers` estimates what is left of it given the evidence")
    known = draws.change(futures=REDUCIBLE) if reducible else None
    at_hand = ensemble is not None and len(ensemble) == draws.futures and save is None
    expected = (0 if at_hand else draws.futures) + (0 if known is None else known.futures)

    def report(before: int, done: int, _: int) -> None:
        if progress is not None:
            progress(before + done, expected)

    source: Futures | Iterable[Futures]
    if at_hand and ensemble is not None:
        source = ensemble
    elif groups.fit_in_memory(model, draws.futures):
        source = _draw_in_memory(model, draws, save, partial(report, 0))
    elif save is not None:
        source = stream_saved(model, draws, save, progress=partial(report, 0))
    else:
        source = stream(model, draws, progress=partial(report, 0))
    finding = measure_forecast(source, answer=answer)
    if known is None:
        return finding
    share = measure_reducible(model, known, answer=answer, progress=partial(report, expected - known.futures))
    return replace(finding, reducible=share)


def _draw_in_memory(model: Model, draws: Draws, save: str | Path | None, progress: Progress) -> Futures:
    """Draw a run and save it if requested. Saving does not change it.

    Futures given evidence depend on how many are drawn together. They are saved when all are drawn, not group by group.
    """
    if save is not None and not draws.evidence:
        return join_futures(list(stream_saved(model, draws, save, progress=progress)), draws)
    futures = simulate(model, draws, progress=progress)
    if save is not None:
        to_parquet(futures, save)
    return futures


def _row(estimate: Estimate) -> dict[str, float]:
    return {"probability": estimate.value, "standard_error": estimate.error}


def _fan(quantity: Quantity, spread: Spread) -> dict[str, Any]:
    names = [f"p{100 * q:02.0f}" for q in QUANTILES]
    return {"unit": quantity.unit, "mean": spread.mean, "sd": spread.sd, **dict(zip(names, spread.quantiles, strict=True))}
