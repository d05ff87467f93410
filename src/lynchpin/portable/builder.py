"""Building a program: emits operations at the outermost loop that they depend on, once each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lynchpin.portable.kinds import CONVERSIONS, OPERATIONS, ORDERED, Kind, UnsupportedError, find_kind, store
from lynchpin.portable.steps import Apply, Number, Operand, Steps
from lynchpin.portable.views import Register, Shape, View, contiguous, whole

Array = NDArray[np.generic]
Value = View | Array
"""A value of a program: a view of a register, or a constant."""


class Builder:
    """The program so far: one list of steps for each loop around the present place."""

    def __init__(self) -> None:
        self.lists: list[Steps] = [[]]
        self._floors = [0]  # outermost level to which steps of the present body may move
        self._seen: list[dict[object, View]] = [{}]
        self._constants: dict[object, Register] = {}

    @property
    def level(self) -> int:
        """Number of loops around the present place."""
        return len(self.lists) - 1

    def list_constants(self) -> list[Register]:
        """Return the registers whose numbers are known."""
        return list(self._constants.values())

    def open(self, *, stay: bool = False) -> None:
        """Begin the body of a loop. With `stay`, its steps do not move out of it, because it may not run at all."""
        self.lists.append([])
        self._seen.append({})
        self._floors.append(self.level if stay else self._floors[-1])

    def close(self) -> Steps:
        """End the body of a loop and return its steps."""
        self._floors.pop()
        self._seen.pop()
        return self.lists.pop()

    def find_level(self, values: Sequence[Operand]) -> int:
        """Return the level at which a value that depends on others is computed. What depends on the arguments alone always moves out."""
        level = max((v.level for v in values if isinstance(v, View)), default=0)
        return max(level, self._floors[-1]) if level else 0

    def new(self, shape: Shape, kind: Kind, level: int | None = None) -> View:
        """Return a new register as an array."""
        return whole(Register(kind, math.prod(shape), self.level if level is None else level), shape)

    def emit(self, step: Apply, level: int) -> None:
        """Add an operation at the end of the steps of a level."""
        self.lists[level].append(step)

    def read(self, value: Value, shape: Shape) -> Operand:
        """Return a value as an argument of an operation of this shape."""
        if not isinstance(value, View):
            if (value.size and (value == value.flat[0]).all()) or np.isnan(value).all():
                return Number(value.flat[0:1], find_kind(value.dtype))
            value = self.place(value)
        return value.broadcast(shape)

    def place(self, value: Value, kind: Kind | None = None) -> View:
        """Return a value as a view. A constant gets a register, without the axes along which it does not vary."""
        if isinstance(value, View):
            return value
        kind = kind or find_kind(value.dtype)
        small = value
        for axis in range(value.ndim):
            first = small.take([0], axis)
            if small.shape[axis] > 1 and np.array_equal(np.broadcast_to(first, small.shape), small, equal_nan=kind.value[0] == "f"):
                small = first
        stored = store(small, kind)
        key = (kind, stored.shape, stored.tobytes())
        if key not in self._constants:
            self._constants[key] = Register(kind, stored.size, 0, stored.ravel(), kept=True)
        return View(self._constants[key], kind, small.shape, contiguous(small.shape)).broadcast(value.shape)

    def apply(self, operation: str, kind: Kind, *args: Value, to: Kind | None = None) -> View:
        """Apply an operation to every element of arrays that broadcast to one shape.

        Args:
            operation: Its name.
            kind: Kind of the arguments (for `select`, of the result).
            args: The arguments.
            to: Kind of the result; by default it follows from the operation.
        """
        self._check(operation, kind, to)
        shape = np.broadcast_shapes(*(arg.shape for arg in args))
        to = to or (Kind.BOOL if operation in ORDERED else kind)
        return self.compute(operation, kind, to, shape, [self.read(arg, shape) for arg in args])

    def compute(self, operation: str, kind: Kind, to: Kind, shape: Shape, operands: Sequence[Operand], table: View | None = None,
                most: int = 0) -> View:  # fmt: skip
        """Emit an operation whose result is an array of this shape, unless it was emitted before.

        Axes along which no operand varies are computed once.
        """
        views = [v for v in (*operands, table) if isinstance(v, View)]
        small = tuple(n if any(v.strides[k] for v in views) else 1 for k, n in enumerate(shape))
        shrunk = tuple(_shrink(v, small) if isinstance(v, View) else v for v in operands)
        table = None if table is None else _shrink(table, small)
        key = (operation, kind, to, small, most, *map(_key, shrunk), None if table is None else _key(table))
        for seen in self._seen:
            if key in seen:
                return seen[key].broadcast(shape)
        level = self.find_level(views)
        out = self.new(small, to, level)
        self.emit(Apply(operation, kind, out, shrunk, table, most), level)
        self._seen[level][key] = out
        return out.broadcast(shape)

    def copy(self, target: View, value: Value, level: int | None = None) -> None:
        """Write a value to an array."""
        level = self.level if level is None else level
        if 0 not in target.shape:
            self.emit(Apply("copy", target.kind, target, (self.read(value, target.shape),)), level)

    def convert(self, value: Value, to: Kind) -> Value:
        """Return a value as numbers of another kind."""
        kind = value.kind if isinstance(value, View) else find_kind(value.dtype)
        if kind is to:
            return value
        if {kind, to} == {Kind.I32, Kind.U32}:
            return replace(self.place(value), kind=to)
        if to is Kind.BOOL:
            return self.apply("ne", kind, value, np.zeros((), kind.stored))
        if (kind, to) not in CONVERSIONS:
            raise UnsupportedError(f"the portable engine does not convert {kind} to {to}")
        return self.apply("convert", kind, value, to=to)

    @staticmethod
    def _check(operation: str, kind: Kind, to: Kind | None) -> None:
        free = operation in ("select", "copy", "convert", "reinterpret") or operation.startswith("call:")
        if not free and operation not in OPERATIONS[kind]:
            raise UnsupportedError(f"the portable engine has no `{operation}` for {kind}")


def _shrink(view: View, shape: Shape) -> View:
    """Return the part of a broadcast view that has this shape."""
    return replace(view, shape=shape, strides=tuple(0 if n == 1 else s for n, s in zip(shape, view.strides, strict=True)))


def _key(operand: Operand) -> object:
    if isinstance(operand, Number):
        return operand.kind, operand.value.tobytes()
    moves = tuple((_key(move.place), move.most, move.stride) for move in operand.moves)
    return id(operand.register), operand.kind, operand.offset, operand.shape, operand.strides, moves
