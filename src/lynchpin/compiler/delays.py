"""Delays and smoothing with levels: `delay(x, T)`, `delay(x, T, order: n)` and `smooth(x, T, order: n)`.

A fixed delay is a chain of `previous`, one for each period. With sub-steps, each of them keeps one value for each sub-step. A delay with an
order is a cascade of levels, which are integrated like stocks and read at the end of a period as stocks are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lynchpin.compiler.trees import make_key
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.specs import LevelSpec, MemorySpec
from lynchpin.language.expressions import Call, Expression, Number

if TYPE_CHECKING:
    from lynchpin.compiler.lower import Lowering


class Delays:
    """Makes the nodes of delays. What a delay passes on is lowered last, because it may depend on the delay."""

    def __init__(self, lowering: Lowering) -> None:
        self._lowering, self._graph = lowering, lowering.graph
        clock = lowering.assessment.clock
        self._steps, self._integrates = clock.within, clock.within > 1 or clock.method != "euler"
        self._made: dict[tuple[object, ...], Node] = {}
        self._cascades: dict[tuple[object, ...], list[int]] = {}
        self._waiting: list[Callable[[], None]] = []
        self._levels: list[LevelSpec] = []
        self._blocks: dict[int, Node] = {}

    def lower(self, e: Call, at_end: bool, is_on_loop: Callable[[Expression], bool]) -> Node:
        """Return the node of a call.

        Args:
            e: The call.
            at_end: Whether it is read at the end of a period, instead of during it.
            is_on_loop: Whether an expression depends on the quantity that the call is part of.
        """
        at_end = at_end and (e.order is not None or self._lowering.moves(*e.arguments))
        key = (at_end, make_key(e))
        if key not in self._made:
            made = self._delay_fixed(e, at_end, is_on_loop) if e.order is None else self._cascade(e, e.order, at_end)
            self._made[key] = made
        return self._made[key]

    def finish(self) -> None:
        """Lower what the delays pass on."""
        while self._waiting:
            self._waiting.pop()()

    def list_levels(self) -> tuple[LevelSpec, ...]:
        return tuple(self._levels)

    def list_blocks(self) -> tuple[Node, ...]:
        return tuple(self._blocks[k] for k in range(len(self._blocks)))

    def _lower(self, e: Expression, at_end: bool = False) -> Node:
        return self._lowering.lower(e, at_end=at_end)

    def _remember(self, width: int = 0) -> int:
        """Add a memory that is filled in later, and return its index."""
        self._lowering.memories.append(MemorySpec(self._graph.constant(0.0), 0.0, width))
        return len(self._lowering.memories) - 1

    def _fill(self, memory: int, node: Node) -> None:
        self._lowering.memories[memory] = MemorySpec(node, 0.0, self._lowering.memories[memory].width)  # type: ignore[union-attr]

    def _delay_fixed(self, e: Call, at_end: bool, is_on_loop: Callable[[Expression], bool]) -> Node:
        x, periods, *starts = e.arguments
        assert isinstance(periods, Number)
        # On a loop the value before the first period would depend on itself. It is then 0, as with `previous`.
        initial = () if not starts and is_on_loop(x) else (self._lower(starts[0] if starts else x, at_end),)
        width = self._steps if self._integrates and not at_end else 0
        first = memory = self._remember(width)
        delayed = self._graph.make("previous", *initial, data=memory)
        for _ in range(round(periods.value) - 1):
            memory = self._remember(width)
            self._fill(memory, delayed)
            delayed = self._graph.make("previous", *initial, data=memory)
        if not width:
            self._waiting.append(lambda: self._fill(first, self._lower(x, at_end)))
            return delayed
        block = len(self._blocks)
        self._blocks[block] = delayed
        self._fill(first, self._graph.make("block", data=block))
        self._waiting.append(lambda: self._blocks.update({block: self._lower(x)}))
        return self._graph.make("moment", delayed)

    def _cascade(self, e: Call, order: int, at_end: bool) -> Node:
        """Return the node of a delay (what flows out of the last level) or of smoothing (the last level)."""
        make, key = self._graph.make, make_key(e)
        if key not in self._cascades:
            self._cascades[key] = [self._remember() for _ in range(order)]
            self._add_levels(e, order, self._cascades[key])
        last = self._cascades[key][-1]
        level = make("level_end", data=last) if at_end else next(x.node for x in self._levels if x.memory == last)
        return make("divide", level, self._find_share(e, order, at_end)) if e.function == "delay" else level

    def _find_share(self, e: Call, order: int, at_end: bool = False) -> Node:
        """Return the time of one level. No level empties in less than a sub-step."""
        make, constant = self._graph.make, self._graph.constant
        return make("max", make("divide", self._lower(e.arguments[1], at_end), constant(float(order))), constant(1 / self._steps))

    def _add_levels(self, e: Call, order: int, memories: list[int]) -> None:
        """Add the levels of a call. What flows into the first is lowered last."""
        make = self._graph.make
        x, _, *starts = e.arguments
        initial, each, flows = self._lower(starts[0] if starts else x), self._find_share(e, order), e.function == "delay"
        start = make("multiply", initial, each) if flows else initial
        levels = [make("level", start, data=memory) for memory in memories]
        outflows = [make("divide", level, each) for level in levels] if flows else levels
        place = len(self._levels)
        self._levels += [LevelSpec(level, memory, level) for level, memory in zip(levels, memories, strict=True)]
        for memory in memories:
            self._fill(memory, make("level_end", data=memory))

        def fill() -> None:
            inflow = self._lower(x)
            for k, out in enumerate(outflows):
                difference = make("add", inflow, make("negate", out))
                change = difference if flows else make("divide", difference, each)
                self._levels[place + k] = LevelSpec(levels[k], memories[k], change)
                inflow = out

        self._waiting.append(fill)
