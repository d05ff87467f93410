"""Linear systems, one per lane, by Gaussian elimination with partial pivoting in each lane.

The systems are small (up to some twenty unknowns) and many, so the loop over columns is unrolled and every operation runs over
whole rows and all lanes; rows are swapped by selection.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.lanes import barrier


def solve_lanes(matrix: Array, right: Array) -> tuple[Array, Array]:
    """Solve matrix x = right in each lane.

    matrix: [m, m, B]; right: [m, c, B]. Returns x [m, c, B] and the sign of the determinant [B]. A singular lane gives numbers
    that are not finite, and sign 0.
    """
    size = matrix.shape[0]
    rest = jnp.concatenate([matrix, right], axis=1)
    sign = jnp.ones(matrix.shape[-1], matrix.dtype)
    pivots: list[Array] = []
    for _ in range(size):
        chosen = _pick_pivot(rest[:, 0])
        row = barrier(_select_row(rest, chosen))
        sign = sign * jnp.sign(row[0]) * jnp.where(chosen == 0, 1.0, -1.0)
        pivots.append(row[1:] / row[0])
        if len(pivots) < size:
            below = jnp.arange(1, rest.shape[0])[:, None, None]
            swapped = jnp.where(chosen == below, rest[0], rest[1:])
            rest = barrier(swapped[:, 1:] - swapped[:, :1] * pivots[-1])
    return _substitute_back(pivots, size), sign


def _pick_pivot(column: Array) -> Array:
    """Which row has the largest entry, the first of equals: [B] of int32."""
    best, chosen = jnp.abs(column[0]), jnp.zeros(column.shape[-1], jnp.int32)
    for r in range(1, column.shape[0]):
        entry = jnp.abs(column[r])
        chosen = jnp.where(entry > best, r, chosen)
        best = jnp.maximum(entry, best)
    return chosen


def _select_row(rows: Array, chosen: Array) -> Array:
    row = rows[0]
    for r in range(1, rows.shape[0]):
        row = jnp.where(chosen == r, rows[r], row)
    return row


def _substitute_back(pivots: list[Array], size: int) -> Array:
    """Solve the unit upper triangle; row r of `pivots` holds its entries to the right of the diagonal, then its right sides."""
    solved: list[Array] = []
    for r in reversed(range(size)):
        coefficients, value = pivots[r][: size - 1 - r], pivots[r][size - 1 - r :]
        for place, known in enumerate(reversed(solved)):
            value = value - coefficients[place] * known
        solved.append(barrier(value))
    return jnp.stack(solved[::-1])
