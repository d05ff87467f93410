"""Values that change with the date: the calendar, series, scheduled events, and inputs that a policy or a failing assumption changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike

from lynchpin.engine.chance.replacing import find_value
from lynchpin.engine.chance.static import Static
from lynchpin.engine.graph.evaluate import Leaf
from lynchpin.engine.graph.nodes import CALENDAR
from lynchpin.engine.graph.precision import FORESEEN, PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.numbers import Numbers


class Times:
    """Readers of these leaves for period `t` and the periods ahead, as all actors foresee them."""

    def __init__(
        self,
        program: Program,
        numbers: Numbers,
        static: Static,
        policy: Array,
        t: Array,
        holding: tuple[Array, ...] = (),
        dtype: DTypeLike = PLAYED,
    ) -> None:
        """Prepare the readers.

        Args:
            program: Structure of the model.
            numbers: Its declared numbers.
            static: What was drawn once per future.
            policy: Index of the policy in force, -1 for none.
            t: Index of the period.
            holding: For each assumption that can fail along the way, [B] whether it still holds.
            dtype: Type of the values.
        """
        self._program, self._numbers, self._static = program, numbers, static
        self._policy, self._t, self._holding, self._dtype = policy, t, holding, dtype

    def foreseen(self) -> Times:
        """Return the same readers in the precision of projections."""
        return Times(self._program, self._numbers, self._static, self._policy, self._t, self._holding, FORESEEN)

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
            if self._program.varies(spec):
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
            self._read_state,
            partial(self._is_in_force, ahead),
        )
        return value.astype(self._dtype)

    def _read_state(self, assumption: int) -> Array:
        """Return whether an assumption holds in period t. Actors foresee that one that has not failed yet goes on."""
        for spec, holding in zip(self._program.lasting, self._holding, strict=True):
            if spec.assumption == assumption:
                return holding
        return self._static.holds[assumption]

    def _is_in_force(self, ahead: int, policy: int) -> Array:
        start = jnp.asarray(self._numbers.policy_starts)[policy]
        return (self._policy == policy) & (self._t + ahead >= start)
