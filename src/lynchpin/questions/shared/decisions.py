"""Decisions: what each option was worth to an actor at one moment of one future, term by term.

The numbers are those with which the actor chose in that future, so they have no error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.choice.reasons import Reasons
from lynchpin.engine.model import ActorInfo, Model, PayoffTerm
from lynchpin.engine.replay import Replay

F64 = NDArray[np.float64]

MAINLY = 0.5
"""The main terms are the largest that together make at least this share of all differences in favour of the better option."""
MOST_MAIN = 2
"""Largest number of main terms."""
ALIKE = 0.005
"""Options are worth the same if their payoffs differ by less than this, as a share of the largest contribution of a term."""


@dataclass(frozen=True, eq=False)
class WeighedTerm:
    """A term of a payoff at one decision.

    Attributes:
        term: The term as the file has it.
        weight: Its weight in this future.
        influence: The share of its faction in the influence of all factions; 1 without factions.
        now: [options] its expected value in this period, as its part of the value over the horizon.
        later: [options] the same for the rest of the horizon.
    """

    term: PayoffTerm
    weight: float
    influence: float
    now: F64
    later: F64

    @property
    def values(self) -> F64:
        """[options] its expected value over the horizon."""
        return self.now + self.later

    @property
    def contributions(self) -> F64:
        """[options] what it adds to the payoff: influence times weight times value."""
        return self.influence * self.weight * self.values + 0.0  # no negative zeros


@dataclass(frozen=True, eq=False)
class Decision:
    """One decision of an actor.

    Attributes:
        actor: The actor.
        period: Index of the period.
        chosen: Index of the option that it chose.
        terms: The terms of its payoff, in the order of the file.
        probabilities: [options] the probability with which it chose each option.
        rationality: The precision of the choice, per unit of payoff.
    """

    actor: ActorInfo
    period: int
    chosen: int
    terms: tuple[WeighedTerm, ...]
    probabilities: F64
    rationality: float

    @property
    def payoffs(self) -> F64:
        """[options] what each option was worth: the sum over all terms."""
        return self._add([one.contributions for one in self.terms])

    @property
    def now(self) -> F64:
        """[options] the part of the payoff from this period."""
        return self._add([one.influence * one.weight * one.now for one in self.terms])

    @property
    def later(self) -> F64:
        """[options] the part of the payoff from the rest of the horizon: the continuation value."""
        return self._add([one.influence * one.weight * one.later for one in self.terms])

    @property
    def looks_ahead(self) -> bool:
        """Whether any part of a payoff comes from later periods."""
        return bool(np.abs(self.later).max() > 0)

    def _add(self, parts: Sequence[F64]) -> F64:
        return np.sum(parts, axis=0) if parts else np.zeros(len(self.actor.options))

    @property
    def rival(self) -> int | None:
        """The best of the other options; None if there is no other."""
        others = [o for o in range(len(self.actor.options)) if o != self.chosen]
        return max(others, key=lambda o: float(self.payoffs[o]), default=None)

    @property
    def lead(self) -> float:
        """How much more the chosen option was worth than the best of the others; negative if it was worth less."""
        rival = self.rival
        return 0.0 if rival is None else float(self.payoffs[self.chosen] - self.payoffs[rival])

    @property
    def is_even(self) -> bool:
        """Whether the two were worth about the same."""
        largest = max((float(np.abs(one.contributions).max()) for one in self.terms), default=0.0)
        return abs(self.lead) <= ALIKE * largest

    def compare_terms(self) -> list[tuple[WeighedTerm, float]]:
        """Return each term with how much more it adds to the chosen option than to the best of the others, largest differences first."""
        rival = self.rival
        if rival is None:
            return [(one, 0.0) for one in self.terms]
        compared = [(one, float(one.contributions[self.chosen] - one.contributions[rival])) for one in self.terms]
        return sorted(compared, key=lambda pair: -abs(pair[1]))

    def find_main_terms(self) -> list[tuple[WeighedTerm, float]]:
        """Return the terms that mainly make the difference, in favour of the better of the two options, with their differences."""
        sign = 1.0 if self.lead >= 0 else -1.0
        for_it = [(one, difference) for one, difference in self.compare_terms() if sign * difference > 0]
        whole, found, reached = sum(abs(difference) for _, difference in for_it), [], 0.0
        for one, difference in for_it[:MOST_MAIN]:
            if reached >= MAINLY * whole:
                break
            found.append((one, difference))
            reached += abs(difference)
        return found


def read_decision(model: Model, replay: Replay, actor: str, period: int, place: int) -> Decision | None:
    """Return a decision in a replayed future.

    Args:
        model: The model.
        replay: Replayed futures.
        actor: Name of the actor.
        period: Index of the period.
        place: Position of the future among those that were replayed.

    Returns:
        The decision; None if the actor did not choose in this period, or if the period was not played again.
    """
    reasons = replay.reasons[actor]
    if period < replay.start or not np.asarray(reasons.deciding)[period, place] > 0.5:
        return None
    info = next(a for a in model.actors if a.name == actor)
    return Decision(
        actor=info,
        period=period,
        chosen=int(replay.options[actor][period, place]),
        terms=tuple(_read_terms(info, reasons, period, place)),
        probabilities=_read(reasons.play, period, place),
        rationality=float(_read(reasons.rationality, period, place)),
    )


def _read_terms(actor: ActorInfo, reasons: Reasons, period: int, place: int) -> list[WeighedTerm]:
    values, weights = _read(reasons.values, period, place), _read(reasons.weights, period, place)
    influence = dict(zip(actor.factions or ("",), _read(reasons.influence, period, place), strict=True))
    return [
        WeighedTerm(term, float(weights[k]), float(influence[term.faction]), values[0, k], values[1, k])
        for k, term in enumerate(actor.terms)
    ]


def _read(values: Any, period: int, place: int) -> F64:
    """Return the part of an array [T, ..., N] for one period of one future, in double precision."""
    return np.asarray(values[period, ..., place], np.float64)
