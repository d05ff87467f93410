"""The device that everything runs on: a CPU. Options of its compiler, and the precision of arrays."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import jax

COMPILER_OPTIONS: dict[str, Any] = {
    # By default, XLA's CPU compiler removes optimization barriers before fusion, and then recomputes values in every operation that uses
    # them. Keeping the barriers makes the reference model of the benchmarks 1.8 times as fast.
    "xla_disable_hlo_passes": "cse_barrier_expander",
    # Use the full width of AVX-512; by default XLA uses half of it. No effect on other processors.
    "xla_cpu_prefer_vector_width": 512,
}

QUICK_OPTIONS = COMPILER_OPTIONS | {
    # XLA's older code generation compiles about twice as fast, and its programs take 1.2 to 2 times as long.
    "xla_cpu_use_fusion_emitters": False,
    "xla_backend_optimization_level": 1,
}

BRIEF_OPTIONS = COMPILER_OPTIONS | {
    # Compiles more than twice as fast. The programs are slow, which does not matter for a few hundred futures.
    "xla_backend_optimization_level": 0,
}

LARGE = 2_000
"""Number of nodes from which a program is compiled with the quick options. Otherwise compiling would take longer than most runs."""


def choose_options(nodes: int, *, brief: bool = False) -> dict[str, Any]:
    """Return the options of the compiler.

    Args:
        nodes: Number of nodes of the model.
        brief: Whether the program only ever plays a few hundred futures.
    """
    if brief:
        return BRIEF_OPTIONS
    return QUICK_OPTIONS if nodes >= LARGE else COMPILER_OPTIONS


def double_precision() -> AbstractContextManager[Any]:
    """Allow 64-bit arrays inside the context and nowhere else, so that the caller's own JAX code keeps its types."""
    context: AbstractContextManager[Any] = jax.enable_x64(True)
    return context
