"""Quantities of the whole path of a future: accumulators, and the outcome, goals and forecasts, which are computed from them."""

from __future__ import annotations

from functools import partial

import jax.numpy as jnp
from jax import Array
from jaxtyping import Int8

from lynchpin.engine.graph.evaluate import Leaf, Reader, Scope
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import AccumulatorSpec
from lynchpin.engine.numbers import Numbers


def accumulate(program: Program, accumulators: tuple[Array, ...], scope: Scope, t: Array) -> tuple[Array, ...]:
    """Update the accumulators by one period.

    Args:
        program: Structure of the model.
        accumulators: [B] accumulators before the period.
        scope: Values of the period.
        t: Index of the period.

    Returns:
        [B] accumulators after the period.
    """
    pairs = zip(program.accumulators, accumulators, strict=True)
    return tuple(jnp.broadcast_to(_add(spec, kept, scope.value(spec.node), t), kept.shape) for spec, kept in pairs)


def _add(spec: AccumulatorSpec, kept: Array, x: Array, t: Array) -> Array:
    match spec.kind:
        case "ever":
            return _either(kept, x)
        case "always":
            return jnp.where(kept <= 0.0, kept, jnp.minimum(kept, x))
        case "highest":
            return jnp.maximum(kept, x)
        case "lowest":
            return jnp.minimum(kept, x)
        case "count" | "total":
            return kept + x
        case "final":
            return x
        case "at":
            return jnp.where(t == spec.period, x, kept)
        case "by":
            return jnp.where(t <= spec.period, _either(kept, x), kept)
    raise ValueError(f"unknown accumulator {spec.kind}")


def _either(kept: Array, x: Array) -> Array:
    """Return whether a condition has held so far. Once it has, a later NaN does not matter."""
    return jnp.where(kept >= 1.0, kept, jnp.maximum(kept, x))


def read_path(numbers: Numbers, accumulators: tuple[Array, ...]) -> Scope:
    """Return the values of the path so far as a scope.

    Args:
        numbers: Declared numbers of the model.
        accumulators: [B] each.
    """
    readers: dict[Leaf, Reader] = {("accumulator", k): partial(_given, v) for k, v in enumerate(accumulators)}
    return Scope(readers, literals=jnp.asarray(numbers.literals))


def _given(value: Array) -> Array:
    return value


def judge(program: Program, path: Scope, batch: int) -> tuple[Int8[Array, " {batch}"], tuple[Array, ...]]:
    """Find the outcome of each future.

    Args:
        program: Structure of the model.
        path: Values of the path.
        batch: Number of futures, B.

    Returns:
        [B] the first outcome whose condition holds, or -1 if none does or an earlier condition is NaN; and for each outcome,
        [B] NaN where its condition is NaN and no earlier condition holds, otherwise a number.
    """
    outcome = jnp.full(batch, -1, jnp.int8)
    for k in reversed(range(len(program.outcomes))):
        when = program.outcomes[k]
        if when is None:
            outcome = jnp.full(batch, k, jnp.int8)
            continue
        value = path.value(when)
        outcome = jnp.where(jnp.isnan(value), jnp.int8(-1), jnp.where(value > 0.5, jnp.int8(k), outcome))
    needed, undecided = jnp.ones(batch, bool), []
    for when in program.outcomes:
        value = jnp.zeros((), PLAYED) if when is None else path.value(when)
        undecided.append(jnp.where(needed, value, 0.0))
        needed = needed & ~(value > 0.5)
    return outcome, tuple(undecided)
