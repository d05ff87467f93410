"""Assumptions that can fail along the way: whether they still hold after a period."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.chance.static import Static
from lynchpin.engine.graph.evaluate import Scope
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program


def start_holding(program: Program, static: Static) -> tuple[Array, ...]:
    """Return for each assumption that can fail along the way, [B] whether it holds at the start: 1, or 0 where it fails at once.

    Args:
        program: Structure of the model.
        static: What was drawn once per future.
    """
    return tuple(static.holds[spec.assumption] * (end > 0).astype(PLAYED) for spec, end in zip(program.lasting, static.ends, strict=True))


def keep_holding(
    program: Program, doubt: Array, static: Static, holding: tuple[Array, ...], scope: Scope, uniforms: Mapping[str, Array], t: Array
) -> tuple[Array, ...]:
    """Return whether each assumption that can fail along the way still holds after a period.

    Args:
        program: Structure of the model.
        doubt: By which the odds of failing by chance are multiplied, a scalar.
        static: What was drawn once per future.
        holding: [B] whether each of them holds in the period.
        scope: Values of the period as it was played.
        uniforms: [B] uniform random numbers of the period by the name of the draw.
        t: Index of the period.
    """
    kept = []
    for k, spec in enumerate(program.lasting):
        fails = (t + 1).astype(PLAYED) >= static.ends[k]
        if spec.breaks is not None:
            chance = jnp.clip(scope.value(spec.breaks), 0.0, 1.0)
            chance = jnp.where(doubt == 1.0, chance, doubt * chance / (1.0 - chance + doubt * chance))
            fails = fails | ((uniforms[spec.name] < chance) & (static.free[k] > 0.5))
        if spec.fails_if is not None:
            fails = fails | ((scope.value(spec.fails_if) > 0.5) & (static.free[k] > 0.5))
        kept.append(jnp.where(fails, 0.0, holding[k]))
    return tuple(kept)
