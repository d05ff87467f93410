"""Registers of the vector machine, and views of them.

Slices, reshapes, transposes and broadcasts only change how a register is read. They cost nothing when the program runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lynchpin.portable.kinds import Kind

Shape = tuple[int, ...]


@dataclass(eq=False, slots=True)
class Register:
    """A stretch of memory that holds one array.

    Attributes:
        kind: Kind of its numbers.
        size: How many there are.
        level: Number of loops around the place where it is written, counting the program as 0 and the block of futures as 1.
        data: Its numbers if they are known, in the order of memory.
        kept: Whether it keeps its place while a block runs: constants, arguments, results, and what is computed once per request.
        address: Its place in memory, in bytes, once it has one.
    """

    kind: Kind
    size: int
    level: int
    data: NDArray[np.generic] | None = None
    kept: bool = False
    address: int = -1


@dataclass(frozen=True, slots=True)
class Move:
    """An offset that is known only when the program runs: a number in memory, limited to 0 to `most`, times `stride`."""

    place: View
    most: int
    stride: int


@dataclass(frozen=True, slots=True)
class View:
    """An array within a register.

    Attributes:
        register: Where its numbers are.
        kind: How they are read; only signed and unsigned integers are read as each other.
        shape: Its shape.
        strides: Distance between neighbours along each axis, in numbers. 0 repeats the same numbers.
        offset: Place of the first number.
        moves: Offsets that are known only when the program runs.
    """

    register: Register
    kind: Kind
    shape: Shape
    strides: tuple[int, ...]
    offset: int = 0
    moves: tuple[Move, ...] = ()

    @property
    def level(self) -> int:
        """The number of loops in which its value can change."""
        return max(self.register.level, *(move.place.level for move in self.moves)) if self.moves else self.register.level

    def slice(self, bounds: Sequence[tuple[int, int]], steps: Sequence[int] | None = None) -> View:
        """Return the part from `start` to before `stop` along each axis."""
        steps = steps or [1] * len(self.shape)
        offset = self.offset + sum(start * stride for (start, _), stride in zip(bounds, self.strides, strict=True))
        shape = tuple(-(-(stop - start) // step) for (start, stop), step in zip(bounds, steps, strict=True))
        strides = tuple(stride * step for stride, step in zip(self.strides, steps, strict=True))
        return replace(self, shape=shape, strides=strides, offset=offset)

    def part(self, axis: int, start: int, stop: int) -> View:
        """Return the part from `start` to before `stop` along one axis."""
        return self.slice([(start, stop) if k == axis else (0, n) for k, n in enumerate(self.shape)])

    def drop(self, axes: Sequence[int]) -> View:
        """Return the array without some axes of length 1 or of which only the first entry counts."""
        kept = [k for k in range(len(self.shape)) if k not in axes]
        return replace(self, shape=tuple(self.shape[k] for k in kept), strides=tuple(self.strides[k] for k in kept))

    def broadcast(self, shape: Shape, axes: Sequence[int] | None = None) -> View:
        """Return the array repeated to a shape, with its axes at `axes` (by default the last ones)."""
        axes = range(len(shape) - len(self.shape), len(shape)) if axes is None else axes
        strides = [0] * len(shape)
        for axis, length, stride in zip(axes, self.shape, self.strides, strict=True):
            strides[axis] = stride if length == shape[axis] and length != 1 else 0
        return replace(self, shape=tuple(shape), strides=tuple(strides))

    def permute(self, order: Sequence[int]) -> View:
        """Return the array with its axes in another order."""
        return replace(self, shape=tuple(self.shape[k] for k in order), strides=tuple(self.strides[k] for k in order))

    def reverse(self, axes: Sequence[int]) -> View:
        """Return the array with some axes backwards."""
        offset = self.offset + sum((self.shape[k] - 1) * self.strides[k] for k in axes)
        return replace(self, strides=tuple(-s if k in axes else s for k, s in enumerate(self.strides)), offset=offset)

    def reshape(self, shape: Shape) -> View | None:
        """Return the array in another shape, or None if that takes a copy."""
        old = [[n, s] for n, s in zip(self.shape, self.strides, strict=True) if n != 1]
        strides: list[int] = []
        for length in shape:
            if length == 1:
                strides.append(0)
                continue
            while old and old[0][0] < length:  # join two old axes
                if len(old) < 2 or old[0][1] != old[1][0] * old[1][1]:
                    return None
                old[:2] = [[old[0][0] * old[1][0], old[1][1]]]
            if not old or old[0][0] % length:
                return None
            old[0][0] //= length  # split an old axis
            strides.append(old[0][0] * old[0][1])
            if old[0][0] == 1:
                del old[0]
        return replace(self, shape=tuple(shape), strides=tuple(strides))


def whole(register: Register, shape: Shape) -> View:
    """Return the whole of a register as an array of this shape."""
    return View(register, register.kind, shape, contiguous(shape))


def contiguous(shape: Shape) -> tuple[int, ...]:
    """Return the strides of an array whose last axis varies fastest."""
    return tuple(0 if n == 1 else math.prod(shape[k + 1 :]) for k, n in enumerate(shape))
