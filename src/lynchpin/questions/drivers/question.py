"""Drivers: which unknowns matter? Sobol' indices of every uncertain input and assumption, and the value of perfect information on each.

Indices are shares of the total variance of the answer (or of a stock or auxiliary at the end). That variance includes chance within a
future, so indices can be compared with the reducible share. Correlated unknowns cannot be redrawn separately. The design treats each
correlated group as one factor, and all its members get the index of the group (Saltelli and others 2008, 1.2.14).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lynchpin.engine.filter.particles import POPULATION
from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.questions.drivers import DRIVERS
from lynchpin.questions.drivers.factors import find_factors, find_quantity, find_ties
from lynchpin.questions.shared.ancestry import count_ancestors
from lynchpin.questions.shared.effects import FUTURES as POLICY_FUTURES
from lynchpin.questions.shared.effects import play_policies
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, make_plain
from lynchpin.questions.shared.reducible import estimate_reducible, measure_reducible, read_quantity
from lynchpin.statistics.estimates import Estimate, Estimates
from lynchpin.statistics.sobol import estimate_first_order, estimate_pawn, measure_sobol
from lynchpin.statistics.voi import estimate_evpi

LEAST_ROWS = 200
"""With fewer rows than this a design is too imprecise, so indices are estimated from given data."""
AT_HAND = 12_000
CHUNK = 1 << 14

Method = Literal["saltelli", "given-data"]


@dataclass(frozen=True)
class Driver:
    """One unknown.

    Attributes:
        first_order: Share of the variance that knowing it would remove on average.
        total: Share of the variance that remains if everything else is known; NaN without a design.
        pawn: PAWN index from futures at hand; NaN with a design.
        evpi: Expected value of perfect information, in the unit of the goals; NaN if the file has no goals or no policies.
        tied: The other unknowns of its correlated group. With a design, the indices are those of the whole group.
    """

    name: str
    kind: Literal["parameter", "stock", "assumption", "weight"]
    first_order: Estimate
    total: Estimate
    pawn: Estimate
    evpi: Estimate
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class DriversFinding(Finding):
    """Indices of every unknown.

    Attributes:
        of: The answer, stock or auxiliary that the indices explain.
        drivers: Unknowns by kind, in the order of the file.
        reducible: Share of the variance that more knowledge could remove.
        rows: Number of rows of the design, 0 if indices come from futures at hand.
        ancestors: Number of distinct ancestors, None without evidence.
    """

    question: ClassVar[str] = "drivers"
    model: Model
    of: str
    method: Method
    drivers: tuple[Driver, ...]
    reducible: Estimate
    rows: int
    futures: int
    seed: int
    ancestors: int | None = None
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """One row per unknown, the one with the greatest total (or first-order) index first."""
        frame = pd.DataFrame([_driver_row(d) for d in self.drivers])
        by = "total" if self.method == "saltelli" else "first_order"
        return frame.sort_values(by, ascending=False, ignore_index=True, kind="stable") if len(frame) else frame

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = describe_run(self.model, futures=self.futures, seed=self.seed)
        result |= {
            "of": self.of,
            "method": self.method,
            "rows": self.rows,
            "parameters": [_driver_row(d) for d in self.drivers if d.kind in ("parameter", "stock")],
            "assumptions": [_driver_row(d) for d in self.drivers if d.kind == "assumption"],
            "others": [_driver_row(d) for d in self.drivers if d.kind == "weight"],
            "reducible": self.reducible.value,
            "reducible_standard_error": self.reducible.error,
            "distinct_ancestors": self.ancestors,
        } | describe_nonfinite(self)
        plain: dict[str, Any] = make_plain(result)
        return plain


def measure_drivers(
    model: Model,
    draws: Draws,
    *,
    of: str | None = None,
    answer: str | None = None,
    method: Method | None = None,
    known_reducible: Estimate | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DriversFinding:
    """Measure which unknowns matter.

    Args:
        model: The model to draw from.
        draws: The request. About as many futures are drawn for the design as it names; if they would give fewer than 200 rows, indices
            come from 12,000 futures at hand. Given evidence, the unknowns depend on each other, so indices come from 10,000 futures
            at hand and measure association.
        of: An answer, or a stock or auxiliary at the end; by default `answer`.
        answer: The answer, by default the first of the file.
        method: A design (`saltelli`) or futures at hand (`given-data`).
        known_reducible: The reducible share of the answer, if it is known already (same seed, assumptions and policy).
        progress: Called with the number of futures done and the number requested.

    Returns:
        Indices and the value of perfect information for each unknown.

    Raises:
        QuestionError: Nothing in the file is uncertain.
        ArgumentError: A name is unknown.
    """
    factors = find_factors(model)
    DRIVERS.need(factors)
    known_share = known_reducible if of is None else None
    of = find_quantity(model, of if of is not None else answer)
    ties = find_ties(model)
    heads = [name for name in factors if name not in ties or name == ties[name][0]]
    rows = draws.futures // (len(heads) + 2)
    if method is None:
        method = "saltelli" if rows >= LEAST_ROWS and not draws.evidence else "given-data"
    playing = _Playing(model, draws, of, ties, progress)
    unknown = Estimates(np.full(len(factors), np.nan), np.full(len(factors), np.nan))
    total, pawn = unknown, unknown
    if method == "saltelli":
        rows = max(rows, 2)
        playing.expected = rows * (len(heads) + 2)
        place = [heads.index(ties.get(name, (name,))[0]) for name in factors]
        first, total = (Estimates(e.value[place], e.error[place]) for e in measure_sobol(playing, heads, rows, seed=draws.seed))
    else:
        rows = 0
        # Given evidence, all that is asked of as many particles as other questions take needs only one run of the filter.
        at_hand = POPULATION if draws.evidence else AT_HAND
        known, result, lineage = _draw_at_hand(playing, factors, min(draws.futures, at_hand))
        values, names = np.stack(list(known.values())).T, list(known)
        first = _spread_over(factors, names, estimate_first_order(values, result, seed=draws.seed, lineage=lineage))
        pawn = _spread_over(factors, names, estimate_pawn(values, result, seed=draws.seed, lineage=lineage))
    evpi = measure_evpi(model, draws.change(futures=min(draws.futures, POLICY_FUTURES)))
    drivers = tuple(
        Driver(
            name, kind, first.at(j), total.at(j), pawn.at(j), evpi.get(name, Estimate(np.nan, np.nan)),
            tuple(n for n in ties.get(name, ()) if n != name),
        )
        for j, (name, kind) in enumerate(factors.items())
    )  # fmt: skip
    ancestors = None
    if draws.evidence:
        known_share, ancestors = _measure_reducible_given(playing)
    elif known_share is None:
        known_share = measure_reducible(model, draws.change(futures=min(draws.futures, 2 * AT_HAND)), of=of)
    return DriversFinding(model, of, method, drivers, known_share, rows, playing.drawn, draws.seed, ancestors, playing.nonfinite)


def measure_evpi(model: Model, draws: Draws) -> dict[str, Estimate]:
    """Estimate the value of perfect information on each uncertain input and assumption, for the choice among policies and status quo.

    Args:
        model: The model to draw from.
        draws: The request: the futures of each policy.

    Returns:
        Values by name, in the unit of the goals; empty if the file has no goals or no policies.
    """
    if not model.goals or not model.policies:
        return {}
    weights = np.array([goal.weight for goal in model.goals])
    runs = list(play_policies(model, draws).values())
    values = np.stack([weights @ np.asarray(run.goals, np.float64) for run in runs])
    sound = np.isfinite(values).all(axis=0) & np.all([run.sound for run in runs], axis=0)
    values, quo = values[:, sound], runs[0]
    known: dict[str, NDArray[Any]] = {q.name: quo.inputs[q.name] for q in model.inputs if not q.certain}
    known |= {a.name: quo.assumptions[a.name] for a in model.drawn_assumptions}
    return {name: estimate_evpi(x[sound], values, lineage=quo.lineage[sound]) for name, x in known.items()}


class _Playing:
    """Simulates rows of the design in chunks, with draws taken from other futures. It counts the futures drawn."""

    def __init__(
        self,
        model: Model,
        draws: Draws,
        of: str,
        ties: Mapping[str, tuple[str, ...]],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.model, self.draws, self.of, self.ties = model, draws, of, ties
        self.record: Literal["paths", "outcomes"] = "outcomes" if of in model.answers else "paths"
        self.progress, self.drawn, self.expected = progress, 0, 0
        self.nonfinite: Counter[str] = Counter()

    def draw(self, draws: Draws) -> Futures:
        """Draw futures and count them."""
        drawn = simulate(self.model, draws.change(record=self.record))
        self.drawn += len(drawn)
        self.nonfinite.update(drawn.health.nonfinite)
        return drawn

    def __call__(self, index: NDArray[np.uint32], redraw: Mapping[str, NDArray[np.uint32]]) -> NDArray[np.float64]:
        parts = []
        for start in range(0, len(index), CHUNK):
            piece = slice(start, start + CHUNK)
            some = {name: source[piece] for head, source in redraw.items() for name in self.ties.get(head, (head,))}
            parts.append(read_quantity(self.draw(self.draws.change(index=index[piece], redraw=some)), self.of))
            if self.progress is not None:
                self.progress(self.drawn, self.expected)
        return np.concatenate(parts)


def _draw_at_hand(
    playing: _Playing, factors: Mapping[str, str], futures: int
) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64], NDArray[np.uint32]]:
    """Draw futures without a design. Return the values [N] of the factors that are recorded, the quantity [N] and the lineage [N]."""
    drawn = playing.draw(playing.draws.change(futures=futures))
    sound = drawn.sound
    shown = {**drawn.inputs, **drawn.assumptions}
    known = {name: np.asarray(shown[name], np.float64)[sound] for name in factors if name in shown}
    return known, read_quantity(drawn, playing.of)[sound], drawn.lineage[sound]


def _measure_reducible_given(playing: _Playing) -> tuple[Estimate, int]:
    """Estimate the reducible share given evidence, and count the ancestors.

    Two futures continue from each particle. They share everything except the random numbers after the evidence.
    """
    twice = playing.draw(playing.draws.change(index=np.arange(2 * POPULATION, dtype=np.uint32)))
    lineage = twice.lineage[:POPULATION]
    return estimate_reducible(read_quantity(twice, playing.of).reshape(2, POPULATION).T, lineage=lineage), count_ancestors(lineage)


def _spread_over(factors: Mapping[str, str], names: list[str], found: Estimates) -> Estimates:
    """Return estimates for all factors, given those for some; the others are NaN."""
    value, error = np.full(len(factors), np.nan), np.full(len(factors), np.nan)
    places = [list(factors).index(name) for name in names]
    value[places], error[places] = found
    return Estimates(value, error)


def _driver_row(d: Driver) -> dict[str, Any]:
    return {
        "name": d.name,
        "kind": d.kind,
        "first_order": d.first_order.value,
        "total": d.total.value,
        "standard_error": d.first_order.error,
        "total_standard_error": d.total.error,
        "pawn": d.pawn.value,
        "pawn_standard_error": d.pawn.error,
        "evpi": d.evpi.value,
        "evpi_standard_error": d.evpi.error,
        "tied_to": list(d.tied),
    }
