"""Literals: the numbers that a file writes in its equations, such as 0.4 in `0.4 * arrears`.

They are arguments of the compiled program, so that a file in which one of them was changed needs no new compilation. What belongs to the
form of an equation stays in the program: 0, 1 and infinity, whole exponents, and numbers that the compiler derives.
"""

from __future__ import annotations

import math
from collections.abc import Hashable

from lynchpin.engine.graph.nodes import Graph, Node
from lynchpin.language.constants import STRUCTURAL
from lynchpin.language.expressions import Call, Expression, Number


def is_literal(e: Expression) -> bool:
    """Return whether an expression is a number that is an argument of the program."""
    return isinstance(e, Number) and not e.derived and _varies(e.value)


def is_whole(e: Expression) -> bool:
    """Return whether an expression is a whole number, which as an exponent is part of the form of an equation."""
    return isinstance(e, Number) and e.value.is_integer()


def _varies(value: float) -> bool:
    return math.isfinite(value) and value not in STRUCTURAL


class Literals:
    """The literals of a file, each with its position in `Numbers.literals`. One that stands in a function or a set counts once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._found: dict[Hashable, int] = {}
        self.values: list[float] = []

    def lower(self, e: Number) -> Node:
        """Return the node of a number."""
        return self._make(e.value, _key_number(e)) if is_literal(e) else self._graph.constant(e.value)

    def lower_knots(self, e: Call) -> list[Node]:
        """Return the nodes of the points of `interpolate`: x and y of each."""
        numbers = [number for knot in e.knots for number in knot]
        return [
            self._make(number, _key_knot(e, k)) if _varies(number) else self._graph.constant(number) for k, number in enumerate(numbers)
        ]

    def find_number(self, e: Number) -> int | None:
        """Return the position of a number; None if it is not a literal or no program reads it."""
        return self._found.get(_key_number(e)) if is_literal(e) else None

    def find_knot(self, e: Call, k: int) -> int | None:
        """Return the position of a number in the points of `interpolate`; None if it is not a literal or no program reads it.

        Args:
            e: The call.
            k: Which number: x and y of the first point, then of the second, and so on.
        """
        return self._found.get(_key_knot(e, k))

    def _make(self, value: float, key: Hashable) -> Node:
        if key not in self._found:
            self._found[key] = len(self.values)
            self.values.append(value)
        return self._graph.make("literal", data=self._found[key])


def _key_number(e: Number) -> Hashable:
    return (e.place.line, e.place.column, e.value)


def _key_knot(e: Call, k: int) -> Hashable:
    return (e.place.line, e.place.column, "knot", k, e.knots)
