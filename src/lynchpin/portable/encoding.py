"""Programs as numbers.

A kernel is a list of whole numbers: its number of axes and their lengths, then its operations. An operation is the place of its name in the
list of operations, followed by the numbers of the values that it takes; each operation gives the next value. The other steps are in one
list: 0 and a kernel; 1, the number of turns, the address of the turn and a body; 2, the most turns, a body that computes a condition, the
address of the condition and a body; 3, the address of an index, and as many bodies as the next number says. A body starts with the number
of its steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lynchpin.portable.functions import lower_function
from lynchpin.portable.kinds import Kind
from lynchpin.portable.steps import LONGEST, Branch, Kernel, Loop, Micro, Steps, While
from lynchpin.portable.views import Register, View


class Encoder:
    """Encodes steps, and collects the kernels, functions and operations that they use.

    Attributes:
        kernels: The kernels.
        functions: The functions by name: kinds of the arguments, and the code.
        operations: Names of operations, in the order of their numbers.
    """

    def __init__(self) -> None:
        self.kernels: list[list[int]] = []
        self.functions: dict[str, dict[str, object]] = {}
        self.operations: dict[str, int] = {}
        self._known: dict[tuple[int, ...], int] = {}

    def encode(self, steps: Steps) -> list[int]:
        """Return the numbers of a body."""
        words = [len(steps)]
        for step in steps:
            match step:
                case Kernel():
                    words += [0, self._add_kernel(step)]
                case Loop():
                    words += [1, step.count, step.turn.address, *self.encode(step.body)]
                case While():
                    words += [2, LONGEST, *self.encode(step.test), _find_address(step.holds), *self.encode(step.body)]
                case Branch():
                    bodies = [word for body in step.bodies for word in self.encode(body)]
                    words += [3, _find_address(step.index), len(step.bodies), *bodies]
                case _:
                    raise TypeError("encode after steps are fused")
        return words

    def _add_kernel(self, kernel: Kernel) -> int:
        words = [len(kernel.shape), *kernel.shape]
        for micro in kernel.body:
            words += self._encode_micro(micro)
        words = [int(word) for word in words]  # NumPy has integers of its own
        place = self._known.setdefault(tuple(words), len(self.kernels))
        if place == len(self.kernels):
            self.kernels.append(words)
        return place

    def _encode_micro(self, micro: Micro) -> list[int]:
        if micro.operation.startswith("call:"):
            self._add_function(micro)
        name = f"{micro.kind}.{micro.operation}"
        words = [self.operations.setdefault(name, len(self.operations))]
        if micro.number is not None:
            words += _split(micro.number, micro.kind)
        if micro.view is not None:
            words += _encode_view(micro.view)
        words += micro.args
        if micro.operation in ("gather", "scatter"):
            words.append(micro.most)
        return words

    def _add_function(self, micro: Micro) -> None:
        name = f"{micro.kind}.{micro.operation}"
        if name not in self.functions:
            self.functions[name] = {}
            body = lower_function(micro.operation.removeprefix("call:"), micro.kind, len(micro.args))
            code = [word for inner in body for word in self._encode_micro(inner)]
            self.functions[name] = {"arguments": [micro.kind] * len(micro.args), "result": micro.kind, "code": code}


def _split(number: NDArray[np.generic], kind: Kind) -> list[int]:
    """Return the bits of a number as one or two whole numbers of 32 bits."""
    stored = np.where(number != 0, -1, 0) if kind is Kind.BOOL else number
    return [int(x) for x in np.frombuffer(np.asarray(stored, kind.stored).tobytes(), np.int32)]


def _encode_view(view: View) -> list[int]:
    """Return address, moves (number, then place, most and stride of each) and strides, in bytes."""
    width = view.kind.width
    moves = [word for move in view.moves for word in (_find_address(move.place), move.most, move.stride * width)]
    return [_find_address(view), len(view.moves), *moves, *(stride * width for stride in view.strides)]


def _find_address(view: View) -> int:
    return locate(view.register) + view.offset * view.kind.width


def locate(register: Register) -> int:
    """Return the address of a register that has one."""
    assert register.address >= 0, "a register without a place is used"
    return register.address
