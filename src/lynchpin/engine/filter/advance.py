"""Futures that are stopped and taken on: a population whose state lies between calls, so that evidence can sort it on the way.

`simulate` plays a block from the first period to the last in one go; here any stretch of periods is one call, and the arrays of
all particles (futures last) come back after it. Both play the same periods.
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
from lynchpin.engine.chance.draws import Latent, Static, Toggles, build_static, draw_latent, path_draws, rebuild_static, static_draws
from lynchpin.engine.chance.random import build_keys, draw_period_words
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import Model, Numbers
from lynchpin.engine.period.observe import Observed
from lynchpin.engine.period.period import finish, play_period
from lynchpin.engine.period.state import Record, State, Tally, start_state

BLOCK = 256
PIECE = 2 * BLOCK
"""Particles in one call of a compiled program; calls run on several threads."""

_compiled: dict[tuple[str, str], Callable[..., Any]] = {}
_made: set[tuple[object, ...]] = set()
"""What has been compiled: function, program, and which leaves there are."""


class Particles(NamedTuple):
    """A population, all arrays with N places last: the `latent` of what was drawn once and what they standing for, and the state."""

    latent: Latent
    static: Static
    state: State


class Advancer:
    """Begins, plays and ends populations of one model, of any number of particles."""

    def __init__(self, model: Model, seed: int, threads: int) -> None:
        device.set_up()
        self.model, self.seed, self.threads = model, seed, threads
        with device.double_precision():
            self._numbers = jax.tree.map(jnp.asarray, model.numbers)
        self._static_keys = build_keys(seed, static_draws(model.program))
        self._path_keys = build_keys(seed, path_draws(model.program))

    def draw(self, size: int) -> Latent:
        """The latent of futures 0, 1, 2, ... as `simulate` would draw them."""
        latent: Latent = self._call("draw", _draw, (np.arange(size, dtype=np.uint32),), self._static_keys)
        return latent

    def begin(self, latent: Latent, credences: NDArray[np.float64]) -> Particles:
        """Particles of these latent before the first period."""
        static, state = self._call("begin", _begin, (latent,), credences)
        return Particles(latent, static, state)

    def change(self, particles: Particles, holds: tuple[Any, ...], given: Mapping[int, Any]) -> Particles:
        """The same particles where they standing, with what holds and some inputs (by their place) set."""
        return particles._replace(static=self._call("change", _change, (particles.latent, holds, given), ()))

    def play(
        self, particles: Particles, counters: NDArray[np.uint32], start: int, stop: int, observed: Observed, policy: int
    ) -> tuple[Particles, Record, NDArray[np.float64]]:
        """Plays the periods from `start` up to `stop`, each chance drawn by the index that it has in `counters` [T, draws, N].

        The record is that of the last period; the weights [N] are summed logarithms.
        """
        shared = (self._path_keys, np.int32(policy), observed, np.int32(start), np.int32(stop))
        state, record, logs = self._call("play", _play, (counters, particles.static, particles.state), shared)
        logs = np.asarray(logs, np.float64)
        # A particle that has left the numbers explains nothing.
        return particles._replace(state=state), record, np.where(np.isnan(logs), -np.inf, logs)

    def spread(self, index: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Chances that are all drawn by `index` [N]: a view, [T, draws, N]."""
        return np.broadcast_to(index, (len(self.model.periods), len(self._path_keys), len(index)))

    def end(self, particles: Particles) -> tuple[Any, Any, Any, Tally]:
        """Outcome [N], goals [n, N], forecasts [n, N] and counts of populations that have played all periods."""
        result: tuple[Any, Any, Any, Tally] = self._call("end", _end, (particles.state,), ())
        return result

    def _call(self, name: str, function: Callable[..., Any], split: Any, shared: Any) -> Any:
        """Runs a function over the places in pieces.

        `split` has the places on the last axis (plain numbers have none), `shared` goes to all.
        """
        program = self.model.program
        key = (name, program.key)
        if key not in _compiled:
            _compiled[key] = device.in_double_precision(
                jax.jit(partial(_over_blocks, program, function), compiler_options=device.COMPILER_OPTIONS)
            )
        places = max(leaf.shape[-1] for leaf in jax.tree.leaves(split) if np.ndim(leaf))

        def work(start: int) -> Any:
            stop = min(start + PIECE, places)
            piece = jax.tree.map(lambda leaf: _cut(leaf, start, PIECE), split)
            result = _compiled[key](self._numbers, shared, piece, np.int32(-(-(stop - start) // BLOCK)))
            return jax.tree.map(lambda leaf: np.asarray(leaf)[..., : stop - start] if np.ndim(leaf) else np.asarray(leaf), result)

        starts = range(0, places, PIECE)
        made = (*key, jax.tree.structure(split))
        parts = [] if made in _made else [work(0)]  # alone, so that one thread compiles
        _made.add(made)
        with ThreadPoolExecutor(self.threads) as pool:
            parts += pool.map(work, starts[len(parts) :])
        return jax.tree.map(lambda *leaves: np.concatenate(leaves, axis=-1) if np.ndim(leaves[0]) else leaves[0], *parts)


def take_places(tree: Any, places: NDArray[np.intp]) -> Any:
    """The particles at these places; plain numbers are everybody's."""
    return jax.tree.map(lambda leaf: leaf[..., places] if np.ndim(leaf) else leaf, tree)


def _cut(leaf: Any, start: int, size: int) -> Any:
    """A piece of the last axis, filled up with its last place."""
    if not np.ndim(leaf):
        return leaf
    piece = leaf[..., start : start + size]
    missing = size - piece.shape[-1]
    return np.concatenate([piece, np.repeat(piece[..., -1:], missing, axis=-1)], axis=-1) if missing else piece


def _over_blocks(program: Program, function: Callable[..., Any], numbers: Numbers, shared: Any, piece: Any, count: Array) -> Any:
    """Runs `function` block by block over the last axis: small enough to stay in the processor's cache."""

    # A program of its own, so that it is traced once and not again inside the loop.
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
    return static, start_state(program, numbers, static, latent.normals.shape[-1])


def _change(
    program: Program, numbers: Numbers, shared: Any, latent: Latent, holds: tuple[Array, ...], given: Mapping[int, Array]
) -> Static:
    return rebuild_static(program, numbers, latent, holds, given)


def _play(program: Program, numbers: Numbers, shared: Any, counters: Array, static: Static, state: State) -> tuple[State, Record, Array]:
    keys, policy, observed, start, stop = shared
    toggles = Toggles(jnp.full(len(program.assumptions), jnp.nan, PLAYED), policy)

    @jax.jit  # traced once, and not again inside the loop
    def play(t: Array, state: State) -> tuple[State, Record, Array]:
        words = draw_period_words(keys, counters[t], t)
        return play_period(program, numbers, static, toggles, state, t, words, observed)

    def advance(t: Array, carried: tuple[State, Record, Array]) -> tuple[State, Record, Array]:
        following, record, log_weight = play(t, carried[0])
        return following, record, carried[2] + log_weight

    shapes = jax.eval_shape(play, start, state)
    empty = jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), shapes[1])
    begun = (state, empty, jnp.zeros(counters.shape[-1], PLAYED))
    played: tuple[State, Record, Array] = lax.fori_loop(start, stop, advance, begun)
    return played


def _end(program: Program, numbers: Numbers, shared: Any, state: State) -> tuple[Array, Array, Array, Tally]:
    return finish(program, state, state.tally.games.shape[0])
