"""Functions of a program, lowered from `mathematics` to operations on vectors."""

from __future__ import annotations

import math
from functools import cache

from lynchpin.portable import mathematics
from lynchpin.portable.fusing import Group, build_kernel
from lynchpin.portable.kinds import Kind
from lynchpin.portable.lowering import Lowering
from lynchpin.portable.pruning import prune
from lynchpin.portable.steps import Apply, Micro

WIDTH = 4
"""Numbers in a vector."""


@cache
def lower_function(name: str, kind: Kind, count: int) -> tuple[Micro, ...]:
    """Return a function as operations, which ends with its result.

    Args:
        name: Its name in `mathematics`.
        kind: Kind of its arguments and of its result.
        count: Number of arguments.
    """
    traced = mathematics.trace(name, kind.stored, count)
    low = Lowering()
    low.open()
    arguments = [low.new((WIDTH,), kind) for _ in range(count)]
    (value,) = low.run(traced.jaxpr, traced.consts, arguments)
    result = low.new((WIDTH,), kind)
    low.copy(result, value)
    group = Group((WIDTH,))
    for step in prune(low.close(), {id(result.register): result.register}):
        assert isinstance(step, Apply)
        assert math.prod(step.out.shape) == WIDTH
        group.add(step)
    registers = [view.register for view in arguments]
    return tuple(
        Micro("argument", micro.kind, (registers.index(micro.view.register),)) if micro.operation == "load" and micro.view is not None
        else Micro("result", micro.kind, micro.args) if micro.operation == "store"
        else micro
        for micro in build_kernel(group, {result.register}).body
    )  # fmt: skip
