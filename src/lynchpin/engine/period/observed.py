"""Likelihoods of the evidence, by period and by what was observed.

A report that an event did not occur in a stretch of several periods enters period by period: as pieces (`Evidence.split`), each with the
probability of the report given the stretch up to its period, divided by that of the piece before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jax import Array
from numpy.typing import NDArray

from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import Evidence, Model

_ROOM = 4
"""Items of one kind and period are padded to a multiple of this number, so that more items need no new compilation."""

_LEAST = 1e-12
"""The lowest reliability of a report on a stretch, so that its logarithm is finite."""


class Observed(NamedTuple):
    """Likelihoods by period.

    Attributes:
        options: For each actor, [T, options] probability of the report given each option.
        events: [T, E, 2] probability of the report if the event does not fire and if it fires.
        stocks: [T, S, 2] measured value and precision; precision 0 if nothing was measured.
        auxiliaries: [T, A, 2] the same for auxiliaries.
        constants: [T] log density of repeated measurements of one quantity, given each other.
        states: For each event with states, [T, states] probability of the report given each state.
        stretches: [T, n, 3] reports on stretches that are less than certain: row of `State.latest` (-1 for none), first period, reliability.
        doubtful: [T, n, 4] measurements that are less than certain: row among stocks and auxiliaries (-1 for none), value, standard
            deviation, reliability.
    """

    options: tuple[Array, ...]
    events: Array
    stocks: Array
    auxiliaries: Array
    constants: Array
    states: tuple[Array, ...]
    stretches: Array
    doubtful: Array


def build_observed(model: Model, evidence: Sequence[Evidence]) -> Observed:
    """Build the likelihoods of all items.

    Several certain measurements of one quantity in one period are combined by their precisions. Items on scheduled events are left out, because
    such events are certain.

    Args:
        model: The model.
        evidence: The items.

    Returns:
        The likelihoods.
    """
    program, periods = model.program, len(model.periods)
    options = [np.ones((periods, len(actor.options)), np.float32) for actor in program.actors]
    events = np.ones((periods, len(program.events), 2))
    stocks = np.zeros((periods, len(model.stocks), 2))
    auxiliaries = np.zeros((periods, len(model.auxiliaries), 2))
    constants = np.zeros(periods)
    actor_names, event_names = [a.name for a in program.actors], [e.name for e in program.events]
    stock_names, auxiliary_names = [s.name for s in model.stocks], [a.name for a in model.auxiliaries]
    states = [np.ones((periods, len(event.states))) for event in program.states]
    stretches: list[list[tuple[float, ...]]] = [[] for _ in range(periods)]
    doubtful: list[list[tuple[float, ...]]] = [[] for _ in range(periods)]
    for item in evidence:
        if item.first >= 0 and item.reliability < 1:
            row = _find_row(model, item)
            if row is not None:
                stretches[item.period].append((row, item.first, max(item.reliability, _LEAST)))
            continue
        if item.kind in ("stock", "auxiliary") and item.reliability < 1:
            row = [*stock_names, *(f"auxiliary {name}" for name in auxiliary_names)].index(
                item.name if item.kind == "stock" else f"auxiliary {item.name}"
            )
            doubtful[item.period].append((row, item.value, item.sd, item.reliability))
            continue
        match item.kind:
            case "state" | "not_state":
                e = [event.name for event in program.states].index(item.name)
                names = program.states[e].states
                states[e][item.period] *= _report_state(len(names), names.index(item.option), item.reliability, item.kind == "state")
            case "option":
                a = actor_names.index(item.name)
                names = program.actors[a].options
                options[a][item.period] *= _report(len(names), names.index(item.option), item.reliability)
            case "event" | "not" if item.name in event_names:
                events[item.period, event_names.index(item.name)] *= _report(2, int(item.kind == "event"), item.reliability)
            case "stock":
                constants[item.period] += _measure(stocks[item.period, stock_names.index(item.name)], item)
            case "auxiliary":
                constants[item.period] += _measure(auxiliaries[item.period, auxiliary_names.index(item.name)], item)
    rows = tuple(options), events, stocks, auxiliaries, constants, tuple(states), _pad(stretches, 3), _pad(doubtful, 4)
    return Observed(*rows)  # type: ignore[arg-type]


def count_rows(program: Program) -> int:
    """Return the number of rows of `State.latest`."""
    return len(program.events) + sum(len(event.states) for event in program.states)


def _find_row(model: Model, item: Evidence) -> int | None:
    """Return the row of `State.latest` that an item is about, None for a scheduled event."""
    program = model.program
    rows = [(event.name, "") for event in program.events] + [(event.name, state) for event in program.states for state in event.states]
    wanted = (item.name, item.option)
    return rows.index(wanted) if wanted in rows else None


def _pad(items: list[list[tuple[float, ...]]], width: int) -> NDArray[np.float64]:
    """Return [T, n, width] the items of each period, with rows of -1 after them."""
    most = max(map(len, items), default=0)
    padded = np.full((len(items), max(_ROOM, -(-most // _ROOM) * _ROOM), width), -1.0)
    for t, own in enumerate(items):
        for k, item in enumerate(own):
            padded[t, k] = item
    return padded


def _report_state(states: int, reported: int, reliability: float, occurred: bool) -> NDArray[np.float64]:
    """Return [states] the probability of a report on a state, given each state.

    Args:
        states: Number of states.
        reported: The state that the report is about.
        reliability: The probability that the report is right.
        occurred: Whether the report says that the event was in that state, or else that it was not.
    """
    if occurred:
        return _report(states, reported, reliability)
    report = np.full(states, reliability)
    report[reported] = 1 - reliability
    return report


def _report(states: int, reported: int, reliability: float) -> NDArray[np.float64]:
    """Return [states] the probability of a report given each state. Wrong reports are equally likely to name each other state."""
    if states == 1:
        return np.ones(1)
    report = np.full(states, (1 - reliability) / (states - 1))
    report[reported] = reliability
    return report


def _measure(cell: NDArray[np.float64], item: Evidence) -> float:
    """Add a measurement to a cell (value, precision). Return its log density given the earlier measurements, 0 for the first."""
    precision = 1 / item.sd**2
    constant = 0.0
    if cell[1] > 0:
        variance = 1 / cell[1] + item.sd**2
        constant = float(-0.5 * (item.value - cell[0]) ** 2 / variance - 0.5 * np.log(2 * np.pi * variance))
    cell[0] = (cell[0] * cell[1] + item.value * precision) / (cell[1] + precision)
    cell[1] += precision
    return constant
