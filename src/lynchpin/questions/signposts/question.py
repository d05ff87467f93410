"""Signposts: what should we watch, and when would we know? How well each indicator predicts the answer, period by period.

An indicator is judged on the futures in which the answer is still open: one that only reports what has already happened is no signpost
(incident cases against controls, after Heagerty and Zheng 2005). Given evidence, only the periods after it are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.errors import ArgumentError
from lynchpin.questions.shared.ancestry import count_ancestors
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, find_answer, make_plain
from lynchpin.questions.shared.soundness import count_nonfinite
from lynchpin.questions.signposts.deciding import find_decided, read_so_far
from lynchpin.questions.signposts.judging import FEWEST, Sample, Signpost, judge_indicator
from lynchpin.statistics.information import Gain, choose_informative

F64 = NDArray[np.float64]
ENDLESS = 1e30
"""Replaces infinity (for an event that never fired), so that thresholds are finite."""


@dataclass(frozen=True, eq=False, repr=False)
class SignpostsFinding(Finding):
    """Every indicator, and the few to watch.

    Attributes:
        watch: The few indicators to watch in period `watch_at`, when they carry the most information about what is still open.
        open_only: Whether only futures with the answer still open were judged.
        alike: Whether the answer is the same in nearly all of them.
        ancestors: Number of distinct ancestors, None without evidence.
    """

    question: ClassVar[str] = "signposts"
    model: Model
    answer: str
    indicators: tuple[Signpost, ...]
    watch: tuple[Gain, ...]
    watch_at: int | None
    open_only: bool
    alike: bool
    futures: int
    seed: int
    ancestors: int | None = None
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """One row per indicator: those that lead first, the earliest on top, then by their greatest area."""
        order = sorted(self.indicators, key=lambda s: (s.lead is None, s.lead or 0, -s.area))
        rows = [{k: v for k, v in self._row(s).items() if not isinstance(v, (list, tuple))} for s in order]
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        result = (
            describe_run(self.model, futures=self.futures, seed=self.seed, independent=self.ancestors)
            | describe_nonfinite(self)
            | {
                "answer": self.answer,
                "periods": self.model.periods,
                "open_only": self.open_only,
                "distinct_ancestors": self.ancestors,
                "indicators": [self._row(s) for s in self.indicators],
                "watch": [g.name for g in self.watch],
                "watch_at": None if self.watch_at is None else self.model.periods[self.watch_at],
                "watch_bits": [{"name": g.name, "bits": g.bits.value, "standard_error": g.bits.error} for g in self.watch],
            }
        )
        plain: dict[str, Any] = make_plain(result)
        return plain

    def find_unit(self, name: str) -> str:
        """Return the unit of an indicator or stock; empty for a plain number, an event or an option."""
        return next((q.unit for q in (*self.model.indicators, *self.model.stocks) if q.name == name), "")

    def _row(self, s: Signpost) -> dict[str, Any]:
        alarm = s.alarm
        return {
            "name": s.name,
            "lead": None if s.lead is None else self.model.periods[s.lead],
            "lead_time": None if s.lead_time is None else s.lead_time.value,
            "lead_time_standard_error": None if s.lead_time is None else s.lead_time.error,
            "direction": "higher" if s.higher else "lower",
            "unit": self.find_unit(s.name),
            "threshold": None if alarm is None else alarm.threshold,
            "threshold_standard_error": None if alarm is None else alarm.threshold_error,
            "threshold_at": None if s.at is None else self.model.periods[s.at],
            "hits": None if alarm is None else alarm.hits.value,
            "hits_standard_error": None if alarm is None else alarm.hits.error,
            "false_alarms": None if alarm is None else alarm.false_alarms.value,
            "false_alarms_standard_error": None if alarm is None else alarm.false_alarms.error,
            "auc": [a.value for a in s.auc],
            "auc_standard_error": [a.error for a in s.auc],
            "likelihood_ratio": [None if a is None else a.likelihood_ratio.value for a in s.alarms],
            "likelihood_ratio_standard_error": [None if a is None else a.likelihood_ratio.error for a in s.alarms],
        }


def measure_signposts(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    ensemble: Futures | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SignpostsFinding:
    """Measure what to watch (`find_signposts`).

    Args:
        model: The model to draw from.
        draws: The request. Given evidence, only the periods after it are judged.
        answer: The answer, by default the first of the file.
        ensemble: Futures at hand that answer the request; drawn by default.
        progress: Called with the number of futures done and the number requested.

    Returns:
        How well each indicator separates the futures, period by period.
    """
    if draws.evidence:
        given = ensemble if ensemble is not None and _has_paths(ensemble) else simulate(model, draws, progress=progress)
        until = len(model.periods) if draws.until is None else draws.until
        start = 1 + max((min(item.last, until) for item in draws.evidence if item.period <= until), default=-1)
        return replace(find_signposts(given, answer=answer, start=start), ancestors=count_ancestors(given.lineage))
    if ensemble is None or not _has_paths(ensemble):
        ensemble = simulate(model, draws, progress=progress)
    return find_signposts(ensemble, answer=answer)


def _has_paths(futures: Futures) -> bool:
    return bool(futures.indicators or futures.stocks or futures.events or futures.states or futures.options)


def find_signposts(
    futures: Futures, *, answer: str | None = None, so_far: NDArray[np.bool_] | None = None, start: int = 0
) -> SignpostsFinding:
    """Judge the file's indicators, or all events, states, options and stocks if it has none.

    Only futures in which the answer is still open are judged, and leads are only given for periods before it is decided.

    Args:
        futures: Futures with their paths.
        answer: The answer, by default the first of the file.
        so_far: [T, N] the answer if the future ended with each period; by default as recorded.
        start: The first period that is judged.

    Returns:
        The finding.
    """
    model, name = futures.model, find_answer(futures.model, answer)
    observations, n, last = read_observations(futures), len(futures), len(model.periods) - 1
    so_far = read_so_far(futures, name) if so_far is None else so_far
    sound = futures.sound
    first = min(start, last)
    decided = np.full(n, last + 1) if so_far is None else find_decided(so_far[first:]) + first
    sample = Sample(futures.answer(name), decided, futures.lineage).select(sound)
    values = {k: _make_finite(np.asarray(x)[:, sound]) for k, x in observations.items()}
    signposts = tuple(judge_indicator(k, x, sample, start) for k, x in values.items())
    watch_at, watch = _choose_watch(signposts, values, sample)
    cases = int(sample.yes.sum())
    alike = min(cases, len(sample.yes) - cases) < FEWEST
    return SignpostsFinding(
        model, name, signposts, watch, watch_at, so_far is not None, alike, n, futures.seed, nonfinite=count_nonfinite([futures])
    )


def read_observations(futures: Futures) -> dict[str, NDArray[Any]]:
    """Return what can be observed, [T, N] by name. An event counts from its first firing on, an option while it is chosen,
    and a state while it lasts.

    Raises ArgumentError if no paths were recorded.
    """
    if futures.indicators:
        return dict(futures.indicators)
    seen: dict[str, NDArray[Any]] = {n: np.logical_or.accumulate(x) for n, x in futures.events.items() if n not in futures.model.scheduled}
    for actor in futures.model.actors:
        if actor.name in futures.options:
            # Of two options, one carries all the information.
            shown = actor.options[1:] if len(actor.options) == 2 else actor.options
            seen |= {f"{actor.name} == {o}": futures.options[actor.name] == actor.options.index(o) for o in shown}
    for event in futures.model.states:
        if event.name in futures.states:
            shown = event.states[1:] if len(event.states) == 2 else event.states
            seen |= {f"{event.name} == {s}": futures.states[event.name] == event.states.index(s) for s in shown}
    seen |= futures.stocks
    if not seen:
        raise ArgumentError("`signposts` needs futures with recorded paths, and a model with indicators, events, options or stocks")
    return seen


def _choose_watch(signposts: tuple[Signpost, ...], values: Mapping[str, F64], sample: Sample) -> tuple[int | None, tuple[Gain, ...]]:
    """Return the period in which indicators carry the most information about what is still open, and the few to watch then."""
    information = [_measure_information(t, signposts, values, sample) for t in range(len(next(iter(values.values()))))]
    at = int(np.argmax(information))
    if information[at] <= 0:
        return None, ()
    now = sample.decided > at
    s = sample.select(now)
    return at, choose_informative({n: x[at][now] for n, x in values.items()}, s.yes, lineage=s.lineage)


def _measure_information(t: int, signposts: tuple[Signpost, ...], values: Mapping[str, F64], sample: Sample) -> float:
    """Return the information in bits of the best indicator of a period about the answer, times the share of futures that are still open."""
    known = [s for s in signposts if np.isfinite(s.auc[t].value)]
    if not known:
        return 0.0
    best = max(known, key=lambda s: s.auc[t].value)
    now = sample.decided > t
    s = sample.select(now)
    gains = choose_informative({best.name: values[best.name][t][now]}, s.yes, most=1, lineage=s.lineage)
    return float(gains[0].bits.value * now.mean()) if gains else 0.0


def _make_finite(values: NDArray[Any]) -> F64:
    finite: F64 = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=ENDLESS, neginf=-ENDLESS)
    return finite
