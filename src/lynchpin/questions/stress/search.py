"""The search behind minimal cut sets: a lattice of failing assumptions whose nodes are sampled until they are decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import comb

import numpy as np
from numpy.typing import NDArray

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.questions.stress.node import Node
from lynchpin.statistics.binomial import find_interval
from lynchpin.statistics.estimates import Estimate, estimate_share

FIRST_LOOK = 16
QUICK_LOOK = 256
LONGEST_LOOK = 4096
DOUBT = 1e-4
"""Error probability of a decision, each time a node is tested."""
MOST_VERIFIED = 12
"""Sets with more members than this have too many subsets (over 4,096) to test them all."""


class Search:
    """The state of one search. A node is a bit mask of the assumptions that fail.

    Attributes:
        open: [2^d] whether nothing is known of a node.
        sides: 1 for a node that cuts, -1 for one that does not, 0 for one that was tried and is undecided.
        spent: Number of futures drawn.
        rising: Whether cut sets raise the answer's probability to the threshold, or lower it below.
    """

    def __init__(
        self,
        answering: Answering,
        d: int,
        threshold: float,
        first: int,
        budget: int,
        posterior: Posterior | None,
        known: Mapping[int, Estimate] | None = None,
    ) -> None:
        self._answering, self._d, self._threshold, self._first, self._budget = answering, d, threshold, first, budget
        self._posterior, self._known = posterior, known or {}
        self.nodes = np.arange(1 << d, dtype=np.uint32)
        self.size = np.bitwise_count(self.nodes)
        self.open = np.ones(1 << d, bool)
        self.sides: dict[int, int] = {}
        self.spent = 0
        self.rising = True
        self._yes: dict[int, int] = {}
        self._seen: dict[int, int] = {}
        """Number of futures with an answer; `_drawn` also counts those with a non-finite value."""
        self._drawn: dict[int, int] = {}
        self._answers: dict[int, list[NDArray[np.float64]]] = {}

    def find_direction(self) -> None:
        """Decide whether the answer's probability is below the threshold if nothing fails (then cut sets raise it) or above."""
        look = FIRST_LOOK
        self.sides[0], self._yes[0], self._seen[0] = 0, 0, 0
        self._look([0], look)
        while self.sides[0] == 0 and 2 * look <= min(LONGEST_LOOK, self._budget // 3):
            look *= 2
            self._look([0], look)
        self.rising = self._yes[0] < self._threshold * self._seen[0]
        self.open[0] = False
        self.sides[0] = -abs(self.sides[0])

    def go_up(self, budget: int) -> int:
        """Search level by level, the most promising nodes first if the budget does not cover a level.

        Returns:
            The last level that was tried in full.
        """
        for level in range(1, self._d + 1):
            nodes = self.nodes[self.open & (self.size == level)]
            affordable = (budget - self.spent) // FIRST_LOOK
            if len(nodes) > affordable:
                self._judge(sorted(nodes.tolist(), key=self._promise, reverse=True)[: max(0, affordable)], budget)
                return level - 1
            self._judge(nodes.tolist(), budget)
        return self._d

    def go_down(self, budget: int) -> None:
        """Try the largest open set, until none is open or the budget is spent."""
        while self.open.any() and self.spent + (self._d + 1) * FIRST_LOOK <= budget:
            largest = int(np.argmax(np.where(self.open, self.size, 0)))
            self._judge([largest], budget)
            if largest not in self.sides:
                return
            if self.sides[largest] > 0:
                self._shrink(largest)
            elif self.sides[largest] < 0:
                self.open &= (self.nodes & np.uint32(~largest & (len(self.nodes) - 1))) != 0

    def verify(self, budget: int) -> None:
        """Test the subsets of the sets that cut, the smallest sets first, to show that they are minimal."""
        done: set[int] = set()
        while waiting := [node for node in self.candidates() if node not in done and node.bit_count() <= MOST_VERIFIED]:
            node = waiting[0]
            done.add(node)
            unknown = [m for m in _list_subsets(node) if m not in self.sides]
            if self.spent + len(unknown) * FIRST_LOOK <= budget:
                self._judge(unknown, budget)

    def decide_rest(self) -> None:
        """Spend the rest of the budget on undecided nodes, the smallest sets first."""
        look = 2 * QUICK_LOOK
        while look <= LONGEST_LOOK:
            for level in range(1, self._d + 1):
                waiting = [m for m in self.undecided() if m.bit_count() == level]
                self._look(waiting, look)
                self._close(waiting)
            look *= 2

    def candidates(self) -> list[int]:
        """Return the nodes that cut and contain no other node that is known to cut, the smallest first."""
        cutting = sorted((m for m, side in self.sides.items() if side > 0), key=int.bit_count)
        kept: list[int] = []
        for node in cutting:
            if not any(known & node == known for known in kept):
                kept.append(node)
        return kept

    def split(self) -> tuple[list[int], list[int]]:
        """Return the candidates that are shown to be minimal, and the others."""
        found = self.candidates()
        minimal = [node for node in found if node.bit_count() <= MOST_VERIFIED and self._is_minimal(node)]
        return minimal, [node for node in found if node not in minimal]

    def _is_minimal(self, node: int) -> bool:
        return all(self.sides.get(m, 0) < 0 for m in _list_subsets(node))

    def count_needed(self) -> int:
        """Return the least number of failures that could cut: all smaller sets are known not to."""
        against = np.bincount([m.bit_count() for m, side in self.sides.items() if side < 0], minlength=self._d + 1)
        short = [level for level in range(self._d + 1) if against[level] < comb(self._d, level)]
        return short[0] if short else self._d + 1

    def undecided(self) -> list[int]:
        """Return the nodes that were tried, are undecided, and contain no set that cuts."""
        known = self.candidates()
        return sorted((m for m, side in self.sides.items() if side == 0 and not any(k & m == k for k in known)), key=int.bit_count)

    def measure(self, nodes: list[int], futures: int) -> tuple[Node, ...]:
        """Return the answer's probability at each node, if it is not known from elsewhere.

        Args:
            nodes: The nodes.
            futures: Number of new futures to draw; if too few, the futures of the search are used.
        """
        new = [m for m in nodes if m not in self._known]
        each = min(LONGEST_LOOK, futures // max(1, len(new)))
        if each < FIRST_LOOK:
            answers = {m: self._searched_share(m) for m in new}
        else:
            lineage = self._find_lineage(LONGEST_LOOK, each)
            answers = {m: _estimate(row, lineage) for m, row in zip(new, self._play(new, LONGEST_LOOK, LONGEST_LOOK + each), strict=True)}
        return tuple(Node(self._members(m), self._known[m] if m in self._known else answers[m]) for m in nodes)

    def _searched_share(self, node: int) -> Estimate:
        return _estimate(np.concatenate(self._answers[node]), self._find_lineage(0, self._drawn[node]))

    def _find_lineage(self, start: int, size: int) -> NDArray[np.uint32] | None:
        index = np.arange(self._first + start, self._first + start + size, dtype=np.uint32)
        return None if self._posterior is None else self._posterior.lineage(index)

    def _shrink(self, node: int) -> None:
        """Remove members as long as the rest still cuts. Then every remaining member is needed."""
        needed = False
        while not needed:
            smaller = [node & ~(1 << j) for j in range(self._d) if node >> j & 1]
            fresh = [m for m in smaller if m and m not in self.sides]
            self._judge(fresh, self._budget)
            cutting = [m for m in smaller if self.sides.get(m, -1) > 0]
            needed = not cutting
            node = cutting[0] if cutting else node

    def _judge(self, nodes: list[int], budget: int) -> None:
        """Sample nodes until they are decided or have `QUICK_LOOK` futures, and close them."""
        look = FIRST_LOOK
        waiting = nodes
        while waiting and look <= QUICK_LOOK and self.spent + len(waiting) * look // 2 <= max(budget, FIRST_LOOK):
            self._look(waiting, look)
            waiting = [m for m in waiting if self.sides.get(m, 0) == 0]
            look *= 2
        self._close(m for m in nodes if m in self.sides)

    def _close(self, nodes: Iterable[int]) -> None:
        """Mark nodes as no longer open, and also the supersets of those that cut."""
        for node in nodes:
            self.open[node] = False
            if self.sides[node] > 0:
                self.open &= (self.nodes & np.uint32(node)) != node

    def _look(self, nodes: list[int], until: int) -> None:
        """Raise the number of futures of each node to `until`, as far as the budget allows, and decide."""
        nodes = [m for m in nodes if self._drawn.get(m, 0) < until]
        for start in sorted({self._drawn.get(m, 0) for m in nodes}):
            group = [m for m in nodes if self._drawn.get(m, 0) == start]
            group = group[: max(0, (self._budget - self.spent) // (until - start))]
            for node, answers in zip(group, self._play(group, start, until), strict=True):
                self._answers.setdefault(node, []).append(answers)
                self._yes[node] = self._yes.get(node, 0) + int(np.nansum(answers))
                self._seen[node] = self._seen.get(node, 0) + int(np.isfinite(answers).sum())
                self._drawn[node] = until
                self.sides[node] = self._decide(node)

    def _play(self, nodes: list[int], start: int, stop: int) -> NDArray[np.float64]:
        """Return [nodes, stop - start] the answer if exactly the members of each node fail; NaN for a future with a non-finite value."""
        if not nodes:
            return np.zeros((0, stop - start))
        fails = (np.array(nodes, np.uint32)[:, None] >> np.arange(self._d, dtype=np.uint32)) & 1
        index = np.arange(self._first + start, self._first + stop, dtype=np.uint32)
        self.spent += len(nodes) * len(index)
        holds = np.repeat(fails.T == 0, len(index), axis=1)
        return self._answering(holds, np.tile(index, len(nodes))).reshape(len(nodes), -1)

    def _decide(self, node: int) -> int:
        """Return the side of a node by its Clopper-Pearson interval: it cuts if it crosses the threshold in the direction of the search."""
        yes, seen = self._yes[node], self._seen[node]
        low, high = find_interval(yes, seen, DOUBT)
        side = 1 if low >= self._threshold else -1 if high < self._threshold else 0
        return side if self.rising else -side

    def _promise(self, node: int) -> float:
        """Return how close the closest subset with one member less has come to the threshold."""
        parts = [node & ~(1 << j) for j in range(self._d) if node >> j & 1]
        shares = [self._yes[m] / self._seen[m] for m in parts if self._seen.get(m)]
        return max((s if self.rising else -s for s in shares), default=-1.0)

    def _members(self, node: int) -> tuple[int, ...]:
        return tuple(j for j in range(self._d) if node >> j & 1)


def _list_subsets(node: int) -> Iterator[int]:
    """Yield all proper subsets of a node, the empty one last."""
    subset = node
    while subset:
        subset = (subset - 1) & node
        yield subset


def _estimate(answers: NDArray[np.float64], lineage: NDArray[np.uint32] | None) -> Estimate:
    """Estimate the share of futures with the answer, among those without a non-finite value."""
    known = np.isfinite(answers)
    return estimate_share(answers[known], lineage=None if lineage is None else lineage[known])
