"""One set of failing assumptions, with the probability of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from lynchpin.statistics.estimates import Estimate


@dataclass(frozen=True)
class Node:
    """`members` are positions of the assumptions that fail; `answer` is the probability of the answer then."""

    members: tuple[int, ...]
    answer: Estimate
