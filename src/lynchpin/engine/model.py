"""A model: a compiled program, its numbers, and the names and texts that questions need.

The compiler builds one from a file. A test can build one by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal, no_type_check

import jax
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.graph.program import Program
from lynchpin.memo import Memo

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@no_type_check  # a pytree: JAX also fills it with tracers and placeholders
@dataclass(frozen=True)
class Tables:
    """The quantile functions of R distributions, as piecewise cubic polynomials (see `chance.tables`).

    Attributes:
        pieces: [P, 4] coefficients of the pieces of all rows, constant term first.
        intervals: [R, intervals of the logit] first piece and number of pieces of each interval, as `32 * first + log2(number)`.
        ends: [R, 3] least and greatest value, and the sign of the values if the row holds their logarithms (otherwise 0).
    """

    pieces: NDArray[np.float64]
    intervals: NDArray[np.int32]
    ends: NDArray[np.float64]


@no_type_check  # as above
@dataclass(frozen=True)
class Numbers:
    """The declared numbers, as arguments of the compiled program (R rows, T periods, H the longest horizon).

    Attributes:
        tables: The quantile functions.
        certain: [R] value of each row that is a plain number.
        noise: [n, 2] (mean, sd) or (low, high) of each draw of a period.
        bounds: [stocks, 2] declared bounds.
        levels: For each actor, [options, levers].
        series: [n, T + H] value in each period.
        calendar: [5, T + H] entries of `program.CALENDAR` in each period.
        copula: [d, d] lower Cholesky factor of the correlation matrix.
        policy_starts: [policies] first period in which each policy applies.
        literals: [literals] numbers in equations, in the units of the equations.
        priors: For each actor with types, [T] the prior probability of each type.
    """

    tables: Tables
    certain: NDArray[np.float64]
    noise: NDArray[np.float64]
    bounds: NDArray[np.float64]
    levels: tuple[NDArray[np.float64], ...]
    series: NDArray[np.float64]
    calendar: NDArray[np.float64]
    copula: F32
    policy_starts: NDArray[np.int32]
    literals: NDArray[np.float64]
    priors: tuple[F64, ...] = ()


jax.tree_util.register_dataclass(Tables, data_fields=[f.name for f in fields(Tables)], meta_fields=[])
jax.tree_util.register_dataclass(Numbers, data_fields=[f.name for f in fields(Numbers)], meta_fields=[])


@dataclass(frozen=True, slots=True)
class Quantity:
    """Name, unit and description of a quantity.

    Attributes:
        name: Name in the file.
        unit: Unit, empty for plain numbers.
        means: What it means.
        basis: What its value rests on.
        certain: Whether its value is one number, not drawn from a distribution.
        kind: What it is declared as.
        states: Its words, if its values are words. The number for a word is its index.
    """

    name: str
    unit: str = ""
    means: str = ""
    basis: str = ""
    certain: bool = False
    kind: Literal["parameter", "stock", "auxiliary", "other"] = "other"
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumption:
    """An assumption.

    Attributes:
        name: Name in the file.
        claim: What it claims.
        credence: Mean of the stated credence; None with `holds_while`.
        words: The credence as stated.
        replaces: Parameters and starting values that its failure changes.
        conditional: Whether it has `holds_while` instead of a credence.
        parents: Assumptions on which its credence depends.
        correlated: Assumptions with which it is correlated.
        lasting: Whether it can fail along the way.
        settled: Whether an observation settles it (`fails_if`).
    """

    name: str
    claim: str
    credence: float | None
    words: str = ""
    replaces: tuple[str, ...] = ()
    conditional: bool = False
    parents: tuple[str, ...] = ()
    correlated: tuple[str, ...] = ()
    lasting: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True)
class ActorInfo:
    """Name and descriptions of an actor, its options and its factions. `after` are the actors that it moves after."""

    name: str
    means: str
    options: tuple[str, ...]
    option_means: Mapping[str, str]
    factions: tuple[str, ...]
    faction_means: Mapping[str, str]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatesInfo:
    """An event with states, for people."""

    name: str
    means: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: its expression as text, and its weight."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy; `start` is the label of the first period in which it applies."""

    name: str
    means: str
    start: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An observation, with the fields of the file (see `engine.period.observe`).

    `not` and `not_state` may cover a stretch: `period` is then its first period, and `through` its last. The filter takes such an item
    in pieces, one for each period. In a piece, `first` is the first period of the whole stretch.
    """

    label: str
    period: int
    kind: Literal["event", "not", "state", "not_state", "stock", "auxiliary", "option"]
    name: str
    option: str = ""
    value: float = 0.0
    sd: float = 0.0
    reliability: float = 1.0
    text: str = ""
    citation: str = ""
    through: int = -1
    first: int = -1

    @property
    def last(self) -> int:
        """The index of its last period."""
        return max(self.period, self.through)

    def split(self) -> tuple[Evidence, ...]:
        """Return the pieces of an item on a stretch, one for each period; any other item is its only piece."""
        if self.through < 0:
            return (self,)
        return tuple(replace(self, period=t, first=self.period) for t in range(self.period, self.through + 1))

    def whole(self) -> Evidence:
        """Return the item that this is a piece of."""
        return self if self.first < 0 else replace(self, period=self.first, first=-1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A published forecast.

    Attributes:
        name: Name in the file.
        claim: The event that it is about.
        by: Its author.
        low: Lower end of the stated probability.
        high: Upper end of the stated probability; equal to `low` for a number.
        stated: The probability that it is scored as.
        words: The probability as stated.
        resolves: When it resolves.
        resolved: How it resolved; None if it has not.
        base_rate: Its base rate, if known.
        modelled: Index of its event in `Program.forecasts`; None if the model cannot answer it.
        citation: Source.
    """

    name: str
    claim: str
    by: str
    low: float
    high: float
    stated: float
    words: str
    resolves: str
    resolved: Literal["yes", "no", "unclear"] | None
    base_rate: float | None
    modelled: int | None
    citation: str = ""


@dataclass(frozen=True, repr=False)
class Model:
    """A compiled program, its numbers, and the names and texts of the file."""

    program: Program
    numbers: Numbers
    title: str
    question: str
    sha256: str
    periods: tuple[str, ...]
    period_length: float
    """Length of a period in years."""
    outcomes: tuple[str, ...]
    outcome_means: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]
    inputs: tuple[Quantity, ...]
    """Parameters and starting values, in the order of the first entries of `Program.inputs`."""
    stocks: tuple[Quantity, ...]
    auxiliaries: tuple[Quantity, ...]
    events: tuple[Quantity, ...]
    """All events in the order of the file, including scheduled ones."""
    actors: tuple[ActorInfo, ...]
    assumptions: tuple[Assumption, ...]
    """Assumptions in the order of `Program.assumptions`, then conditional ones in the order of `Program.conditions`."""
    policies: tuple[Policy, ...]
    goals: tuple[Goal, ...]
    indicators: tuple[Quantity, ...]
    evidence: tuple[Evidence, ...]
    forecasts: tuple[Forecast, ...]
    yardstick: str
    shows: tuple[str, ...]
    summary: str = ""
    author: str = ""
    date: str = ""
    scheduled: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Scheduled events and the periods in which they fire."""
    states: tuple[StatesInfo, ...] = ()
    """Events with states, in the order of `Program.states`. `events` has the others."""
    good: Mapping[str, bool] = field(default_factory=dict)
    """Whether an answer is good news, for each answer that the file rates."""
    memo: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)
    """Runs that several questions share."""

    def __repr__(self) -> str:
        parts = ("stocks", "auxiliaries", "events", "states", "actors", "assumptions")
        counts = [f"{len(getattr(self, part))} {part}" for part in parts if getattr(self, part)]
        return f"<Model: “{self.title}”, {self.periods[0]} to {self.periods[-1]}{''.join(f', {count}' for count in counts)}>"

    @property
    def drawn_assumptions(self) -> tuple[Assumption, ...]:
        """Assumptions with a credence, which can be forced."""
        return tuple(a for a in self.assumptions if not a.conditional)

    @property
    def lasting_assumptions(self) -> tuple[Assumption, ...]:
        """Return the assumptions that can fail along the way, in the order of `Program.lasting`."""
        return tuple(a for a in self.assumptions if a.lasting)

    @property
    def has_dependent_assumptions(self) -> bool:
        """Whether some assumptions depend on others or are correlated with them."""
        return any(a.parents or a.correlated for a in self.assumptions)
