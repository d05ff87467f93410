"""Quantile functions as tables: every distribution is drawn by inverting a uniform.

A distribution becomes a row of values and slopes at knots evenly spaced in the logit of the probability, made once in double
precision, and read by cubic Hermite interpolation. A row is a run-time argument of the compiled program: another
distribution for a parameter needs no new compilation. The row of a `choice` holds its steps instead: where each begins
(as a logit) and by how much it rises.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float32
from numpy.typing import NDArray

KNOTS = 513
RANGE = 24.0
"""Logits from -24 to 24 hold every uniform of 32 bits (the smallest is 2**-33, a logit of -22.9)."""
STEP = 2 * RANGE / (KNOTS - 1)

CERTAIN, SMOOTH = -1, 0

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of a declared value; `kind` and `numbers` as the language gives them.

    number (x), normal (mean, sd), lognormal (mu, sigma of the log), uniform (low, high), triangular and pert (low, mode, high),
    beta (a, b, low, high), truncated (low, high) of `inner`, choice (values, with `chances`).
    """

    kind: str
    numbers: tuple[float, ...]
    inner: Distribution | None = None
    chances: tuple[float, ...] = ()

    @property
    def shape(self) -> int:
        """How its row is to be read: `CERTAIN`, `SMOOTH`, or the number of values of a choice."""
        return CERTAIN if self.kind == "number" else len(self.numbers) if self.kind == "choice" else SMOOTH


def _upper_lower(u_logit: F64) -> tuple[F64, F64]:
    """u and 1 - u, both accurate in their tails."""
    e = np.exp(-np.abs(u_logit))
    small, large = e / (1 + e), 1 / (1 + e)
    return np.where(u_logit < 0, small, large), np.where(u_logit < 0, large, small)


def find_quantile(d: Distribution, logit: F64) -> F64:
    """The value of the distribution at probabilities given by their logits, in double precision."""
    from scipy import special

    u, v = _upper_lower(logit)
    match d.kind:
        case "number":
            return np.full_like(logit, d.numbers[0])
        case "normal":
            mean, sd = d.numbers
            return np.asarray(mean + sd * np.where(logit < 0, special.ndtri(u), -special.ndtri(v)))
        case "lognormal":
            return np.asarray(np.exp(find_quantile(Distribution("normal", d.numbers), logit)))
        case "uniform":
            low, high = d.numbers
            return np.asarray(np.where(logit < 0, low + (high - low) * u, high - (high - low) * v))
        case "triangular":
            low, mode, high = d.numbers
            span = high - low
            if span == 0:
                return np.full_like(logit, low)
            turn = (mode - low) / span
            rising = low + np.sqrt(u * span * (mode - low))
            return np.asarray(np.where(u < turn, rising, high - np.sqrt(v * span * (high - mode))))
        case "pert":
            low, mode, high = d.numbers
            span = high - low
            if span == 0:
                return np.full_like(logit, low)
            shape = (1 + 4 * (mode - low) / span, 1 + 4 * (high - mode) / span, low, high)
            return find_quantile(Distribution("beta", shape), logit)
        case "beta":
            a, b, low, high = d.numbers if len(d.numbers) == 4 else (*d.numbers, 0.0, 1.0)
            x = np.where(logit < 0, special.betaincinv(a, b, u), 1 - special.betaincinv(b, a, v))
            return np.asarray(low + (high - low) * x)
        case "truncated":
            assert d.inner is not None
            return _truncated_quantile(d.inner, d.numbers[0], d.numbers[1], u, v)
        case "choice":
            edges = np.cumsum(d.chances)
            which = np.searchsorted(edges / edges[-1], u, side="right")
            return np.asarray(np.asarray(d.numbers)[np.minimum(which, len(d.numbers) - 1)])
    raise ValueError(f"unknown distribution {d.kind}")


def find_probability(d: Distribution, x: float) -> float:
    """The probability of a value of at most x."""
    from scipy import special

    match d.kind:
        case "number":
            return float(x >= d.numbers[0])
        case "normal":
            mean, sd = d.numbers
            return float(special.ndtr((x - mean) / sd)) if sd > 0 else float(x >= mean)
        case "lognormal":
            return find_probability(Distribution("normal", d.numbers), math.log(x)) if x > 0 else 0.0
        case "uniform":
            low, high = d.numbers
            return float(np.clip((x - low) / (high - low), 0, 1)) if high > low else float(x >= low)
        case "choice":
            total = sum(d.chances)
            return sum(p for value, p in zip(d.numbers, d.chances, strict=True) if value <= x) / total
    # No closed form is at hand for the rest: bisect the quantile function, which is monotone.
    low, high = -40.0, 40.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if find_quantile(d, np.array([middle]))[0] <= x:
            low = middle
        else:
            high = middle
    return float(1 / (1 + math.exp(-low)))


def _truncated_quantile(inner: Distribution, low: float, high: float, u: F64, v: F64) -> F64:
    below, above = find_probability(inner, low), find_probability(inner, high)
    if not above > below:
        raise ValueError("nothing of the distribution lies between the bounds")
    p = np.clip(below * v + above * u, 1e-300, 1 - 1e-16)
    return np.clip(find_quantile(inner, np.log(p) - np.log1p(-p)), low, high)


def build_row(d: Distribution) -> F64:
    """The table row of a distribution: [KNOTS, 2], value and slope with respect to the knot's number (or the steps of a choice)."""
    if d.kind == "choice":
        return _build_steps(d)
    logits = np.linspace(-RANGE, RANGE, KNOTS)
    values = find_quantile(d, logits)
    h = STEP / 16
    slopes = (find_quantile(d, logits + h) - find_quantile(d, logits - h)) / (2 * h) * STEP
    return np.stack([values, np.nan_to_num(slopes)], axis=-1)


def _build_steps(d: Distribution) -> F64:
    if len(d.numbers) > KNOTS:
        raise ValueError(f"a choice of {len(d.numbers)} values: at most {KNOTS} can be held")
    row = np.zeros((KNOTS, 2))
    with np.errstate(divide="ignore"):
        begins = np.concatenate([[0.0], np.cumsum(d.chances)[:-1]]) / sum(d.chances)
        row[: len(begins), 0] = np.log(begins) - np.log1p(-begins)
    row[: len(begins), 1] = np.diff(np.asarray(d.numbers), prepend=0.0)
    return row


def find_mean(d: Distribution) -> float:
    """The mean of a distribution, exact for the simple kinds, else by averaging the quantile function."""
    match d.kind:
        case "number":
            return d.numbers[0]
        case "normal":
            return d.numbers[0]
        case "lognormal":
            return math.exp(d.numbers[0] + 0.5 * d.numbers[1] ** 2)
        case "uniform" | "triangular":
            return sum(d.numbers) / len(d.numbers)
        case "choice":
            return sum(x * p for x, p in zip(d.numbers, d.chances, strict=True)) / sum(d.chances)
    u = (np.arange(20_000) + 0.5) / 20_000
    return float(find_quantile(d, np.log(u) - np.log1p(-u)).mean())


def read_steps(row: Float32[Array, "knots 2"], values: int, logit: Float32[Array, "*shape"]) -> Float32[Array, "*shape"]:
    """The value of the row of a choice of so many values at logits [B]."""
    return sum((jnp.where(logit >= row[k, 0], row[k, 1], 0.0) for k in range(values)), start=jnp.zeros_like(logit))


def read_rows(rows: Float32[Array, "n knots 2"], logits: Float32[Array, "n B"]) -> Float32[Array, "n B"]:
    """The values of smooth rows [n, KNOTS, 2] at logits [n, B], each row at its own."""
    place = (logits + np.float32(RANGE)) * np.float32(1 / STEP)
    knot = jnp.clip(place.astype(jnp.int32), 0, KNOTS - 2)
    t = jnp.clip(place - knot.astype(jnp.float32), 0.0, 1.0)
    values, slopes = rows[..., 0].reshape(-1), rows[..., 1].reshape(-1)
    at = knot + (jnp.arange(rows.shape[0], dtype=jnp.int32) * KNOTS)[:, None]

    def take(flat: Array, where: Array) -> Array:
        return flat.at[where].get(mode="promise_in_bounds")

    y0, y1, m0, m1 = take(values, at), take(values, at + 1), take(slopes, at), take(slopes, at + 1)
    rise = y1 - y0
    return y0 + t * (m0 + t * ((3.0 * rise - 2.0 * m0 - m1) + t * (m0 + m1 - 2.0 * rise)))


def build_rows(distributions: Sequence[Distribution]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Tables [R, KNOTS, 2] and certain values [R] of many distributions; the table of a plain number is left at zero."""
    tables = np.zeros((len(distributions), KNOTS, 2), np.float32)
    certain = np.zeros(len(distributions), np.float32)
    for r, d in enumerate(distributions):
        if d.shape == CERTAIN:
            certain[r] = d.numbers[0]
        else:
            tables[r] = build_row(d)
    return tables, certain
