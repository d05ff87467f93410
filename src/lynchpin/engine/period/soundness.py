"""Non-finite values: which quantity of a future was the first to be NaN or infinite.

A future with a non-finite value has no answer. Its cause is the first non-finite quantity of the first period that has one, in the
order in which quantities are computed, because a NaN spreads to everything that is computed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jaxtyping import Int32
from numpy.typing import NDArray

from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import Model

Place = tuple[str, int]
"""A kind of quantity and its position among those of its kind."""


def list_quantities(program: Program) -> tuple[Place, ...]:
    """Return every quantity that must be finite, in the order of computation."""
    counts = {
        "input": len(program.inputs),
        "states": len(program.states),
        "actor": len(program.actors),
        "stock": len(program.stocks),
        "recorded": len(program.recorded),
        "indicator": len(program.indicators),
        "condition": len(program.conditions),
        "outcome": len(program.outcomes),
        "goal": len(program.goals),
        "forecast": len(program.forecasts),
    }
    places = {kind: [(kind, i) for i in range(count)] for kind, count in counts.items()}
    inputs = places.pop("input")
    return (*inputs, *_order_during(program), *(place for of_kind in places.values() for place in of_kind))


def _order_during(program: Program) -> list[Place]:
    """Return auxiliaries and events, each after those that it is computed from."""
    auxiliaries: dict[int, list[Place]] = {}
    for i, node in enumerate(program.auxiliaries):
        auxiliaries.setdefault(node.number, []).append(("auxiliary", i))
    ordered: dict[Place, None] = {}
    seen: set[int] = set()
    roots = [*program.auxiliaries, *(event.node for event in program.events)]
    for root in roots:
        waiting: list[tuple[Node, bool]] = [(root, False)]  # a stack rather than recursion: chains may be thousands of nodes long
        while waiting:
            node, ready = waiting.pop()
            if ready:
                if node.op == "event" and isinstance(node.data, int):
                    ordered[("event", node.data)] = None
                ordered.update(dict.fromkeys(auxiliaries.get(node.number, [])))
            elif node.number not in seen:
                seen.add(node.number)
                waiting.append((node, True))
                behind = [program.events[node.data].node] if node.op == "event" and isinstance(node.data, int) else []
                waiting += [(a, False) for a in (*node.args, *behind)]
    ordered.update({("event", e): None for e in range(len(program.events))})
    return list(ordered)


def name_quantities(model: Model) -> tuple[str, ...]:
    """Return the names of `list_quantities` as the file has them."""
    program = model.program
    modelled = {f.modelled: f.name for f in model.forecasts if f.modelled is not None}
    conditional = [a.name for a in model.assumptions if a.conditional]
    names: dict[str, Callable[[int], str]] = {
        "input": lambda i: model.inputs[i].name if i < len(model.inputs) else " of ".join(program.inputs[i].name.split(":", 1)),
        "auxiliary": lambda i: model.auxiliaries[i].name,
        "recorded": lambda i: model.auxiliaries[i].name,
        "event": lambda i: program.events[i].name,
        "states": lambda i: f"the probabilities of {program.states[i].name}",
        "actor": lambda i: program.actors[i].name,
        "stock": lambda i: program.stocks[i].name,
        "indicator": lambda i: model.indicators[i].name,
        "condition": lambda i: conditional[i],
        "outcome": lambda i: model.outcomes[i],
        "goal": lambda i: model.goals[i].text,
        "forecast": lambda i: modelled[i],
    }
    return tuple(names[kind](i) for kind, i in list_quantities(program))


def count_causes(model: Model, cause: NDArray[np.int32]) -> dict[str, int]:
    """Count the futures with a non-finite value by the quantity that caused it.

    Args:
        model: The model.
        cause: [N] the cause of each future, as in `Tally`.

    Returns:
        The counts by the name of the quantity, without quantities that caused none.
    """
    counts: dict[str, int] = {}
    names = name_quantities(model)
    for place, count in zip(*np.unique(cause[cause > 0], return_counts=True), strict=True):
        name = names[int(place) - 1]
        counts[name] = counts.get(name, 0) + int(count)
    return counts


def check_inputs(inputs: Sequence[Array], batch: int) -> Int32[Array, " B"]:
    """Return the causes before the first period: the first non-finite input of each future.

    Args:
        inputs: [B] values of each input.
        batch: Number of futures, B.

    Returns:
        [B] causes as in `Tally`, 0 if all inputs are finite.
    """
    return _find_first([~jnp.isfinite(value) for value in inputs], range(1, len(inputs) + 1), batch)


def find_cause(
    program: Program, cause: Int32[Array, " B"], values: Sequence[tuple[Place, Array]], unbounded: frozenset[Place], batch: int
) -> Int32[Array, " B"]:
    """Update the cause of each future, given values that must be finite.

    Args:
        program: Structure of the model.
        cause: [B] the cause so far. A cause that is set does not change.
        values: Values, [B] or [n, B], with the quantity that each belongs to.
        unbounded: Quantities that may be infinite but not NaN.
        batch: Number of futures, B.

    Returns:
        [B] the causes.
    """
    numbers = {place: k + 1 for k, place in enumerate(list_quantities(program))}
    ordered = sorted(values, key=lambda item: numbers[item[0]])
    rows = [(place, row) for place, value in ordered for row in (value if value.ndim == 2 else [value])]
    # A sum is finite if all its terms are, unless it overflows, and then the search finds no cause. Explicit sums are cheaper here than a
    # reduction. The search for the cause runs only if some sum is not finite.
    sums: dict[str, Array] = {}
    for place, row in rows:
        if place not in unbounded:
            kind = str(row.dtype)
            sums[kind] = sums[kind] + row if kind in sums else row
    fine = jnp.ones(batch, bool)
    for added in sums.values():
        fine = fine & jnp.isfinite(added)
    for place, row in rows:
        if place in unbounded:
            fine = fine & ~jnp.isnan(row)

    def find() -> Array:
        bad = [jnp.isnan(row) if place in unbounded else ~jnp.isfinite(row) for place, row in rows]
        return jnp.where(cause > 0, cause, _find_first(bad, [numbers[place] for place, _ in rows], batch))

    updated: Array = lax.cond(jnp.all(fine), lambda: cause, find)
    return updated


def _find_first(bad: Sequence[Array], numbers: Sequence[int], batch: int) -> Array:
    """Return [B] the number of the first bad row, 0 if none is bad."""
    first = jnp.zeros(batch, jnp.int32)
    for row, number in reversed(list(zip(bad, numbers, strict=True))):
        first = jnp.where(row, jnp.int32(number), first)
    return first
