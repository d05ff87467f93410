"""Draws made in each period: noises, events and actors' choices.

Correlated noises go through the same Gaussian copula as correlated inputs (`draws`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.scipy.special import ndtr
from jaxtyping import UInt32

from lynchpin.engine.chance.distributions import CERTAIN, SMOOTH
from lynchpin.engine.chance.draws import combine
from lynchpin.engine.chance.random import normal_to_logit, to_fine_uniform, to_normal, to_uniform
from lynchpin.engine.chance.static import Static
from lynchpin.engine.chance.tables import read_choice, read_rows
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import NoiseSpec
from lynchpin.engine.numbers import Numbers


def path_noises(program: Program) -> Iterator[NoiseSpec]:
    """Return the noises of a period: shocks of stocks, errors of perception, and noise of indicators."""
    for stock in program.stocks:
        if stock.shock is not None:
            yield stock.shock
    for actor in program.actors:
        yield from (p.noise for p in actor.perceives if p.noise is not None)
    yield from (noise for _, noise in program.indicators if noise is not None)


def path_draws(program: Program) -> tuple[str, ...]:
    """Return the names of the draws of a period: noises, events by chance, events with states, actors' choices."""
    names = [noise.draw for noise in path_noises(program)]
    names += [f"event:{e.name}" for e in program.events if e.kind == "chance"]
    names += [f"event:{e.name}" for e in program.states]
    names += [f"actor:{a.name}" for a in program.actors]
    names += [spec.name for spec in program.lasting if spec.breaks is not None]
    return tuple(names)


class PeriodDraws(NamedTuple):
    """The draws of one period by name.

    Attributes:
        noises: [B] float64 each.
        uniforms: [B] each, float64 for events and float32 for choices.
    """

    noises: dict[str, Array]
    uniforms: dict[str, Array]


def read_period(program: Program, numbers: Numbers, static: Static, words: UInt32[Array, "draws B"]) -> PeriodDraws:
    """Convert random bits to the draws of one period.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        static: What was drawn once per future.
        words: [draws, B] random bits in the order of `path_draws`.

    Returns:
        The draws.
    """
    names = path_draws(program)
    noises = list(path_noises(program))
    rest = words[len(noises) :]
    events = sum(event.kind == "chance" for event in program.events) + len(program.states)
    # A chance may be far below the step of a float32 uniform; option probabilities are float32 themselves.
    choices = events + len(program.actors)
    uniforms = [*optimization_barrier(to_fine_uniform(rest[:events])), *optimization_barrier(to_uniform(rest[events:choices]))]
    uniforms += list(to_fine_uniform(rest[choices:]))
    normals = _combine_path(program, numbers, static, optimization_barrier(to_normal(words[: len(noises)])))
    values = {noise.draw: _read_noise(program, numbers, noise, normals[noise.draw]) for noise in noises}
    return PeriodDraws(values, {name: uniforms[k] for k, name in enumerate(names[len(noises) :])})


def _combine_path(program: Program, numbers: Numbers, static: Static, drawn: Array) -> dict[str, Array]:
    normals = {noise.draw: drawn[k] for k, noise in enumerate(path_noises(program))}
    before = [] if static.normals is None else list(static.normals)
    correlated = program.correlated[len(before) :]
    independent = before + [normals[name] for name in correlated]
    for k, name in enumerate(correlated):
        normals[name] = combine(jnp.asarray(numbers.copula)[len(before) + k], independent)
    return normals


def _read_noise(program: Program, numbers: Numbers, noise: NoiseSpec, normal: Array) -> Array:
    """Convert a standard normal [B] to the distribution of a noise."""
    if noise.kind == "table":
        shape = program.rows[noise.row]
        if shape == CERTAIN:
            return jnp.broadcast_to(jnp.asarray(numbers.certain)[noise.row], normal.shape)
        logit = normal_to_logit(normal)
        if shape == SMOOTH:
            return read_rows(numbers.tables, [noise.row], logit[None])[0]
        return read_choice(numbers.tables, noise.row, shape, logit)
    levels = jnp.asarray(numbers.noise)[noise.index]
    first, second = levels[0], levels[1]
    if noise.kind == "normal":
        return first + second * normal.astype(PLAYED)
    return first + (second - first) * _probability(normal).astype(PLAYED)


def _probability(z: Array) -> Array:
    return ndtr(z)
