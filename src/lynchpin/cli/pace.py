"""The time left of a task made of steps: the usual share of each step, corrected by the pace of this run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from lynchpin.questions import registry
from lynchpin.workflow.steps import CARRYING, FORMS, REDUCING

SECONDS: Mapping[str, float] = {CARRYING: 3, FORMS["page"]: 5, FORMS["pdf"]: 8, FORMS["markdown"]: 3}
"""Typical relative durations of the steps that do not depend on the number of futures."""
REDUCING_WEIGHT = 6.0

SOONEST, LEAST = 2.0, 0.04
"""Seconds, and share of the whole, after which the pace is estimated."""
OWN = 0.2
"""Share of a step, since it first reported one, after which only its own pace determines when it ends."""
ALMOST = 0.9
"""Largest share assumed to be done of a step that does not report how far it is."""
CALM = 6.0
"""Time constant in seconds with which the displayed time left follows an estimate that has risen; one that has fallen is shown at once."""


@dataclass
class Pace:
    """The pace of a task.

    Attributes:
        steps: Its steps, in order. A skipped step takes no time.
        clock: Returns seconds.
    """

    steps: Sequence[str]
    clock: Callable[[], float] = monotonic
    _spent: dict[str, float] = field(default_factory=dict)
    _step: str = ""
    _since: float = 0.0
    _share: float = 0.0
    _first: tuple[float, float] | None = None
    _most: float = 0.0
    _reported: tuple[float, float] | None = None

    def record(self, step: str, done: int, total: int) -> None:
        """Record progress. If a step starts again, or exceeds its total, its share does not decrease.

        Args:
            step: Name of the step.
            done: Amount done.
            total: Total amount, 0 if unknown.
        """
        if step != self._step:
            self._finish()
            self._step, self._since, self._share, self._first = step, self.clock(), 0.0, None
        if done > 0 < total:
            self._share = max(self._share, min(1.0, done / total))
            self._first = self._first or (self._now(), self._share)

    def find_share(self) -> float:
        """Return how much of the whole is done, from 0 to 1; it never falls."""
        left = self._estimate()
        if left is not None:
            gone = sum(self._spent.values()) + self._now()
            self._most = max(self._most, gone / (gone + left) if gone + left else 0.0)
        return self._most

    def find_left(self) -> float | None:
        """Return the seconds left: those of this step, and of later steps at the pace so far; None while unknown.

        The result falls at once and rises slowly, so that a slow start of a step hardly shows.
        """
        left = self._estimate()
        gone = sum(self._spent.values()) + self._now()
        if left is None or gone < SOONEST or gone < LEAST * (gone + left):
            return None
        if self._reported is not None:
            before, at = self._reported
            passed = self.clock() - at
            expected = max(0.0, before - passed)
            if left > expected:
                left = expected + (left - expected) * (1 - math.exp(-passed / CALM))
        self._reported = left, self.clock()
        return left

    def _estimate(self) -> float | None:
        """Return the current estimate of the seconds left; None if there is none."""
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
        """Return the duration of this step in seconds: at first the typical one, then increasingly by its own pace."""
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
        """Return the duration of this step in seconds at the pace of the steps before it."""
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
    """Return typical relative durations of the steps of a report, measured on the shipped files with default numbers of futures."""
    steps = {step: question.weight for question in registry.QUESTIONS for step in (question.step, question.given_step)}
    return steps | {REDUCING: REDUCING_WEIGHT}


def _weigh(step: str) -> float:
    return 0.0 if step in SECONDS else list_weights().get(step, 1.0)


def format_left(seconds: float | None) -> str:
    """Return the time left, such as `about 2 min left`; empty if it is unknown."""
    if seconds is None:
        return ""
    if seconds < 55:
        tens = max(10, 10 * round(seconds / 10))
        return f"about {tens} s left" if seconds >= 8 else "a few seconds left"
    return f"about {max(1, round(seconds / 60))} min left"
