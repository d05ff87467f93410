"""What is drawn: the inputs of a future once, its noise anew each period.

Draws that the file correlates go through a Gaussian copula: standard normals are mixed by the Cholesky factor and then
turned into each distribution by its quantile function. All others invert their own uniform directly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import ndtr
from jaxtyping import Float32, UInt32

from lynchpin.engine.chance.distributions import CERTAIN, SMOOTH
from lynchpin.engine.chance.random import draw_words, normal_to_logit, to_fine_uniform, to_logit, to_normal, to_uniform
from lynchpin.engine.chance.tables import read_choice, read_rows
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.evaluate import Scope
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import NoiseSpec, Program
from lynchpin.engine.model import Numbers


class Toggles(NamedTuple):
    """What a run sets: `credences` [J] (NaN: as the file says), `policy` (-1: none).

    `inputs` [n, B] and `states` [J, B] replace drawn inputs and whether assumptions hold, future by future (NaN, -1: as drawn);
    `sources` [draws, B] says for each draw made once per future from which future it is taken, in the order of `static_draws`.
    They are None in a run that replaces nothing, which is then compiled without them.
    """

    credences: Array
    policy: Array
    inputs: Array | None = None
    states: Array | None = None
    sources: Array | None = None


class Static(NamedTuple):
    """What is drawn once per future. `inputs[i]` is [B], or a scalar for a plain number; `policies[i]` its values under each
    policy that replaces it; `holds` [J][B] is 0 or 1; `normals` are the independent normals [d, B] behind correlated inputs."""

    inputs: tuple[Array, ...]
    policies: tuple[tuple[Array, ...], ...]
    holds: tuple[Array, ...]
    normals: Array | None


def static_draws(program: Program) -> tuple[str, ...]:
    """Names of the draws made once per future: inputs, then assumptions."""
    names = dict.fromkeys(spec.draw for spec in program.inputs)
    return (*names, *(f"assumption:{j}" for j in _assumption_names(program)))


def _assumption_names(program: Program) -> list[str]:
    return [program.inputs[i].name for i in program.assumptions]


def path_noises(program: Program) -> Iterator[NoiseSpec]:
    """Every draw of each period that has a distribution of its own."""
    for stock in program.stocks:
        if stock.shock is not None:
            yield stock.shock
    for actor in program.actors:
        yield from (p.noise for p in actor.perceives if p.noise is not None)
    yield from (noise for _, noise in program.indicators if noise is not None)


def path_draws(program: Program) -> tuple[str, ...]:
    """Names of the draws made anew each period: noises, chance events, actors' choices."""
    names = [noise.draw for noise in path_noises(program)]
    names += [f"event:{e.name}" for e in program.events if e.kind == "chance"]
    names += [f"actor:{a.name}" for a in program.actors]
    return tuple(names)


def draw_static(program: Program, numbers: Numbers, keys: Array, index: Array, toggles: Toggles) -> Static:
    """Draw all inputs and assumptions of futures `index` [B]; `keys` in the order of `static_draws`."""
    names = static_draws(program)
    position = {name: k for k, name in enumerate(names)}
    words = draw_words(keys, index if toggles.sources is None else toggles.sources)
    normals, mixed = _mix_static(program, numbers, words, position)

    value_of = _value_reader(program, numbers, _tie(to_logit(words), mixed, position))
    uniforms = [to_uniform(words[position[f"assumption:{name}"]]) for name in _assumption_names(program)]
    holds = _draw_holds(program, uniforms, toggles, value_of)

    def replaced(i: int, value: Array) -> Array:
        if toggles.inputs is None or i >= toggles.inputs.shape[0]:
            return value
        return jnp.where(jnp.isnan(toggles.inputs[i]), value, toggles.inputs[i])

    return _build_static(program, value_of, holds, replaced, normals)


class Latent(NamedTuple):
    """The independent numbers that determine what is drawn once per future.

    Attributes:
        normals: [inputs, B] standard normals behind the inputs.
        uniforms: [assumptions, B] uniforms; an assumption holds if its uniform is less than its credence.
    """

    normals: Float32[Array, "inputs B"]
    uniforms: Float32[Array, "assumptions B"]


def draw_latent(program: Program, keys: UInt32[Array, "draws 2"], index: UInt32[Array, " B"]) -> Latent:
    """Draw the latent numbers of futures `index` [B]; `keys` in the order of `static_draws`."""
    words, inputs = draw_words(keys, index), len(static_draws(program)) - len(program.assumptions)
    return Latent(to_normal(words[:inputs]), to_uniform(words[inputs:]))


def build_static(program: Program, numbers: Numbers, latent: Latent, credences: Array) -> Static:
    """Return what `draw_static` draws from given latent numbers; `credences` as in `Toggles`."""
    value_of, normals = _read_latent(program, numbers, latent)
    holds = _draw_holds(program, list(latent.uniforms), Toggles(credences, jnp.int32(-1)), value_of)
    return _build_static(program, value_of, holds, lambda _, value: value, normals)


def rebuild_static(program: Program, numbers: Numbers, latent: Latent, holds: tuple[Array, ...], given: Mapping[int, Array]) -> Static:
    """As `build_static`, with `holds` and the inputs in `given` (by place) set."""
    value_of, normals = _read_latent(program, numbers, latent)
    return _build_static(program, value_of, holds, lambda i, value: given.get(i, value), normals)


def _read_latent(program: Program, numbers: Numbers, latent: Latent) -> tuple[Callable[[int, str], Array], Array | None]:
    position = {name: k for k, name in enumerate(static_draws(program))}
    tied = [name for name in program.correlated if name in position]
    normals = jnp.stack([latent.normals[position[name]] for name in tied]) if tied else None
    mixed = {} if normals is None else {name: _combine(jnp.asarray(numbers.copula)[k], list(normals)) for k, name in enumerate(tied)}
    return _value_reader(program, numbers, _tie(normal_to_logit(latent.normals), mixed, position)), normals


def _tie(logits: Array, mixed: dict[str, Array], position: dict[str, int]) -> Array:
    """The logits [draws, B] with those of correlated draws put in their places."""
    for draw, normal in mixed.items():
        logits = logits.at[position[draw]].set(normal_to_logit(normal).astype(logits.dtype))
    return optimization_barrier(logits)


def _value_reader(program: Program, numbers: Numbers, logits: Array) -> Callable[[int, str], Array]:
    """Reads a row of the tables at a draw. `logits` is [draws, B]; all uncertain rows are read together, which is much cheaper."""
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
    value_of: Callable[[int, str], Array],
    holds: tuple[Array, ...],
    replaced: Callable[[int, Array], Array],
    normals: Array | None,
) -> Static:
    def read(i: int) -> Array:
        """An input, computed after those that it uses."""
        spec = program.inputs[i]

        def value_in(row: int) -> Array:
            return scope.value(spec.computed) if spec.computed is not None and row == spec.computed_row else value_of(row, spec.draw)

        value = value_in(spec.row)
        if spec.assumption is not None and spec.fails_row is not None:
            value = jnp.where(holds[spec.assumption] > 0.5, value, value_in(spec.fails_row))
        return replaced(i, value)

    scope = Scope({("input", i): partial(read, i) for i in range(len(program.inputs))})
    inputs = tuple(scope.leaf("input", i) for i in range(len(program.inputs)))
    policies = tuple(tuple(value_of(row, spec.draw) for _, row in spec.policies) for spec in program.inputs)
    return Static(inputs, policies, holds, normals)


def _draw_holds(program: Program, uniforms: Sequence[Array], toggles: Toggles, value_of: Callable[[int, str], Array]) -> tuple[Array, ...]:
    holds = []
    for j, i in enumerate(program.assumptions):
        spec = program.inputs[i]
        credence = jnp.where(jnp.isnan(toggles.credences[j]), value_of(spec.row, spec.draw), toggles.credences[j])
        state = (uniforms[j].astype(PLAYED) < credence).astype(PLAYED)
        if toggles.states is not None:
            state = jnp.where(toggles.states[j] < 0, state, toggles.states[j].astype(PLAYED))
        holds.append(state)
    return tuple(holds)


def _mix_static(program: Program, numbers: Numbers, words: Array, position: dict[str, int]) -> tuple[Array | None, dict[str, Array]]:
    tied = [name for name in program.correlated if name in position]
    if not tied:
        return None, {}
    normals = to_normal(jnp.stack([words[position[name]] for name in tied]))
    factor = jnp.asarray(numbers.copula)
    mixed = {name: _combine(factor[k], list(normals)) for k, name in enumerate(tied)}
    return normals, mixed


def _combine(weights: Array, normals: Sequence[Array]) -> Array:
    total = weights[0] * normals[0]
    for k in range(1, len(normals)):
        total = total + weights[k] * normals[k]
    return total


class PeriodDraws(NamedTuple):
    """Random draws of one period by name, [B] each: noises (float64), uniforms of events (float64) and of choices (float32)."""

    noises: dict[str, Array]
    uniforms: dict[str, Array]


def read_period(program: Program, numbers: Numbers, static: Static, words: UInt32[Array, "draws B"]) -> PeriodDraws:
    """Convert the random bits of one period [draws, B], in the order of `path_draws`, to noises and uniforms."""
    names = path_draws(program)
    noises = list(path_noises(program))
    rest = words[len(noises) :]
    events = sum(event.kind == "chance" for event in program.events)
    # A chance may be far below the step of a float32 uniform; option probabilities are float32 themselves.
    uniforms = [*optimization_barrier(to_fine_uniform(rest[:events])), *optimization_barrier(to_uniform(rest[events:]))]
    normals = _mix_path(program, numbers, static, optimization_barrier(to_normal(words[: len(noises)])))
    values = {noise.draw: _read_noise(program, numbers, noise, normals[noise.draw]) for noise in noises}
    return PeriodDraws(values, {name: uniforms[k] for k, name in enumerate(names[len(noises) :])})


def _mix_path(program: Program, numbers: Numbers, static: Static, drawn: Array) -> dict[str, Array]:
    normals = {noise.draw: drawn[k] for k, noise in enumerate(path_noises(program))}
    before = [] if static.normals is None else list(static.normals)
    tied = program.correlated[len(before) :]
    independent = before + [normals[name] for name in tied]
    for k, name in enumerate(tied):
        normals[name] = _combine(jnp.asarray(numbers.copula)[len(before) + k], independent)
    return normals


def _read_noise(program: Program, numbers: Numbers, noise: NoiseSpec, normal: Array) -> Array:
    """What a standard normal stands for under the distribution of a noise."""
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
