"""Steps of a program in the vector machine, before and after they are fused into kernels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lynchpin.portable.kinds import Kind
from lynchpin.portable.views import Move, Register, Shape, View

LONGEST = 1 << 16
"""Most turns of a loop. The machine stops with an error when a loop exceeds its own limit."""


@dataclass(frozen=True, slots=True)
class Number:
    """The same number for every element."""

    value: NDArray[np.generic]
    kind: Kind


Operand = View | Number


@dataclass(frozen=True, slots=True)
class Apply:
    """Apply an operation to every element.

    Attributes:
        operation: Its name: `add`, `select`, `convert`, ..., `call:NAME` for a function of `mathematics`; `gather` and `scatter` read and
            write `table` at a place for each element.
        kind: Kind of the arguments (for `select`, of the result).
        out: Where the result goes. For `scatter`, it has the shape of the arguments and tells where in the register elements go.
        args: Arguments of the shape of `out`.
        table: For `gather`, the array that is read, with the strides of axes that are not indexed.
        most: For `gather` and `scatter`, the largest offset.
    """

    operation: str
    kind: Kind
    out: View
    args: tuple[Operand, ...]
    table: View | None = None
    most: int = 0

    def reads(self) -> Iterator[View]:
        """Iterate over the views that are read."""
        yield from (arg for arg in self.args if isinstance(arg, View))
        if self.table is not None:
            yield self.table


@dataclass(slots=True, eq=False)
class Loop:
    """Run a body a fixed number of times, with the number of the turn in a register."""

    count: int
    turn: Register
    body: Steps


@dataclass(slots=True, eq=False)
class While:
    """Run a body as long as a condition holds: `test` computes it. An error after `LONGEST` turns."""

    test: Steps
    holds: View
    body: Steps


@dataclass(slots=True, eq=False)
class Branch:
    """Run one of several bodies, by an index that is limited to their range."""

    index: View
    bodies: list[Steps]


@dataclass(frozen=True, slots=True)
class Micro:
    """An operation inside a kernel, which gives the next value. `args` are numbers of earlier values.

    Attributes:
        operation: Its name, such as `load`, `store`, `number`, `add`.
        kind: Kind of the arguments.
        args: The values that it takes.
        view: What it loads or stores.
        number: The number, for `number`.
        most: The largest offset, for `gather` and `scatter`.
    """

    operation: str
    kind: Kind
    args: tuple[int, ...] = ()
    view: View | None = None
    number: NDArray[np.generic] | None = None
    most: int = 0


@dataclass(slots=True, eq=False)
class Kernel:
    """Fused operations over the elements of one shape."""

    shape: Shape
    body: list[Micro] = field(default_factory=list)

    def list_moves(self) -> list[Move]:
        """Return the offsets that are known only when the program runs."""
        return [move for micro in self.body if micro.view is not None for move in micro.view.moves]


Step = Apply | Loop | While | Branch | Kernel
Steps = list[Step]
