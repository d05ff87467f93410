"""Which element of an assessment influences which, and with what polarity, as far as the equations show it."""

from __future__ import annotations

from lynchpin.language.influence.build import build_influence_graph
from lynchpin.language.influence.graph import Edge, InfluenceGraph, Node

__all__ = ["Edge", "InfluenceGraph", "Node", "build_influence_graph"]
