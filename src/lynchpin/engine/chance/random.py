"""Random numbers: a counter-based generator, written inline so that XLA fuses it with the code that uses the numbers.

The generator is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). The key
depends on the seed and the *name* of the draw, the counter on the period and the global index of the future. A random number therefore
depends neither on its block, nor on the number of threads, nor on other draws: adding a shock to a file leaves all other draws unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.scipy.special import log_ndtr
from jaxtyping import Float, Float32, Float64, Int32, UInt32
from numpy.typing import NDArray

from lynchpin.engine.graph.batch import optimization_barrier

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA


def build_keys(seed: int, names: Sequence[str]) -> NDArray[np.uint32]:
    """Return the key of each draw.

    Args:
        seed: The seed, any integer.
        names: Names of the draws.

    Returns:
        [n, 2] keys.
    """
    keys = [hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(keys), dtype="<u4").reshape(-1, 2).astype(np.uint32)


def _rotate(x: Array, by: int) -> Array:
    return (x << np.uint32(by)) | (x >> np.uint32(32 - by))


def threefry(
    key0: UInt32[Array, ...], key1: UInt32[Array, ...], counter0: UInt32[Array, ...], counter1: UInt32[Array, ...]
) -> tuple[UInt32[Array, "*shape"], UInt32[Array, "*shape"]]:
    """Return two words of 32 random bits for each counter. The arguments broadcast against each other.

    Args:
        key0: First word of the key.
        key1: Second word of the key.
        counter0: First word of the counter.
        counter1: Second word of the counter.

    Returns:
        The two words.
    """
    keys = (key0, key1, key0 ^ key1 ^ np.uint32(PARITY))
    x0, x1 = counter0 + keys[0], counter1 + keys[1]
    for group in range(5):
        for by in ROTATIONS[group % 2]:
            x0 = x0 + x1
            x1 = _rotate(x1, by) ^ x0
        x0 = x0 + keys[(group + 1) % 3]
        x1 = x1 + keys[(group + 2) % 3] + np.uint32(group + 1)
    return x0, x1


def draw_words(keys: UInt32[Array, "draws 2"], index: UInt32[Array, " B"] | UInt32[Array, "draws B"]) -> UInt32[Array, "draws B"]:
    """Return the bits drawn once per future. The first word of their counter is one that no period uses.

    Args:
        keys: [n, 2] keys of the draws.
        index: [B] index of each future, or [n, B] for each draw.

    Returns:
        [n, B] words.
    """
    words, _ = threefry(keys[:, 0:1], keys[:, 1:2], jnp.full((), 0xFFFFFFFF, jnp.uint32), jnp.atleast_2d(index))
    return optimization_barrier(words)


def draw_path_words(keys: UInt32[Array, "draws 2"], index: UInt32[Array, " B"], periods: int) -> UInt32[Array, "{periods} draws B"]:
    """Return the bits drawn in each period. Two periods share a counter, because each counter gives two words.

    Args:
        keys: [n, 2] keys of the draws.
        index: [B] index of each future.
        periods: Number of periods, T.

    Returns:
        [T, n, B] words.
    """
    pairs = jnp.arange((periods + 1) // 2, dtype=jnp.uint32)[:, None, None]
    # The barrier separates this from the reordering below, which would prevent vectorisation over the futures.
    even, odd = lax.optimization_barrier(threefry(keys[None, :, 0:1], keys[None, :, 1:2], pairs, index[None, None, :]))
    words = jnp.stack([even, odd], axis=1).reshape((2 * pairs.shape[0], keys.shape[0], index.shape[0]))
    return optimization_barrier(words[:periods])


def draw_period_words(
    keys: UInt32[Array, "draws 2"], index: UInt32[Array, "draws B"], period: Int32[Array, ""]
) -> UInt32[Array, "draws B"]:
    """Return the bits of one period, equal to `draw_path_words(...)[period]` if all draws have the same index.

    Args:
        keys: [n, 2] keys of the draws.
        index: [n, B] index of each draw of each future.
        period: Index of the period.

    Returns:
        [n, B] words.
    """
    even, odd = threefry(keys[:, 0:1], keys[:, 1:2], (period // 2).astype(jnp.uint32), index)
    return jnp.where(period % 2 == 0, even, odd)


def to_uniform(words: UInt32[Array, "*shape"]) -> Float32[Array, "*shape"]:
    """Convert words to uniforms in [0, 1) with 24 bits, which float32 represents exactly."""
    return (words >> np.uint32(8)).astype(jnp.float32) * np.float32(2.0**-24)


def to_fine_uniform(words: UInt32[Array, "*shape"]) -> Float64[Array, "*shape"]:
    """Convert words to uniforms in [0, 1) with 32 bits, which float64 represents exactly."""
    return words.astype(jnp.float64) * 2.0**-32


def to_logit(words: UInt32[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Convert words to logits log(u / (1 - u)), in double precision if JAX allows it.

    Both tails have the full resolution of 32 bits; uniforms close to 1 would be coarse in single precision.
    """
    upper = words >= np.uint32(0x80000000)
    folded = jnp.where(upper, ~words, words)
    tail = (folded.astype(jnp.result_type(float)) + 0.5) * 2.0**-32
    logit = jnp.log(tail) - jnp.log1p(-tail)
    return jnp.where(upper, -logit, logit)


# Coefficients of erfinv in single precision as polynomials, from Giles (2010), "Approximating the erfinv function". The argument is
# w - 2.5 in the centre and sqrt(w) - 3 in the tail, where w = -log(4 u (1 - u)). The factor sqrt(2) is applied below.
_CENTRE = (
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
)  # fmt: skip
_TAIL = (
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
)  # fmt: skip


def _polynomial(coefficients: tuple[float, ...], x: Array) -> Array:
    result = jnp.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        result = result * x + np.float32(c)
    return result


def to_normal(words: UInt32[Array, "*shape"]) -> Float32[Array, "*shape"]:
    """Convert words to standard normals by inverting the distribution function; monotone in the words."""
    upper = words >= np.uint32(0x80000000)
    folded = jnp.where(upper, ~words, words)
    tail = (folded.astype(jnp.float32) + np.float32(0.5)) * np.float32(2.0**-32)
    w = -jnp.log(4.0 * tail * (1.0 - tail))
    centre = _polynomial(_CENTRE, w - np.float32(2.5))
    far = _polynomial(_TAIL, jnp.sqrt(w) - np.float32(3.0))
    x = (1.0 - 2.0 * tail) * jnp.where(w < 5.0, centre, far) * np.float32(np.sqrt(2.0))
    return jnp.where(upper, x, -x)


def normal_to_logit(z: Float32[Array, "*shape"]) -> Float32[Array, "*shape"]:
    """Return the logit of the standard normal distribution function at z, accurate in both tails."""
    return log_ndtr(z) - log_ndtr(-z)
