"""The generator: published test vectors, the same numbers however they are requested, and a test battery over a gigabyte."""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import special, stats

from lynchpin.engine.chance.random import (
    build_keys,
    draw_path_words,
    draw_period_words,
    draw_words,
    threefry,
    to_logit,
    to_normal,
    to_uniform,
)

FULL = 0xFFFFFFFF
VECTORS = [  # key, counter, result: the known answers of threefry2x32 with 20 rounds, published with Random123
    ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    ((FULL, FULL), (FULL, FULL), (0x1CB996FC, 0xBB002BE7)),
    ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
]


@pytest.mark.parametrize(("key", "counter", "result"), VECTORS)
def test_published_vectors(key: tuple[int, int], counter: tuple[int, int], result: tuple[int, int]) -> None:
    words = threefry(*(jnp.uint32(x) for x in (*key, *counter)))
    assert tuple(int(w) for w in words) == result


def test_keys_depend_on_the_name_alone() -> None:
    one, two = build_keys(7, ["a", "b"]), build_keys(7, ["new", "b", "a"])
    assert (one[0] == two[2]).all()
    assert (one[1] == two[1]).all()
    assert (build_keys(8, ["a"]) != one[0]).any()


def test_one_period_alone_gives_the_words_of_the_whole_path() -> None:
    keys, index = jnp.asarray(build_keys(1, ["a", "b", "c"])), jnp.arange(64, dtype=jnp.uint32) + 1000
    path = draw_path_words(keys, index, 7)
    assert path.shape == (7, 3, 64)
    for t in range(7):
        np.testing.assert_array_equal(path[t], draw_period_words(keys, jnp.broadcast_to(index, (len(keys), len(index))), jnp.int32(t)))


def test_words_depend_on_the_global_index_alone() -> None:
    keys = jnp.asarray(build_keys(1, ["a"]))
    whole = draw_words(keys, jnp.arange(4096, dtype=jnp.uint32))
    part = draw_words(keys, jnp.arange(1024, 1088, dtype=jnp.uint32))
    np.testing.assert_array_equal(whole[:, 1024:1088], part)


def test_normals_and_logits_invert_the_distribution_function() -> None:
    words = np.unique(np.concatenate([np.arange(0, 2**32, 1_000_003), [1, 2, FULL, 2**31, 2**31 - 1]])).astype(np.uint32)
    u = (words.astype(float) + 0.5) / 2**32
    z = np.asarray(to_normal(jnp.asarray(words)))
    central = (u > 1e-7) & (u < 1 - 1e-7)
    np.testing.assert_allclose(z[central], special.ndtri(u)[central], atol=3e-6)  # single precision up to 5.2 standard deviations
    np.testing.assert_allclose(z, special.ndtri(u), atol=5e-3)  # the rest is one draw in five million
    assert (np.diff(z) >= 0).all()
    np.testing.assert_allclose(np.asarray(to_logit(jnp.asarray(words))), special.logit(u), rtol=1e-6, atol=1e-6)


@jax.jit
def _draw_part(keys: jax.Array, index: jax.Array) -> tuple[jax.Array, ...]:
    """Words [2 periods, N] of one part, sums of products of neighbours along futures and across periods, and how many runs there are."""
    words = draw_path_words(keys, index, 2)[:, 0]
    u = to_uniform(words) - 0.5
    rises = (words[0, 1:] > words[0, :-1]).astype(jnp.int32)
    return words, jnp.sum(u[0, 1:] * u[0, :-1]), jnp.sum(u[0] * u[1]), jnp.sum(rises[1:] != rises[:-1])


def _count_part(keys: jax.Array, index: jax.Array) -> list[np.ndarray]:
    """Counts of the lower and upper halves of all words, of pairs of the high 6 bits in two periods, and the sums of `_draw_part`."""
    words, *sums = map(np.asarray, _draw_part(keys, index))
    pairs = (words[0] >> np.uint32(26)) * np.uint32(64) + (words[1] >> np.uint32(26))
    halves = (words & np.uint32(0xFFFF), words >> np.uint32(16))
    return [*(np.bincount(half.ravel(), minlength=1 << 16) for half in halves), np.bincount(pairs, minlength=4096), *sums]


@pytest.mark.slow
def test_battery_over_a_gigabyte() -> None:
    """Chi-square of high and low bits, balance of every bit, serial pairs, correlations along futures and periods, and runs.

    All have known normal or chi-square laws; a p-value under 1e-4 in any of them fails (the seed is fixed).
    """
    size, parts = 1 << 20, 128  # 2 words x 4 bytes x 2**27
    keys = jnp.asarray(build_keys(2026, ["battery"]))
    counted = (_count_part(keys, jnp.arange(part * size, (part + 1) * size, dtype=jnp.uint32)) for part in range(parts))
    lower, upper, pairs, along, across, runs = (np.sum(parted, axis=0, dtype=np.float64) for parted in zip(*counted, strict=True))
    n = parts * size
    ones = (np.arange(1 << 16)[:, None] >> np.arange(16)) & 1
    bits = np.concatenate([lower @ ones, upper @ ones])
    assert upper.sum() == lower.sum() == 2 * n
    p_values = {
        "high bits": stats.chisquare(upper.reshape(1024, 64).sum(axis=1)).pvalue,
        "low bits": stats.chisquare(lower.reshape(64, 1024).sum(axis=0)).pvalue,
        "pairs of periods": stats.chisquare(pairs).pvalue,
        "balance of bits": float(2 * stats.norm.sf(np.abs(bits / (2 * n) - 0.5).max() / (0.5 / np.sqrt(2 * n))) * 32),
        "neighbouring futures": float(2 * stats.norm.sf(abs(along) * 12 / np.sqrt(n - parts))),
        "neighbouring periods": float(2 * stats.norm.sf(abs(across) * 12 / np.sqrt(n))),
        # Turning points: mean 2 (m - 2) / 3, variance (16 m - 29) / 90 for each part of m numbers.
        "runs": float(2 * stats.norm.sf(abs(runs - parts * 2 * (size - 2) / 3) / np.sqrt(parts * (16 * size - 29) / 90))),
    }
    assert min(p_values.values()) > 1e-4, p_values


def test_neighbouring_names_are_independent() -> None:
    keys = jnp.asarray(build_keys(0, [f"shock:{k}" for k in range(40)]))
    z = np.asarray(to_normal(draw_words(keys, jnp.arange(1 << 14, dtype=jnp.uint32))))
    correlations = np.corrcoef(z)[np.triu_indices(40, 1)] * np.sqrt(1 << 14)
    assert stats.kstest(correlations, "norm").pvalue > 1e-3
    assert all(abs(a) < 5 and abs(b) < 5 for a, b in pairwise(correlations))
