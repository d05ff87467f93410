"""Flows: the parts of a stock's change that are in proportion to the stock, by which a step that is too coarse is noticed."""

from __future__ import annotations

from lynchpin.engine.graph.nodes import Node

Flow = tuple[float, Node]


def list_flows(change: Node, stock: Node) -> tuple[Flow, ...]:
    """Return the terms of a change that vanish with the stock, each as a factor and an expression.

    With `changes: births - deaths`, these are births and deaths if both are multiples of the stock. A flow that does not depend on the
    stock in this way says nothing about the step: it may fill an empty stock in one step.

    Args:
        change: What is added to the stock in a period.
        stock: The stock at the start of the period.
    """
    return tuple((factor, term) for factor, term in _list_terms(change, 1.0) if _is_proportional(term, stock))


def _list_terms(node: Node, factor: float) -> list[Flow]:
    """Return the terms of a sum. Constant factors of a sum apply to each term."""
    if node.op == "add":
        return [flow for arg in node.args for flow in _list_terms(arg, factor)]
    if node.op == "negate":
        return _list_terms(node.args[0], -factor)
    if node.op == "multiply":
        constants = [arg for arg in node.args if arg.op == "constant"]
        rest = [arg for arg in node.args if arg.op != "constant"]
        if len(rest) == 1 and len(constants) == len(node.args) - 1:
            for constant in constants:
                factor *= float(str(constant.data))
            return _list_terms(rest[0], factor)
    return [(factor, node)]


def _is_proportional(node: Node, stock: Node) -> bool:
    """Return whether an expression is a multiple of the stock, or at most one."""
    if node is stock:
        return True
    match node.op:
        case "multiply" | "min":
            return any(_is_proportional(arg, stock) for arg in node.args)
        case "divide" | "negate":
            return _is_proportional(node.args[0], stock)
        case "where":
            return all(_is_proportional(arg, stock) for arg in node.args[1:])
        case "max":
            return all(_is_proportional(arg, stock) for arg in node.args)
        case _:
            return False
