"""Records of parameters, series, stocks, auxiliaries and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lynchpin.language.expressions import Expression
from lynchpin.language.records.basics import About, Value
from lynchpin.language.records.states import StateTable


@dataclass(frozen=True, slots=True)
class Parameter:
    """A quantity that is drawn once per future.

    If its values are words, `states` lists them, and the number that stands for a word is its index.
    """

    value: Value
    about: About
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity known in advance. `points` are the values in the file by date, `values` has one for every period of the clock."""

    values: tuple[float, ...]
    points: Mapping[str, float]
    about: About


@dataclass(frozen=True, slots=True)
class Stock:
    """A quantity that is carried from period to period.

    Attributes:
        starts: Its value at the start, or an expression of parameters and of the starting values of other stocks.
        changes: What is added to it; None if `becomes` is set.
        becomes: Its next value; None if `changes` is set.
        change_factor: Converts `changes` to the unit of the stock per period.
        low: Lower bound.
        high: Upper bound.
        limits: Expressions of parameters that are computed in each period, in place of the lower and of the upper bound.
        shock: What is drawn in each period and added.
        about: Its meaning, unit and basis.
    """

    starts: Value | Expression
    changes: Expression | None
    becomes: Expression | None
    change_factor: float
    low: float
    high: float
    shock: Value | None
    about: About
    limits: tuple[Expression | None, Expression | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """A quantity that is computed in each period."""

    equals: Expression
    about: About


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may happen.

    It has dates (`on`, indices of periods), a probability (`chance`), a condition (`when`), or states. With both a chance and a condition,
    it is drawn only while the condition holds.
    """

    on: tuple[int, ...] | None
    chance: Expression | None
    when: Expression | None
    once: bool
    about: About
    states: StateTable | None = None
