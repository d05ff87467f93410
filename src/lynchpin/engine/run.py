"""Runs: futures in blocks, blocks in chunks, and chunks on a pool of threads.

A chunk is one call of a compiled program: a loop over blocks of B futures, which are drawn, played through all periods and judged. The
program depends only on the structure of the model. Declared numbers, seed, forced assumptions and policies are its arguments. All threads
share one CPU device, so that the bits do not depend on the number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from lynchpin.engine import device
from lynchpin.engine.chance.draws import draw_static, static_draws
from lynchpin.engine.chance.noises import path_draws
from lynchpin.engine.chance.random import build_keys, draw_path_words
from lynchpin.engine.chance.static import Toggles, foresee
from lynchpin.engine.compiled import Compiled, find_compiled
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import Model
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.order import BLOCK, Order, Progress, Recorded
from lynchpin.engine.period.controls import finish_controls, start_residuals
from lynchpin.engine.period.period import finish, play_period
from lynchpin.engine.period.state import start_state
from lynchpin.engine.results.drawn import Drawn
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.gather import Gatherer

CHUNK_BYTES = 1 << 24
CHUNK_BLOCKS = 32

traces = 0
"""Number of programs traced in this process. A new value, seed or forced assumption must not increase it."""


def draw_block(
    program: Program, recorded: Recorded, public: int, numbers: Numbers, keys: tuple[Array, Array], toggles: Toggles, index: Array
) -> Drawn:
    """Draw and play one block of futures.

    Args:
        program: Structure of the model.
        recorded: What to record.
        public: Number of inputs to report.
        numbers: Declared numbers of the model.
        keys: Keys of the draws made once per future, and of the draws of periods.
        toggles: What the run sets.
        index: [B] global index of each future.

    Returns:
        The arrays of the block.
    """
    batch = index.shape[0]
    index = optimization_barrier(index)  # read from its table once instead of in every draw
    static = foresee(draw_static(program, numbers, keys[0], index, toggles))
    words = draw_path_words(keys[1], index, program.periods)
    state = start_state(program, numbers, static, batch)
    controlled = toggles.sources is None  # the controls of a designed run need not have mean zero
    if controlled:
        state = state._replace(residuals=start_residuals(program, batch))

    def advance(state, step):  # type: ignore[no-untyped-def]
        t, row = step
        state, record, _ = play_period(program, numbers, static, toggles, state, t, row, None)
        kept = tuple(record)[:-1] if recorded == "paths" else ()
        return state, (kept, record.conditions)

    state, (record, conditions) = lax.scan(advance, state, (jnp.arange(program.periods, dtype=jnp.int32), words))
    outcome, goals, forecasts, tally = finish(program, numbers, state, batch)
    inputs = [jnp.broadcast_to(v, (batch,)) for v in static.inputs[:public]]
    return Drawn(
        outcome,
        goals,
        forecasts,
        jnp.stack(inputs) if inputs else jnp.zeros((0, batch), PLAYED),
        jnp.stack(static.holds).astype(jnp.uint8) if static.holds else jnp.zeros((0, batch), jnp.uint8),
        conditions,
        record,
        tally,
        finish_controls(program, keys[0], index, static, state) if controlled else jnp.zeros((0, batch), jnp.float32),
    )


def compile_chunk(model: Model, recorded: Recorded, designed: bool, block: int, blocks: int) -> Compiled:
    """Return the compiled loop over blocks.

    Args:
        model: The model.
        recorded: What to record.
        designed: Whether the run replaces inputs, states of assumptions or draws, future by future.
        block: Number of futures per block, B.
        blocks: Largest number of blocks per call.

    Returns:
        A function of numbers, keys, credences, policy, inputs, states, source of each draw made once per future, index [blocks, B], and
        the number of blocks to compute.
    """
    program, public = model.program, len(model.inputs)
    key = ("run", program.key, public, recorded, designed, block, blocks)
    return find_compiled(partial(_loop, program, recorded, public), *key, nodes=len(program.nodes))


def _loop(
    program: Program, recorded: Recorded, public: int, numbers: Numbers, keys: tuple[Array, Array],
    credences: Array, policy: Array, inputs: Array | None, states: Array | None, sources: Array | None, index: Array, count: Array,
) -> Drawn:  # fmt: skip
    global traces
    traces += 1

    # A separate jitted function is traced once; inlined, it would be traced again inside the loop.
    draw = jax.jit(partial(draw_block, program, recorded, public))

    def one(b: Array) -> Drawn:
        toggles = Toggles(credences, policy, *(None if x is None else x[b] for x in (inputs, states, sources)))
        drawn: Drawn = draw(numbers, keys, toggles, index[b])
        return drawn

    shapes = jax.eval_shape(one, jnp.int32(0))
    empty = jax.tree.map(lambda s: jnp.zeros((index.shape[0], *s.shape), s.dtype), shapes)

    def fill(b: Array, out: Drawn) -> Drawn:
        filled: Drawn = jax.tree.map(lambda whole, part: lax.dynamic_update_index_in_dim(whole, part, b, 0), out, one(b))
        return filled

    whole: Drawn = lax.fori_loop(jnp.int32(0), count, fill, empty)
    return whole


def _count_blocks(model: Model, recorded: Recorded, block: int) -> int:
    """Return the number of blocks per call, which keeps the result small."""
    if recorded == "outcomes":
        return max(1, CHUNK_BLOCKS * BLOCK // block)
    row = (
        8 * (len(model.stocks) + len(model.auxiliaries) + len(model.indicators))
        + len(model.events)
        + len(model.states)
        + 2 * len(model.actors)
        + 1
    )
    return int(np.clip(CHUNK_BYTES // (row * model.program.periods * block), 1, max(1, CHUNK_BLOCKS * BLOCK // block)))


def run_order(order: Order, *, threads: int | None = None, progress: Progress | None = None) -> Futures:
    """Run an order.

    Args:
        order: What to draw.
        threads: Number of threads, one per processor by default.
        progress: Called with the number of futures done and their total.

    Returns:
        The futures, in the order of their numbers whatever the order in which chunks finish.
    """
    model, draws, block = order.model, order.draws, order.draws.block
    total = len(order.index)
    blocks = _count_blocks(model, draws.record, block)
    chunk = compile_chunk(model, draws.record, order.inputs is not None or order.sources is not None, block, blocks)
    keys = (build_keys(draws.seed, static_draws(model.program)), build_keys(draws.seed, path_draws(model.program)))
    gatherer = Gatherer(model, total, draws.record)
    width = blocks * block
    with device.double_precision():
        numbers = jax.tree.map(jnp.asarray, model.numbers)

    def work(start: int) -> int:
        size = min(width, total - start)
        place = np.minimum(np.arange(start, start + width), total - 1)
        shape = (blocks, block)
        given = [None if x is None else np.ascontiguousarray(x.reshape(-1, *shape).swapaxes(0, 1)) for x in _read_design(order, place)]
        drawn = chunk(
            numbers, keys, order.credences, np.int32(order.policy), *given, order.index[place].reshape(shape), np.int32(-(-size // block))
        )
        gatherer.add(start, size, drawn)
        return size

    _run_pool(work, range(0, total, width), threads or os.cpu_count() or 1, total, progress)
    return gatherer.build(draws, order.index)


def _read_design(order: Order, place: NDArray[np.intp]) -> tuple[NDArray[Any] | None, ...]:
    """Return the inputs, states and sources (as in `Toggles`) of the futures at `place` [n]; None if the order sets none of them.

    All three are given if one is, so that one compiled program serves every such order.
    """
    if order.inputs is None and order.states is None and order.sources is None:
        return None, None, None
    model, futures = order.model, len(place)
    none: tuple[NDArray[Any], ...] = (
        np.full((len(model.inputs), futures), np.nan),
        np.full((len(model.drawn_assumptions), futures), -1, np.int16),
        np.tile(order.index[place], (len(static_draws(model.program)), 1)),
    )
    given = (order.inputs, order.states, order.sources)
    return tuple(absent if x is None else x[:, place] for x, absent in zip(given, none, strict=True))


def _run_pool(work: Callable[[int], int], starts: Sequence[int], threads: int, total: int, progress: Progress | None) -> None:
    """Run `work` on every start. The first runs alone, so that only one thread compiles."""
    done = 0

    def report(size: int) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress(done, total)

    report(work(starts[0]))
    if threads == 1 or len(starts) <= 2:
        for start in starts[1:]:
            report(work(start))
        return
    pool = ThreadPoolExecutor(threads)
    try:
        waiting: set[Future[int]] = {pool.submit(work, start) for start in starts[1:]}
        while waiting:
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                report(future.result())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
