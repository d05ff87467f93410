"""Precision: what happens in a future is computed in double precision, what actors foresee in single.

What happens adds up over the path, and small changes of large numbers count. What actors foresee is projected anew in each period, takes
most of the time, and decides only probabilities of options.
"""

from __future__ import annotations

import jax.numpy as jnp

PLAYED = jnp.float64
"""Type of every value that happens: inputs, stocks, auxiliaries, chances, accumulators and records."""

FORESEEN = jnp.float32
"""Type of projected payoffs and of option probabilities."""
