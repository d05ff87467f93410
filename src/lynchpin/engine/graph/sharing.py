"""Sharing: which intermediate values of a projection are computed once.

XLA computes an operation again in everything that reads it, and for each profile of a reader that varies over more of them. A barrier
makes it compute the value once and keep it in memory, which takes time as well. Costs are counted in additions per future.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from jax import Array

from lynchpin.engine.graph.nodes import Node

# Measured with belarus-2019 (120 profiles): with these numbers it runs 1.45 times as fast as without barriers. Four times as many or as
# few additions change that by less than a tenth.
_START = 60.0  # additions that take as long as starting to compute a value
_KEEP = 4.0  # additions that take as long as writing and reading it, per profile

_SLOW = {"divide": 4.0, "sqrt": 4.0, "exp": 12.0, "log": 12.0, "sin": 12.0, "cos": 12.0, "logistic": 16.0, "power": 30.0}


def count_uses(nodes: Sequence[Node]) -> Mapping[int, int]:
    """Return by how many nodes each node is read, by its number."""
    return Counter(number for node in nodes for number in {a.number for a in node.args})


def count_profiles(value: Array) -> int:
    """Return for how many profiles a value is computed: the product of all its axes but the last, or 0 for a scalar."""
    return math.prod(value.shape[:-1]) if value.ndim else 0


def estimate_cost(node: Node) -> float:
    """Return the cost of an operation on its arguments, in additions per profile."""
    if node.op == "interpolate":
        return 2.0 * (len(node.args) - 1)
    return _SLOW.get(node.op, 1.0) * max(len(node.args) - 1, 1)


def should_share(cost: float, profiles: int, whole: int, uses: int = 1) -> bool:
    """Return whether a value should be computed once.

    Args:
        cost: What each reader would compute again, in additions per profile.
        profiles: Number of profiles of the value.
        whole: Number of profiles of a reader.
        uses: Number of readers.
    """
    repeated = max(whole - profiles, (uses - 1) * profiles)
    return profiles > 0 and cost * repeated > _START + _KEEP * profiles
