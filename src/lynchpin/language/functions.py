"""Puts the body of a declared function in place of each call, so that everything after it knows only expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lynchpin.errors import Place
from lynchpin.language.expressions import Call, Expression, Name
from lynchpin.language.names import Function
from lynchpin.language.parsing import MAX_DEPTH
from lynchpin.language.reading import Reading
from lynchpin.language.traversal import count_nodes, list_children, list_nodes, measure_depth, replace_children

MAX_NODES = 2_000
"""The highest number of names, numbers and operators in an expression after all functions have been put in."""
CHARACTERS_PER_NODE = 4
"""What a node that comes from a function counts towards the limit on the length of all expressions."""


def expand(reading: Reading, e: Expression) -> Expression | None:
    """Return an expression in which the bodies of functions stand in place of their calls.

    The nodes of a body get the place of the call, so that an error in the body points to the call.

    Args:
        reading: The file that is being read; errors are reported there.
        e: The expression as parsed.

    Returns:
        The expression, or None after reporting an error.
    """
    if not any(isinstance(node, Call) and node.function in reading.functions for node in list_nodes(e)):
        return e
    children = [expand(reading, child) for child in list_children(e)]
    valid = [child for child in children if child is not None]
    if len(valid) < len(children):
        return None
    e = replace_children(e, tuple(valid))
    if not isinstance(e, Call) or e.function not in reading.functions:
        return e
    function = reading.functions[e.function]
    reading.used_functions.add(e.function)
    also = ((function.place, f"`{e.function}` is declared here"),)
    if len(valid) != len(function.parameters) or e.knots:
        reading.diagnostics.add("wrong-arguments", e.place, name=e.function, signature=function.signature, also=also)
        return None
    if function.body is None:
        return None
    arguments = dict(zip(function.parameters, valid, strict=True))
    size = _measure_size(function.body, arguments)
    if size > MAX_NODES:
        reading.diagnostics.add("function-too-large", e.place, name=e.function, most=f"{MAX_NODES:,}", also=also)
        return None
    reading.count_characters(CHARACTERS_PER_NODE * size, e.place)
    for place in (e.place, *(argument.place for argument in valid)):
        reading.diagnostics.calls.setdefault(place, (e.function, function.place))
    expanded = _substitute(function.body, arguments, e.place)
    if measure_depth(expanded) > MAX_DEPTH:
        reading.diagnostics.add("expression-too-deep", e.place, deepest=MAX_DEPTH)
        return None
    return expanded


def _measure_size(body: Expression, arguments: Mapping[str, Expression]) -> int:
    """Return the number of nodes that a call has after substitution."""
    sizes = {name: count_nodes(argument) for name, argument in arguments.items()}
    return sum(sizes.get(node.name, 1) if isinstance(node, Name) else 1 for node in list_nodes(body))


def _substitute(body: Expression, arguments: Mapping[str, Expression], place: Place) -> Expression:
    if isinstance(body, Name) and body.name in arguments:
        return arguments[body.name]
    children = tuple(_substitute(child, arguments, place) for child in list_children(body))
    return replace(replace_children(body, children), place=place)


def list_functions(e: Expression, functions: Mapping[str, Function]) -> dict[str, Place]:
    """Return the declared functions that an expression calls, each with the place of its first call.

    Args:
        e: The expression as parsed.
        functions: The declared functions by name.
    """
    found: dict[str, Place] = {}
    for node in list_nodes(e):
        if isinstance(node, Call) and node.function in functions:
            found.setdefault(node.function, node.place)
    return found
