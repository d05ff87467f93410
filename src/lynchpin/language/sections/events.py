"""Reads events."""

from __future__ import annotations

import re

from lynchpin.language.citations import read_about
from lynchpin.language.corrections import suggest_percent
from lynchpin.language.entries import Entry
from lynchpin.language.expressions import Expression, Name
from lynchpin.language.inference import Inference, find_constant
from lynchpin.language.names import Symbol
from lynchpin.language.nodes import Node
from lynchpin.language.probabilities import read_probability
from lynchpin.language.reading import Reading
from lynchpin.language.records import Event, Parameter
from lynchpin.language.sections.states import FORMS, read_state_table
from lynchpin.language.units import PLAIN
from lynchpin.language.values import is_value
from lynchpin.language.wording import shorten


def read_events(
    reading: Reading, inference: Inference, entries: list[Entry], replaced: frozenset[str]
) -> tuple[dict[str, Event], dict[str, Parameter]]:
    """Read events, and a parameter `EVENT.chance` for each chance that is a probability: words, a range, a distribution, or a number.

    Args:
        reading: The file that is being read.
        inference: Resolves expressions.
        entries: The entries of the section.
        replaced: The names that assumptions and policies replace. A number becomes a parameter only if it is among them.
    """
    events, chances = {}, {}
    for entry in entries:
        given = [name for name in _DEFINITIONS if entry.has(name)]
        if entry.is_mapping and len(given) != 1 and not _go_together(given):
            reading.diagnostics.add(
                "event-needs-one", entry.place, name=entry.name, given=" and ".join(f"`{name}`" for name in given) or "none of them"
            )
        chance = entry.get("chance")
        tree: Expression | None = None
        if chance is not None and (is_value(chance.text) or (f"{entry.name}.chance" in replaced and _is_number(chance))):
            tree = Name(f"{entry.name}.chance", chance.place)
            chances[tree.name] = Parameter(read_probability(reading, chance, "chance"), read_about(reading, entry))
            reading.symbols[tree.name] = Symbol(tree.name, "parameter", entry.place, PLAIN)
        elif chance is not None:
            tree = inference.read(chance, "chance", PLAIN)[0]
            check_constant_chance(reading, tree, chance, "chance")
        when = entry.get("when")
        condition = None if when is None else inference.read(when, "when", PLAIN)[0]
        once = entry.get("once")
        if once is not None and "on" in entry.fields:
            reading.diagnostics.add("once-scheduled", once.place, name=entry.name)
        events[entry.name] = Event(
            _read_dates(reading, entry.get("on")),
            tree,
            condition,
            reading.flag(once, "once"),
            read_about(reading, entry),
            read_state_table(reading, inference, entry),
        )
    return events, chances


_DEFINITIONS = ("on", "chance", "when", *FORMS)


def _go_together(given: list[str]) -> bool:
    """Return whether two fields of an event go together: a chance under a condition, or the names of states with their table."""
    if given == ["chance", "when"]:
        return True
    return len(given) == 2 and given[0] == "states" and given[1] in FORMS


def _is_number(node: Node) -> bool:
    """Return whether a chance is a number, such as `0.1` or `10%`."""
    return re.fullmatch(r"\s*\d*\.?\d+\s*%?\s*", node.text) is not None


def check_constant_chance(reading: Reading, tree: Expression, node: Node, field: str) -> None:
    """Report an expression for a probability that is a number outside 0 to 1.

    Args:
        reading: The file that is being read; errors are reported there.
        tree: The expression.
        node: The scalar that holds it.
        field: The name of the field.
    """
    number = find_constant(tree)
    if number is not None and not 0 <= number <= 1:
        reading.diagnostics.add(
            "probability-outside",
            node.place,
            field=field,
            text=shorten(node.text),
            hint=suggest_percent(reading.diagnostics, node, number),
        )


def _read_dates(reading: Reading, node: Node | None) -> tuple[int, ...] | None:
    if node is None:
        return None
    return tuple(sorted({reading.period(item.text, item.place) for item in reading.names(node, "on")}))
