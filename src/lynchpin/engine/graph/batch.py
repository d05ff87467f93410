"""Arithmetic that vectorises over the batch, which is the last axis of every array (futures or games).

Every reduction over another axis is written as a tree of operations on whole arrays. A CPU compiler then vectorises over the batch, and
the bits of one element cannot depend on the size of the batch.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from jax import Array, lax

Combine = Callable[[Array, Array], Array]


def fold(combine: Combine, values: Array, axis: int) -> Array:
    """Combine all entries along an axis, pairwise.

    Args:
        combine: The operation.
        values: [..., n, ..., B].
        axis: The axis, which stays with length 1.

    Returns:
        [..., 1, ..., B].
    """
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
    """Combine all entries of each element of the batch, pairwise.

    Args:
        combine: The operation.
        values: [..., B].

    Returns:
        [B].
    """
    return fold(combine, values.reshape(-1, values.shape[-1]), 0)[0]


def cut(values: Array, axis: int, start: int, stop: int) -> Array:
    """Return the entries in a range along an axis.

    Args:
        values: The array.
        axis: The axis.
        start: Index of the first entry.
        stop: Index after the last entry.
    """
    return values if (start, stop) == (0, values.shape[axis]) else lax.slice_in_dim(values, start, stop, axis=axis)


def average(values: Array, axis: int, weights: Array) -> Array:
    """Average along an axis.

    Args:
        values: [..., n, ..., B].
        axis: The axis, which stays with length 1. If it has length 1 already, the values do not vary along it and are returned as they are.
        weights: [n, B] weights that add up to 1.

    Returns:
        [..., 1, ..., B].
    """
    if values.shape[axis] == 1:
        return values
    terms = (cut(values, axis, o, o + 1) * weights[o] for o in range(values.shape[axis]))
    result = next(terms)
    for term in terms:
        result = result + term
    return result


def average_except(values: Array, plays: Sequence[Array], kept: Sequence[int]) -> dict[int, Array]:
    """For each axis in `kept`, average over all other axes in `kept`. Recursive halving of the set shares the work.

    Args:
        values: [n_1, ..., n_k, B].
        plays: [n_i, B] weights of each axis.
        kept: The axes.

    Returns:
        The averages by axis.
    """
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
    """Return the sum along the first axis, which stays with length 1."""
    return fold(operator.add, values, 0)


def optimization_barrier(values: Array) -> Array:
    """Make XLA compute these values once, instead of again in each operation that uses them.

    On a CPU this works only if the pass `cse_barrier_expander` is disabled (see `device`).
    """
    kept: Array = lax.optimization_barrier(values)
    return kept
