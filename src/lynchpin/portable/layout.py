"""Places of registers in memory: a register shares its place with others that are not in use at the same time."""

from __future__ import annotations

from collections.abc import Iterable

from lynchpin.portable.pruning import list_read, list_written
from lynchpin.portable.steps import Branch, Loop, Steps, While
from lynchpin.portable.views import Register

ALIGNMENT = 16
"""Every register starts at a multiple of the width of a vector, in bytes."""


def place(prelude: Steps, block: Steps, kept: Iterable[Register]) -> int:
    """Give every register its address.

    Args:
        prelude: What runs once per request. Its results stay in place.
        block: What runs for each block of futures.
        kept: Arguments and results.

    Returns:
        The size of the memory in bytes.
    """
    top = 0
    used = dict.fromkeys((*list_read(prelude), *list_written(prelude), *list_read(block), *list_written(block)))
    staying = dict.fromkeys((*kept, *(r for r in used if r.kept), *list_written(prelude)))
    for register in staying:
        register.address, top = top, top + _measure(register)
    spans = Spans(staying)
    spans.walk(block)
    live: list[tuple[int, int, int]] = []  # address, end, last use
    end = top
    for register, (first, last) in sorted(spans.found.items(), key=lambda item: item[1]):
        live = sorted(entry for entry in live if entry[2] >= first)
        address = top
        for start, stop, _ in live:
            if start - address >= _measure(register):
                break
            address = max(address, stop)
        register.address = address
        live.append((address, address + _measure(register), last))
        end = max(end, address + _measure(register))
    return end


def _measure(register: Register) -> int:
    return -(-register.size * register.kind.width // ALIGNMENT) * ALIGNMENT


class Spans:
    """First and last use of each register, in the order of the steps."""

    def __init__(self, staying: dict[Register, None]) -> None:
        self.found: dict[Register, list[int]] = {}
        self._staying = staying
        self._now = 0

    def walk(self, steps: Steps, level: int = 1) -> None:
        """Go through the steps inside some loops and branches (`level`), in their order."""
        for step in steps:
            self._now += 1
            match step:
                case Loop():
                    self._use([step.turn])
                    self._loop([step.body], level)
                    self._use([step.turn])
                case While():
                    self._use([step.holds.register])
                    self._loop([step.test, step.body], level)
                    self._use([step.holds.register])
                case Branch():
                    self._use([step.index.register])
                    for body in step.bodies:
                        self.walk(body, level + 1)
                case _:
                    self._use((*list_read([step]), *list_written([step])))

    def _loop(self, bodies: list[Steps], level: int) -> None:
        """Go through a loop. What belongs to the steps around it is in use from its start to its end, because it runs again and again."""
        around = [r for body in bodies for r in (*list_read(body), *list_written(body)) if r.level <= level]
        self._use(around)
        for body in bodies:
            self.walk(body, level + 1)
        self._now += 1
        self._use(around)

    def _use(self, registers: Iterable[Register]) -> None:
        for register in registers:
            if register not in self._staying:
                self.found.setdefault(register, [self._now, self._now])[1] = self._now
