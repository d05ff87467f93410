"""Rules of primitives that act on each element: arithmetic, comparisons, conversions and functions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lynchpin.portable.builder import Value
from lynchpin.portable.equations import Equation
from lynchpin.portable.kinds import FLOATS, ORDERED, SMALL, Kind, UnsupportedError, find_kind
from lynchpin.portable.lowering import Lowering, rule
from lynchpin.portable.views import View

SAME = ("add", "sub", "mul", "neg", "abs", "sqrt", "floor", "ceil", "and", "or", "xor", "not", *ORDERED)
FUNCTIONS = ("exp", "log", "log1p", "expm1", "erf", "erfc", "logistic", "tanh", "cbrt", "sin", "cos", "pow")
"""Primitives that are functions of `mathematics`."""
_LABELLED = ("eq", "ne", "lt", "le", "gt", "ge", "max", "min")
"""What may be done with small integers."""


def find_argument_kind(equation: Equation, which: int = 0) -> Kind:
    """Return the kind of an argument, if its primitive may act on its type."""
    dtype = equation.takes[which].dtype
    if dtype.name in SMALL and equation.name not in _LABELLED:
        raise UnsupportedError(f"the portable engine does not support the primitive `{equation.name}` for {dtype.name}")
    return find_kind(dtype)


@rule(*SAME)
def _apply(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation)
    name = equation.name
    if kind is Kind.BOOL:  # conditions are all bits or none
        name = {"add": "or", "mul": "and", "sub": "xor"}.get(name, name)
    return [low.apply(name, kind, *args)]


@rule("max", "min")
def _bound(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [bound(low, equation.name, find_argument_kind(equation), *args)]


def bound(low: Lowering, name: str, kind: Kind, a: Value, b: Value) -> Value:
    """Return the larger (`max`) or smaller (`min`) of two values, NaN where one is NaN.

    The processor has one instruction for `pmax`, which returns its first argument where that is NaN and ignores a NaN in the second.
    """
    if kind is Kind.BOOL:
        return low.apply("or" if name == "max" else "and", kind, a, b)
    if kind is Kind.I64:
        return low.apply("select", kind, low.apply("lt" if name == "max" else "gt", kind, a, b), b, a)
    if kind in FLOATS:
        if isinstance(a, np.ndarray) and not np.isnan(a).any():
            a, b = b, a
        if isinstance(b, np.ndarray) and not np.isnan(b).any():
            return low.apply(f"p{name}", kind, a, b)
    return low.apply(name, kind, a, b)


@rule("div")
def _divide(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation)
    return [low.apply("div", kind, *args) if kind in FLOATS else _divide_whole(low, kind, *args)]


def _divide_whole(low: Lowering, kind: Kind, a: Value, b: Value) -> Value:
    """Return the quotient of two integers, rounded to zero; -1 for a division by zero, as XLA defines it. Doubles hold it exactly."""
    if kind not in (Kind.I32, Kind.U32):
        raise UnsupportedError(f"the portable engine does not divide {kind}")
    ratio = low.apply("div", Kind.F64, low.convert(a, Kind.F64), low.convert(b, Kind.F64))
    quotient = low.convert(low.apply("trunc", Kind.F64, ratio), kind)
    zero = low.apply("eq", kind, b, np.zeros((), kind.stored))
    return low.apply("select", kind, zero, np.array(-1).astype(kind.stored), quotient)


@rule("rem")
def _remainder(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation)
    a, b = args
    if kind in FLOATS:
        raise UnsupportedError("the portable engine does not support the primitive `rem` for floating-point numbers")
    whole = low.apply("sub", kind, a, low.apply("mul", kind, b, _divide_whole(low, kind, a, b)))
    return [low.apply("select", kind, low.apply("eq", kind, b, np.zeros((), kind.stored)), a, whole)]


@rule("sign")
def _sign(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation)
    zero, one, minus = (np.array(x).astype(kind.stored) for x in (0, 1, -1))
    if kind is Kind.U32:
        return [low.apply("select", kind, low.apply("ne", kind, args[0], zero), one, zero)]
    low_side = low.apply("select", kind, low.apply("lt", kind, args[0], zero), minus, args[0])
    return [low.apply("select", kind, low.apply("gt", kind, args[0], zero), one, low_side)]


@rule("square")
def _square(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [low.apply("mul", find_argument_kind(equation), args[0], args[0])]


@rule("integer_pow")
def _power(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind, exponent = find_argument_kind(equation), equation.params["y"]
    result: Value = np.ones((), kind.stored)
    factor, left = args[0], abs(exponent)
    while left:
        if left & 1:
            result = factor if isinstance(result, np.ndarray) else low.apply("mul", kind, result, factor)
        left >>= 1
        if left:
            factor = low.apply("mul", kind, factor, factor)
    if isinstance(result, np.ndarray):
        return [np.ones(args[0].shape, kind.stored)]
    return [low.apply("div", kind, np.ones((), kind.stored), result) if exponent < 0 else result]


@rule("round")
def _round(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation)
    if int(equation.params["rounding_method"]) == 1:  # halves to the even neighbour
        return [low.apply("nearest", kind, args[0])]
    half, one = np.array(0.5, kind.stored), np.array(1.0, kind.stored)
    whole = low.apply("trunc", kind, args[0])
    rest = low.apply("abs", kind, low.apply("sub", kind, args[0], whole))
    away = low.apply("add", kind, whole, _sign_of(low, kind, args[0], one))
    return [low.apply("select", kind, low.apply("ge", kind, rest, half), away, whole)]


def _sign_of(low: Lowering, kind: Kind, value: Value, one: Value) -> Value:
    return low.apply("select", kind, low.apply("lt", kind, value, np.zeros((), kind.stored)), low.apply("neg", kind, one), one)


@rule("is_finite")
def _is_finite(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation)
    return [low.apply("lt", kind, low.apply("abs", kind, args[0]), np.array(np.inf, kind.stored))]


@rule("shift_left", "shift_right_logical", "shift_right_arithmetic")
def _shift(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind, (value, by) = find_argument_kind(equation), args
    name = equation.name.removesuffix("_logical").removesuffix("_arithmetic")
    unsigned = Kind.U32 if name == "shift_right" and equation.name.endswith("logical") else Kind.I32
    if kind is Kind.I64 and unsigned is Kind.U32:
        raise UnsupportedError("the portable engine does not support the primitive `shift_right_logical` for int64")
    if not isinstance(by, np.ndarray):
        if kind is not Kind.I32 or name != "shift_left":
            raise UnsupportedError(f"the portable engine shifts only by constants: `{equation.name}`")
        return [_shift_left(low, value, by)]
    if by.size == 0 or (by != by.flat[0]).any() or not 0 <= int(by.flat[0]) < 8 * kind.width:
        raise UnsupportedError(f"the portable engine shifts only by one constant: `{equation.name}`")
    return [low.convert(low.apply(name, kind if kind is Kind.I64 else unsigned, _as(low, value, kind, unsigned), by), kind)]


def _as(low: Lowering, value: Value, kind: Kind, wanted: Kind) -> Value:
    return value if kind is Kind.I64 else low.convert(value, wanted)


def _shift_left(low: Lowering, value: Value, by: Value) -> Value:
    """Return a value times a power of two; 0 if the exponent is not from 0 to 31. The power is a double, which is exact up to 2**1023."""
    exponent = low.convert(low.apply("add", Kind.I32, by, np.array(1023, np.int32)), Kind.I64)
    power = low.apply("reinterpret", Kind.I64, low.apply("shift_left", Kind.I64, exponent, np.array(52, np.int64)), to=Kind.F64)
    shifted = low.apply("mul", Kind.I32, value, low.convert(low.convert(power, Kind.U32), Kind.I32))
    inside = low.apply("lt", Kind.U32, low.convert(by, Kind.U32), np.array(32, np.uint32))
    return low.apply("select", Kind.I32, inside, shifted, np.array(0, np.int32))


@rule("select_n")
def _select(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    which, *cases = args
    if equation.takes[0].dtype.name != "bool" or len(cases) != 2:
        raise UnsupportedError("the portable engine selects between two values by a condition only")
    if isinstance(which, np.ndarray) and (which == which.flat[0]).all():
        return [cases[int(which.flat[0])]]
    return [low.apply("select", find_kind(equation.gives[0].dtype), which, cases[1], cases[0])]


@rule("clamp")
def _clamp(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation, 1)
    return [bound(low, "min", kind, bound(low, "max", kind, args[1], args[0]), args[2])]


@rule("convert_element_type")
def _convert(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    return [low.convert(args[0], find_kind(equation.gives[0].dtype))]


@rule("bitcast_convert_type")
def _reinterpret(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind, to = find_argument_kind(equation), find_kind(equation.gives[0].dtype)
    if kind.width != to.width:
        raise UnsupportedError("the portable engine does not support `bitcast_convert_type` between types of different width")
    if isinstance(args[0], View) and {kind, to} == {Kind.I32, Kind.U32}:
        return [replace(args[0], kind=to)]
    return [low.apply("reinterpret", kind, args[0], to=to)]


@rule(*FUNCTIONS)
def _call(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    kind = find_argument_kind(equation)
    if kind not in FLOATS:
        raise UnsupportedError(f"the portable engine does not support the primitive `{equation.name}` for {kind}")
    return [low.apply(f"call:{equation.name}", kind, *(low.convert(a, kind) for a in args))]
