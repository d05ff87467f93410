"""Rules of reductions along axes: halves of the array are combined until one entry is left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lynchpin.portable.builder import Value
from lynchpin.portable.elementwise import bound, find_argument_kind
from lynchpin.portable.equations import Equation
from lynchpin.portable.kinds import Kind, UnsupportedError, find_kind
from lynchpin.portable.lowering import Lowering, rule
from lynchpin.portable.views import View

Combine = Callable[[Value, Value], Value]


def _reduce(low: Lowering, view: View, axes: tuple[int, ...], combine: Combine) -> Value:
    for axis in sorted(axes, reverse=True):
        rests: list[Value] = []
        value: Value = view
        while (n := value.shape[axis]) > 1:
            half = n // 2
            whole = low.place(value)
            if n % 2:
                rests.append(whole.part(axis, n - 1, n))
            value = combine(whole.part(axis, 0, half), whole.part(axis, half, 2 * half))
        for rest in rests:
            value = combine(value, rest)
        view = low.place(value).drop([axis])
    return view


@rule("reduce_sum", "reduce_max", "reduce_min", "reduce_and", "reduce_or", "reduce_prod")
def _reduce_with(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind, name = find_kind(equation.takes[0].dtype), equation.name.removeprefix("reduce_")
    if name in ("sum", "prod"):
        find_argument_kind(equation)

    def combine(a: Value, b: Value) -> Value:
        if name in ("max", "min"):
            return bound(low, name, kind, a, b)
        return low.apply({"sum": "add", "prod": "mul"}.get(name, name), kind, a, b)

    return [_reduce(low, low.place(args[0]), equation.params["axes"], combine)]


@rule("argmax", "argmin")
def _find_extreme(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    """Return the place of the first extreme value, or of the first NaN."""
    (axis,), view, kind = equation.params["axes"], low.place(args[0]), find_argument_kind(equation)
    to = find_kind(equation.gives[0].dtype)
    if kind not in (Kind.F32, Kind.F64, Kind.I32, Kind.U32):
        raise UnsupportedError(f"the portable engine does not support the primitive `{equation.name}` for {kind}")
    better, worse = ("max", "le") if equation.name == "argmax" else ("min", "ge")
    best: Value = view.part(axis, 0, 1).drop([axis])
    place: Value = np.zeros(best.shape, to.stored)
    for k in range(1, view.shape[axis]):
        one = view.part(axis, k, k + 1).drop([axis])
        beats = low.apply("not", Kind.BOOL, low.apply(worse, kind, one, best))
        if kind in (Kind.F32, Kind.F64):
            beats = low.apply("and", Kind.BOOL, beats, low.apply("eq", kind, best, best))
        place = low.apply("select", to, beats, np.full((), k, to.stored), place)
        best = bound(low, better, kind, best, one)
    return [place]
