"""Integration of stocks and levels over one period, in sub-steps.

Within a period, options, events, shocks, series and whatever is remembered from earlier periods stay as they are. Stocks, the levels of
delays, the time and everything that is computed from them move. Each value that is computed on the way is clipped to its bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax

from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.bounds import read_bounds
from lynchpin.engine.graph.evaluate import Leaf, Reader, Scope
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import LevelSpec, StockSpec

Values = tuple[Array, ...]

SLACK = 1e-6
"""Distance from a bound, as a share of the value, that counts as rounding and not as clipping."""


class Integral(NamedTuple):
    """The result of a period.

    Attributes:
        ends: Values at the end of the period: of the stocks with `changes`, then of the levels, as `list_moving` lists them.
        blocks: For each of `Program.blocks`, [steps, ...] its value at the start of each sub-step.
        clipped: For each stock with `changes`, whether it was clipped in any sub-step.
        ratios: For each stock with `changes`, the largest flow of any sub-step, as a multiple of the stock (`measure_flow`).
    """

    ends: Values
    blocks: Values
    clipped: Values
    ratios: Values


class _Carry(NamedTuple):
    values: Values
    clipped: Values
    ratios: Values


def list_moving(program: Program) -> tuple[Leaf, ...]:
    """Return the leaves that move within a period: stocks with `changes`, then levels."""
    stocks: list[Leaf] = [("stock", i) for i, stock in enumerate(program.stocks) if stock.change is not None]
    return (*stocks, *(("level", level.memory) for level in program.levels))


def measure_flow(stock: StockSpec, scope: Scope, value: Array, steps: int) -> Array:
    """Return the largest flow of a stock in one sub-step as a multiple of the stock, counting only flows in proportion to the stock.

    Args:
        stock: The stock.
        scope: Values of the sub-step.
        value: The stock at its start.
        steps: Number of sub-steps in a period.
    """
    size = jnp.abs(value)
    largest = jnp.zeros((), value.dtype)
    for factor, node in stock.flows:
        largest = jnp.maximum(largest, abs(factor) / steps * jnp.abs(scope.value(node)))
    return jnp.where(size > 0.0, largest / jnp.where(size > 0.0, size, 1.0), 0.0)


class Integrator:
    """Integrates one period of a program."""

    def __init__(self, program: Program, scope: Scope, bounds: Array, length: Array, *, watch: bool) -> None:
        """Prepare the integration.

        Args:
            program: Structure of the model.
            scope: Values at the start of the period.
            bounds: [stocks, 2] declared bounds of the stocks.
            length: Length of the period in years.
            watch: Whether to watch for clipping and for flows that are larger than their stock.
        """
        self._program, self._scope, self._watch = program, scope, watch
        self._moving = list_moving(program)
        self._stocks = [stock for stock in program.stocks if stock.change is not None]
        self._limits = [
            read_bounds(stock, bounds[i], scope) if stock.bounded else None
            for i, stock in enumerate(program.stocks)
            if stock.change is not None
        ]
        self._time, self._length = scope.leaf("calendar", "time"), length
        self._changes: list[Node] = [*(s.change for s in self._stocks if s.change is not None), *(level.change for level in program.levels)]

    def run(self) -> Integral:
        """Return the values at the end of the period."""
        scope, steps = self._scope, self._program.steps
        start = (*(scope.leaf(*leaf) for leaf in self._moving if leaf[0] == "stock"), *(scope.value(x.node) for x in self._program.levels))
        count = len(self._stocks) if self._watch else 0
        carry = _Carry(start, (jnp.asarray(False),) * count, (jnp.zeros((), start[0].dtype),) * count if start else ())
        # The first call computes everything outside the loop that the loop reads. It also shows how far the values broadcast: a stock
        # varies over the options of those actors on whose choice it depends.
        while True:
            after, _ = self._step(carry, jnp.int32(0))
            wide = _Carry(*(tuple(map(_widen, old, new)) for old, new in zip(carry, after, strict=True)))
            if all(a.shape == b.shape for old, new in zip(carry, wide, strict=True) for a, b in zip(old, new, strict=True)):
                break
            carry = wide
        ended, blocks = lax.scan(self._step, carry, jnp.arange(steps, dtype=jnp.int32))
        return Integral(ended.values, blocks, ended.clipped, ended.ratios)

    def _step(self, carry: _Carry, k: Array) -> tuple[_Carry, Values]:
        """Take sub-step number k. Return the values after it, and the values of `Program.blocks` at its start."""
        now = self._at(carry.values, k, 0.0)
        first = self._rates(now)
        blocks = tuple(now.value(node) for node in self._program.blocks)
        free = self._add(carry.values, first, 1.0) if self._program.method == "euler" else self._follow(carry.values, first, k)
        values = self._clip(free)
        if not self._watch:
            return _Carry(values, (), ()), blocks
        steps, clipped, ratios = self._program.steps, [], []
        for j, stock in enumerate(self._stocks):
            outside = _is_outside(free[j], self._limits[j])
            clipped.append(carry.clipped[j] | outside)
            ratios.append(jnp.maximum(carry.ratios[j], measure_flow(stock, now, carry.values[j], steps)))
        return _Carry(values, tuple(clipped), tuple(ratios)), blocks

    def _follow(self, values: Values, first: Values, k: Array) -> Values:
        """Return the values after a sub-step of the classical Runge-Kutta method of order 4."""
        second = self._rates(self._at(self._clip(self._add(values, first, 0.5)), k, 0.5))
        third = self._rates(self._at(self._clip(self._add(values, second, 0.5)), k, 0.5))
        fourth = self._rates(self._at(self._clip(self._add(values, third, 1.0)), k, 1.0))
        return self._add(values, [(a + 2.0 * b + 2.0 * c + d) / 6.0 for a, b, c, d in zip(first, second, third, fourth, strict=True)], 1.0)

    def _at(self, values: Values, k: Array, part: float) -> Scope:
        """Return the values of the model at a moment: `part` of sub-step k."""
        readers: dict[Leaf, Reader] = {leaf: partial(_given, v) for leaf, v in zip(self._moving, values, strict=True)}
        share = (k.astype(self._time.dtype) + part) / self._program.steps
        readers[("calendar", "time")] = partial(_given, self._time + share * self._length.astype(self._time.dtype))
        readers[("substep", None)] = partial(_given, k)
        return Scope(readers, self._scope, moment=True)

    def _rates(self, scope: Scope) -> Values:
        return tuple(optimization_barrier(scope.value(node)) for node in self._changes)

    def _add(self, values: Values, rates: Sequence[Array], part: float) -> Values:
        return tuple(value + (part / self._program.steps) * rate for value, rate in zip(values, rates, strict=True))

    def _clip(self, values: Values) -> Values:
        """Clip the stocks to their bounds. A value that is not finite becomes NaN, so that clipping does not hide it."""
        clipped = [
            value if limits is None else jnp.where(jnp.isfinite(value), jnp.clip(value, *limits), jnp.asarray(jnp.nan, value.dtype))
            for value, limits in zip(values, self._limits, strict=False)
        ]
        return tuple(optimization_barrier(value) for value in (*clipped, *values[len(clipped) :]))


def integral_readers(program: Program, integrate: Callable[[], Integral], *, watch: bool) -> dict[Leaf, Reader]:
    """Return readers of what an integration gives, which is computed when one of them is first called.

    Args:
        program: Structure of the model.
        integrate: Returns the result.
        watch: Whether the integration watched for clipping and large flows.

    Returns:
        The readers of `moved` (a stock at the end of the period, before its shock), `level_end`, `block` and, if watched, of `swept`
        (whether a stock was clipped) and `ratio` (its largest flow).
    """
    found: list[Integral] = []

    def read(part: str, place: int) -> Array:
        if not found:
            found.append(integrate())
        value: Array = getattr(found[0], part)[place]
        return value

    readers: dict[Leaf, Reader] = {}
    for place, (kind, index) in enumerate(list_moving(program)):
        readers[("moved" if kind == "stock" else "level_end", index)] = partial(read, "ends", place)
        if watch and kind == "stock":
            readers[("swept", index)] = partial(read, "clipped", place)
            readers[("ratio", index)] = partial(read, "ratios", place)
    readers.update({("block", b): partial(read, "blocks", b) for b in range(len(program.blocks))})
    return readers


def level_readers(program: Program, scope: Scope) -> dict[Leaf, Reader]:
    """Return readers of `level_end`, the value of a level at the end of a period that is one step.

    Args:
        program: Structure of the model.
        scope: Values of the period.
    """

    def read(level: LevelSpec) -> Array:
        return optimization_barrier(scope.value(level.node) + scope.value(level.change))

    return {("level_end", level.memory): partial(read, level) for level in program.levels}


def _is_outside(free: Array, limits: tuple[Array, Array] | None) -> Array:
    """Return whether a value is outside its bounds by more than rounding."""
    if limits is None:
        return jnp.asarray(False)
    slack = SLACK * jnp.abs(free)
    return (free < limits[0] - slack) | (free > limits[1] + slack)


def _widen(value: Array, other: Array) -> Array:
    """Broadcast a value against another."""
    return jnp.broadcast_to(value, jnp.broadcast_shapes(value.shape, other.shape))


def _given(value: Array) -> Array:
    return value
