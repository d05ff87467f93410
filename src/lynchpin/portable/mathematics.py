"""Functions that the vector machine has no instruction for, written with the operations that it has.

They are lowered like the engine itself, so each can be compared with JAX's own. Their errors are a few units in the last place.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.extend.core import ClosedJaxpr
from scipy import special

LN2 = math.log(2.0)


def _is_double(x: Array) -> bool:
    return bool(x.dtype == jnp.float64)


def _polynomial(x: Array, coefficients: list[float]) -> Array:
    """Return a polynomial, whose coefficients start with the constant."""
    total = jnp.full_like(x, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        total = total * x + jnp.asarray(c, x.dtype)
    return total


def _split_ln2(double: bool) -> tuple[float, float]:
    """Return log(2) as a number with so few bits that small multiples of it are exact, and the rest."""
    scale = 2.0 ** (33 if double else 12)
    high = math.floor(LN2 * scale) / scale
    return high, float(np.longdouble("0.693147180559945309417232121458176568") - np.longdouble(high))


@cache
def _fit_exponential(degree: int) -> list[float]:
    """Return a polynomial close to exp(r) for |r| <= log(2) / 2, by interpolation at Chebyshev's points."""
    series = np.polynomial.Chebyshev.interpolate(lambda r: np.exp(r), degree, (-LN2 / 2, LN2 / 2))
    return list(map(float, series.convert(kind=np.polynomial.Polynomial, domain=(-1, 1), window=(-1, 1)).coef))


def exp(x: Array) -> Array:
    """exp(x) = 2**n exp(r) with |r| <= log(2) / 2. Results too small for a normal number are 0, as in XLA."""
    double = _is_double(x)
    low, high = (-708.39, 709.782) if double else (-87.336, 88.7228)
    bounded = lax.clamp(jnp.asarray(low, x.dtype), x, jnp.asarray(high, x.dtype))
    n = lax.round(bounded * jnp.asarray(1 / LN2, x.dtype), lax.RoundingMethod.TO_NEAREST_EVEN)
    first, rest = _split_ln2(double)
    r = (bounded - n * jnp.asarray(first, x.dtype)) - n * jnp.asarray(rest, x.dtype)
    series = _polynomial(r, [1 / math.factorial(k) for k in range(14)] if double else _fit_exponential(6))
    value = _scale(series, n.astype(jnp.int32), double)
    value = jnp.where(x < jnp.asarray(low, x.dtype), jnp.zeros_like(x), value)
    return jnp.where(x > jnp.asarray(high, x.dtype), jnp.full_like(x, jnp.inf), value)


def _scale(x: Array, n: Array, double: bool) -> Array:
    """Return 2**n x by adding to the exponent of x, where both are normal numbers."""
    whole, fraction = (jnp.int64, 52) if double else (jnp.int32, 23)
    added = lax.shift_left(n.astype(whole), jnp.full(n.shape, fraction, whole))
    return lax.bitcast_convert_type(lax.bitcast_convert_type(x, whole) + added, x.dtype)


def log(x: Array) -> Array:
    """log(x) = e log(2) + log(m) with m from sqrt(1/2) to sqrt(2), by the series of the inverse hyperbolic tangent."""
    double = _is_double(x)
    tiny = jnp.asarray(2.0**-1022 if double else 2.0**-126, x.dtype)
    up = 54 if double else 24
    scaled = jnp.where(x < tiny, x * jnp.asarray(2.0**up, x.dtype), x)
    if double:
        bits = lax.bitcast_convert_type(scaled, jnp.int64)
        exponent = lax.shift_right_arithmetic(bits, jnp.full(x.shape, 52, jnp.int64)).astype(jnp.int32) - 1022
        bits = (bits & jnp.int64(0x000FFFFFFFFFFFFF)) | jnp.int64(0x3FE0000000000000)
        m = lax.bitcast_convert_type(bits, jnp.float64)
    else:
        bits32 = lax.bitcast_convert_type(scaled, jnp.int32)
        exponent = lax.shift_right_arithmetic(bits32, jnp.full(x.shape, 23, jnp.int32)) - 126
        m = lax.bitcast_convert_type((bits32 & jnp.int32(0x007FFFFF)) | jnp.int32(0x3F000000), jnp.float32)
    exponent = jnp.where(x < tiny, exponent - up, exponent)
    small = m < jnp.asarray(math.sqrt(0.5), x.dtype)
    e = jnp.where(small, exponent - 1, exponent).astype(x.dtype)
    f = jnp.where(small, m + m, m) - jnp.asarray(1.0, x.dtype)
    s = f / (f + jnp.asarray(2.0, x.dtype))
    z = s * s
    rest = z * _polynomial(z, [2 / (2 * k + 3) for k in range(11 if double else 4)])
    # log(1 + f) = f - s (f - rest): the rounding errors of s count only in a small correction.
    high, low = _split_ln2(double)
    value = (e * jnp.asarray(low, x.dtype) - s * (f - rest)) + f + e * jnp.asarray(high, x.dtype)
    value = jnp.where(x == 0, -jnp.inf, jnp.where(x == jnp.inf, jnp.inf, value))
    return jnp.where(x >= 0, value, jnp.nan).astype(x.dtype)


def log1p(x: Array) -> Array:
    """log(1 + x), corrected for the rounding of 1 + x."""
    one = jnp.asarray(1.0, x.dtype)
    u = one + x
    corrected = jnp.log(u) - ((u - one) - x) / u
    return jnp.where((u == jnp.inf) | (u <= 0), jnp.log(u), corrected).astype(x.dtype)


def expm1(x: Array) -> Array:
    """exp(x) - 1, by Kahan's quotient, in which rounding errors cancel."""
    one = jnp.asarray(1.0, x.dtype)
    u = jnp.exp(x)
    bounded = jnp.where((u == one) | (u == jnp.inf) | (u <= 0), jnp.asarray(2.0, x.dtype), u)
    near = (bounded - one) * (x / jnp.log(bounded))
    return jnp.where(u == one, x, jnp.where((u == jnp.inf) | (u < jnp.asarray(1e-3, x.dtype)), u - one, near))


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    one = jnp.asarray(1.0, x.dtype)
    return one / (one + jnp.exp(-x))


def tanh(x: Array) -> Array:
    """Hyperbolic tangent, from exp(2 |x|) - 1."""
    two = jnp.asarray(2.0, x.dtype)
    grown = jnp.expm1(jnp.minimum(two * jnp.abs(x), jnp.asarray(80.0, x.dtype)))
    size = grown / (grown + two)
    return jnp.where(jnp.isnan(x), x, jnp.where(x < 0, -size, size))


def cbrt(x: Array) -> Array:
    """Cube root, by a step of Newton's method from exp(log |x| / 3)."""
    size = jnp.abs(x)
    known = (size > 0) & (size < jnp.inf)
    inside = jnp.where(known, size, jnp.asarray(1.0, x.dtype))
    root = jnp.exp(jnp.log(inside) / jnp.asarray(3.0, x.dtype))
    root = root - (root - inside / (root * root)) / jnp.asarray(3.0, x.dtype)
    root = jnp.where(known, root, size)
    return jnp.where(x < 0, -root, root)


def power(x: Array, y: Array) -> Array:
    """x**y = exp(y log |x|), with the sign of an odd power of a negative number. Computed in double precision."""
    a, b = x.astype(jnp.float64), y.astype(jnp.float64)
    size = jnp.exp(b * jnp.log(jnp.abs(a)))
    whole = jnp.floor(b) == b
    odd = jnp.floor(b * 0.5) != b * 0.5
    negative = jnp.where(whole, jnp.where(odd, -size, size), jnp.where(a == -jnp.inf, size, jnp.nan))
    value = jnp.where(a < 0, negative, size)
    value = jnp.where((b == 0) | (a == 1) | ((a == -1) & (jnp.abs(b) == jnp.inf)), 1.0, value)
    return value.astype(x.dtype)


def _fit_tail(degree: int) -> list[float]:
    """Return Chebyshev coefficients of log(exp(z²) erfc(z) / t) in t = 2 / (2 + z), for z from 0 to infinity."""
    nodes = np.polynomial.chebyshev.chebpts1(degree + 1)
    t = (nodes + 1) / 2
    return list(map(float, np.polynomial.chebyshev.chebfit(nodes, np.log(special.erfcx(2 / t - 2) / t), degree)))


def erfc(x: Array) -> Array:
    """Complementary error function, from a Chebyshev series of its scaled tail (Press et al., Numerical Recipes, section 6.2)."""
    double = _is_double(x)
    a, b, *rest = _fit_tail(28 if double else 12)
    two = jnp.asarray(2.0, x.dtype)
    z = jnp.abs(x)
    t = two / (two + z)
    place = two * (two * t - jnp.asarray(1.0, x.dtype))
    last, before = jnp.zeros_like(x), jnp.zeros_like(x)
    for c in reversed([b, *rest]):  # Clenshaw's recurrence
        last, before = place * last - before + jnp.asarray(c, x.dtype), last
    series = place * jnp.asarray(0.5, x.dtype) * last - before + jnp.asarray(a, x.dtype)
    tail = t * jnp.exp(series - z * z)
    tail = jnp.where(z > jnp.asarray(30.0, x.dtype), jnp.zeros_like(x), tail)
    return jnp.where(x < 0, two - tail, tail)


def erf(x: Array) -> Array:
    """Error function: Taylor's series near 0, otherwise 1 - erfc(x)."""
    z = x * x
    terms = 24 if _is_double(x) else 10
    series = [2 / math.sqrt(math.pi) * (-1) ** k / (math.factorial(k) * (2 * k + 1)) for k in range(terms)]
    near = x * _polynomial(jnp.minimum(z, jnp.asarray(1.0, x.dtype)), series)
    return jnp.where(jnp.isnan(x), x, jnp.where(z < 1, near, jnp.asarray(1.0, x.dtype) - lax.erfc(x)))


def _turn(x: Array, quarter: int) -> Array:
    """Return sin(x + quarter pi / 2) by Taylor's series around the nearest quarter turn. Exact enough for |x| below a million."""
    a = x.astype(jnp.float64)
    n = jnp.floor(a * (2 / math.pi) + 0.5)
    high = math.floor(math.pi / 2 * 2.0**30) / 2.0**30
    low = float(np.longdouble("1.57079632679489661923132169163975144") - np.longdouble(high))
    r = (a - n * high) - n * low
    z = r * r
    sine = r * _polynomial(z, [(-1) ** k / math.factorial(2 * k + 1) for k in range(9)])
    cosine = _polynomial(z, [(-1) ** k / math.factorial(2 * k) for k in range(10)])
    turns = (n - 4.0 * jnp.floor(n * 0.25)).astype(jnp.int32) + quarter
    value = jnp.where((turns & 1) == 1, cosine, sine)
    return jnp.where((turns & 2) == 2, -value, value).astype(x.dtype)


def sin(x: Array) -> Array:
    """Sine."""
    return _turn(x, 0)


def cos(x: Array) -> Array:
    """Cosine."""
    return _turn(x, 1)


FUNCTIONS: dict[str, Callable[..., Array]] = {
    "exp": exp,
    "log": log,
    "log1p": log1p,
    "expm1": expm1,
    "logistic": logistic,
    "tanh": tanh,
    "cbrt": cbrt,
    "pow": power,
    "erf": erf,
    "erfc": erfc,
    "sin": sin,
    "cos": cos,
}
"""The functions by the names of JAX's primitives."""


def trace(name: str, dtype: type[np.generic], count: int) -> ClosedJaxpr:
    """Return the jaxpr of a function of vectors of four numbers.

    Args:
        name: Its name.
        dtype: Type of its arguments.
        count: Number of its arguments.
    """
    with jax.enable_x64(True):
        return jax.make_jaxpr(FUNCTIONS[name])(*[np.zeros(4, dtype)] * count)
