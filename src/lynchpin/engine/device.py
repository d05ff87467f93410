"""The device that everything runs on, set up once: a CPU, with compiled programs kept between runs.

Compiled programs are kept in the cache folder (see `lynchpin.cache`).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, wraps
from typing import Any

import jax

from lynchpin.cache import open_cache

COMPILER_OPTIONS = {
    # XLA's CPU compiler drops optimization barriers before it fuses, and then computes what they protect again in every consumer:
    # keeping them makes the reference model of the benchmarks 1.8 times as fast.
    "xla_disable_hlo_passes": "cse_barrier_expander",
    # Vectors as wide as the processor has them; by default XLA uses half of AVX-512. Where there is none, this changes nothing.
    "xla_cpu_prefer_vector_width": 512,
}


@cache
def set_up() -> None:
    """Settings of JAX, made before the first program is compiled; calling it again does nothing."""
    folder = open_cache()
    if folder is None:
        return
    # Results do not depend on the cache, so a cache that cannot be read or written is no reason to warn anyone.
    warnings.filterwarnings("ignore", message="Error (reading|writing) persistent compilation cache entry")
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)


def double_precision() -> AbstractContextManager[Any]:
    """Allow 64-bit arrays inside the context and nowhere else, so that a caller's own JAX code keeps its types."""
    context: AbstractContextManager[Any] = jax.enable_x64(True)
    return context


def in_double_precision(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, traced and called with 64-bit arrays allowed."""

    @wraps(function)
    def call(*arguments: Any) -> Any:
        with double_precision():
            return function(*arguments)

    return call
