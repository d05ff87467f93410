"""Diagnostic counts of one period: games, clipped values, decisions and non-finite values."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike

from lynchpin.engine.choice.choices import Choice
from lynchpin.engine.graph.batch import fold, optimization_barrier
from lynchpin.engine.graph.bounds import read_bounds
from lynchpin.engine.graph.evaluate import Scope
from lynchpin.engine.graph.finiteness import find_unbounded
from lynchpin.engine.graph.integration import SLACK, measure_flow
from lynchpin.engine.graph.precision import FORESEEN, PLAYED
from lynchpin.engine.graph.program import Program
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.period.soundness import Place, find_cause
from lynchpin.engine.period.state import Tally

LARGE_RESIDUAL = 1e-4
"""A residual of the equilibrium above this is counted as large."""

NEAR_UNIFORM = 0.05
"""Probabilities of options within this distance of uniform are counted as uniform."""

ROUNDING = 1e-6
"""Distance from 1 of the sum of the probabilities of states that counts as rounding."""


def update_tally(
    program: Program, numbers: Numbers, tally: Tally, scope: Scope, choice: Choice, indicators: Sequence[Array], batch: int
) -> Tally:
    """Return the counts after one more period.

    Args:
        program: Structure of the model.
        numbers: Its declared numbers.
        tally: The counts before the period.
        scope: Values of the period as it was played.
        choice: Probabilities of the options.
        indicators: Value of each indicator, [B] or a scalar.
        batch: Number of futures, B.

    Returns:
        The counts.
    """
    deciding = _stack([_truth(d > 0.5) for d in choice.deciding], batch, FORESEEN)
    top = _stack([jnp.max(p, axis=0) for p in choice.play], batch, FORESEEN)
    far = _stack([jnp.max(jnp.abs(p - 1 / p.shape[0]), axis=0) for p in choice.play], batch, FORESEEN)
    played = jnp.max(deciding, axis=0, initial=0.0)
    free = _stack([scope.leaf("free", i) for i in range(len(program.stocks))], batch, PLAYED)
    low, high = _read_all_bounds(program, numbers, scope, batch)
    slack = SLACK * jnp.abs(free)
    outside_bounds = (free < low - slack) | (free > high + slack)
    moving = [program.integrates and stock.change is not None for stock in program.stocks]
    if any(moving):
        outside_bounds |= _stack([scope.leaf("swept", i) if m else jnp.asarray(False) for i, m in enumerate(moving)], batch, bool)
    ratio = _measure_flows(program, scope, moving, batch)
    # Only a chance can leave 0..1 by mistake; a condition is 0 or 1.
    fires = _stack([optimization_barrier(scope.value(event.node)) for event in program.events], batch, PLAYED)
    chances = jnp.asarray([event.kind == "chance" for event in program.events], bool)[:, None]
    outside = chances & ((fires < 0.0) | (fires > 1.0))
    values = _list_values(program, scope, choice, top, fires, indicators)
    return Tally(
        tally.games + played,
        tally.residual_large + played * _truth(choice.residual > LARGE_RESIDUAL),
        jnp.maximum(tally.residual_max, jnp.nan_to_num(played * choice.residual)),
        tally.unproven + played * _truth(~choice.proven),
        tally.clipped + _truth(outside_bounds),
        tally.coarse + _truth(ratio > 1.0 + SLACK),
        jnp.maximum(tally.ratio, jnp.nan_to_num(ratio)),
        tally.chance_clipped + _truth(outside),
        tally.decisions + deciding,
        tally.largest + deciding * top,
        tally.uniform + deciding * _truth(far < NEAR_UNIFORM),
        find_cause(program, tally.cause, values, _find_unbounded(program), batch),
    )


def _measure_flows(program: Program, scope: Scope, moving: Sequence[bool], batch: int) -> Array:
    """Return the largest flow of each stock as a multiple of the stock, [stocks, B]; 0 for a stock without flows in proportion to it."""
    ratios = []
    for i, stock in enumerate(program.stocks):
        if not stock.flows:
            ratios.append(jnp.zeros((), jnp.float32))
        else:
            ratio = scope.leaf("ratio", i) if moving[i] else measure_flow(stock, scope, scope.leaf("stock", i), program.steps)
            ratios.append(ratio.astype(jnp.float32))
    return _stack(ratios, batch, jnp.float32)


def _read_all_bounds(program: Program, numbers: Numbers, scope: Scope, batch: int) -> tuple[Array, Array]:
    """Return the lower and upper bounds of all stocks, [stocks, 1], or [stocks, B] if any is computed."""
    declared = jnp.asarray(numbers.bounds)
    if all(stock.limits == (None, None) for stock in program.stocks):
        return declared[:, 0:1], declared[:, 1:2]
    pairs = [read_bounds(stock, declared[i], scope) for i, stock in enumerate(program.stocks)]
    return _stack([low for low, _ in pairs], batch, PLAYED), _stack([high for _, high in pairs], batch, PLAYED)


def _list_values(
    program: Program, scope: Scope, choice: Choice, top: Array, fires: Array, indicators: Sequence[Array]
) -> list[tuple[Place, Array]]:
    """Return every value of the period that must be finite."""
    values: list[tuple[Place, Array]] = [(("auxiliary", i), scope.value(node)) for i, node in enumerate(program.auxiliaries)]
    values += [(("event", e), fires[e]) for e in range(len(program.events))]
    values += [(("states", e), _check_chances(scope.leaf("chances", e))) for e in range(len(program.states))]
    values += [(("actor", a), top[a]) for a in range(len(program.actors))]
    values += [(("actor", a), decides) for a, decides in enumerate(choice.deciding)]
    values += [
        (("actor", a), jnp.where(finite, jnp.asarray(0.0, FORESEEN), jnp.asarray(jnp.nan, FORESEEN)))
        for a, finite in enumerate(choice.finite)
    ]
    values += [(("stock", i), scope.leaf("free", i)) for i in range(len(program.stocks))]
    values += [(("recorded", i), scope.value(node)) for i, node in enumerate(program.recorded)]
    values += [(("indicator", i), value) for i, value in enumerate(indicators)]
    values += [(("condition", i), scope.value(node)) for i, node in enumerate(program.conditions)]
    return values


def _check_chances(chances: Array) -> Array:
    """Return [B] 0 where the probabilities [states, B] of the states of an event lie in 0..1 and sum to 1, NaN elsewhere."""
    total, least = fold(jnp.add, chances, 0)[0], fold(jnp.minimum, chances, 0)[0]
    return jnp.where((jnp.abs(total - 1.0) <= ROUNDING) & (least >= -ROUNDING), 0.0, jnp.nan)


def _find_unbounded(program: Program) -> frozenset[Place]:
    """Return the quantities that may legitimately be infinite."""
    found = find_unbounded(program)
    kinds = {
        "auxiliary": program.auxiliaries,
        "recorded": program.recorded,
        "indicator": [node for node, _ in program.indicators],
        "goal": program.goals,
        "forecast": program.forecasts,
    }
    return frozenset((kind, i) for kind, nodes in kinds.items() for i, node in enumerate(nodes) if node.number in found)


def finish_tally(
    program: Program, tally: Tally, outcomes: Sequence[Array], goals: Sequence[Array], forecasts: Sequence[Array], batch: int
) -> Tally:
    """Return the counts of whole futures.

    Args:
        program: Structure of the model.
        tally: The counts after the last period.
        outcomes: Condition of each outcome, [B] each, as far as it was needed.
        goals: Value of each goal, [B] each.
        forecasts: Value of each forecast, [B] each.
        batch: Number of futures, B.

    Returns:
        The counts, with the causes of non-finite values at the end.
    """
    values: list[tuple[Place, Array]] = []
    for kind, own in (("outcome", outcomes), ("goal", goals), ("forecast", forecasts)):
        values += [((kind, i), value) for i, value in enumerate(own)]
    return tally._replace(cause=find_cause(program, tally.cause, values, _find_unbounded(program), batch))


def _truth(condition: Array) -> Array:
    return condition.astype(jnp.float32)


def _stack(values: list[Array], batch: int, dtype: DTypeLike) -> Array:
    """Stack values that broadcast to [B] into [n, B]."""
    return jnp.stack([jnp.broadcast_to(v, (batch,)) for v in values]) if values else jnp.zeros((0, batch), dtype)
