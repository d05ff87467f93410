"""Summaries: sums over futures that can be added, so that a run may be larger than memory.

`summarise_futures` builds a summary and `add_summaries` adds two. A summary holds all that a forecast needs: counts of outcomes, moments
and quantiles of every stock and auxiliary by period, and counts of events and options. A stream that fits in memory is joined first, so
that its summary has the same bits as that of a run in one piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.results.futures import Futures, Health
from lynchpin.engine.results.groups import fit_in_memory
from lynchpin.engine.results.joining import add_health, join_futures
from lynchpin.engine.results.spread import Spread, add_spreads, measure_spreads
from lynchpin.statistics.controls import ControlSums, sum_controls, sum_products

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Summary:
    """Sums over the futures of one model. Futures with a non-finite value count only in `futures`, `unsound` and `health`.

    Attributes:
        model: The model.
        seed: The seed of the run.
        assume: Assumptions that were forced.
        policy: The policy in force.
        futures: Number of futures.
        unsound: Number of futures with a non-finite value.
        outcomes: [outcomes + 1] number of futures by outcome; the last entry is for those that match none.
        standing: [T, outcomes + 1] the same, if futures ended with each period.
        stocks: Spread of each stock.
        auxiliaries: Spread of each auxiliary.
        indicators: Spread of each indicator.
        fired: For each event, [T] number of futures in which it fires in a period.
        fired_by: For each event, [T] number of futures in which it has fired by the end of a period.
        options: For each actor, [T, options] number of futures in which it plays an option.
        states: For each event with states, [T, states] number of futures in which it is in a state.
        wanted: For each actor and faction, [T] number of futures in which the actor plays what the faction alone would have liked best.
        wanted_squares: For each actor and faction, the sum over futures of the squared share of periods in which it does.
        held: For each assumption, number of futures in which it holds (throughout).
        broken_by: For each assumption that the model can break, [T] number of futures in which it has broken by the end of a period.
        forecasts: For each forecast that the model can answer, number of futures in which its event happened.
        goals: [goals] sum of the value of each goal.
        goal_squares: [goals] sum of its square.
        health: Diagnostics.
        controls: Sums of the control variates; None if there are none, or if a future has a non-finite value.
        products: The sums `outcomes`, `standing`, `fired`, `fired_by` and `forecasts` with each future multiplied by its controls: [..., k]
            each, under the same names; empty without controls.
    """

    model: Model
    seed: int
    assume: Mapping[str, float]
    policy: str | None
    futures: int
    unsound: int
    outcomes: F64
    standing: F64
    stocks: Mapping[str, Spread]
    auxiliaries: Mapping[str, Spread]
    indicators: Mapping[str, Spread]
    fired: Mapping[str, F64]
    fired_by: Mapping[str, F64]
    options: Mapping[str, F64]
    states: Mapping[str, F64]
    wanted: Mapping[str, Mapping[str, F64]]
    wanted_squares: Mapping[str, Mapping[str, float]]
    held: Mapping[str, float]
    broken_by: Mapping[str, F64]
    forecasts: Mapping[str, float]
    goals: F64
    goal_squares: F64
    health: Health
    controls: ControlSums | None = None
    products: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.futures

    @property
    def sound(self) -> int:
        """Number of futures that count towards shares."""
        return self.futures - self.unsound

    def probability(self, outcomes: Iterable[str]) -> tuple[float, float]:
        """Return the probability that one of these outcomes occurs, and its standard error."""
        return _estimate_share(self.outcomes[[self.model.outcomes.index(name) for name in outcomes]].sum(), self.sound)

    def answer(self, name: str | None = None) -> tuple[float, float]:
        """Return the probability of an answer (by default the headline answer), and its standard error."""
        return self.probability(self.model.answers[name if name is not None else next(iter(self.model.answers))])

    @property
    def unmatched(self) -> tuple[float, float]:
        """The share of futures that match no outcome, and its standard error."""
        return _estimate_share(self.outcomes[-1], self.sound)


def _estimate_share(yes: float, n: int) -> tuple[float, float]:
    """Return a share of n futures and its standard error, which is 1 / (n + 1) if the share is 0 or 1 (no variation was observed)."""
    if n == 0:
        return np.nan, np.nan
    p = float(yes / n)
    return p, float(np.sqrt(p * (1 - p) / n)) if 0 < p < 1 else 1 / (n + 1)


def summarise_futures(futures: Futures, like: Summary | None = None) -> Summary:
    """Summarise futures whose paths were recorded.

    Args:
        futures: The futures.
        like: A summary whose bins are used, so that the two can be added.

    Returns:
        The summary, with exact quantiles.
    """
    model, sound = futures.model, futures.sound
    outcomes = len(model.outcomes) + 1
    # Avoid a copy if all futures are sound.
    take = (lambda x: x) if sound.all() else partial(np.compress, sound, axis=-1)

    def each(values: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        return {name: take(x) for name, x in values.items()}

    events, options, states = each(futures.events), each(futures.options), each(futures.states)
    liked = {a: {f: take(x) == options[a] for f, x in of.items()} for a, of in futures.favourites.items()}
    goals = [take(x).astype(np.float64) for x in futures.goals]
    controls, products = _sum_controls(futures)
    return Summary(
        model=model,
        seed=futures.seed,
        assume=futures.assume,
        policy=futures.policy,
        futures=len(futures),
        unsound=int((~sound).sum()),
        outcomes=np.bincount(take(futures.outcome) % outcomes, minlength=outcomes).astype(np.float64),
        standing=_count_codes(take(futures.standing) % outcomes, outcomes) if futures.standing is not None else np.zeros((0, outcomes)),
        stocks=measure_spreads(each(futures.stocks), like.stocks if like else {}),
        auxiliaries=measure_spreads(each(futures.auxiliaries), like.auxiliaries if like else {}),
        indicators=measure_spreads(each(futures.indicators), like.indicators if like else {}),
        fired={n: _total(x) for n, x in events.items()},
        fired_by={n: _total(np.logical_or.accumulate(x)) for n, x in events.items()},
        options={a.name: _count_codes(options[a.name], len(a.options)) for a in model.actors if a.name in options},
        states={e.name: _count_codes(states[e.name], len(e.states)) for e in model.states if e.name in states},
        wanted={a: {f: _total(x) for f, x in of.items()} for a, of in liked.items()},
        wanted_squares={a: {f: float(_total(np.square(x.mean(axis=0)))) for f, x in of.items()} for a, of in liked.items()},
        held={n: float(_total(x)) for n, x in each(futures.assumptions).items()},
        broken_by={n: _total(_is_broken(x, len(model.periods))) for n, x in each(futures.broke).items()},
        forecasts={n: float(_total(x)) for n, x in each(futures.unconditional).items()},
        goals=np.array([_total(x) for x in goals]),
        goal_squares=np.array([_total(np.square(x)) for x in goals]),
        health=futures.health,
        controls=controls,
        products=products,
    )


def summarise_stream(pieces: Iterable[Futures]) -> Summary:
    """Summarise a stream of futures.

    Args:
        pieces: Consecutive futures of one run, as from `engine.stream`.

    Returns:
        The summary of all. If the run fits in memory, it equals `summarise_futures` of the run in one piece. If not, quantiles come from
        histograms.

    Raises:
        ValueError: There are no futures.
    """
    held: list[Futures] = []
    total: Summary | None = None
    for piece in pieces:
        if total is not None:
            total = add_summaries(total, summarise_futures(piece, like=total))
            continue
        held.append(piece)
        if not fit_in_memory(piece.model, sum(map(len, held))):
            total, held = _add_up(held), []
    if total is not None:
        return total
    if not held:
        raise ValueError("there are no futures to sum")
    return summarise_futures(held[0] if len(held) == 1 else join_futures(held, held[0].draws))


def _add_up(pieces: Iterable[Futures]) -> Summary:
    total: Summary | None = None
    for piece in pieces:
        summary = summarise_futures(piece, like=total)
        total = summary if total is None else add_summaries(total, summary)
    assert total is not None
    return total


def add_summaries(a: Summary, b: Summary) -> Summary:
    """Add the summaries of two parts of a run.

    Args:
        a: Summary of one part.
        b: Summary of the other part, with the same bins.

    Returns:
        The summary of both.

    Raises:
        ValueError: The models or the bins differ.
    """
    if a.model.program.key != b.model.program.key:
        raise ValueError("summaries of different models do not add up")
    sums: dict[str, Any] = {name: getattr(a, name) + getattr(b, name) for name in _PLAIN}
    sums |= {name: _add_each(getattr(a, name), getattr(b, name)) for name in _NAMED}
    sums |= {name: {n: add_spreads(x, getattr(b, name)[n]) for n, x in getattr(a, name).items()} for name in _SPREADS}
    for name in ("wanted", "wanted_squares"):
        sums[name] = {actor: _add_each(of, getattr(b, name)[actor]) for actor, of in getattr(a, name).items()}
    return replace(a, **sums, health=add_health(a.health, b.health), **_add_controls(a, b))


_PLAIN = ("futures", "unsound", "outcomes", "standing", "goals", "goal_squares")
_NAMED = ("fired", "fired_by", "options", "states", "held", "broken_by", "forecasts")
_SPREADS = ("stocks", "auxiliaries", "indicators")


def _add_each(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value + b[name] for name, value in a.items()}


def _count_codes(chosen: NDArray[np.integer[Any]], codes: int) -> F64:
    """Return [T, codes] the number of futures with each code; `chosen` is [T, N]."""
    return np.stack([_total(chosen == k) for k in range(codes)], axis=1)


def _total(values: NDArray[Any]) -> Any:
    """Return the sum over futures."""
    return values.sum(axis=-1, dtype=np.float64)


def _is_broken(first: NDArray[np.int16], periods: int) -> NDArray[np.bool_]:
    """Return [T, N] whether an assumption has broken by the end of each period; `first` [N] is the period in which it broke, -1 for never."""
    return (first >= 0) & (first <= np.arange(periods)[:, None])


def _sum_controls(futures: Futures) -> tuple[ControlSums | None, dict[str, Any]]:
    """Return `Summary.controls` and `Summary.products`.

    The controls have mean zero over all futures, and not over those whose values are finite. They are used only if all are.
    """
    controls = futures.controls
    if controls is None or not futures.sound.all():
        return None, {}
    controls = np.asarray(controls, np.float64, order="F")  # in this order the products need no copies
    multiply = partial(sum_products, controls=controls)
    outcomes = np.arange(len(futures.model.outcomes) + 1)
    standing = futures.standing
    return sum_controls(controls), {
        "outcomes": multiply((futures.outcome % len(outcomes)) == outcomes[:, None]),
        "standing": np.zeros((0, len(outcomes), len(controls)))
        if standing is None
        else np.stack([multiply((standing % len(outcomes)) == k) for k in outcomes], axis=1),
        "fired": {name: multiply(x) for name, x in futures.events.items()},
        "fired_by": {name: multiply(np.logical_or.accumulate(x)) for name, x in futures.events.items()},
        "forecasts": {name: multiply(x > 0.5) for name, x in futures.unconditional.items()},
    }


def _add_controls(a: Summary, b: Summary) -> dict[str, Any]:
    """Return the fields of the sum of two summaries that are about controls."""
    if a.controls is None or b.controls is None:
        return {"controls": None, "products": {}}
    products = {
        name: _add_each(of, b.products[name]) if isinstance(of, Mapping) else of + b.products[name] for name, of in a.products.items()
    }
    return {"controls": a.controls + b.controls, "products": products}
