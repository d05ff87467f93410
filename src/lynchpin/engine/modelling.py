"""Modelling choices: the numbers and the forms that the author of a file chose, as far as no question varies them otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["constant", "threshold", "value", "weight", "level", "rationality", "discount", "influence", "switching"]
QUARTER = 0.25
"""By which part of its size a number is varied, unless the file says otherwise."""


@dataclass(frozen=True, slots=True)
class ModellingChoice:
    """A number of the file that its author chose. It can be changed without compiling.

    Attributes:
        path: Where it is in the file, such as `auxiliaries.fresh_money`.
        line: Its line in the file, from 1.
        column: Its column.
        kind: What it is: a constant in an equation, a threshold in the condition of an outcome, the value of a parameter, a weight in a
            payoff, the level of a lever, or a property of an actor.
        value: The number, in the unit of the file; the mean of a distribution.
        size: By which part of its size it is varied.
        literal: Its position in `Numbers.literals`, if it is one.
        row: The row of its distribution, if it has one.
        cell: Actor, option and lever, if it is the level of a lever.
    """

    path: str
    line: int
    column: int
    kind: Kind
    value: float
    size: float = QUARTER
    literal: int | None = None
    row: int | None = None
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of the model: a change of its structure, which needs a new program.

    Attributes:
        path: What is changed, such as `reasoning`.
        line: Its line in the file, or that of what it applies to.
        kind: What it is.
        before: The form of the file, in its own words.
        after: The other form.
        build: Builds the model (`Model`) of the other form.
    """

    path: str
    line: int
    kind: Literal["reasoning", "horizon"]
    before: str
    after: str
    build: Callable[[], Any]
