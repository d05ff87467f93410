"""Rules of primitives that find numbers by their place: dynamic slices, gather, scatter, and sorting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.portable.builder import Value
from lynchpin.portable.equations import Equation
from lynchpin.portable.kinds import Kind, UnsupportedError, find_kind
from lynchpin.portable.lowering import Lowering, rule
from lynchpin.portable.shaping import join, reshape
from lynchpin.portable.steps import Apply
from lynchpin.portable.views import Move, Shape, View


def _move(low: Lowering, view: View, indices: Sequence[Value], sizes: Sequence[int]) -> View:
    """Return the part of these sizes that starts at indices, which are limited so that it is inside the array."""
    offset, moves = view.offset, list(view.moves)
    for index, size, length, stride in zip(indices, sizes, view.shape, view.strides, strict=True):
        if size == length:
            continue
        if isinstance(index, np.ndarray):
            offset += int(np.clip(int(index), 0, length - size)) * stride
        else:
            moves.append(Move(low.place(low.convert(index, Kind.I32)), length - size, stride))
    return replace(view.slice([(0, size) for size in sizes]), offset=offset, moves=tuple(moves))


@rule("dynamic_slice")
def _dynamic_slice(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [_move(low, low.place(args[0]), args[1:], equation.params["slice_sizes"])]


@rule("dynamic_update_slice")
def _dynamic_update_slice(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    value, update, *indices = args
    made = equation.gives[0]
    level = low.find_level([v for v in args if isinstance(v, View)])
    out = low.new(made.shape, find_kind(made.dtype), level)
    low.copy(out, value, level)
    low.copy(_move(low, out, indices, update.shape), update, level)
    return [out]


@rule("gather")
def _gather(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    p, (table, index), made = equation.params, args, equation.gives[0]
    numbers, sizes, mode = p["dimension_numbers"], p["slice_sizes"], p["mode"].name
    if numbers.operand_batching_dims:
        raise UnsupportedError("the portable engine does not support `gather` with batching dimensions")
    table = low.place(table)
    if any(stride < 0 for stride in table.strides):
        table = join(low, [table], 0, table.shape, table.kind)
    kept = [axis for axis in range(len(table.shape)) if axis not in numbers.collapsed_slice_dims]
    inner = [(axis, n) for axis, n in zip(kept, (sizes[k] for k in kept), strict=True)]
    batch = [axis for axis in range(len(made.shape)) if axis not in numbers.offset_dims]
    # The strides of the axes that are not indexed; an index moves along its own axis.
    strides = [0] * len(made.shape)
    for axis, (source, length) in zip(numbers.offset_dims, inner, strict=True):
        strides[axis] = table.strides[source] if length > 1 else 0
    rows = replace(table, shape=tuple(made.shape), strides=tuple(strides))
    if isinstance(index, np.ndarray) and mode != "FILL_OR_DROP":
        found = _gather_rows(low, table, rows, index, numbers, sizes, batch)
        if found is not None:
            return [found]
    offset, inside = _find_offsets(low, index, table, numbers, sizes, batch, made.shape)
    most = sum((table.shape[axis] - sizes[axis]) * abs(table.strides[axis]) for axis in numbers.start_index_map)
    kind = find_kind(made.dtype)
    found = low.compute("gather", kind, kind, tuple(made.shape), [low.read(offset, tuple(made.shape))], rows, most)
    if mode == "FILL_OR_DROP":
        filling = p["fill_value"] if p["fill_value"] is not None else (np.nan if kind.value[0] == "f" else 0)
        found = low.apply("select", kind, inside, found, np.array(filling).astype(kind.stored))
    return [found]


def _find_offsets(low: Lowering, index: Value, table: View, numbers: Any, sizes: Sequence[int], batch: Sequence[int], shape: Shape) \
        -> tuple[Value, Value]:  # fmt: skip
    """Return how far each element is from the start of its row, in numbers, and whether its index is inside the array."""
    offset: Value = np.zeros((), np.int32)
    inside: Value = np.ones((), bool)
    for component, axis in enumerate(numbers.start_index_map):
        most = table.shape[axis] - sizes[axis]
        one = _component(index, component)
        one = low.convert(one, Kind.I32) if isinstance(one, View) else one.astype(np.int32)
        spread = one.broadcast(shape, batch) if isinstance(one, View) else np.broadcast_to(
            one.reshape([one.shape[batch.index(k)] if k in batch else 1 for k in range(len(shape))]), shape)  # fmt: skip
        least, top = np.array(0, np.int32), np.array(most, np.int32)
        limited = low.apply("min", Kind.I32, low.apply("max", Kind.I32, spread, least), top)
        inside = low.apply("and", Kind.BOOL, inside, low.apply("eq", Kind.I32, limited, spread))
        offset = low.apply("add", Kind.I32, offset, low.apply("mul", Kind.I32, limited, np.array(table.strides[axis], np.int32)))
    return offset, inside


def _component(index: Value, component: int) -> Value:
    """Return one of the components of indices, which are on their last axis."""
    if isinstance(index, np.ndarray):
        return index[..., component]
    axis = len(index.shape) - 1
    return index.part(axis, component, component + 1).drop([axis])


def _gather_rows(low: Lowering, table: View, rows: View, index: NDArray[Any], numbers: Any, sizes: Sequence[int],
                 batch: Sequence[int]) -> View | None:  # fmt: skip
    """Return rows at constant places: a view if they are evenly spaced, otherwise copies; None if more than one axis has the batch."""
    axes = numbers.start_index_map
    most = np.array([table.shape[axis] - sizes[axis] for axis in axes])
    strides = np.array([table.strides[axis] for axis in axes])
    offsets = (np.clip(index, 0, most) * strides).sum(axis=-1).reshape(-1)
    wide = [axis for axis in batch if rows.shape[axis] > 1]
    if len(wide) > 1:
        return None
    if not wide:
        return replace(rows, offset=rows.offset + int(offsets[0]))
    (axis,) = wide
    steps = set(np.diff(offsets).tolist())
    if len(steps) == 1:
        spaced = tuple(int(next(iter(steps))) if k == axis else s for k, s in enumerate(rows.strides))
        return replace(rows, strides=spaced, offset=rows.offset + int(offsets[0]))
    parts = [replace(rows.part(axis, 0, 1), offset=rows.offset + int(offset)) for offset in offsets]
    return join(low, parts, axis, rows.shape, rows.kind)


@rule("scatter")
def _scatter(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    """Replace one row at a constant place."""
    (value, index, update), numbers = args, equation.params["dimension_numbers"]
    plain = len(numbers.inserted_window_dims) == 1 and numbers.scatter_dims_to_operand_dims == numbers.inserted_window_dims
    if not plain or not isinstance(index, np.ndarray) or index.size != 1 or numbers.operand_batching_dims:
        raise UnsupportedError("the portable engine supports `scatter` only for one row at a constant place")
    made, (axis,) = equation.gives[0], numbers.inserted_window_dims
    place = int(index.reshape(-1)[0])
    if not 0 <= place < made.shape[axis]:
        return [value]
    level = low.find_level([v for v in args if isinstance(v, View)])
    out = low.new(made.shape, find_kind(made.dtype), level)
    low.copy(out, value, level)
    row = out.part(axis, place, place + 1)
    low.copy(row, reshape(low, update, row.shape), level)
    return [out]


@rule("sort")
def _sort(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    """Sort by a condition: what does not satisfy it comes first, otherwise in the old order."""
    key = args[0]
    if equation.takes[0].dtype.name != "bool" or equation.params["num_keys"] != 1 or len(key.shape) != 1:
        raise UnsupportedError("the portable engine supports `sort` only by a condition along one axis")
    one = np.array(1, np.int32)
    late = low.convert(key, Kind.I32)
    before_late, before_early = (count_so_far(low, low.place(x)) for x in (late, low.apply("sub", Kind.I32, one, late)))
    early = low.apply("sub", Kind.I32, before_early, one)
    last = low.apply("add", Kind.I32, before_early.part(0, key.shape[0] - 1, key.shape[0]), before_late)
    place = low.apply("select", Kind.I32, key, low.apply("sub", Kind.I32, last, one), early)
    results: list[Value] = []
    for value in args:
        view = low.place(value)
        level = low.find_level([view, place])
        out = low.new(view.shape, view.kind, level)
        low.emit(Apply("scatter", view.kind, replace(out, strides=(0,)), (place, view), None, math.prod(view.shape) - 1), level)
        results.append(out)
    return results


@rule("cumsum")
def _cumulate(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    view = low.place(args[0])
    if len(view.shape) != 1 or equation.params["reverse"]:
        raise UnsupportedError("the portable engine supports `cumsum` only forwards along one axis")
    return [count_so_far(low, view)]


def count_so_far(low: Lowering, view: View) -> View:
    """Return running sums, by adding neighbours at distances 1, 2, 4, ... Zeros before the start stand for what is not there."""
    n, kind = view.shape[0], view.kind
    zeros, distance = np.zeros(n, kind.stored), 1
    while distance < n:
        padded = join(low, [zeros, view], 0, (2 * n,), kind)
        view = low.apply("add", kind, padded.part(0, n, 2 * n), padded.part(0, n - distance, 2 * n - distance))
        distance *= 2
    return view
