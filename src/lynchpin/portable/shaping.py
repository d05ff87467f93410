"""Rules of primitives that change how an array is read or put together: slices, reshapes, concatenation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lynchpin.portable.builder import Value
from lynchpin.portable.equations import Equation
from lynchpin.portable.kinds import Kind, UnsupportedError, find_kind
from lynchpin.portable.lowering import Lowering, rule
from lynchpin.portable.views import Shape, View


@rule("slice")
def _slice(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    p = equation.params
    return [low.place(args[0]).slice(list(zip(p["start_indices"], p["limit_indices"], strict=True)), p["strides"])]


@rule("squeeze")
def _squeeze(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    view = low.place(args[0])
    return [view.drop([axis % len(view.shape) for axis in equation.params["dimensions"]])]


@rule("reshape", "expand_dims")
def _reshape(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [reshape(low, args[0], equation.gives[0].shape)]


def reshape(low: Lowering, value: Value, shape: Shape) -> Value:
    """Return a value in another shape, copied if necessary."""
    if isinstance(value, np.ndarray):
        return value.reshape(shape)
    view = value.reshape(shape)
    if view is None:
        level = low.find_level([value])
        copied = low.new(value.shape, value.kind, level)
        low.copy(copied, value, level)
        view = copied.reshape(shape)
        assert view is not None
    return view


@rule("broadcast_in_dim")
def _broadcast(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [low.place(args[0]).broadcast(equation.params["shape"], equation.params["broadcast_dimensions"])]


@rule("transpose")
def _transpose(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [low.place(args[0]).permute(equation.params["permutation"])]


@rule("rev")
def _reverse(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [low.place(args[0]).reverse(equation.params["dimensions"])]


@rule("concatenate")
def _concatenate(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    made = equation.gives[0]
    return [join(low, args, equation.params["dimension"], made.shape, find_kind(made.dtype))]


@rule("stack")
def _stack(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    made, axis = equation.gives[0], equation.params["axis"] % len(equation.gives[0].shape)
    one = (*made.shape[:axis], 1, *made.shape[axis + 1 :])
    return [join(low, [reshape(low, arg, one) for arg in args], axis, made.shape, find_kind(made.dtype))]


def join(low: Lowering, values: Sequence[Value], axis: int, shape: Shape, kind: Kind) -> View:
    """Return values side by side along an axis."""
    level = low.find_level([v for v in values if isinstance(v, View)])
    out, start = low.new(shape, kind, level), 0
    for value in values:
        stop = start + value.shape[axis]
        low.copy(out.part(axis, start, stop), value, level)
        start = stop
    return out


@rule("pad")
def _pad(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    (value, filling), made = args, equation.gives[0]
    padding = equation.params["padding_config"]
    if all(before == after == inside == 0 for before, after, inside in padding):
        return [value]
    if any(before < 0 or after < 0 or inside for before, after, inside in padding):
        raise UnsupportedError("the portable engine does not support `pad` with negative or interior padding")
    level = low.find_level([v for v in args if isinstance(v, View)])
    out = low.new(made.shape, find_kind(made.dtype), level)
    low.copy(out, np.broadcast_to(filling, made.shape) if isinstance(filling, np.ndarray) else filling.broadcast(made.shape), level)
    inner = [(before, before + n) for (before, _, _), n in zip(padding, value.shape, strict=True)]
    low.copy(out.slice(inner), value, level)
    return [out]
