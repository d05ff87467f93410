"""Records of actors: their options, payoffs and perceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lynchpin.errors import Place
from lynchpin.language.expressions import Arithmetic, Expression
from lynchpin.language.records.basics import About, Value


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a payoff and its weight.

    Attributes:
        expression: What is multiplied by the weight. For a payoff of a payoff table, 1 in its profile and 0 in all others, times the
            payoff if that is computed.
        weight: The weight.
        text: The expression as written.
        about: What the entry says about itself.
        profile: For a payoff of a payoff table, the actors of the table and the option of each; empty for any other term.
    """

    expression: Expression
    weight: Value
    text: str
    about: About
    profile: tuple[tuple[str, str], ...] = ()

    @property
    def payoff(self) -> Expression | Value:
        """The payoff in the profile of a payoff table, as it is written there."""
        if self.profile and isinstance(self.expression, Arithmetic):
            return self.expression.right
        return self.weight


@dataclass(frozen=True, slots=True)
class Faction:
    """A faction of an actor, with its influence and the terms of its payoff."""

    influence: Expression | Value
    terms: tuple[Term, ...]
    about: About


@dataclass(frozen=True, slots=True)
class Perception:
    """The error with which an actor observes a stock or parameter, in the unit of the quantity.

    `bias` is drawn once per future, `noise` in each period. A plain number as `noise` is the standard deviation of a normal error with
    mean 0.
    """

    name: str
    bias: Value | None
    noise: Value | None
    about: About


@dataclass(frozen=True, slots=True)
class Horizon:
    """How an actor looks ahead.

    Attributes:
        periods: The number of periods, including the present one.
        sums: Whether the payoffs of the periods are added instead of averaged.
        discount: The weight of each period relative to the one before; None if all count the same.
        foresees: Whether the actor foresees replies of the others from the second period on.
    """

    periods: int
    sums: bool = False
    discount: Value | Expression | None = None
    foresees: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who chooses.

    Attributes:
        options: The level of each lever, by option.
        levers: The names of the levers.
        terms: The terms of the payoff; empty if there are factions.
        factions: The factions; empty if there are terms.
        rationality: Precision of the choice.
        horizon: How the actor looks ahead.
        decides: The condition under which it chooses; None for always.
        perceives: What it observes with error.
        option_means: The meanings of options that have one.
        about: What the entry says about itself.
        starts: The option in place before the first period; empty for the first option.
        switching: What a change of option costs; None for nothing.
        after: The actors that it moves after in each period, with their places in the file.
        type_name: The parameter that is its private type; empty if it has none.
        learns: Whether it updates its beliefs about the types of others.
        learns_place: Where the file says whether it does; None if it does not say.
    """

    options: Mapping[str, Mapping[str, float]]
    levers: tuple[str, ...]
    terms: tuple[Term, ...]
    factions: Mapping[str, Faction]
    rationality: Value | Expression
    horizon: Horizon
    decides: Expression | None
    perceives: tuple[Perception, ...]
    option_means: Mapping[str, str]
    about: About
    starts: str = ""
    switching: Value | Expression | None = None
    after: Mapping[str, Place] = field(default_factory=dict)
    type_name: str = ""
    learns: bool = True
    learns_place: Place | None = None
