"""The unknowns of a model, the groups of them that the file correlates, and the quantity that the indices explain."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.sparse.csgraph import connected_components

from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.model import Model
from lynchpin.errors import ArgumentError

ROUNDING = 1e-6
"""Correlations smaller than this are rounding errors."""


def find_ties(model: Model) -> dict[str, tuple[str, ...]]:
    """Return the groups of correlated unknowns that are drawn once per future.

    Returns:
        For each such unknown, the names of its group (itself included) in the order of the file.
    """
    once = set(static_draws(model.program))
    draws = [draw for draw in model.program.correlated if draw in once]
    if not draws:
        return {}
    factor = np.asarray(model.numbers.copula, np.float64)[: len(draws), : len(draws)]
    _, group = connected_components(np.abs(factor @ factor.T) > ROUNDING, directed=False)
    group_of = dict(zip(draws, group.tolist(), strict=True))
    named = {spec.name: group_of[spec.draw] for spec in model.program.inputs if spec.draw in group_of}
    for a, i in zip(model.drawn_assumptions, model.program.assumptions, strict=True):
        draw = f"assumption:{model.program.inputs[i].name}"
        named |= {a.name: group_of[draw]} if draw in group_of else {}
    ties = {name: tuple(n for n in named if named[n] == g) for name, g in named.items()}
    return {name: tied for name, tied in ties.items() if len(tied) > 1}


def find_factors(model: Model) -> dict[str, Literal["parameter", "stock", "assumption", "weight"]]:
    """Return every unknown and its kind: uncertain parameters and starting values, assumptions with a credence, and the weights,
    rationalities and biases of actors, by the names of their draws."""
    factors: dict[str, Literal["parameter", "stock", "assumption", "weight"]] = {}
    for q in model.inputs:
        if not q.certain:
            factors[q.name] = "stock" if q.kind == "stock" else "parameter"
    for a in model.drawn_assumptions:
        factors[a.name] = "assumption"
    credences = {i for j in range(len(model.program.assumptions)) for i in model.program.credences_of(j)}
    for i, spec in enumerate(model.program.inputs[len(model.inputs) :], start=len(model.inputs)):
        if i not in credences and model.program.rows[spec.row] >= 0:
            factors[spec.name] = "weight"
    return factors


def find_quantity(model: Model, name: str | None) -> str:
    """Return the name of an answer, stock or auxiliary, by default the first answer.

    Args:
        model: The model.
        name: The name.

    Raises:
        ArgumentError: The name is unknown.
    """
    if name is None:
        return next(iter(model.answers))
    known = [*model.answers, *(q.name for q in (*model.stocks, *model.auxiliaries))]
    if name not in known:
        raise ArgumentError(f"there is no answer, stock or auxiliary called `{name}`; there is: {', '.join(known)}")
    return name
