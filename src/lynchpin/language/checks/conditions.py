"""Checks conditions."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from lynchpin.language.checks.moves import find_undecided
from lynchpin.language.expressions import Call, Expression, InState, Label, Name, Played
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment
from lynchpin.language.traversal import are_valid, list_nodes


def check_conditions(a: Assessment, reading: Reading) -> None:
    """Warn about conditions that consist only of numbers, and so never change.

    Args:
        a: The assessment.
        reading: The file that is being read; warnings are reported there.
    """
    for expression in _list_conditions(a, find_undecided(a)):
        if are_valid(expression) and not any(isinstance(node, Name | Label | Played | InState | Call) for node in list_nodes(expression)):
            reading.diagnostics.add("constant-condition", expression.place)


def _list_conditions(a: Assessment, reported: AbstractSet[str]) -> Iterator[Expression]:
    everything = (
        *(event.when for event in a.events.values()),
        *(row.condition for event in a.events.values() if event.states is not None for row in event.states.rows),
        *(actor.decides for name, actor in a.actors.items() if name not in reported),
        *(condition for assumption in a.assumptions.values() for condition in (assumption.holds_while, assumption.fails_if)),
        *(outcome.when for outcome in a.outcomes.values()),
    )
    yield from (expression for expression in everything if expression is not None)
