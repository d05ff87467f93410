"""Reads how an actor chooses over time: the option in place at the start, the cost of switching, and how it looks ahead."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.language.distributions import measure_support
from lynchpin.language.entries import read_entry
from lynchpin.language.expressions import Expression
from lynchpin.language.field_tables import TABLES
from lynchpin.language.inference import Inference, find_constant
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Horizon, Value
from lynchpin.language.sections.early import read_early, uses_names
from lynchpin.language.units import PLAIN
from lynchpin.language.values import read_value
from lynchpin.language.wording import join_words, shorten, suggest_word

MAX_HORIZON = 400
"""The largest number of periods that an actor may look ahead."""


def read_first_option(reading: Reading, node: Node | None, actor: str, options: Sequence[str]) -> str:
    """Read the option that is in place before the first period.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field, or None if it is missing.
        actor: The name of the actor.
        options: Its options.

    Returns:
        The option; empty if none is named, or after an error.
    """
    if node is None:
        return ""
    if node.text in options:
        return node.text

    def hint() -> str:
        return suggest_word(node.text, options) or f"its options are {join_words(options)}"

    reading.diagnostics.add("unknown-option", node.place, actor=actor, option=shorten(node.text), hint=hint)
    return ""


def read_switching(reading: Reading, inference: Inference, node: Node | None) -> Value | Expression | None:
    """Read the cost of switching, a plain number that is not negative, as a value or an expression; None if there is none.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves the expression.
        node: The node of the field, or None if it is missing.
    """
    if node is None:
        return None
    if uses_names(reading, node):
        tree, _ = inference.read(node, "switching", PLAIN)
        if (find_constant(tree) or 0.0) < 0:
            reading.diagnostics.add("negative-spread", node.place, field="switching")
        return tree
    value, _ = read_value(reading, node, "switching", PLAIN)
    if measure_support(value)[0] < 0:
        reading.diagnostics.add("negative-spread", node.place, field="switching")
    return value


def read_horizon(reading: Reading, inference: Inference, node: Node | None) -> Horizon:
    """Read how an actor looks ahead: a number of periods, or a mapping.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves a discount that is an expression of parameters.
        node: The node of the field, or None if it is missing.
    """
    if node is None or node.kind != "mapping":
        return Horizon(reading.whole(node, "horizon", 1, low=1, high=MAX_HORIZON))
    entry = read_entry(reading, "horizon", node.place, node, TABLES["horizon"])
    periods = reading.whole(entry.get("periods"), "periods", 1, low=1, high=MAX_HORIZON)
    discount = _read_discount(reading, inference, entry.get("discount"))
    foresees = reading.choice(entry.get("foresees"), "foresees", ("replies",), "")
    return Horizon(periods, reading.flag(entry.get("sum"), "sum"), discount, bool(foresees))


def _read_discount(reading: Reading, inference: Inference, node: Node | None) -> Value | Expression | None:
    if node is None:
        return None
    if uses_names(reading, node):
        return read_early(reading, inference, node, "discount", PLAIN)[0]
    value, _ = read_value(reading, node, "discount", PLAIN)
    low, high = measure_support(value)
    if low < 0 or high > 1:
        reading.diagnostics.add("discount-outside", node.place, text=shorten(node.text))
    return value
