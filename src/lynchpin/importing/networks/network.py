"""A Bayesian network as an assessment: each variable is an event with states, and its table is a table of conditions."""

from __future__ import annotations

import graphlib
from dataclasses import dataclass
from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.importing.document import Document, Section, Value, write_number
from lynchpin.importing.naming import Names, resembles
from lynchpin.importing.networks.bif import BifError, Network, Variable, read_bif
from lynchpin.importing.record import Imported
from lynchpin.language.sections.states import MOST_STATES

ROUNDED = 0.01
"""Probabilities whose sum differs from 1 by more than this are a mistake, not the result of rounding."""
EXACT = 1e-9
"""A smaller difference is a floating-point error and is left alone."""


def import_network(text: str, path: Path) -> Imported:
    """Turn a network in the Bayesian interchange format into an assessment.

    Args:
        text: The text of the file.
        path: Its path, for names.

    Raises:
        ArgumentError: The file is damaged, or the network has a cycle or a variable with more than 32 states.
    """
    try:
        network = read_bif(text)
    except BifError as problem:
        raise ArgumentError(f"{path} is not a network in the Bayesian interchange format: {problem}") from None
    for variable in network.variables.values():
        if len(variable.states) > MOST_STATES:
            raise ArgumentError(f"{path}: `{variable.label}` has {len(variable.states)} states; an event has at most {MOST_STATES}")
    return _Writer(network, _sort(network, path), path).write()


def _sort(network: Network, path: Path) -> list[Variable]:
    """Return the variables with causes before their effects."""
    try:
        order = list(graphlib.TopologicalSorter({v.label: v.parents for v in network.variables.values()}).static_order())
    except graphlib.CycleError as problem:
        raise ArgumentError(f"{path} has a cycle: {', '.join(problem.args[1])}\nhint: a Bayesian network cannot have one") from None
    return [network.variables[label] for label in order]


@dataclass(frozen=True, slots=True)
class _Event:
    """The names of an event and its states."""

    name: str
    states: dict[str, str]


class _Writer:
    def __init__(self, network: Network, order: list[Variable], path: Path) -> None:
        self._network = network
        self._order = order
        self._path = path
        self._notes: list[str] = []
        names = Names("event")
        self._events = {v.label: _Event(names.add(v.label), _name_states(v.states)) for v in order}

    def write(self) -> Imported:
        asked = self._order[-1]
        event = self._events[asked.label]
        outcomes = {state: f"{event.name}_{state}" for state in event.states.values()}
        title = self._network.label if self._network.label not in ("", "unknown") else self._path.stem
        document = Document()
        document.comment(f"Imported from {self._path.name}. A network has no time, so the clock has a single period.")
        document.add_head(title, f"In which state is {event.name}?", {state: [outcome] for state, outcome in outcomes.items()})
        document.section("sources").add("model", {"title": title, "note": f"the network in {self._path.name}"})
        events = document.section("events")
        for variable in self._order:
            self._write_event(events, variable)
        section = document.section("outcomes")
        *first, last = outcomes.items()
        for state, outcome in first:
            section.add(outcome, {"when": f"{event.name} == {state}"})
        section.add(last[1], "otherwise")
        return Imported(document.write(), tuple(self._notes))

    def _write_event(self, section: Section, variable: Variable) -> None:
        event = self._events[variable.label]
        renamed = [f"{name} is “{label}”" for label, name in event.states.items() if not resembles(label, name)]
        if renamed:
            section.comment(f"In the file, {', '.join(renamed)}.")
        entry: dict[str, Value] = {} if resembles(variable.label, event.name) else {"means": variable.label}
        if not variable.parents:
            entry["states"] = {event.states[s]: write_number(p) for s, p in self._normalise(variable, ()).items()}
        else:
            entry["states"] = list(event.states.values())
            entry["given"] = {self._write_condition(variable, key): self._write_row(variable, key) for key in variable.rows}
        section.add(event.name, {**entry, "cite": "model"})

    def _write_condition(self, variable: Variable, key: tuple[str, ...]) -> str:
        parents = (self._events[parent] for parent in variable.parents)
        return " and ".join(f"{parent.name} == {parent.states[state]}" for parent, state in zip(parents, key, strict=True))

    def _write_row(self, variable: Variable, key: tuple[str, ...]) -> Value:
        states = self._events[variable.label].states
        likely = {state: p for state, p in self._normalise(variable, key).items() if p > 0}
        if len(likely) == 1:
            return states[next(iter(likely))]
        return {states[state]: write_number(p) for state, p in likely.items()}

    def _normalise(self, variable: Variable, key: tuple[str, ...]) -> dict[str, float]:
        """Return the probabilities of a row, divided by their sum if it is not 1 because they are rounded."""
        row = variable.rows[key]
        total = sum(row)
        where = f"`{variable.label}`" + (f" given {', '.join(key)}" if key else "")
        if abs(total - 1) > ROUNDED:
            raise ArgumentError(f"{self._path}: the probabilities of {where} sum to {total:.6g}, not to 1")
        if abs(total - 1) > EXACT:
            self._notes.append(f"The probabilities of {where} sum to {total:.9g}; they were divided by their sum.")
            row = tuple(p / total for p in row)
        return dict(zip(variable.states, row, strict=True))


def _name_states(states: tuple[str, ...]) -> dict[str, str]:
    names = Names("state")
    return {state: names.add(state) for state in states}
