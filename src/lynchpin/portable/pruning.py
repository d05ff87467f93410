"""Removing steps whose results nobody reads, and listing the registers of steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lynchpin.portable.steps import Apply, Branch, Kernel, Loop, Steps, While
from lynchpin.portable.views import Register, View

Registers = dict[int, Register]
"""Registers by their identity."""


def list_registers(view: View) -> Iterator[Register]:
    """Iterate over the registers that are read to read or to place a view."""
    yield view.register
    yield from list_places(view)


def list_places(view: View) -> Iterator[Register]:
    """Iterate over the registers that hold the moves of a view."""
    for move in view.moves:
        yield from list_registers(move.place)


def note(registers: Registers, found: Iterable[Register]) -> bool:
    """Add registers, and return whether any is new."""
    before = len(registers)
    registers.update((id(register), register) for register in found)
    return len(registers) > before


def prune(steps: Steps, needed: Registers) -> Steps:
    """Return the steps that matter.

    Args:
        steps: Steps before fusion.
        needed: Registers that are read after them; those that the steps read are added.
    """
    kept: Steps = []
    for step in reversed(steps):
        match step:
            case Apply():
                if id(step.out.register) not in needed:
                    continue
                note(needed, (r for view in step.reads() for r in list_registers(view)))
                note(needed, list_places(step.out))
                kept.append(step)
            case Loop():
                (body,) = _prune_loop([step.body], needed)
                if body:
                    kept.append(Loop(step.count, step.turn, body))
            case While():
                if any(id(register) in needed for register in list_written(step.body)):
                    note(needed, list_registers(step.holds))
                    test, body = _prune_loop([step.test, step.body], needed)
                    kept.append(While(test, step.holds, body))
            case Branch():
                if any(id(register) in needed for body in step.bodies for register in list_written(body)):
                    inside: list[Registers] = [dict(needed) for _ in step.bodies]
                    bodies = [prune(body, own) for body, own in zip(step.bodies, inside, strict=True)]
                    for own in inside:
                        needed.update(own)
                    note(needed, list_registers(step.index))
                    kept.append(Branch(step.index, bodies))
            case Kernel():
                raise TypeError("prune before steps are fused")
    return kept[::-1]


def _prune_loop(bodies: list[Steps], needed: Registers) -> list[Steps]:
    """Prune the bodies of a loop until nothing more is needed. What a turn needs, the turn before has to compute."""
    while True:
        before = len(needed)
        pruned = [prune(body, needed) for body in reversed(bodies)][::-1]
        if len(needed) == before:
            return pruned


def list_written(steps: Steps) -> Iterator[Register]:
    """Iterate over the registers that steps write."""
    for step in steps:
        match step:
            case Apply():
                yield step.out.register
            case Kernel():
                yield from (m.view.register for m in step.body if m.operation in ("store", "scatter") and m.view is not None)
            case Loop():
                yield step.turn
                yield from list_written(step.body)
            case While():
                yield from list_written(step.test)
                yield from list_written(step.body)
            case Branch():
                for body in step.bodies:
                    yield from list_written(body)


def list_read(steps: Steps) -> Iterator[Register]:
    """Iterate over the registers that steps read, moves included."""
    for step in steps:
        match step:
            case Apply():
                for view in step.reads():
                    yield from list_registers(view)
                yield from list_places(step.out)
            case Kernel():
                for micro in step.body:
                    if micro.view is not None:
                        yield from list_registers(micro.view) if micro.operation in ("load", "gather") else list_places(micro.view)
            case Loop():
                yield from list_read(step.body)
            case While():
                yield from list_registers(step.holds)
                yield from list_read(step.test)
                yield from list_read(step.body)
            case Branch():
                yield from list_registers(step.index)
                for body in step.bodies:
                    yield from list_read(body)
