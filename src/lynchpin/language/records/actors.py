"""Records of actors: their options, payoffs and perceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lynchpin.language.expressions import Expression
from lynchpin.language.records.basics import About, Value


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a payoff and its weight. `text` is the expression as written."""

    expression: Expression
    weight: Value
    text: str
    about: About


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
class Actor:
    """Someone who chooses. `options` maps option to lever to level. Either `terms` or `factions` has entries."""

    options: Mapping[str, Mapping[str, float]]
    levers: tuple[str, ...]
    terms: tuple[Term, ...]
    factions: Mapping[str, Faction]
    rationality: Value | Expression
    horizon: int
    decides: Expression | None
    perceives: tuple[Perception, ...]
    option_means: Mapping[str, str]
    about: About
