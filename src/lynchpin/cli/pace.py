"""The time left of a whole that is made in steps: how much of it each step usually is, corrected by how fast this one goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

WEIGHTS: Mapping[str, float] = {
    "drawing futures": 4,
    "finding what more knowledge would remove": 6,
    "finding what the answer hangs on": 14,
    "finding which unknowns matter": 18,
    "finding what brings it about": 2,
    "finding what to watch": 2,
    "comparing what could be done": 4,
    "taking in the evidence": 55,
    "scoring the forecasts": 0.2,
    "going through the claims": 0.1,
    "drawing the page": 4,
}
"""About how long the steps of a report take against each other, as measured on the shipped assessments with as many futures as usual."""

SOONEST, LEAST = 2.0, 0.04
"""Seconds, and the share of the whole, from which on the pace can be told."""
OWN = 0.2
"""The share of a step from which on its own pace alone tells when it ends."""
ALMOST = 0.9
"""The most that is thought to be done of a step that does not say how far it is."""


@dataclass
class Pace:
    """`steps` are those to come, in order; one that is passed over takes no time. Seconds come from `clock`."""

    steps: Sequence[str]
    clock: Callable[[], float] = monotonic
    _spent: dict[str, float] = field(default_factory=dict)
    _step: str = ""
    _since: float = 0.0
    _share: float = 0.0
    _most: float = 0.0

    def tell(self, step: str, done: int, total: int) -> None:
        """That `done` of `total` of this step are done."""
        if step != self._step:
            self._finish()
            self._step, self._since = step, self.clock()
        self._share = done / total if 0 < done <= total else 0.0

    def find_share(self) -> float:
        """How much of the whole is done, from 0 to 1; it never falls."""
        before, share, weight, coming = self._weigh_all()
        done = before + share * weight
        self._most = max(self._most, done / (before + weight + coming) if done else 0.0)
        return self._most

    def find_left(self) -> float | None:
        """Seconds left of the whole: of this step at its own pace, of those to come at that of the whole so far. None while unknown."""
        before, share, weight, coming = self._weigh_all()
        done, now, past = before + share * weight, self._now(), sum(self._spent.values())
        if not done or past + now < SOONEST or done < LEAST * (before + weight + coming):
            return None
        pace = (past + now) / done if self._share else max(past / before, (past + now) / (before + weight))
        trust = min(1.0, self._share / OWN)
        own = now * (1 - share) / share if trust else 0.0
        return trust * own + (1 - trust) * pace * (1 - share) * weight + pace * coming

    def _weigh_all(self) -> tuple[float, float, float, float]:
        """The weight of the steps before this one, the share of this one that is done, its weight, and the weight of those to come."""
        if self._step not in self.steps:
            return 0.0, 0.0, 0.0, 0.0
        before, weight = sum(map(_weigh, self._spent)), _weigh(self._step)
        coming = sum(map(_weigh, self.steps[self.steps.index(self._step) + 1 :]))
        expected = sum(self._spent.values()) / before * weight if before else 0.0
        return before, self._share or (min(ALMOST, self._now() / expected) if expected else 0.0), weight, coming

    def _now(self) -> float:
        return self.clock() - self._since

    def _finish(self) -> None:
        if self._step in self.steps:
            self._spent[self._step] = self.clock() - self._since


def _weigh(step: str) -> float:
    return WEIGHTS.get(step, 1.0)


def say_left(seconds: float | None) -> str:
    """`about 2 min left`; nothing while it cannot be told."""
    if seconds is None:
        return ""
    if seconds < 55:
        tens = max(10, 10 * round(seconds / 10))
        return f"about {tens} s left" if seconds >= 8 else "a few seconds left"
    return f"about {max(1, round(seconds / 60))} min left"
