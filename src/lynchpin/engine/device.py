"""The device that everything runs on: a CPU. Compiled programs are kept between runs, in the folder of `lynchpin.cache`."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import jax

from lynchpin.cache import open_cache

COMPILER_OPTIONS = {
    # By default, XLA's CPU compiler removes optimization barriers before fusion, and then recomputes values in every operation that uses
    # them. Keeping the barriers makes the reference model of the benchmarks 1.8 times as fast.
    "xla_disable_hlo_passes": "cse_barrier_expander",
    # Use the full width of AVX-512; by default XLA uses half of it. No effect on other processors.
    "xla_cpu_prefer_vector_width": 512,
}


@cache
def set_up() -> None:
    """Set JAX's options before the first program is compiled. Further calls do nothing."""
    folder = open_cache()
    if folder is None:
        return
    # Results do not depend on the cache, so a warning that it cannot be read or written would only distract.
    warnings.filterwarnings("ignore", message="Error (reading|writing) persistent compilation cache entry")
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)


def double_precision() -> AbstractContextManager[Any]:
    """Allow 64-bit arrays inside the context and nowhere else, so that the caller's own JAX code keeps its types."""
    context: AbstractContextManager[Any] = jax.enable_x64(True)
    return context
