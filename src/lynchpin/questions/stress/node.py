"""One set of failing assumptions, with the probability of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from lynchpin.statistics.estimates import Estimate


@dataclass(frozen=True)
class Node:
    """A node of the lattice.

    Attributes:
        members: Positions of the assumptions that fail.
        answer: Probability of the answer if exactly these fail.
    """

    members: tuple[int, ...]
    answer: Estimate
