"""Runs: futures in blocks, blocks in chunks, chunks over a pool of threads.

A chunk is one call of a compiled program: a loop over blocks of B futures, each drawn, played through all periods and
judged. The program depends on the structure of the model alone; declared numbers, seed, forced assumptions and policies are
its arguments. One CPU device is used by several threads, so that the bits are the same for any number of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from lynchpin.engine import device
from lynchpin.engine.chances import Toggles, draw_static, path_draws, static_draws
from lynchpin.engine.evaluate import settle
from lynchpin.engine.futures import Futures
from lynchpin.engine.gather import Gatherer
from lynchpin.engine.model import Evidence, Model, Numbers
from lynchpin.engine.period import Tally, finish, play_period, start_state
from lynchpin.engine.program import Program
from lynchpin.engine.random import build_keys, draw_path_words
from lynchpin.errors import ArgumentError

Recorded = Literal["paths", "outcomes"]
Progress = Callable[[int, int], None]

BLOCK = 256
CHUNK_BYTES = 1 << 24
CHUNK_BLOCKS = 32
MOST_FUTURES = 2**32


class Drawn(NamedTuple):
    """What one block gives: [.., B] each. `record` is empty arrays unless paths are recorded."""

    outcome: Array
    goals: Array
    forecasts: Array
    inputs: Array
    holds: Array
    conditions: Array
    record: tuple[Array, ...]
    tally: Tally


jax.tree_util.register_dataclass(Numbers, data_fields=[f.name for f in fields(Numbers)], meta_fields=[])

_compiled: dict[tuple[object, ...], Callable[..., Any]] = {}
traces = 0
"""How many programs have been traced in this process: a new value, seed or forced assumption must not add to it."""


def draw_block(
    program: Program, recorded: Recorded, public: int, numbers: Numbers, keys: tuple[Array, Array], toggles: Toggles, index: Array
) -> Drawn:
    """Draws and plays one block of futures with global indices `index` [B]; `public` inputs are reported."""
    lanes = index.shape[0]
    index = settle(index)  # read out of its table once, not in every draw
    static = draw_static(program, numbers, keys[0], index, toggles)
    words = draw_path_words(keys[1], index, program.periods)
    state = start_state(program, numbers, static, lanes)

    def advance(state, step):  # type: ignore[no-untyped-def]
        t, row = step
        state, record, _ = play_period(program, numbers, static, toggles, state, t, row, None)
        kept = tuple(record)[:-1] if recorded == "paths" else ()
        return state, (kept, record.conditions)

    state, (record, conditions) = lax.scan(advance, state, (jnp.arange(program.periods), words))
    outcome, goals, forecasts = finish(program, state, lanes)
    inputs = [jnp.broadcast_to(v, (lanes,)) for v in static.inputs[:public]]
    return Drawn(
        outcome,
        goals,
        forecasts,
        jnp.stack(inputs) if inputs else jnp.zeros((0, lanes)),
        jnp.stack(static.holds).astype(jnp.uint8) if static.holds else jnp.zeros((0, lanes), jnp.uint8),
        conditions,
        record,
        state.tally,
    )


def compile_chunk(model: Model, recorded: Recorded, designed: bool, block: int, blocks: int) -> Callable[..., Drawn]:
    """The compiled loop over up to `blocks` blocks; arguments: numbers, keys, credences, policy, inputs, states, index of each
    draw made once, index [blocks, B], count."""
    program, public = model.program, len(model.inputs)
    key = (program.key, public, recorded, designed, block, blocks)
    if key not in _compiled:
        device.set_up()
        _compiled[key] = jax.jit(partial(_loop, program, recorded, public), compiler_options=device.COMPILER_OPTIONS)
    return _compiled[key]


def _loop(
    program: Program, recorded: Recorded, public: int, numbers: Numbers, keys: tuple[Array, Array],
    credences: Array, policy: Array, inputs: Array | None, states: Array | None, static_index: Array | None, index: Array, count: Array,
) -> Drawn:  # fmt: skip
    global traces
    traces += 1

    # A program of its own, so that it is traced once and not again inside the loop.
    draw = jax.jit(partial(draw_block, program, recorded, public))

    def one(b: Array) -> Drawn:
        toggles = Toggles(credences, policy, *(None if x is None else x[b] for x in (inputs, states, static_index)))
        drawn: Drawn = draw(numbers, keys, toggles, index[b])
        return drawn

    shapes = jax.eval_shape(one, jnp.int32(0))
    empty = jax.tree.map(lambda s: jnp.zeros((index.shape[0], *s.shape), s.dtype), shapes)

    def fill(b: Array, out: Drawn) -> Drawn:
        filled: Drawn = jax.tree.map(lambda whole, part: lax.dynamic_update_index_in_dim(whole, part, b, 0), out, one(b))
        return filled

    whole: Drawn = lax.fori_loop(0, count, fill, empty)
    return whole


@dataclass(frozen=True)
class Order:
    """One run as it was asked for, with names resolved into the arrays of the compiled program."""

    model: Model
    seed: int
    index: NDArray[np.uint32]
    credences: NDArray[np.float32]
    policy: int
    inputs: NDArray[np.float32] | None
    states: NDArray[np.int8] | None
    static_index: NDArray[np.uint32] | None
    recorded: Recorded
    block: int
    assume: Mapping[str, float]
    policy_name: str | None


def simulate(
    model: Model,
    futures: int = 10_000,
    *,
    seed: int = 0,
    assume: Mapping[str, bool | float] | None = None,
    policy: str | None = None,
    record: Recorded = "paths",
    inputs: Mapping[str, Any] | None = None,
    states: Mapping[str, Any] | None = None,
    index: NDArray[np.uint32] | None = None,
    redraw: Mapping[str, NDArray[np.uint32]] | None = None,
    evidence: Sequence[Evidence] | None = None,
    until: int | None = None,
    threads: int | None = None,
    block: int = BLOCK,
    progress: Progress | None = None,
) -> Futures:
    """Draws futures and keeps them in memory.

    assume: an assumption's name to True (holds), False (fails) or a probability, in place of its credence.
    inputs: a parameter's or stock's name to a number or [N] numbers, in place of what would be drawn (a stock's starting value).
    states: an assumption's name to [N] booleans: in which futures it holds.
    index: [N] which draws to use, by default 0, 1, 2, ...; equal indices and seeds meet the same chances.
    redraw: the name of an input or assumption to [N] indices of futures from which its draw is taken instead; "*" stands for all that is
    drawn once per future, so that `index` then decides only what chance brings on the way.
    evidence: observations to condition on (up to and with period `until`, by default all).
    progress: called with how many futures are done and how many were asked for.
    Raises ArgumentError for a name that the model does not know or a number that makes no sense.
    """
    if evidence is not None:
        from lynchpin.engine.particles import simulate_given

        if redraw:
            raise ArgumentError("draws cannot be taken from other futures where there is evidence: it ties them together")
        return simulate_given(
            model, futures, seed=seed, assume=assume, policy=policy, record=record, inputs=inputs, states=states, index=index,
            evidence=evidence, until=until, threads=threads, progress=progress,
        )  # fmt: skip
    order = build_order(
        model, futures, seed=seed, assume=assume, policy=policy, record=record, inputs=inputs, states=states, index=index,
        redraw=redraw, block=block,
    )  # fmt: skip
    return run_order(order, threads=threads, progress=progress)


def stream(
    model: Model, futures: int, *, chunk: int = 65_536, seed: int = 0, first: int = 0, progress: Progress | None = None, **options: Any
) -> Iterator[Futures]:
    """As `simulate`, in pieces of at most `chunk` futures, for runs that do not fit in memory; `first` is the global index to begin at."""
    check_futures(futures + first)
    for start in range(first, first + futures, chunk):
        size = min(chunk, first + futures - start)
        index = np.arange(start, start + size, dtype=np.uint32)
        told = None if progress is None else partial(_shift, progress, start - first, futures)
        yield simulate(model, size, seed=seed, index=index, progress=told, **options)


def _shift(progress: Progress, before: int, total: int, done: int, _: int) -> None:
    progress(before + done, total)


def check_futures(futures: int) -> None:
    """Raises ArgumentError unless the number of futures can be drawn."""
    if isinstance(futures, bool) or not isinstance(futures, (int, np.integer)):
        raise ArgumentError(f"the number of futures must be a whole number, not {futures!r}")
    if not 1 <= futures <= MOST_FUTURES:
        raise ArgumentError(f"the number of futures must be from 1 to {MOST_FUTURES:,}, not {futures:,}")


def build_order(
    model: Model, futures: int, *, seed: int, assume: Mapping[str, bool | float] | None, policy: str | None, record: Recorded,
    inputs: Mapping[str, Any] | None, states: Mapping[str, Any] | None, index: NDArray[np.uint32] | None, block: int,
    redraw: Mapping[str, NDArray[np.uint32]] | None = None,
) -> Order:  # fmt: skip
    """Checks what was asked for and turns names into arrays."""
    if index is not None:
        futures = len(index)
    check_futures(futures)
    if block < 16 or block % 16:
        raise ArgumentError(f"a block holds a multiple of 16 futures, not {block}")
    if index is None:
        index = np.arange(futures, dtype=np.uint32)
    assume = {name: float(value) for name, value in (assume or {}).items()}
    names = [a.name for a in model.drawn_assumptions]
    credences = np.full(len(names), np.nan, np.float32)
    for name, value in assume.items():
        credences[_find(name, names, "assumption with a credence")] = _probability(name, value)
    policies = [p.name for p in model.policies]
    chosen = -1 if policy is None else _find(policy, policies, "policy")
    given_inputs, given_states = None, None
    if inputs or states:
        input_names = [q.name for q in model.inputs]
        given_inputs = np.full((len(input_names), futures), np.nan, np.float32)
        for name, value in (inputs or {}).items():
            given_inputs[_find(name, input_names, "parameter or stock")] = np.asarray(value, np.float32)
        given_states = np.full((len(names), futures), -1, np.int8)
        for name, value in (states or {}).items():
            given_states[_find(name, names, "assumption with a credence")] = np.asarray(value, np.int8)
    return Order(
        model, seed, np.asarray(index, np.uint32), credences, chosen, given_inputs, given_states,
        _index_draws(model, index, redraw) if redraw else None, record, block, assume, policy,
    )  # fmt: skip


def _index_draws(model: Model, index: NDArray[np.uint32], redraw: Mapping[str, NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """[draws, N] the future from which each draw made once is taken, in the order of `static_draws`."""
    program = model.program
    names = static_draws(program)
    taken = np.tile(np.asarray(index, np.uint32), (len(names), 1))
    draws = {spec.name: [spec.draw] for spec in program.inputs}
    for a, i in zip(model.drawn_assumptions, program.assumptions, strict=True):
        draws[a.name] = [program.inputs[i].draw, f"assumption:{program.inputs[i].name}"]
    for name, source in redraw.items():
        known = list(names) if name == "*" else draws[list(draws)[_find(name, list(draws), "input or assumption")]]
        for draw in known:
            taken[names.index(draw)] = source
    return taken


def _find(name: str, names: Sequence[str], what: str) -> int:
    if name in names:
        return names.index(name)
    import difflib

    near = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean `{near[0]}`?" if near else f"; there is: {', '.join(names)}" if names else "; the file has none"
    raise ArgumentError(f"there is no {what} called `{name}`{hint}")


def _probability(name: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise ArgumentError(f"`{name}` can be assumed with a probability from 0 to 1, not {value:g}")
    return value


def _chunk_blocks(model: Model, recorded: Recorded, block: int) -> int:
    """How many blocks one call takes: few enough that its results stay small."""
    if recorded == "outcomes":
        return max(1, CHUNK_BLOCKS * BLOCK // block)
    row = 4 * (len(model.stocks) + len(model.auxiliaries) + len(model.indicators)) + len(model.events) + 2 * len(model.actors) + 1
    return int(np.clip(CHUNK_BYTES // (row * model.program.periods * block), 1, max(1, CHUNK_BLOCKS * BLOCK // block)))


def run_order(order: Order, *, threads: int | None = None, progress: Progress | None = None) -> Futures:
    """Runs the chunks of an order and gathers their results in the order of the futures, whatever order they end in."""
    model, block = order.model, order.block
    total = len(order.index)
    blocks = _chunk_blocks(model, order.recorded, block)
    chunk = compile_chunk(model, order.recorded, order.inputs is not None or order.static_index is not None, block, blocks)
    keys = (build_keys(order.seed, static_draws(model.program)), build_keys(order.seed, path_draws(model.program)))
    gatherer = Gatherer(model, total, order.recorded)
    width = blocks * block
    numbers = jax.tree.map(jnp.asarray, model.numbers)

    def work(start: int) -> int:
        size = min(width, total - start)
        place = np.minimum(np.arange(start, start + width), total - 1)
        shape = (blocks, block)
        given = [
            None if x is None else np.ascontiguousarray(x[:, place].reshape(-1, *shape).swapaxes(0, 1))
            for x in (order.inputs, order.states, order.static_index)
        ]
        drawn = chunk(
            numbers, keys, order.credences, np.int32(order.policy), *given, order.index[place].reshape(shape), np.int32(-(-size // block))
        )
        gatherer.add(start, size, drawn)
        return size

    _run_pool(work, range(0, total, width), threads or os.cpu_count() or 1, total, progress)
    return gatherer.build(order.seed, order.index, order.assume, order.policy_name)


def _run_pool(work: Callable[[int], int], starts: Sequence[int], threads: int, total: int, progress: Progress | None) -> None:
    """Runs the pieces; the first alone where there are several threads, so that one thread compiles."""
    done = 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress(done, total)

    tell(work(starts[0]))
    if threads == 1 or len(starts) <= 2:
        for start in starts[1:]:
            tell(work(start))
        return
    pool = ThreadPoolExecutor(threads)
    try:
        waiting: set[Future[int]] = {pool.submit(work, start) for start in starts[1:]}
        while waiting:
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                tell(future.result())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
