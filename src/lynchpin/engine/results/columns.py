"""Futures as columns: one name for every array of a run, for tables and labelled arrays.

A column of a quantity, event or actor has its name (the column of an actor holds the option
that it played, that of an event with states the state that it is in). Other columns have a
suffix: `arrears.start` (the starting value of a stock), `calm_winter.holds` and `calm_winter.broke` (an assumption),
`minsk.siloviki.favourite` (the option that a faction alone would have liked best), `polls.observed` (an indicator), `goal.0`,
`debt_crisis.forecast`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.results.futures import Futures


@dataclass(frozen=True, slots=True)
class Column:
    """One array of a run: [N] if `once`, [k, N] for the k controls, else [T, N]. `codes` are the names behind integer codes."""

    name: str
    field: Literal[
        "index", "outcome", "status", "ancestors", "inputs", "assumptions", "broke", "stocks", "auxiliaries", "events", "options",
        "favourites", "indicators", "standing", "states", "goals", "forecasts", "controls",
    ]  # fmt: skip
    keys: tuple[str, ...] = ()
    unit: str = ""
    means: str = ""
    codes: tuple[str, ...] = ()

    @property
    def once(self) -> bool:
        """Whether there is one value per future, rather than one per period."""
        return self.field not in ("stocks", "auxiliaries", "events", "options", "favourites", "indicators", "standing", "states")

    def read(self, futures: Futures) -> NDArray[Any] | None:
        """Return the array of the column, or None if the run did not record it."""
        values: Any = getattr(futures, self.field)
        if self.field == "goals":
            return np.asarray(values[int(self.keys[0])])
        for key in self.keys:
            values = values.get(key) if values is not None else None
        return values if values is None else np.asarray(values)


def list_columns(model: Model) -> tuple[Column, ...]:
    """Return every column that a run of this model may have."""
    stocks = {q.name for q in model.stocks}
    columns = [
        Column("index", "index", means="with the seed, the draws that were used"),
        Column("outcome", "outcome", codes=model.outcomes, means="the outcome of the future; -1 where the condition of none held"),
        Column("standing", "standing", codes=model.outcomes, means="the outcome if the future ended with this period"),
        Column("status", "status", codes=("sound", "not finite")),
        Column("ancestor", "ancestors", means="futures with a common ancestor are dependent; only given evidence"),
    ]
    columns += [
        Column(f"{q.name}.start" if q.name in stocks else q.name, "inputs", (q.name,), q.unit, q.means, q.states) for q in model.inputs
    ]
    for a in model.assumptions:
        columns.append(Column(f"{a.name}.holds", "assumptions", (a.name,), means=a.claim))
        if a.conditional or a.lasting:
            columns.append(Column(f"{a.name}.broke", "broke", (a.name,), means="the first period in which it broke, or -1"))
    columns += [Column(q.name, "stocks", (q.name,), q.unit, q.means) for q in model.stocks]
    columns += [Column(q.name, "auxiliaries", (q.name,), q.unit, q.means) for q in model.auxiliaries]
    columns += [Column(q.name, "events", (q.name,), means=q.means) for q in model.events]
    columns += [Column(event.name, "states", (event.name,), means=event.means, codes=event.states) for event in model.states]
    for actor in model.actors:
        columns.append(Column(actor.name, "options", (actor.name,), means=actor.means, codes=actor.options))
        columns += [Column(f"{actor.name}.{f}.favourite", "favourites", (actor.name, f), codes=actor.options) for f in actor.factions]
    columns += [Column(f"{q.name}.observed", "indicators", (q.name,), q.unit, q.means) for q in model.indicators]
    columns += [Column(f"goal.{k}", "goals", (str(k),), means=goal.text) for k, goal in enumerate(model.goals)]
    columns += [Column(f"{f.name}.forecast", "forecasts", (f.name,), means=f.claim) for f in model.forecasts if f.modelled is not None]
    columns.append(Column("controls", "controls", means="control variates: their mean is zero, and shares are estimated with their help"))
    return tuple(columns)


def read_columns(model: Model, values: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Arrange columns by the fields of `Futures`.

    Args:
        model: The model.
        values: Arrays by the name of the column. Missing columns were not recorded.

    Returns:
        Arrays by the name of the field.
    """
    arrays: dict[str, Any] = {name: {} for name in _MAPPINGS}
    goals: list[NDArray[Any]] = []
    for column in list_columns(model):
        value = values.get(column.name)
        if value is None:
            continue
        if column.field == "goals":
            goals.append(value)
        elif not column.keys:
            arrays[column.field] = value
        else:
            place = arrays[column.field]
            for key in column.keys[:-1]:
                place = place.setdefault(key, {})
            place[column.keys[-1]] = value
    return {**arrays, "goals": tuple(goals)}


_MAPPINGS = (
    "inputs", "assumptions", "broke", "stocks", "auxiliaries", "events", "options", "favourites", "indicators", "states", "forecasts",
)  # fmt: skip
