"""Chance: a counter-based generator, written inline so that it is computed where it is used.

Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). The key comes
from the seed and the *name* of the draw, the counter from the period and the global index of the future. So a
number does not depend on the block that it is drawn in, on the number of threads, or on what else is drawn: an edit of
a file that adds a shock leaves every other draw as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.scipy.special import log_ndtr
from jaxtyping import Bool, Float, Float32, Float64, Int32, UInt32
from numpy.typing import NDArray

from lynchpin.engine.graph.batch import optimization_barrier

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA


def build_keys(seed: int, names: Sequence[str]) -> NDArray[np.uint32]:
    """The key of each named draw: [n, 2]. Any integer is a seed."""
    keys = [hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(keys), dtype="<u4").reshape(-1, 2).astype(np.uint32)


def _rotate(x: Array, by: int) -> Array:
    return (x << np.uint32(by)) | (x >> np.uint32(32 - by))


def threefry(
    key0: UInt32[Array, ...], key1: UInt32[Array, ...], counter0: UInt32[Array, ...], counter1: UInt32[Array, ...]
) -> tuple[UInt32[Array, "*shape"], UInt32[Array, "*shape"]]:
    """Two words of 32 random bits for each counter; all arguments uint32, broadcast against each other."""
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
    """Bits drawn once per future: keys [n, 2], index [B] (or [n, B], one for each key) -> [n, B].

    Their counter has a first word that no period uses.
    """
    words, _ = threefry(keys[:, 0:1], keys[:, 1:2], jnp.full((), 0xFFFFFFFF, jnp.uint32), jnp.atleast_2d(index))
    return optimization_barrier(words)


def draw_path_words(keys: UInt32[Array, "draws 2"], index: UInt32[Array, " B"], periods: int) -> UInt32[Array, "{periods} draws B"]:
    """Bits drawn anew each period: keys [n, 2], index [B] -> [T, n, B]. Both words of a counter are used: two periods share one."""
    pairs = jnp.arange((periods + 1) // 2, dtype=jnp.uint32)[:, None, None]
    # Kept apart from the reordering below, which would stop the compiler from working on several futures at once.
    even, odd = lax.optimization_barrier(threefry(keys[None, :, 0:1], keys[None, :, 1:2], pairs, index[None, None, :]))
    words = jnp.stack([even, odd], axis=1).reshape((2 * pairs.shape[0], keys.shape[0], index.shape[0]))
    return optimization_barrier(words[:periods])


def draw_period_words(
    keys: UInt32[Array, "draws 2"], index: UInt32[Array, "draws B"], period: Int32[Array, ""]
) -> UInt32[Array, "draws B"]:
    """The bits of one period alone, equal to `draw_path_words(...)[period]` where each draw has the same index: [n, B]."""
    even, odd = threefry(keys[:, 0:1], keys[:, 1:2], (period // 2).astype(jnp.uint32), index)
    return jnp.where(period % 2 == 0, even, odd)


def uniform_below(words: UInt32[Array, "*shape"], chance: Float32[Array, ...]) -> Bool[Array, "*shape"]:
    """Whether the uniform that the words stand for lies under `chance`, exact for a chance of 0 and of 1."""
    return to_uniform(words) < chance


def to_uniform(words: UInt32[Array, "*shape"]) -> Float32[Array, "*shape"]:
    """Words to uniforms in [0, 1): 24 bits, every value exact in float32."""
    return (words >> np.uint32(8)).astype(jnp.float32) * np.float32(2.0**-24)


def to_fine_uniform(words: UInt32[Array, "*shape"]) -> Float64[Array, "*shape"]:
    """Words to uniforms in [0, 1): 32 bits, every value exact in float64."""
    return words.astype(jnp.float64) * 2.0**-32


def to_logit(words: UInt32[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Logits log(u / (1 - u)) of words, in double precision if JAX has it.

    Both tails are as fine as 32 bits allow; uniforms near 1 would be coarse in single precision.
    """
    upper = words >= np.uint32(0x80000000)
    folded = jnp.where(upper, ~words, words)
    tail = (folded.astype(jnp.result_type(float)) + 0.5) * 2.0**-32
    logit = jnp.log(tail) - jnp.log1p(-tail)
    return jnp.where(upper, -logit, logit)


# Coefficients of the quantile of the normal distribution in single precision as two polynomials in w = -log(4 u (1 - u)):
# fitted by Giles (2010), "Approximating the erfinv function", for erfinv; the factor sqrt(2) is applied below.
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
    """Words to standard normals by inverting the distribution function, monotone in the words."""
    upper = words >= np.uint32(0x80000000)
    folded = jnp.where(upper, ~words, words)
    tail = (folded.astype(jnp.float32) + np.float32(0.5)) * np.float32(2.0**-32)
    w = -jnp.log(4.0 * tail * (1.0 - tail))
    centre = _polynomial(_CENTRE, w - np.float32(2.5))
    far = _polynomial(_TAIL, jnp.sqrt(w) - np.float32(3.0))
    x = (1.0 - 2.0 * tail) * jnp.where(w < 5.0, centre, far) * np.float32(np.sqrt(2.0))
    return jnp.where(upper, x, -x)


def normal_to_logit(z: Float32[Array, "*shape"]) -> Float32[Array, "*shape"]:
    """The logit of the normal distribution function at z, accurate in both tails."""
    return log_ndtr(z) - log_ndtr(-z)
