"""Flows: the parts of a stock's change that are in proportion to the stock, by which a step that is too coarse is noticed."""

from __future__ import annotations

from lynchpin.engine.graph.nodes import Graph, Node

Flow = tuple[float, Node]


def list_flows(graph: Graph, change: Node, stock: Node) -> tuple[Flow, ...]:
    """Return the terms of a change that vanish with the stock, each as a factor and an expression.

    With `changes: births - deaths`, these are births and deaths if both are multiples of the stock. A flow that does not depend on the
    stock in this way says nothing about the step: it may fill an empty stock in one step.

    Args:
        graph: Makes the nodes.
        change: What is added to the stock in a period.
        stock: The stock at the start of the period.
    """
    return tuple((factor, term) for factor, term in _list_terms(graph, change, 1.0, ()) if _is_proportional(term, stock))


def _list_terms(graph: Graph, node: Node, factor: float, literals: tuple[Node, ...]) -> list[Flow]:
    """Return the terms of a sum. Numbers by which a sum is multiplied apply to each term: constants as its factor, literals as nodes."""
    if node.op == "add":
        return [flow for arg in node.args for flow in _list_terms(graph, arg, factor, literals)]
    if node.op == "negate":
        return _list_terms(graph, node.args[0], -factor, literals)
    if node.op == "multiply":
        rest = [arg for arg in node.args if arg.op not in ("constant", "literal")]
        if len(rest) == 1:
            for arg in node.args:
                factor *= arg.data if isinstance(arg.data, float) else 1.0
            literals += tuple(arg for arg in node.args if arg.op == "literal")
            return _list_terms(graph, rest[0], factor, literals)
    return [(factor, graph.make("multiply", *literals, node) if literals else node)]


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
