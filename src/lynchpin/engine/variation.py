"""Variations of a model: other numbers for modelling choices, and other odds for all assumptions. None needs a new program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from lynchpin.engine.chance.distributions import CERTAIN, SMOOTH
from lynchpin.engine.chance.tables import transform_row
from lynchpin.engine.model import Model
from lynchpin.engine.numbers import F64, Numbers


def vary_choices(model: Model, factors: Mapping[int, float]) -> Model:
    """Return the model with some modelling choices multiplied by a factor.

    Args:
        model: The model.
        factors: The positive factor of each choice, by its position in `Model.choices`. A distribution is multiplied as a whole.

    Raises:
        ValueError: A factor is not positive.
    """
    if any(not factor > 0 for factor in factors.values()):
        raise ValueError("factors must be positive")
    numbers = _copy(model.numbers)
    for k, factor in factors.items():
        choice = model.choices[k]
        if choice.literal is not None:
            numbers.literals[choice.literal] *= factor
        if choice.row is not None:
            _transform(model, numbers, choice.row, partial(np.multiply, factor))
        if choice.cell is not None:
            actor, option, lever = choice.cell
            numbers.levels[actor][option, lever] *= factor
    return replace(model, numbers=numbers)


def vary_doubts(model: Model, factor: float) -> Model:
    """Return the model with the odds that each assumption fails multiplied by a factor.

    This applies to every credence, and in each period to the probability that an assumption fails (`breaks`). Dates and conditions of
    failing (`lasts`, `fails_if`) stay.

    Args:
        model: The model.
        factor: The factor, positive.

    Raises:
        ValueError: The factor is not positive.
    """
    if not factor > 0:
        raise ValueError("the factor must be positive")
    numbers = replace(_copy(model.numbers), doubt=np.asarray(factor * model.numbers.doubt))
    for i in _list_credences(model):
        _transform(model, numbers, model.program.inputs[i].row, partial(change_odds, factor=factor))
    return replace(model, numbers=numbers)


def change_odds(probability: F64, factor: float) -> F64:
    """Return the probability with which an assumption holds after the odds that it fails are multiplied by a factor.

    Args:
        probability: The probability that it holds, of any shape.
        factor: The factor.
    """
    return np.asarray(probability / (probability + factor * (1.0 - probability)))


def _list_credences(model: Model) -> Iterable[int]:
    program = model.program
    return {i for j in range(len(program.assumptions)) for i in program.credences_of(j)}


def _copy(numbers: Numbers) -> Numbers:
    """Return the numbers with copies of the arrays that a variation changes."""
    tables = replace(numbers.tables, pieces=numbers.tables.pieces.copy(), ends=numbers.tables.ends.copy())
    levels = tuple(levels.copy() for levels in numbers.levels)
    return replace(numbers, tables=tables, certain=numbers.certain.copy(), levels=levels, literals=numbers.literals.copy())


def _transform(model: Model, numbers: Numbers, row: int, function: Callable[[F64], F64]) -> None:
    shape = model.program.rows[row]
    if shape == CERTAIN:
        numbers.certain[row] = function(numbers.certain[row])
    else:
        transform_row(numbers.tables, row, None if shape == SMOOTH else shape, function)
