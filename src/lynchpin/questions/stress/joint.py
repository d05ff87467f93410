"""The states of assumptions in the bases of a stress test, and what follows from setting some of them.

Independent assumptions are drawn from their credences. Assumptions that depend on each other are drawn from the model: setting one changes
those whose credence depends on it, and leaves those with which it is only correlated. Given evidence the states are those of the
posterior; what is set from then on changes nothing else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.states import draw_states
from lynchpin.questions.shared.answering import Posterior
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_means, estimate_share

States = NDArray[np.bool_]
Index = NDArray[np.uint32]

DRAWN = 40_000
"""Futures from which the probabilities of dependent assumptions are estimated."""
FIRST = 3 << 29
"""Index of the first of them; no other part of a stress test uses these futures."""


class Joint(ABC):
    """A source of states [assumptions, N]."""

    @abstractmethod
    def draw(self, index: Index) -> States:
        """Return the states in the futures with these indices [N]."""

    def put(self, states: States, index: Index, chosen: Mapping[int, States]) -> States:
        """Return the states [assumptions, N] after some assumptions are set. The others stay as they are.

        Args:
            states: [assumptions, N] states before.
            index: [N] index of each future.
            chosen: [N] states to set, by position of the assumption.
        """
        changed = states.copy()
        for j, state in chosen.items():
            changed[j] = state
        return changed


class Independent(Joint):
    """Assumptions that hold independently of each other, with the given credences [assumptions]."""

    def __init__(self, credences: NDArray[np.float64], rng: Generator) -> None:
        self._credences, self._rng = credences, rng

    def draw(self, index: Index) -> States:
        return self._rng.random((len(self._credences), len(index))) < self._credences[:, None]


class Given(Joint):
    """Assumptions given evidence."""

    def __init__(self, posterior: Posterior) -> None:
        self._posterior = posterior

    def draw(self, index: Index) -> States:
        return self._posterior.states(index)


class Dependent(Joint):
    """Assumptions that depend on each other or are correlated."""

    def __init__(self, model: Model, draws: Draws) -> None:
        self._model, self._draws = model, draws
        self._names = [a.name for a in model.drawn_assumptions]
        self._index = np.arange(FIRST, FIRST + DRAWN, dtype=np.uint32)
        self._many = self.draw(self._index)

    def draw(self, index: Index) -> States:
        return draw_states(self._model, self._draws.change(index=index))

    def put(self, states: States, index: Index, chosen: Mapping[int, States]) -> States:
        """Return the states after some assumptions are set. Those that depend on them are drawn given the new states.

        Args:
            states: [assumptions, N] states before.
            index: [N] index of each future.
            chosen: [N] states to set, by position of the assumption.
        """
        by_name = {self._names[j]: state for j, state in chosen.items()}
        return draw_states(self._model, self._draws.change(index=index, states=by_name)) if chosen else states

    @property
    def states(self) -> States:
        """[assumptions, N] states in many futures."""
        return self._many

    @property
    def shares(self) -> Estimates:
        """[assumptions] probability that each holds, estimated."""
        return estimate_means(self._many.astype(np.float64), span=1.0)

    def share_failing(self, members: tuple[int, ...]) -> Estimate:
        """Return the probability that all of these fail."""
        return estimate_share((~self._many[list(members)]).all(axis=0))

    def fail_if_set(self, j: int) -> Estimates:
        """Return [assumptions] the probability that each fails if assumption `j` is set to fail."""
        chosen = {self._names[j]: np.zeros(DRAWN, bool)}
        held = draw_states(self._model, self._draws.change(index=self._index, states=chosen))
        return estimate_means((~held).astype(np.float64), span=1.0)
