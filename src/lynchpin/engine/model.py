"""A model: something that futures can be drawn from, with all that a question may want to know about it.

The compiler makes one from a file; a test can make one by hand. Nothing here knows the file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, no_type_check

import jax
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.graph.program import Program
from lynchpin.memo import Memo

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@no_type_check  # not at run time: a pytree, which JAX also fills with tracers and marks of its own
@dataclass(frozen=True)
class Tables:
    """The quantile functions of R distributions, as piecewise cubic polynomials (see `chance.tables`).

    Attributes:
        pieces: [P, 4] coefficients of the pieces of all rows, from the constant up.
        intervals: [R, intervals of the logit] where the pieces of each interval are: `32 * first + log2(number)`.
        ends: [R, 3] least and greatest value, and the sign of the values if their logarithms are held (0 if they are held themselves).
    """

    pieces: NDArray[np.float64]
    intervals: NDArray[np.int32]
    ends: NDArray[np.float64]


@no_type_check  # not at run time, for the same reason
@dataclass(frozen=True)
class Numbers:
    """The declared numbers, as arguments of the compiled program (R rows, T periods, H the longest horizon).

    tables: the quantile functions; certain [R]: the value of rows that are plain numbers; noise [n, 2]: (mean, sd) or (low, high) of draws of each period; bounds [S, 2]; levels: per actor [options, levers];
    series [n, T + H]; calendar [5, T + H]; copula [d, d]: lower Cholesky factor;
    policy_starts [policies]: the period from which each policy applies.
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


jax.tree_util.register_dataclass(Tables, data_fields=[f.name for f in fields(Tables)], meta_fields=[])
jax.tree_util.register_dataclass(Numbers, data_fields=[f.name for f in fields(Numbers)], meta_fields=[])


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a name stands for, for people: `certain` is False where it is drawn from a distribution.

    If its values are words, `states` lists them, and the number that stands for a word is its index.
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
    """`credence` is the mean of the stated credence, None for one with `holds_while` (then `conditional`).

    `replaces` names the parameters and starting values that its failure changes.
    """

    name: str
    claim: str
    credence: float | None
    words: str = ""
    replaces: tuple[str, ...] = ()
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class ActorInfo:
    name: str
    means: str
    options: tuple[str, ...]
    option_means: Mapping[str, str]
    factions: tuple[str, ...]
    faction_means: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Goal:
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    means: str
    start: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation; `kind` and fields as in the file (see `engine.observe`)."""

    label: str
    period: int
    kind: Literal["event", "not", "stock", "auxiliary", "option"]
    name: str
    option: str = ""
    value: float = 0.0
    sd: float = 0.0
    reliability: float = 1.0
    text: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A published forecast. `low`, `high` bound the stated probability (equal for a number); `modelled` is the index of
    its event among `Program.forecasts`, or None."""

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
    """Everything that can be drawn, and the names for it."""

    program: Program
    numbers: Numbers
    title: str
    question: str
    sha256: str
    periods: tuple[str, ...]
    period_length: float
    """In years."""
    outcomes: tuple[str, ...]
    outcome_means: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]
    inputs: tuple[Quantity, ...]
    """Parameters and starting values, in the order of the first entries of `Program.inputs`."""
    stocks: tuple[Quantity, ...]
    auxiliaries: tuple[Quantity, ...]
    events: tuple[Quantity, ...]
    """All events, scheduled ones too, in the order of the file."""
    actors: tuple[ActorInfo, ...]
    assumptions: tuple[Assumption, ...]
    """In the order of `Program.assumptions`, then the conditional ones in the order of `Program.conditions`."""
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
    good: Mapping[str, bool] = field(default_factory=dict)
    """Whether an answer is good news, for the answers of which the file says so."""
    memo: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)
    """Runs that more than one question needs."""

    def __repr__(self) -> str:
        parts = ("stocks", "auxiliaries", "events", "actors", "assumptions")
        counts = [f"{len(getattr(self, part))} {part}" for part in parts if getattr(self, part)]
        return f"<Model: “{self.title}”, {self.periods[0]} to {self.periods[-1]}{''.join(f', {count}' for count in counts)}>"

    @property
    def drawn_assumptions(self) -> tuple[Assumption, ...]:
        """Those with a credence, which can be forced."""
        return tuple(a for a in self.assumptions if not a.conditional)
