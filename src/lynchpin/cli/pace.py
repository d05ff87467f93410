"""The time left of a whole that is made in steps: how much of it each step usually is, corrected by how fast this one goes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from lynchpin.questions import registry
from lynchpin.workflow.steps import FORMS, REDUCING

SECONDS: Mapping[str, float] = {FORMS["page"]: 5, FORMS["pdf"]: 8, FORMS["markdown"]: 3}
"""About how long the steps take that do not depend on the number of futures."""
REDUCING_WEIGHT = 6.0

SOONEST, LEAST = 2.0, 0.04
"""Seconds, and the share of the whole, from which on the pace can be told."""
OWN = 0.2
"""The share of a step, since it first told one, from which on its own pace alone tells when it ends."""
ALMOST = 0.9
"""The most that is thought to be done of a step that does not say how far it is."""
CALM = 6.0
"""Seconds in which the time left comes near to what it is found to be where that has risen; where it has fallen, it does so at once."""


@dataclass
class Pace:
    """`steps` are those to come, in order; one that is passed over takes no time. Seconds come from `clock`."""

    steps: Sequence[str]
    clock: Callable[[], float] = monotonic
    _spent: dict[str, float] = field(default_factory=dict)
    _step: str = ""
    _since: float = 0.0
    _share: float = 0.0
    _first: tuple[float, float] | None = None
    _most: float = 0.0
    _told: tuple[float, float] | None = None

    def tell(self, step: str, done: int, total: int) -> None:
        """That `done` of `total` of this step are done. What begins anew within a step, or runs over, does not take it back."""
        if step != self._step:
            self._finish()
            self._step, self._since, self._share, self._first = step, self.clock(), 0.0, None
        if done > 0 < total:
            self._share = max(self._share, min(1.0, done / total))
            self._first = self._first or (self._now(), self._share)

    def find_share(self) -> float:
        """How much of the whole is done, from 0 to 1; it never falls."""
        left = self._estimate()
        if left is not None:
            gone = sum(self._spent.values()) + self._now()
            self._most = max(self._most, gone / (gone + left) if gone + left else 0.0)
        return self._most

    def find_left(self) -> float | None:
        """Seconds left of the whole: of this step, and of those to come at the pace of the whole so far. None while unknown.

        It falls at once and rises calmly, so that one step that is slow to begin does not frighten.
        """
        left = self._estimate()
        gone = sum(self._spent.values()) + self._now()
        if left is None or gone < SOONEST or gone < LEAST * (gone + left):
            return None
        if self._told is not None:
            before, at = self._told
            passed = self.clock() - at
            expected = max(0.0, before - passed)
            if left > expected:
                left = expected + (left - expected) * (1 - math.exp(-passed / CALM))
        self._told = left, self.clock()
        return left

    def _estimate(self) -> float | None:
        """Seconds left as far as can be known now. None while there is nothing to go by."""
        if self._step not in self.steps:
            return None
        whole = self._estimate_step()
        if whole is None:
            return None
        weight = sum(map(_weigh, [*self._spent, self._step]))
        spent = sum(s for step, s in self._spent.items() if _weigh(step)) + (whole if _weigh(self._step) else 0.0)
        pace = spent / weight if weight else 0.0
        coming = self.steps[self.steps.index(self._step) + 1 :]
        rest = max(whole - self._now(), 0.0 if self._first else (1 - ALMOST) * whole)
        return rest + sum(SECONDS.get(step, pace * _weigh(step)) for step in coming)

    def _estimate_step(self) -> float | None:
        """Seconds that this step takes from beginning to end: as usual at first, then by its own pace the more of that is seen."""
        now = self._now()
        usual = self._find_usual()
        if self._first is None:
            return None if usual is None else max(usual, now)
        at, share = self._first
        seen = self._share - share
        if usual is None:
            return now / self._share
        trust = min(1.0, seen / OWN) if self._share < 1 else 1.0
        own = now + (1 - self._share) * (now - at) / seen if seen else now
        return trust * own + (1 - trust) * max(usual, now + (1 - self._share) * usual)

    def _find_usual(self) -> float | None:
        """Seconds that this step takes where it goes as the steps before it did."""
        if self._step in SECONDS:
            return SECONDS[self._step]
        weight = sum(map(_weigh, self._spent))
        return sum(s for step, s in self._spent.items() if _weigh(step)) / weight * _weigh(self._step) if weight else None

    def _now(self) -> float:
        return self.clock() - self._since if self._step else 0.0

    def _finish(self) -> None:
        if self._step in self.steps:
            self._spent[self._step] = self._now()


def list_weights() -> Mapping[str, float]:
    """About how long the steps of a report take relative to each other, as measured on the shipped files with default numbers of futures."""
    return {question.step: question.weight for question in registry.QUESTIONS} | {REDUCING: REDUCING_WEIGHT}


def _weigh(step: str) -> float:
    return 0.0 if step in SECONDS else list_weights().get(step, 1.0)


def say_left(seconds: float | None) -> str:
    """`about 2 min left`; nothing while it cannot be told."""
    if seconds is None:
        return ""
    if seconds < 55:
        tens = max(10, 10 * round(seconds / 10))
        return f"about {tens} s left" if seconds >= 8 else "a few seconds left"
    return f"about {max(1, round(seconds / 60))} min left"
