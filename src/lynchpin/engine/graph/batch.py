"""Arithmetic on arrays whose last axis is the lanes (futures), written so that it vectorises over them.

Every reduction over another axis is spelled out as a tree of whole-array operations: a compiler for ordinary processors then
works along the lanes, and a lane's bits cannot depend on how many others there are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from jax import Array, lax

Combine = Callable[[Array, Array], Array]


def fold(combine: Combine, values: Array, axis: int) -> Array:
    """Combine all entries along `axis`, pairwise; the axis stays, with length 1."""
    spare = None
    while values.shape[axis] > 1:
        length = values.shape[axis]
        half = length // 2
        if length % 2:
            last = cut(values, axis, length - 1, length)
            spare = last if spare is None else combine(last, spare)
        values = combine(cut(values, axis, 0, half), cut(values, axis, half, 2 * half))
    return values if spare is None else combine(values, spare)


def fold_all(combine: Combine, values: Array) -> Array:
    """Combine everything but the lanes: [..., B] to [B]."""
    return fold(combine, values.reshape(-1, values.shape[-1]), 0)[0]


def cut(values: Array, axis: int, start: int, stop: int) -> Array:
    """The entries from `start` up to `stop` along `axis`."""
    return values if (start, stop) == (0, values.shape[axis]) else lax.slice_in_dim(values, start, stop, axis=axis)


def average(values: Array, axis: int, weights: Array) -> Array:
    """Average [..., n, ..., B] along `axis` with weights [n, B]; an axis of length 1 does not vary and stays as it is."""
    if values.shape[axis] == 1:
        return values
    terms = (cut(values, axis, o, o + 1) * weights[o] for o in range(values.shape[axis]))
    result = next(terms)
    for term in terms:
        result = result + term
    return result


def average_except(values: Array, plays: Sequence[Array], kept: Sequence[int]) -> dict[int, Array]:
    """For each axis in `kept`, `values` averaged over all the others of them: work is shared by halving the set."""
    if len(kept) <= 1:
        return dict.fromkeys(kept, values)
    half = len(kept) // 2
    parts: dict[int, Array] = {}
    for inside, outside in ((kept[:half], kept[half:]), (kept[half:], kept[:half])):
        shared = values
        for axis in reversed(outside):
            shared = average(shared, axis, plays[axis])
        parts.update(average_except(shared if len(inside) == 1 else optimization_barrier(shared), plays, inside))
    return parts


def total(values: Array) -> Array:
    """The sum along the first axis, which stays with length 1."""
    return fold(operator.add, values, 0)


def optimization_barrier(values: Array) -> Array:
    """Compute these values once, instead of again inside each of their users.

    XLA respects this on a CPU only if the program is compiled with the pass `cse_barrier_expander` disabled (see `device`).
    """
    kept: Array = lax.optimization_barrier(values)
    return kept
