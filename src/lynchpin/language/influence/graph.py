"""The influence graph: the elements of an assessment and the signed influences between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

KINDS_IN_EXPRESSIONS = ("parameter", "series", "stock", "auxiliary", "event", "actor", "indicator")
"""Kinds of element that share one set of names, so that a name in an expression identifies one of them."""


@dataclass(frozen=True, slots=True)
class Node:
    """An element of the assessment. `kind` is its section in the singular; a name is unique within its kind."""

    kind: str
    name: str

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.name}"


@dataclass(frozen=True, slots=True)
class Edge:
    """An influence. `sign` is its polarity: 1 if more of the source means more of the target, -1 if less, 0 if mixed or a choice."""

    source: Node
    target: Node
    sign: int


@dataclass(frozen=True)
class InfluenceGraph:
    """The elements, in the order of the file, and the influences between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Node]:
        """The element that a name in an expression refers to."""
        return {n.name: n for n in reversed(self.nodes) if n.kind in KINDS_IN_EXPRESSIONS}

    @cached_property
    def incoming(self) -> Mapping[Node, tuple[Edge, ...]]:
        return {n: tuple(e for e in self.edges if e.target == n) for n in self.nodes}

    @cached_property
    def outgoing(self) -> Mapping[Node, tuple[Edge, ...]]:
        return {n: tuple(e for e in self.edges if e.source == n) for n in self.nodes}

    def find(self, name: str, kind: str = "") -> Node | None:
        """Return the element with this name, or None.

        Args:
            name: The name to look for.
            kind: The kind that the element must have. If empty, an element that expressions can read goes first.
        """
        if kind:
            return next((n for n in self.nodes if n.name == name and n.kind == kind), None)
        return self.by_name.get(name) or next((n for n in self.nodes if n.name == name), None)
