"""Breaking sets: the minimal sets of assumptions whose joint failure, the rest holding, carries the answer's probability over a threshold.

The lattice of failing sets is searched upward, level by level: what contains a breaking set is dropped, and a node is sampled
until its exact binomial interval clears the threshold. Where that would take too many futures, the search turns round: it tries the
largest sets not yet spoken for, and takes assumptions out of those that break until every one is needed (after Liffiton and others
2016, on enumerating minimal unsatisfiable subsets). All nodes meet the same chances; what is reported of a set is measured anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.statistics.estimates import Estimate, estimate_share

FIRST_LOOK = 16
QUICK_LOOK = 256
LONGEST_LOOK = 4096
DOUBT = 1e-4
"""Probability that a node on the wrong side of the threshold is believed to be clear of it, at each look."""
MOST_ASSUMPTIONS = 20
"""More than this and the lattice does not fit in memory; 2^20 nodes take a few megabytes."""
UPWARD = 0.6
MEASURED = 0.15
"""Shares of the budget: for the upward search, and for measuring anew what was found."""


@dataclass(frozen=True)
class Node:
    """`members` are positions of the assumptions that fail; `answer` is the probability of the answer then."""

    members: tuple[int, ...]
    answer: Estimate


@dataclass(frozen=True)
class Breaking:
    """rising: whether the sets carry the probability up to the threshold or down below it.

    searched_to: every set of up to so many assumptions was looked at; complete: so was every larger one, if further failures never
    undo what a failure broke. undecided: nodes whose interval still held the threshold when the futures were spent.
    """

    rising: bool
    sets: tuple[Node, ...]
    undecided: tuple[Node, ...]
    searched_to: int
    complete: bool


def find_breaking_sets(
    answering: Answering, assumptions: int, *, threshold: float, futures: int, first: int = 0, posterior: Posterior | None = None
) -> Breaking:
    """Spends at most about `futures` futures on the lattice of `assumptions` assumptions; indices start at `first`.

    posterior: the lineage of futures given evidence, for the errors of what is found.
    """
    if assumptions > MOST_ASSUMPTIONS:
        raise ValueError(f"the lattice of more than {MOST_ASSUMPTIONS} assumptions is not searched")
    search = _Search(answering, assumptions, threshold, first, int(futures * (1 - MEASURED)), posterior)
    search.find_direction()
    searched_to = search.go_up(int(futures * UPWARD))
    search.go_down()
    search.settle()
    left = max(futures - search.spent, int(futures * MEASURED))
    return Breaking(
        rising=search.rising,
        sets=search.measure(search.minimal(), left),
        undecided=search.measure(search.undecided(), 0),
        searched_to=searched_to,
        complete=not search.open.any(),
    )


class _Search:
    """The state of one search. A node is a bit mask; `open` marks those that nothing is known of.

    `sides`: 1 for a node that breaks, -1 for one that does not, 0 for one that is not decided yet.
    """

    def __init__(self, answering: Answering, d: int, threshold: float, first: int, budget: int, posterior: Posterior | None) -> None:
        self._answering, self._d, self._threshold, self._first, self._budget = answering, d, threshold, first, budget
        self._posterior = posterior
        self.nodes = np.arange(1 << d, dtype=np.uint32)
        self.size = np.bitwise_count(self.nodes)
        self.open = np.ones(1 << d, bool)
        self.sides: dict[int, int] = {}
        self.spent = 0
        self.rising = True
        self._yes: dict[int, int] = {}
        self._seen: dict[int, int] = {}
        self._answers: dict[int, list[NDArray[np.bool_]]] = {}

    def find_direction(self) -> None:
        """With nothing failing, is the probability below the threshold (then sets raise it) or above?"""
        look = FIRST_LOOK
        self._look([0], look)
        while self.sides[0] == 0 and look < min(LONGEST_LOOK, self._budget // 8):
            look *= 2
            self._look([0], look)
        share = self._yes[0] / self._seen[0]
        self.rising = share < self._threshold
        self.open[0] = False
        self.sides[0] = min(self.sides[0], 0) if self.rising else -max(self.sides[0], 0)

    def go_up(self, budget: int) -> int:
        """Searches level by level, the most promising nodes first where a level cannot be paid for; the last level searched whole."""
        for level in range(1, self._d + 1):
            nodes = self.nodes[self.open & (self.size == level)]
            affordable = (budget - self.spent) // FIRST_LOOK
            if len(nodes) > affordable:
                self._judge(sorted(nodes.tolist(), key=self._promise, reverse=True)[: max(0, affordable)], budget)
                return level - 1
            self._judge(nodes.tolist(), budget)
        return self._d

    def go_down(self) -> None:
        """Tries the largest open set, until none is open or the futures are spent."""
        while self.open.any() and self._can_pay(self._d + 1):
            largest = int(np.argmax(np.where(self.open, self.size, 0)))
            self._judge([largest], self._budget)
            if self.sides[largest] > 0:
                self._shrink(largest)
            elif self.sides[largest] < 0:
                self.open &= (self.nodes & np.uint32(~largest & (len(self.nodes) - 1))) != 0

    def settle(self) -> None:
        """Spends what is left on undecided nodes, the smallest sets first, and on what turns out to break."""
        look = 2 * QUICK_LOOK
        while look <= LONGEST_LOOK:
            for level in range(1, self._d + 1):
                waiting = [m for m in self.undecided() if m.bit_count() == level]
                self._look(waiting, look)
                self._close(waiting)
            look *= 2

    def minimal(self) -> list[int]:
        """Breaking nodes of which no other is a part."""
        breaking = sorted((m for m, side in self.sides.items() if side > 0), key=int.bit_count)
        kept: list[int] = []
        for node in breaking:
            if node and not any(known & node == known for known in kept):
                kept.append(node)
        return kept

    def undecided(self) -> list[int]:
        """Nodes not decided that contain no breaking set."""
        known = self.minimal()
        return sorted((m for m, side in self.sides.items() if side == 0 and not any(k & m == k for k in known)), key=int.bit_count)

    def measure(self, nodes: list[int], futures: int) -> tuple[Node, ...]:
        """The answer's probability at each node: from fresh chances where futures are given, else from those of the search."""
        each = min(LONGEST_LOOK, futures // max(1, len(nodes)))
        if each < FIRST_LOOK:
            return tuple(Node(self._members(m), self._known_share(m)) for m in nodes)
        values = self._play(nodes, LONGEST_LOOK, LONGEST_LOOK + each)
        lineage = self._find_lineage(LONGEST_LOOK, each)
        return tuple(Node(self._members(m), estimate_share(v, lineage=lineage)) for m, v in zip(nodes, values, strict=True))

    def _known_share(self, node: int) -> Estimate:
        return estimate_share(np.concatenate(self._answers[node]), lineage=self._find_lineage(0, self._seen[node]))

    def _find_lineage(self, start: int, size: int) -> NDArray[np.uint32] | None:
        index = np.arange(self._first + start, self._first + start + size, dtype=np.uint32)
        return None if self._posterior is None else self._posterior.lineage(index)

    def _shrink(self, node: int) -> None:
        """Takes out members while what is left breaks still; then each that remains is needed."""
        needed = False
        while not needed:
            smaller = [node & ~(1 << j) for j in range(self._d) if node >> j & 1]
            fresh = [m for m in smaller if m and m not in self.sides]
            self._judge(fresh, self._budget)
            breaking = [m for m in smaller if self.sides.get(m, -1) > 0]
            needed = not breaking
            node = breaking[0] if breaking else node

    def _judge(self, nodes: list[int], budget: int) -> None:
        """Looks at nodes until they are decided or have been looked at for a while, and closes what they decide."""
        look = FIRST_LOOK
        waiting = nodes
        while waiting and look <= QUICK_LOOK and self.spent + len(waiting) * look // 2 <= max(budget, FIRST_LOOK):
            self._look(waiting, look)
            waiting = [m for m in waiting if self.sides[m] == 0]
            look *= 2
        self._close(m for m in nodes if m in self.sides)

    def _close(self, nodes: Iterable[int]) -> None:
        """Nodes that were looked at are open no more, nor is what contains one that breaks."""
        for node in nodes:
            self.open[node] = False
            if self.sides[node] > 0:
                self.open &= (self.nodes & np.uint32(node)) != node

    def _look(self, nodes: list[int], until: int) -> None:
        """Raises the number of chances that each node has met to `until`, as far as the budget reaches, and decides."""
        nodes = [m for m in nodes if self._seen.get(m, 0) < until]
        seen = {self._seen.get(m, 0) for m in nodes}
        for start in seen:
            group = [m for m in nodes if self._seen.get(m, 0) == start]
            group = group[: max(0, (self._budget - self.spent) // (until - start))] if start else group
            if not group:
                continue
            values = self._play(group, start, until)
            for node, answers in zip(group, values > 0, strict=True):
                self._yes[node] = self._yes.get(node, 0) + int(answers.sum())
                self._answers.setdefault(node, []).append(answers)
                self._seen[node] = until
                self.sides[node] = self._decide(node)

    def _play(self, nodes: list[int], start: int, stop: int) -> NDArray[np.float64]:
        """[nodes, stop - start] the answer where exactly the members of each node fail."""
        if not nodes:
            return np.zeros((0, stop - start))
        fails = (np.array(nodes, np.uint32)[:, None] >> np.arange(self._d, dtype=np.uint32)) & 1
        index = np.arange(self._first + start, self._first + stop, dtype=np.uint32)
        self.spent += len(nodes) * len(index)
        holds = np.repeat(fails.T == 0, len(index), axis=1)
        return self._answering(holds, np.tile(index, len(nodes))).reshape(len(nodes), -1)

    def _decide(self, node: int) -> int:
        """By the Clopper-Pearson interval; reaching the threshold is breaking when rising, falling below it is when not."""
        yes, seen = self._yes[node], self._seen[node]
        low = stats.beta.ppf(DOUBT, yes, seen - yes + 1) if yes > 0 else 0.0
        high = stats.beta.ppf(1 - DOUBT, yes + 1, seen - yes) if yes < seen else 1.0
        side = 1 if low >= self._threshold else -1 if high < self._threshold else 0
        return side if self.rising else -side

    def _promise(self, node: int) -> float:
        """How far the most advanced part of this node, with one member less, has come towards the threshold."""
        parts = [node & ~(1 << j) for j in range(self._d) if node >> j & 1]
        shares = [self._yes[m] / self._seen[m] for m in parts if self._seen.get(m)]
        return max((s if self.rising else -s for s in shares), default=-1.0)

    def _can_pay(self, nodes: int) -> bool:
        return self.spent + nodes * FIRST_LOOK <= self._budget

    def _members(self, node: int) -> tuple[int, ...]:
        return tuple(j for j in range(self._d) if node >> j & 1)
