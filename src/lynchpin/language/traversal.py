"""Walks through expression trees."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lynchpin.errors import Place
from lynchpin.language.expressions import (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    InState,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)

Use = tuple[str, Place]


def list_children(node: Expression) -> tuple[Expression, ...]:
    """Return the operands of a node, in order."""
    match node:
        case Negation(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right) | Logic(left=left, right=right):
            return (left, right)
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            return (then, condition, otherwise)
        case Call(arguments=arguments):
            return arguments
        case Aggregate(body=body):
            return (body,)
        case _:
            return ()


def replace_children(node: Expression, children: tuple[Expression, ...]) -> Expression:
    """Return a node with other operands.

    Args:
        node: The node.
        children: Its new operands, in the order of `list_children`.
    """
    match node:
        case Negation() | Not():
            return replace(node, operand=children[0])
        case Arithmetic() | Comparison() | Logic():
            return replace(node, left=children[0], right=children[1])
        case Conditional():
            return replace(node, then=children[0], condition=children[1], otherwise=children[2])
        case Call():
            return replace(node, arguments=children)
        case Aggregate():
            return replace(node, body=children[0])
        case _:
            return node


def count_nodes(expression: Expression) -> int:
    """Return the number of nodes of a tree."""
    return sum(1 for _ in list_nodes(expression))


def list_nodes(expression: Expression | None, *, same_period: bool = False) -> Iterator[Expression]:
    """Yield every node of a tree from left to right; if `same_period`, without what is read in earlier periods only.

    Args:
        expression: The tree, or None for no nodes.
        same_period: Whether to leave out the arguments of `previous` and what a delay passes on later.
    """
    waiting = [] if expression is None else [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(_list_current(node) if same_period else list_children(node))


def _list_current(node: Expression) -> tuple[Expression, ...]:
    """Return the operands that a node reads in the same period. A level starts with its argument in the first period if nothing else is given."""
    if not isinstance(node, Call):
        return list_children(node)
    if node.function == "previous" or (node.function == "delay" and node.order is None):
        return ()
    has_start = node.order is not None and len(node.arguments) == 3
    return node.arguments[1:] if has_start else node.arguments


def are_valid(*expressions: Expression | None) -> bool:
    """Return whether all expressions were read without an error. An error leaves a NaN in the tree."""
    return not any(isinstance(node, Number) and math.isnan(node.value) for e in expressions for node in list_nodes(e))


def list_uses(*expressions: Expression | None, same_period: bool = False) -> Iterator[Use]:
    """Yield each use of a name in the expressions, with its place. A comparison `ACTOR == OPTION` uses the actor."""
    for expression in expressions:
        for node in list_nodes(expression, same_period=same_period):
            if isinstance(node, Name | InState):
                yield node.name, node.place
            elif isinstance(node, Played):
                yield node.actor, node.place


def measure_depth(expression: Expression) -> int:
    """Return the number of levels of a tree, counted without recursion."""
    deepest, waiting = 0, [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in list_children(node)]
    return deepest
