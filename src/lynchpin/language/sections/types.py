"""Reads private types: what only an actor knows about itself, with the probabilities that the others start from."""

from __future__ import annotations

import math
from dataclasses import replace

from lynchpin.errors import Place
from lynchpin.language.citations import read_about
from lynchpin.language.entries import Entry, check_name, read_pairs
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Parameter, Value
from lynchpin.language.units import PLAIN
from lynchpin.language.wording import describe_node

MOST_TYPES = 8
"""The highest number of types of an actor."""
_ROUNDING = 1e-9
"""The largest distance from 1 that counts as rounding in a sum of probabilities."""


def declare_types(reading: Reading, entries: list[Entry]) -> None:
    """Declare the types of all actors as parameters whose values are words, so that any expression can compare them.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the actors.
    """
    for entry in entries:
        pairs = _list_pairs(reading, entry)
        if len(pairs) > 1:
            reading.diagnostics.add("several-types", pairs[1][0].place, actor=entry.name)
        for key, value in pairs[:1]:
            check_name(reading, key, "name")
            symbol = reading.declare(key.text, "parameter", key.place, unit=PLAIN, owner=entry.name)
            words: dict[str, Place] = {}
            for word, _ in read_pairs(reading, value):
                check_name(reading, word, "name")
                words[word.text] = word.place
            if symbol.place == key.place:
                symbol.members = words


def read_types(reading: Reading, entries: list[Entry]) -> tuple[dict[str, Parameter], dict[str, str]]:
    """Read the types of all actors. Their names and words have been declared.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the actors.

    Returns:
        A parameter for each type, and the name of the type of each actor that has one.
    """
    parameters: dict[str, Parameter] = {}
    owners: dict[str, str] = {}
    for entry in entries:
        for key, value in _list_pairs(reading, entry)[:1]:
            if value.kind != "mapping":
                reading.diagnostics.add(
                    "wrong-shape",
                    value.place,
                    what=f"`{key.text}`",
                    expected="a mapping of its types to their probabilities",
                    found=describe_node(value),
                    hint=f"write `{key.text}: {{weak: 0.4, strong: 0.6}}`",
                )
                continue
            about = replace(read_about(reading, entry), means=f"type of {entry.name.replace('_', ' ')}", unit="")
            parameters[key.text] = Parameter(_read_chances(reading, key, value), about, tuple(word.text for word, _ in value.pairs))
            owners[entry.name] = key.text
    return parameters, owners


def _list_pairs(reading: Reading, entry: Entry) -> list[tuple[Node, Node]]:
    node = entry.get("types")
    return [] if node is None else list(read_pairs(reading, node))


def _read_chances(reading: Reading, name: Node, node: Node) -> Value:
    """Return the distribution of a type, whose values are the indices of its words."""
    pairs = list(read_pairs(reading, node))
    if not 2 <= len(pairs) <= MOST_TYPES:
        count = "1 type" if len(pairs) == 1 else f"{len(pairs)} types"
        reading.diagnostics.add("number-of-types", name.place, name=name.text, count=count, most=MOST_TYPES)
    chances = [reading.number(value, word.text, low=0, high=1, percent=True) for word, value in pairs]
    total = math.fsum(chances)
    if all(0 <= chance <= 1 for chance in chances) and abs(total - 1) > _ROUNDING and len(pairs) > 1:
        reading.diagnostics.add("types-sum", node.place, name=name.text, sum=f"{total:.6g}")
    text = ", ".join(f"{word.text}: {value.text}" for word, value in pairs)
    return Value("choice", tuple(float(k) for k in range(len(pairs))), f"choice({text})", node.place, chances=tuple(chances))
