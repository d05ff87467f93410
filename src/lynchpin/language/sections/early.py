"""Reads fields that hold a value or an expression of what is known at the start of a future: starting values, rationality and bounds."""

from __future__ import annotations

import re

from lynchpin.language.expressions import Call, Expression, InState, Name, Played
from lynchpin.language.inference import Inference
from lynchpin.language.inference.unit_rules import make_placeholder
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.traversal import are_valid, list_nodes
from lynchpin.language.units import Unit
from lynchpin.language.values import is_drawn
from lynchpin.language.wording import add_article, join_words

_WORD = re.compile(r"[^\W\d]\w*")
_OF_THE_PAST = ("previous", "ever", "since", "smooth", "delay", "happened")


def uses_names(reading: Reading, node: Node) -> bool:
    """Return whether a scalar is an expression that uses a name of the file or a function of it, rather than a value.

    Args:
        reading: The file that is being read.
        node: The scalar.
    """
    known = reading.symbols, reading.functions, reading.families
    return not is_drawn(node.text) and any(word in names for word in _WORD.findall(node.text) for names in known)


def read_early(
    reading: Reading, inference: Inference, node: Node, field: str, target: Unit | None, kinds: tuple[str, ...] = ("parameter",)
) -> tuple[Expression, Unit | None]:
    """Read an expression that is computed once per future, before the first period.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves the expression.
        node: The scalar that holds the expression.
        field: The name of the field, for messages.
        target: The unit to convert to. None keeps the unit of the expression.
        kinds: The kinds of quantity that it may use. A stock stands for its starting value.

    Returns:
        The expression and its unit.
    """
    tree, unit = inference.read(node, field, target)
    for part in list_nodes(tree) if are_valid(tree) else ():
        name, kind = _describe(reading, part)
        if kind and kind not in kinds:
            allowed = join_words([f"{one}s" for one in kinds], "and").replace("`", "")
            reading.diagnostics.add("computed-too-early", part.place, field=field, name=name, kind=add_article(kind), allowed=allowed)
            return make_placeholder(node.place), unit
    return tree, unit


def _describe(reading: Reading, e: Expression) -> tuple[str, str]:
    """Return the name that a node uses and its kind; empty if it uses none."""
    match e:
        case Name(name=name) | InState(name=name) | Played(actor=name):
            symbol = reading.symbols.get(name)
            return name, "date" if symbol is None else symbol.kind
        case Call(function=function) if function in _OF_THE_PAST:
            return function, "function of the past"
        case _:
            return "", ""
