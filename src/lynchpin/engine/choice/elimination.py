"""A batch of linear systems, solved by Gauss-Jordan elimination with partial pivoting in each system.

The systems are small (up to about twenty unknowns) and many. Every operation therefore runs over whole rows of the whole batch, and rows
are swapped by selection. One loop over the columns keeps the compiled program short: the current column is always the first, and finished
rows move to the end.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float32

from lynchpin.engine.graph.batch import optimization_barrier


def solve_systems(matrix: Float32[Array, "m m B"], right: Float32[Array, "m c B"]) -> tuple[Float32[Array, "m c B"], Float32[Array, " B"]]:
    """Solve matrix x = right in each system of a batch.

    Args:
        matrix: [m, m, B] matrices.
        right: [m, c, B] right-hand sides.

    Returns:
        The solutions [m, c, B] and the sign of each determinant [B]. A singular system gives non-finite values or sign 0.
    """
    size, columns = matrix.shape[0], right.shape[1]
    rows = jnp.concatenate([matrix, right], axis=1)
    done, sign = lax.fori_loop(jnp.int32(0), jnp.int32(size), _eliminate, (rows, jnp.ones(matrix.shape[-1], matrix.dtype)))
    return done[:, :columns], sign


def _eliminate(step: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
    """Choose a pivot in the first column among the unfinished rows, and clear the column in all others."""
    rows, sign = carry
    size = rows.shape[0]
    chosen, pivot = _pick_pivot(rows[:, 0], size - step)
    chosen = optimization_barrier(chosen)
    row = rows[0]
    for r in range(1, size):
        row = jnp.where(chosen == r, rows[r], row)
    scaled = optimization_barrier(row[1:] / row[0])
    place = jnp.arange(1, size, dtype=jnp.int32)[:, None, None]
    kept = jnp.where(chosen == place, rows[0], rows[1:])
    cleared = jnp.concatenate([kept[:, 1:] - kept[:, :1] * scaled, scaled[None]])
    shifted = jnp.pad(cleared, ((0, 0), (0, 1), (0, 0)))
    return shifted, sign * jnp.sign(pivot) * jnp.where(chosen == 0, 1.0, -1.0)


def _pick_pivot(column: Array, open_rows: Array) -> tuple[Array, Array]:
    """Return which of the first `open_rows` rows has the largest entry in absolute value, [B] int32, and that entry [B]; the first of equals."""
    pivot, chosen = column[0], jnp.zeros(column.shape[-1], jnp.int32)
    for r in range(1, column.shape[0]):
        larger = (jnp.abs(column[r]) > jnp.abs(pivot)) & (r < open_rows)
        chosen = jnp.where(larger, r, chosen)
        pivot = jnp.where(larger, column[r], pivot)
    return chosen, pivot
