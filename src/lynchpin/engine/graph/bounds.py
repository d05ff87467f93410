"""The bounds of a stock: declared numbers, or values that are computed in each period."""

from __future__ import annotations

from jax import Array

from lynchpin.engine.graph.evaluate import Scope
from lynchpin.engine.graph.specs import StockSpec


def read_bounds(stock: StockSpec, declared: Array, scope: Scope) -> tuple[Array, Array]:
    """Return the lower and the upper bound of a stock.

    Args:
        stock: The stock.
        declared: [2] its declared bounds, which apply where nothing is computed.
        scope: Values of the period.

    Returns:
        Both bounds, scalars or [B].
    """
    low, high = stock.limits
    return declared[0] if low is None else scope.value(low), declared[1] if high is None else scope.value(high)
