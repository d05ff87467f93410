"""Values that depend only on the date: the calendar, series, scheduled events, and inputs that a policy replaces from some period on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike

from lynchpin.engine.chance.draws import Static
from lynchpin.engine.chance.replacing import find_value
from lynchpin.engine.graph.evaluate import Leaf
from lynchpin.engine.graph.precision import FORESEEN, PLAYED
from lynchpin.engine.graph.program import CALENDAR, Program
from lynchpin.engine.model import Numbers


class Times:
    """Readers of these leaves for period `t` and the periods ahead, which all actors know in advance."""

    def __init__(self, program: Program, numbers: Numbers, static: Static, policy: Array, t: Array, dtype: DTypeLike = PLAYED) -> None:
        self._program, self._numbers, self._static = program, numbers, static
        self._policy, self._t, self._dtype = policy, t, dtype

    def foreseen(self) -> Times:
        """Return the same readers in the precision of projections."""
        return Times(self._program, self._numbers, self._static, self._policy, self._t, FORESEEN)

    @property
    def length(self) -> Array:
        """Length of a period in years."""
        calendar = jnp.asarray(self._numbers.calendar)
        return (calendar[0, 1] - calendar[0, 0]).astype(self._dtype)

    def readers(self, ahead: int = 0) -> dict[Leaf, Callable[[], Array]]:
        """Return the readers for the period `ahead` periods after t."""
        readers: dict[Leaf, Callable[[], Array]] = {}
        for k, name in enumerate(CALENDAR):
            readers[("calendar", name)] = partial(self._table, jnp.asarray(self._numbers.calendar), k, ahead)
        for k in range(self._numbers.series.shape[0]):
            readers[("series", k)] = partial(self._table, jnp.asarray(self._numbers.series), k, ahead)
        for i, spec in enumerate(self._program.inputs):
            if spec.policies_matter:
                readers[("input", i)] = partial(self._input, i, ahead)
        return readers

    def _table(self, table: Array, row: int, ahead: int) -> Array:
        return table[row, self._t + ahead].astype(self._dtype)

    def _input(self, i: int, ahead: int) -> Array:
        static, base = self._static, self._static.bases[i]
        assert base is not None
        value = find_value(
            self._program.inputs[i],
            base,
            static.policies[i],
            static.inputs.__getitem__,
            static.holds.__getitem__,
            partial(self._is_in_force, ahead),
        )
        return value.astype(self._dtype)

    def _is_in_force(self, ahead: int, policy: int) -> Array:
        start = jnp.asarray(self._numbers.policy_starts)[policy]
        return (self._policy == policy) & (self._t + ahead >= start)
