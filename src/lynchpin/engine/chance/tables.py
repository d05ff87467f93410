"""Tables of quantile functions, by which every distribution is drawn (inverse transform sampling).

A row holds a quantile function as cubic polynomials of the logit of the probability. The range of logits is divided into equal intervals,
and each interval into 1, 2, 4, ... pieces, as many as the accuracy requires. Rows are arguments of the compiled program, so that a new
distribution of a parameter needs no new compilation. If all values of a distribution have one sign and they span more than a factor of
4, the row holds their logarithm, so that small quantiles are as accurate as large ones. The row of a `choice` holds steps: the logit at
which each value starts, and the value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float
from numpy.typing import NDArray
from scipy import special

from lynchpin.engine.chance.distributions import CERTAIN, Distribution, find_log_quantile, find_quantile, split_logits
from lynchpin.engine.numbers import Tables

RANGE = 24.0
"""The tables cover logits from -24 to 24, which includes every 32-bit uniform (the smallest is 2**-33, a logit of -22.9)."""
INTERVALS = 64
FINEST = 12
"""An interval has at most 2**12 pieces."""
TOLERANCE = 1e-6
"""Largest error of a row, relative to the value (for rows of logarithms) or to the standard deviation, whichever is less."""
WIDE = 4.0
ROOM = 192
"""Pieces reserved per row, so that a change of distributions rarely changes the shape of the tables. Most rows have 70 to 130 pieces."""

F64 = NDArray[np.float64]
EPSILON = float(np.finfo(np.float64).eps)


_NODES = np.array([0.0, 0.25, 0.75, 1.0])
"""Where a piece equals the quantile function: the Chebyshev extreme points. They include both ends, so that pieces join continuously."""
_TO_COEFFICIENTS = np.linalg.inv(np.vander(_NODES, increasing=True))
_CHECKED = np.array([0.1, 0.5, 0.9])
"""Where the error of a piece is measured: between the nodes."""
_CHECKED_POWERS = np.vander(_CHECKED, 4, increasing=True)


def build_tables(distributions: Sequence[Distribution]) -> tuple[Tables, F64]:
    """Build the tables of R distributions.

    Returns:
        The tables, and [R] the values of certain numbers, whose rows are empty.

    Raises:
        ValueError: A truncated distribution has no mass within its limits.
    """
    certain = np.array([d.numbers[0] if d.shape == CERTAIN else 0.0 for d in distributions])
    rows = [None if d.shape == CERTAIN else build_row(d) for d in distributions]
    needed = sum(len(row.pieces) for row in rows if row is not None)
    room = ROOM * len(rows)
    pieces = np.zeros((room if needed <= room else 1 << (needed - 1).bit_length(), 4))
    tables = Tables(pieces, np.zeros((len(rows), INTERVALS), np.int32), np.zeros((len(rows), 3)))
    first = 0
    for r, row in enumerate(rows):
        if row is not None:
            pieces[first : first + len(row.pieces)] = row.pieces
            tables.intervals[r] = row.intervals + (first << 5)
            tables.ends[r] = row.ends
            first += len(row.pieces)
    return tables, certain


class Row(NamedTuple):
    """One row of `Tables`: its pieces, intervals and ends."""

    pieces: F64
    intervals: NDArray[np.int32]
    ends: F64


@lru_cache(1_024)
def build_row(d: Distribution) -> Row:
    """Build the row of one distribution."""
    low, high = d.support
    if d.kind == "choice":
        return Row(_build_steps(d), np.zeros(INTERVALS, np.int32), np.array([low, high, 0.0]))
    sign = 1.0 if low >= 0 and high > WIDE * low else -1.0 if high <= 0 and low < WIDE * high else 0.0
    positive = d.mirror() if sign < 0 else d

    def find(logits: F64) -> F64:
        return find_quantile(d, logits) if sign == 0 else find_log_quantile(positive, sign * logits)

    spread = _measure_spread(find)
    levels = _choose_levels(find, TOLERANCE * (min(1.0, spread) if sign else spread))
    counts = 1 << levels
    firsts = np.cumsum(counts) - counts
    pieces = np.zeros((counts.sum(), 4))
    for level in range(FINEST + 1):
        which = np.flatnonzero(levels == level)
        at = (firsts[which][:, None] + np.arange(1 << level)).ravel()
        pieces[at] = _fit(find, which, level).reshape(-1, 4)
    return Row(pieces, (firsts << 5 | levels).astype(np.int32), np.array([low, high, sign]))


def _measure_spread(find: Callable[[F64], F64]) -> float:
    """Return the standard deviation, by the trapezium rule over logits."""
    logits = np.linspace(-RANGE, RANGE, 257)
    below, above = split_logits(logits)
    weights, x = below * above / (below * above).sum(), find(logits)
    return float(np.sqrt((weights * (x - (weights * x).sum()) ** 2).sum()))


def _choose_levels(find: Callable[[F64], F64], tolerance: float) -> NDArray[np.int64]:
    """Return [INTERVALS] the binary logarithm of the number of pieces that each interval needs."""
    levels = np.zeros(INTERVALS, np.int64)
    left = np.arange(INTERVALS)
    for level in range(FINEST):
        coarse = _measure_errors(find, left, level) > tolerance
        left = left[coarse]
        levels[left] = level + 1
    return levels


def _place(intervals: NDArray[np.int64], level: int, inside: F64) -> F64:
    """Return [intervals, 2**level, n] the logits at relative positions `inside` [n] of each piece of some intervals."""
    starts = intervals[:, None] + np.arange(1 << level) / (1 << level)
    logits: F64 = (starts[..., None] + inside / (1 << level)) * (2 * RANGE / INTERVALS) - RANGE
    return logits


def _fit(find: Callable[[F64], F64], intervals: NDArray[np.int64], level: int) -> F64:
    """Return [intervals, 2**level, 4] the coefficients of the pieces."""
    return np.asarray(find(_place(intervals, level, _NODES)) @ _TO_COEFFICIENTS.T)


def _measure_errors(find: Callable[[F64], F64], intervals: NDArray[np.int64], level: int) -> F64:
    """Return [intervals] the largest error, beyond rounding errors of double precision."""
    exact = find(_place(intervals, level, _CHECKED))
    errors = np.abs(_fit(find, intervals, level) @ _CHECKED_POWERS.T - exact) - 8 * EPSILON * np.abs(exact)
    return np.asarray(errors.max(axis=(1, 2)))


def _build_steps(d: Distribution) -> F64:
    """Return [values, 4], with the logit at which each value of a choice starts and the value in the first two columns."""
    steps = np.zeros((len(d.numbers), 4))
    with np.errstate(divide="ignore"):
        begins = np.concatenate([[0.0], np.cumsum(d.chances)[:-1]]) / sum(d.chances)
        steps[:, 0] = special.logit(begins)
    steps[:, 1] = d.numbers
    return steps


def transform_row(tables: Tables, row: int, values: int | None, function: Callable[[F64], F64]) -> None:
    """Replace a distribution by that of a function of its draws.

    Args:
        tables: The tables, whose arrays are changed.
        row: The row of the distribution.
        values: Number of values, if the distribution is a choice.
        function: An increasing function that keeps the sign of its argument. It maps arrays of any shape.
    """
    codes = tables.intervals[row]
    first = int(codes[0]) >> 5
    low, high, sign = tables.ends[row]
    tables.ends[row, :2] = function(np.array([low, high]))
    if values is not None:
        tables.pieces[first : first + values, 1] = function(tables.pieces[first : first + values, 1])
        return
    last = (int(codes[-1]) >> 5) + (1 << (int(codes[-1]) & 31))
    found = tables.pieces[first:last] @ np.vander(_NODES, 4, increasing=True).T
    changed = function(found) if sign == 0 else np.log(sign * function(sign * np.exp(found)))
    tables.pieces[first:last] = changed @ _TO_COEFFICIENTS.T


def read_choice(tables: Tables, row: int, values: int, logits: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Return the values of a choice.

    Args:
        tables: The tables.
        row: Row of the choice.
        values: Number of its values.
        logits: Logits of any shape.

    Returns:
        Values of the same shape.
    """
    pieces, first = jnp.asarray(tables.pieces), jnp.asarray(tables.intervals)[row, 0] >> 5
    logits = logits.astype(pieces.dtype)
    chosen = jnp.broadcast_to(pieces[first, 1], logits.shape)
    for k in range(1, values):
        chosen = jnp.where(logits >= pieces[first + k, 0], pieces[first + k, 1], chosen)
    return chosen


def read_rows(tables: Tables, rows: Sequence[int] | NDArray[np.intp], logits: Float[Array, "rows B"]) -> Float[Array, "rows B"]:
    """Return quantiles of smooth distributions.

    Args:
        tables: The tables.
        rows: Rows of the distributions.
        logits: [rows, B] logits at which each row is read.

    Returns:
        [rows, B] quantiles.
    """
    pieces, intervals, ends = (jnp.asarray(x) for x in (tables.pieces, tables.intervals, tables.ends))
    at = np.asarray(rows)
    place = jnp.clip((logits.astype(pieces.dtype) + RANGE) * (INTERVALS / (2 * RANGE)), 0.0, INTERVALS)
    interval = jnp.minimum(place.astype(jnp.int32), INTERVALS - 1)
    code = _take(intervals, interval + INTERVALS * at.astype(np.int32)[:, None])
    count = jnp.left_shift(jnp.int32(1), code & 31)
    inside = (place - interval.astype(place.dtype)) * count.astype(place.dtype)
    piece = jnp.minimum(inside.astype(jnp.int32), count - 1)
    t, start = inside - piece.astype(place.dtype), 4 * ((code >> 5) + piece)
    a, b, c, d = (_take(pieces, start + k) for k in range(4))
    value = a + t * (b + t * (c + t * d))
    low, high, sign = (ends[at, k : k + 1] for k in range(3))
    return jnp.clip(jnp.where(sign == 0, value, sign * jnp.exp(value)), low, high)


def _take(values: Array, at: Array) -> Array:
    return values.reshape(-1).at[at].get(mode="promise_in_bounds")
