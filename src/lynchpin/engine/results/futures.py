"""Futures: the draws and results of a run as arrays.

Axes: T periods, N futures. The futures are the last axis of every array.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.statistics.estimates import estimate_share


@dataclass(frozen=True)
class Health:
    """Diagnostics of a run. All are counts, sums or maxima, so that those of parts combine. A future-period is one period of one future.

    Attributes:
        games: Number of future-periods in which a game was played.
        residual_large: Number of games whose residual exceeds 1e-4.
        residual_max: Largest residual.
        unproven: Number of games that may have more than one equilibrium.
        clipped: [stocks] number of future-periods in which the stock was clipped at a bound.
        coarse: [stocks] number of future-periods in which a flow was larger than its stock.
        ratio: [stocks] largest flow of the stock, as a multiple of the stock.
        chance_clipped: [events] number of future-periods in which the chance was clipped to 0 or 1.
        decisions: [actors] number of future-periods in which the actor decided.
        largest: [actors] sum of the actor's largest option probability over its decisions.
        uniform: [actors] number of decisions within 0.05 of uniform probabilities.
        nonfinite: Number of futures with a non-finite value, by the name of the first quantity that has one.
    """

    games: float
    residual_large: float
    residual_max: float
    unproven: float
    clipped: NDArray[np.float64]
    coarse: NDArray[np.float64]
    ratio: NDArray[np.float64]
    chance_clipped: NDArray[np.float64]
    decisions: NDArray[np.float64]
    largest: NDArray[np.float64]
    uniform: NDArray[np.float64]
    nonfinite: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class Futures:
    """N futures of one model. The arrays are read-only.

    Paths are empty mappings if they were not recorded (`record="outcomes"`). Futures given evidence have equal weights and may share
    ancestors.
    """

    model: Model
    draws: Draws
    """The request for these futures."""
    index: NDArray[np.uint32]
    """[N] global index of each future. Together with the seed, it determines the draws."""
    outcome: NDArray[np.int8]
    """[N] index into `model.outcomes`; -1 where no outcome's condition held, or where the future has a non-finite value."""
    status: NDArray[np.uint8]
    """[N] 0 if every value is finite, 1 if one is not (NaN or infinity). A future with status 1 has no answer."""
    inputs: Mapping[str, NDArray[np.float64]]
    """[N] each: parameters and starting values at the start."""
    assumptions: Mapping[str, NDArray[np.bool_]]
    """[N] each: whether the assumption holds; with `holds_while`, or if it can fail along the way, whether it held in every period."""
    broke: Mapping[str, NDArray[np.int16]]
    """[N] each, for assumptions with `holds_while` and those that can fail along the way: the first period in which it broke, or -1 if it
    never did or did not hold at the start."""
    stocks: Mapping[str, NDArray[np.float64]]
    """[T, N] each: value at the end of the period."""
    auxiliaries: Mapping[str, NDArray[np.float64]]
    """[T, N] each: value at the end of the period, from the stocks as they then are."""
    events: Mapping[str, NDArray[np.bool_]]
    """[T, N] each: whether it fires in the period. Scheduled events are included."""
    options: Mapping[str, NDArray[np.uint8]]
    """[T, N] each: index of the option that the actor plays."""
    favourites: Mapping[str, Mapping[str, NDArray[np.uint8]]]
    """[T, N] for each actor and faction: the option that the faction alone would have liked best, given the others' play."""
    indicators: Mapping[str, NDArray[np.float64]]
    """[T, N] each: value with its noise."""
    states: Mapping[str, NDArray[np.uint8]]
    """[T, N] each, for events with states: index of the state that it is in."""
    goals: tuple[NDArray[np.float64], ...]
    """[N] each: value of the goal's expression, unweighted."""
    forecasts: Mapping[str, NDArray[np.float64]]
    """[N] each, for forecasts that the model can answer: 1 where the event happened, 0 where it did not, and -1 where the condition of a
    conditional forecast did not occur."""
    health: Health
    standing: NDArray[np.int8] | None = None
    """[T, N] the outcome that each future would have if it ended with that period; None where paths were not recorded."""
    ancestors: NDArray[np.uint32] | None = None
    """[N] the ancestor of each future given evidence, None without evidence. Futures with a common ancestor are dependent."""
    controls: NDArray[np.float32] | None = None
    """[k, N] control variates, which have mean zero (`period.controls`); None given evidence, in runs that set states or draws future by
    future, and if there are none."""

    def __post_init__(self) -> None:
        for f in fields(self):
            object.__setattr__(self, f.name, _protect(getattr(self, f.name)))

    def __repr__(self) -> str:
        return f"<Futures: {', '.join(describe_futures(self))}>"

    def _repr_html_(self) -> str:
        """Show the futures in a notebook: a description, and the share of each answer and outcome."""
        shares = {name: self.answer(name) for name in self.model.answers}
        shares |= {name: self.outcome == k for k, name in enumerate(self.model.outcomes) if name not in shares}
        rows = []
        for name, true in shares.items():
            value, error = estimate_share(true[self.sound], lineage=self.lineage[self.sound])
            rows.append(f"<tr><td>{escape(name)}</td><td>{value:.1%}</td><td>{100 * error:.1f} points</td></tr>")
        head = f"<p><b>{escape(self.model.question)}</b><br>{escape('; '.join(describe_futures(self)))}</p>"
        return f"{head}<table><tr><th>answer or outcome</th><th>share</th><th>standard error</th></tr>{''.join(rows)}</table>"

    @property
    def seed(self) -> int:
        return self.draws.seed

    @property
    def assume(self) -> Mapping[str, float]:
        return self.draws.assume

    @property
    def policy(self) -> str | None:
        return self.draws.policy

    def __len__(self) -> int:
        return int(self.outcome.shape[0])

    @property
    def lineage(self) -> NDArray[np.uint32]:
        """[N] a number that dependent futures share: the ancestor or, without evidence, the index."""
        return self.index if self.ancestors is None else self.ancestors

    @property
    def sound(self) -> NDArray[np.bool_]:
        """[N] whether every value of the future is finite. Only sound futures have an answer and count towards shares."""
        return np.asarray(self.status == 0)

    @property
    def unconditional(self) -> Mapping[str, NDArray[np.float64]]:
        """[N] each: `forecasts` without those that depend on a condition."""
        return {f.name: self.forecasts[f.name] for f in self.model.forecasts if f.name in self.forecasts and not f.given}

    def answer(self, name: str | None = None) -> NDArray[np.bool_]:
        """Return [N] whether an answer is true of each future.

        It is False where a future is not sound; leave those out (`sound`) of any share.

        Args:
            name: Name of the answer, by default the headline answer.
        """
        outcomes = self.model.answers[name if name is not None else next(iter(self.model.answers))]
        wanted = [self.model.outcomes.index(o) for o in outcomes]
        return np.isin(self.outcome, wanted)


def describe_futures(futures: Futures) -> list[str]:
    """Describe futures by short phrases: their number, model and periods, and how they were drawn."""
    model, draws = futures.model, futures.draws
    words = [f"{len(futures):,} of “{textwrap.shorten(model.title, 60, placeholder='…')}”", f"{model.periods[0]} to {model.periods[-1]}"]
    words += [f"seed {draws.seed}"]
    words += [f"{name}={probability:g}" for name, probability in draws.assume.items()]
    words += [f"policy {draws.policy}"] if draws.policy is not None else []
    words += [f"{', '.join(draws.inputs)} set"] if draws.inputs else []
    words += ["given evidence"] if draws.evidence else []
    words += [] if draws.record == "paths" else ["without paths"]
    non_finite = int((futures.status != 0).sum())
    return words + ([f"{non_finite:,} with non-finite values"] if non_finite else [])


def _protect(value: Any) -> Any:
    """Return a value with every array in it as a read-only view."""
    if isinstance(value, np.ndarray):
        view = value.view()
        view.flags.writeable = False
        return view
    if isinstance(value, dict):
        return {name: _protect(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_protect(item) for item in value)
    if isinstance(value, Health):
        return replace(value, **{f.name: _protect(getattr(value, f.name)) for f in fields(value)})
    return value


PATHS = ("stocks", "auxiliaries", "events", "options", "favourites", "indicators", "states")


def build_futures(model: Model, draws: Draws, arrays: Mapping[str, Any], health: Health) -> Futures:
    """Build futures from arrays.

    Args:
        model: The model they were drawn from.
        draws: The request.
        arrays: Arrays by the names of the fields of `Futures`. Missing paths were not recorded.
        health: Diagnostics of the run.

    Returns:
        The futures.
    """
    return Futures(model=model, draws=draws, health=health, **{**{name: {} for name in PATHS}, **arrays})
