"""Draws made once per future: inputs, and whether assumptions hold.

Correlated draws go through a Gaussian copula: independent standard normals are multiplied by the Cholesky factor of the correlation matrix
and converted by the quantile function of each distribution. All other draws invert their own uniform.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import ndtr, ndtri
from jaxtyping import UInt32

from lynchpin.engine.chance.distributions import CERTAIN, SMOOTH
from lynchpin.engine.chance.random import draw_words, normal_to_logit, to_logit, to_normal, to_uniform
from lynchpin.engine.chance.replacing import Base, find_value
from lynchpin.engine.chance.static import Latent, Static, Toggles
from lynchpin.engine.chance.tables import read_choice, read_rows
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.evaluate import Scope
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import CredenceTable, InputSpec, LastingSpec
from lynchpin.engine.numbers import Numbers


def static_draws(program: Program) -> tuple[str, ...]:
    """Return the names of the draws made once per future: inputs, then assumptions."""
    names = dict.fromkeys(spec.draw for spec in program.inputs)
    return (*names, *(f"assumption:{j}" for j in _assumption_names(program)))


def _assumption_names(program: Program) -> list[str]:
    return [program.inputs[i].name for i in program.assumptions]


def draw_static(program: Program, numbers: Numbers, keys: Array, index: Array, toggles: Toggles) -> Static:
    """Draw the inputs and assumptions of futures.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        keys: [draws, 2] keys in the order of `static_draws`.
        index: [B] global index of each future.
        toggles: What the run sets.

    Returns:
        The inputs and assumptions.
    """
    names = static_draws(program)
    position = {name: k for k, name in enumerate(names)}
    words = draw_words(keys, index if toggles.sources is None else toggles.sources)
    normals, combined = _combine_static(program, numbers, words, position)

    value_of = _value_reader(program, numbers, _insert(to_logit(words), combined, position))
    draws = [f"assumption:{name}" for name in _assumption_names(program)]
    uniforms = [_to_probability(combined[draw]) if draw in combined else to_uniform(words[position[draw]]) for draw in draws]
    holds, surprises = _draw_holds(program, uniforms, toggles, value_of)

    given = {} if toggles.inputs is None else dict(enumerate(toggles.inputs))
    return _build_static(program, numbers, value_of, holds, given, normals, toggles)._replace(surprises=surprises)


def draw_latent(program: Program, keys: UInt32[Array, "draws 2"], index: UInt32[Array, " B"]) -> Latent:
    """Draw the latent numbers of futures.

    Args:
        program: Structure of the model.
        keys: [draws, 2] keys in the order of `static_draws`.
        index: [B] global index of each future.

    Returns:
        The latent numbers.
    """
    words, inputs = draw_words(keys, index), len(static_draws(program)) - len(program.assumptions)
    return Latent(to_normal(words[:inputs]), to_uniform(words[inputs:]))


def build_static(program: Program, numbers: Numbers, latent: Latent, credences: Array) -> Static:
    """Compute the inputs and assumptions that given latent numbers determine.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        latent: The latent numbers.
        credences: [J] forced credence of each assumption, NaN for that of the file.

    Returns:
        The inputs and assumptions.
    """
    value_of, normals, combined = _read_latent(program, numbers, latent)
    draws = [f"assumption:{name}" for name in _assumption_names(program)]
    uniforms = [_to_probability(combined[draw]) if draw in combined else latent.uniforms[j] for j, draw in enumerate(draws)]
    toggles = Toggles(credences, jnp.int32(-1))
    return _build_static(program, numbers, value_of, _draw_holds(program, uniforms, toggles, value_of)[0], {}, normals, toggles)


def rebuild_static(program: Program, numbers: Numbers, latent: Latent, holds: tuple[Array, ...], given: Mapping[int, Array]) -> Static:
    """Compute the inputs as `build_static` does, with some set.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        latent: The latent numbers.
        holds: For each assumption, [B] whether it holds.
        given: [B] values of the inputs to set, by their position; NaN where an input is not set.

    Returns:
        The inputs and assumptions.
    """
    value_of, normals, _ = _read_latent(program, numbers, latent)
    toggles = Toggles(jnp.full(len(program.assumptions), jnp.nan, PLAYED), jnp.int32(-1))
    return _build_static(program, numbers, value_of, holds, given, normals, toggles)


def _read_latent(program: Program, numbers: Numbers, latent: Latent) -> tuple[Callable[[int, str], Array], Array | None, dict[str, Array]]:
    """Return a reader of values, and of correlated draws the independent normals and the normals behind each draw."""
    position = {name: k for k, name in enumerate(static_draws(program))}
    inputs = latent.normals.shape[0]

    def read_normal(draw: str) -> Array:
        k = position[draw]
        return latent.normals[k] if k < inputs else _to_normal(latent.uniforms[k - inputs])

    correlated = [name for name in program.correlated if name in position]
    normals = jnp.stack([read_normal(name) for name in correlated]) if correlated else None
    combined = (
        {} if normals is None else {name: combine(jnp.asarray(numbers.copula)[k], list(normals)) for k, name in enumerate(correlated)}
    )
    of_inputs = {name: normal for name, normal in combined.items() if position[name] < inputs}
    return _value_reader(program, numbers, _insert(normal_to_logit(latent.normals), of_inputs, position)), normals, combined


def _to_normal(uniform: Array) -> Array:
    """Return the standard normal of a uniform of 24 bits, which stands for the middle of its interval."""
    return ndtri(uniform.astype(PLAYED) + 2.0**-25).astype(jnp.float32)


def _to_probability(normal: Array) -> Array:
    return ndtr(normal.astype(PLAYED))


def _insert(logits: Array, combined: dict[str, Array], position: dict[str, int]) -> Array:
    """Return the logits [draws, B] with those of correlated draws inserted."""
    for draw, normal in combined.items():
        logits = logits.at[position[draw]].set(normal_to_logit(normal).astype(logits.dtype))
    return optimization_barrier(logits)


def _value_reader(program: Program, numbers: Numbers, logits: Array) -> Callable[[int, str], Array]:
    """Return a reader of one row of the tables at one draw; `logits` is [draws, B]. All smooth rows are read together, which is much cheaper."""
    position = {name: k for k, name in enumerate(static_draws(program))}
    uses = dict.fromkeys(
        (row, position[spec.draw])
        for spec in program.inputs
        for row in (spec.row, spec.fails_row, *(r for _, r in spec.policies))
        if row is not None
    )
    smooth = [(row, k) for row, k in uses if program.rows[row] == SMOOTH]
    values: dict[int, Array] = {}
    if smooth:
        rows, draws = np.array([row for row, _ in smooth]), np.array([k for _, k in smooth])
        read = optimization_barrier(read_rows(numbers.tables, rows, logits[draws]))
        values = {row: read[n] for n, (row, _) in enumerate(smooth)}

    def value_of(row: int, draw: str) -> Array:
        shape = program.rows[row]
        if shape == CERTAIN:
            return jnp.asarray(numbers.certain[row])
        return values[row] if shape == SMOOTH else read_choice(numbers.tables, row, shape, logits[position[draw]])

    return value_of


def _build_static(
    program: Program,
    numbers: Numbers,
    value_of: Callable[[int, str], Array],
    holds: tuple[Array, ...],
    given: Mapping[int, Array],
    normals: Array | None,
    toggles: Toggles,
) -> Static:
    """Compute the inputs at the start, without a policy; `given` are the inputs that a run sets, by their position."""

    def read_base(i: int) -> Base:
        spec = program.inputs[i]
        failed = None if spec.assumption is None or spec.fails_row is None else value_in(spec, spec.fails_row)
        return Base(value_in(spec, spec.row), failed, given.get(i))

    def value_in(spec: InputSpec, row: int) -> Array:
        return scope.value(spec.computed) if spec.computed is not None and row == spec.computed_row else value_of(row, spec.draw)

    def read(i: int) -> Array:
        """Return an input. A computed input is computed after those that it uses."""
        return find_value(program.inputs[i], read_base(i), (), partial(scope.leaf, "input"), holds.__getitem__)

    scope = Scope({("input", i): partial(read, i) for i in range(len(program.inputs))}, literals=jnp.asarray(numbers.literals))
    inputs = tuple(scope.leaf("input", i) for i in range(len(program.inputs)))
    policies = tuple(tuple(value_of(row, spec.draw) for _, row in spec.policies) for spec in program.inputs)
    bases = tuple(read_base(i) if program.varies(spec) else None for i, spec in enumerate(program.inputs))
    lasting = [_read_end(spec, inputs, holds[spec.assumption], toggles) for spec in program.lasting]
    return Static(inputs, policies, holds, normals, bases, tuple(end for end, _ in lasting), tuple(free for _, free in lasting))


def _read_end(spec: LastingSpec, inputs: tuple[Array, ...], held: Array, toggles: Toggles) -> tuple[Array, Array]:
    """Return [B] after how many periods an assumption fails (`Static.ends`), and whether it can also fail otherwise (`Static.free`)."""
    end = jnp.inf if spec.lasts is None else jnp.ceil(inputs[spec.lasts] * spec.periods_per_year)
    free = ~(toggles.credences[spec.assumption] >= 1.0)
    end = jnp.broadcast_to(jnp.where(free, end, jnp.inf), held.shape).astype(PLAYED)
    free = jnp.broadcast_to(free, held.shape).astype(PLAYED)
    if toggles.states is None:
        return end, free
    state = toggles.states[spec.assumption]
    set_end = jnp.where(state == 1, jnp.inf, jnp.maximum(state.astype(PLAYED) - 1.0, 0.0))
    return jnp.where(state < 0, end, set_end), jnp.where(state < 0, free, 0.0)


def _draw_holds(
    program: Program, uniforms: Sequence[Array], toggles: Toggles, value_of: Callable[[int, str], Array]
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Draw whether each assumption holds, after those on which its credence depends.

    Returns:
        For each assumption its state, and the state minus the probability with which it was drawn (`Static.surprises`).
    """
    holds: dict[int, Array] = {}
    surprises: dict[int, Array] = {}

    def read_credence(credence: int | CredenceTable) -> Array:
        if isinstance(credence, int):
            return value_of(program.inputs[credence].row, program.inputs[credence].draw)
        return jnp.where(draw(credence.parent) > 0.5, read_credence(credence.holds), read_credence(credence.fails))

    def draw(j: int) -> Array:
        if j not in holds:
            table = program.tables[j] if program.tables else None
            stated = read_credence(program.assumptions[j] if table is None else table)
            credence = jnp.where(jnp.isnan(toggles.credences[j]), stated, toggles.credences[j])
            state = (uniforms[j].astype(PLAYED) < credence).astype(PLAYED)
            surprise = state - credence
            if table is not None and f"assumption:{_assumption_names(program)[j]}" in program.correlated:
                surprise = jnp.zeros_like(surprise)  # its draw may be correlated with that of the assumption it depends on
            if toggles.states is not None:
                surprise = jnp.where(toggles.states[j] < 0, surprise, 0.0)
                state = jnp.where(toggles.states[j] < 0, state, (toggles.states[j] > 0).astype(PLAYED))
            holds[j], surprises[j] = state, surprise
        return holds[j]

    drawn = tuple(draw(j) for j in range(len(program.assumptions)))
    return drawn, tuple(surprises[j] for j in range(len(drawn)))


def _combine_static(program: Program, numbers: Numbers, words: Array, position: dict[str, int]) -> tuple[Array | None, dict[str, Array]]:
    correlated = [name for name in program.correlated if name in position]
    if not correlated:
        return None, {}
    normals = to_normal(jnp.stack([words[position[name]] for name in correlated]))
    factor = jnp.asarray(numbers.copula)
    combined = {name: combine(factor[k], list(normals)) for k, name in enumerate(correlated)}
    return normals, combined


def combine(weights: Array, normals: Sequence[Array]) -> Array:
    """Return the weighted sum of normals [B]: one row of the Cholesky factor times the independent normals.

    Args:
        weights: The row. Its first entries are used, one for each normal.
        normals: Independent normals, each [B].
    """
    total = weights[0] * normals[0]
    for k in range(1, len(normals)):
        total = total + weights[k] * normals[k]
    return total
