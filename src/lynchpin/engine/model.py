"""A model: a compiled program, its numbers, and the names and texts that questions need.

The compiler builds one from a file. A test can build one by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from lynchpin.engine.graph.program import Program
from lynchpin.engine.modelling import Form, ModellingChoice
from lynchpin.engine.numbers import Numbers
from lynchpin.memo import Memo


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
class PayoffTerm:
    """A term of a payoff, for people.

    Attributes:
        text: The term as it is written in the file; `payoffs` for a payoff table, `switching` for the cost of a change of option.
        line: Its line in the file.
        faction: The faction whose payoff it belongs to; empty for an actor without factions.
        means: The meaning of the quantity that it consists of; empty for any other expression.
    """

    text: str
    line: int
    faction: str = ""
    means: str = ""


@dataclass(frozen=True, slots=True)
class ActorInfo:
    """Name and descriptions of an actor, its options and its factions.

    `after` are the actors that it moves after. `terms` are the terms of its payoff, or of those of its factions, in the order of its
    specification.
    """

    name: str
    means: str
    options: tuple[str, ...]
    option_means: Mapping[str, str]
    factions: tuple[str, ...]
    faction_means: Mapping[str, str]
    after: tuple[str, ...] = ()
    terms: tuple[PayoffTerm, ...] = ()


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
        stated_as: How its author stated it: in numbers, in words, or not at all, so that the probability is somebody's reading.
        given: The condition on which it depends; empty if there is none.
        condition: Whether the condition occurred; None if that is unknown.
        known: Whether the answer was known when the file was written.
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
    stated_as: Literal["numbers", "words", "reading"] = "numbers"
    given: str = ""
    condition: Literal["yes", "no", "unclear"] | None = None
    known: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is resolved and its condition, if it has one, occurred."""
        return self.resolved in ("yes", "no") and (not self.given or self.condition == "yes")

    @property
    def is_unmet(self) -> bool:
        """Whether it depends on a condition that did not occur."""
        return bool(self.given) and self.condition == "no"


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
    words: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """The range of probability of each word of the yardstick."""
    choices: tuple[ModellingChoice, ...] = ()
    """Numbers that the author chose, in the order of the file."""
    forms: tuple[Form, ...] = ()
    """Other forms of the model."""
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
