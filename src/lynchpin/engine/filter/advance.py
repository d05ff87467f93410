"""Particles: futures that are played a few periods at a time.

`simulate` plays a block of futures from the first period to the last in one call. Here one call plays any range of periods and returns
the arrays of all particles, so that the filter can weight and resample them in between. Both use the same `play_period`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from lynchpin.engine import device
from lynchpin.engine.chance.draws import build_static, draw_latent, rebuild_static, static_draws
from lynchpin.engine.chance.noises import path_draws
from lynchpin.engine.chance.random import build_keys, draw_period_words
from lynchpin.engine.chance.static import Latent, Static, Toggles, foresee
from lynchpin.engine.compiled import find_compiled
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import Model
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.period.observed import Observed, count_rows
from lynchpin.engine.period.period import finish, play_period
from lynchpin.engine.period.state import Record, State, Tally, start_state

BLOCK = 256
"""Particles that are computed together; small enough for their arrays to stay in the processor's cache."""

PIECE = BLOCK
"""Particles per call of a compiled program. Calls run on several threads."""


class Particles(NamedTuple):
    """N particles, which are the last axis of every array.

    Attributes:
        latent: Independent numbers behind everything that is drawn once per future.
        static: The inputs and assumptions that these give.
        state: The state before the next period.
    """

    latent: Latent
    static: Static
    state: State


class Played(NamedTuple):
    """N particles that have played some periods.

    Attributes:
        particles: The particles after the last period.
        record: The record of the last period.
        conditions: [T, n, N] the record of conditions in the periods played, 0 in the others.
        logs: [N] log likelihood of the evidence.
    """

    particles: Particles
    record: Record
    conditions: NDArray[np.uint8]
    logs: NDArray[np.float64]


class _Path(NamedTuple):
    """What a block of particles carries from period to period; attributes as in `Played`."""

    state: State
    record: Record
    conditions: Array
    logs: Array


class Advancer:
    """Starts, plays and finishes any number of particles of one model."""

    def __init__(self, model: Model, seed: int, threads: int) -> None:
        """Prepare a model.

        Args:
            model: The model.
            seed: The seed of all draws.
            threads: Number of threads.
        """
        self.model, self.seed, self.threads = model, seed, threads
        with device.double_precision():
            self._numbers = jax.tree.map(jnp.asarray, model.numbers)
        self.static_keys = build_keys(seed, static_draws(model.program))
        self.path_keys = build_keys(seed, path_draws(model.program))

    def draw(self, size: int) -> Latent:
        """Draw the latent numbers of futures 0 to `size` - 1, as `simulate` does."""
        latent: Latent = self.call("draw", _draw, (np.arange(size, dtype=np.uint32),), self.static_keys)
        return latent

    def begin(self, latent: Latent, credences: NDArray[np.float64]) -> Particles:
        """Return particles before the first period.

        Args:
            latent: Latent numbers of N particles.
            credences: [J] forced credences, NaN where the file's credence is in force.

        Returns:
            The particles.
        """
        static, state = self.call("begin", _begin, (latent,), credences)
        return Particles(latent, static, state)

    def change(self, particles: Particles, holds: tuple[Any, ...], given: Mapping[int, Any]) -> Particles:
        """Return the same particles in the same state, with assumptions and some inputs replaced.

        Args:
            particles: N particles.
            holds: For each assumption, [N] whether it holds.
            given: [N] values of the inputs to replace, by their position.

        Returns:
            The changed particles.
        """
        return particles._replace(static=self.call("change", _change, (particles.latent, holds, given), ()))

    def play(self, particles: Particles, counters: NDArray[np.uint32], start: int, stop: int, observed: Observed, policy: int) -> Played:
        """Play the periods from `start` up to but not including `stop`.

        Args:
            particles: N particles before period `start`.
            counters: [T, draws, N] random-number counter of each draw of each period.
            start: Index of the first period.
            stop: Index after the last period.
            observed: Evidence of all periods.
            policy: Index of the policy in force, -1 for none.

        Returns:
            The particles after the last period, and what was recorded on the way.
        """
        shared = (self.path_keys, np.int32(policy), observed, np.int32(start), np.int32(stop))
        path: _Path = self.call("play", _play, (counters, particles.static, particles.state), shared)
        logs = np.asarray(path.logs, np.float64)
        # A particle with a non-finite value cannot explain the evidence.
        logs = np.where(np.isnan(logs), -np.inf, logs)
        return Played(particles._replace(state=path.state), path.record, np.asarray(path.conditions), logs)

    def spread(self, index: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return [T, draws, N] counters that equal `index` [N] for every draw of every period. The result is a view."""
        return np.broadcast_to(index, (len(self.model.periods), len(self.path_keys), len(index)))

    def end(self, particles: Particles) -> tuple[Any, Any, Any, Tally]:
        """Return outcome [N], goals [n, N], forecasts [n, N] and counts of particles that have played all periods."""
        result: tuple[Any, Any, Any, Tally] = self.call("end", _end, (particles.state,), ())
        return result

    def call(self, name: str, function: Callable[..., Any], split: Any, shared: Any, *, brief: bool = False) -> Any:
        """Run a function over the particles in pieces, on several threads.

        Args:
            name: Name of the function, part of its key among the compiled functions.
            function: The function.
            split: Arguments with the particles on the last axis. Scalars go to every piece.
            shared: Arguments that go to every piece.
            brief: Whether this function is only ever called with a few hundred particles.

        Returns:
            What the function returns, with the particles on the last axis.
        """
        program = self.model.program
        compiled = find_compiled(
            partial(_over_blocks, program, function), "particles", name, program.key, nodes=len(program.nodes), brief=brief
        )
        places = max(leaf.shape[-1] for leaf in jax.tree.leaves(split) if np.ndim(leaf))

        def prepare(start: int) -> tuple[Any, ...]:
            piece = jax.tree.map(lambda leaf: _cut(leaf, start, PIECE), split)
            return self._numbers, shared, piece, np.int32(-(-(min(start + PIECE, places) - start) // BLOCK))

        def work(start: int) -> Any:
            stop = min(start + PIECE, places)
            result = compiled(*prepare(start))
            return jax.tree.map(lambda leaf: np.asarray(leaf)[..., : stop - start] if np.ndim(leaf) else np.asarray(leaf), result)

        starts = range(0, places, PIECE)
        parts = [] if compiled.is_ready(*prepare(0)) else [work(0)]  # first and alone, so that only one thread compiles
        with ThreadPoolExecutor(self.threads) as pool:
            parts += pool.map(work, starts[len(parts) :])
        return jax.tree.map(lambda *leaves: np.concatenate(leaves, axis=-1) if np.ndim(leaves[0]) else leaves[0], *parts)


def take_places(tree: Any, places: NDArray[np.intp]) -> Any:
    """Return some of the particles. Scalars, which all particles share, stay as they are.

    Args:
        tree: Nested arrays with the particles on the last axis.
        places: [M] which particles to take.
    """
    return jax.tree.map(lambda leaf: leaf[..., places] if np.ndim(leaf) else leaf, tree)


def _cut(leaf: Any, start: int, size: int) -> Any:
    """Return a piece of the last axis, padded to `size` with its last element."""
    if not np.ndim(leaf):
        return leaf
    piece = leaf[..., start : start + size]
    missing = size - piece.shape[-1]
    return np.concatenate([piece, np.repeat(piece[..., -1:], missing, axis=-1)], axis=-1) if missing else piece


def _over_blocks(program: Program, function: Callable[..., Any], numbers: Numbers, shared: Any, piece: Any, count: Array) -> Any:
    """Run `function` over the last axis of `piece`, one block at a time, for the first `count` blocks."""

    # A separate jitted function is traced once; inlined, it would be traced again inside the loop.
    work = jax.jit(partial(function, program))

    def one(b: Array) -> Any:
        block = jax.tree.map(lambda leaf: lax.dynamic_slice_in_dim(leaf, b * BLOCK, BLOCK, axis=-1) if jnp.ndim(leaf) else leaf, piece)
        return work(numbers, shared, *block)

    shapes = jax.eval_shape(one, jnp.int32(0))
    empty = jax.tree.map(lambda s: jnp.zeros((*s.shape[:-1], PIECE) if s.shape else (), s.dtype), shapes)

    def put(whole: Array, part: Array, b: Array) -> Array:
        return lax.dynamic_update_slice_in_dim(whole, part, b * BLOCK, axis=-1) if part.ndim else part

    return lax.fori_loop(jnp.int32(0), count, lambda b, out: jax.tree.map(lambda whole, part: put(whole, part, b), out, one(b)), empty)


def _draw(program: Program, numbers: Numbers, keys: Array, index: Array) -> Latent:
    return draw_latent(program, keys, index)


def _begin(program: Program, numbers: Numbers, credences: Array, latent: Latent) -> tuple[Static, State]:
    static = build_static(program, numbers, latent, credences)
    batch = latent.normals.shape[-1]
    never = jnp.full((count_rows(program), batch), -1, jnp.int32)
    return static, start_state(program, numbers, static, batch)._replace(latest=never)


def _change(
    program: Program, numbers: Numbers, shared: Any, latent: Latent, holds: tuple[Array, ...], given: Mapping[int, Array]
) -> Static:
    return rebuild_static(program, numbers, latent, holds, given)


def _play(program: Program, numbers: Numbers, shared: Any, counters: Array, static: Static, state: State) -> _Path:
    keys, policy, observed, start, stop = shared
    toggles, static = Toggles(jnp.full(len(program.assumptions), jnp.nan, PLAYED), policy), foresee(static)

    @jax.jit  # traced once instead of again inside the loop
    def play(t: Array, state: State) -> tuple[State, Record, Array]:
        words = draw_period_words(keys, counters[t], t)
        return play_period(program, numbers, static, toggles, state, t, words, observed)

    def advance(t: Array, path: _Path) -> _Path:
        following, record, log_weight = play(t, path.state)
        conditions = lax.dynamic_update_index_in_dim(path.conditions, record.conditions, t, 0)
        return _Path(following, record, conditions, path.logs + log_weight)

    shapes = jax.eval_shape(play, start, state)
    empty: Record = jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), shapes[1])
    conditions = jnp.zeros((program.periods, *empty.conditions.shape), empty.conditions.dtype)
    path: _Path = lax.fori_loop(start, stop, advance, _Path(state, empty, conditions, jnp.zeros(counters.shape[-1], PLAYED)))
    return path


def _end(program: Program, numbers: Numbers, shared: Any, state: State) -> tuple[Array, Array, Array, Tally]:
    return finish(program, numbers, state, state.tally.games.shape[0])
