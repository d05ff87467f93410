"""Precision: values of a future are double precision, projections of actors are single precision.

Values accumulate along the path, and small changes of large numbers matter. Projections start afresh in each period, take most of the
running time, and affect only option probabilities.
"""

from __future__ import annotations

import jax.numpy as jnp

PLAYED = jnp.float64
"""Type of all values of a future: inputs, stocks, auxiliaries, probabilities of events, accumulators and records."""

FORESEEN = jnp.float32
"""Type of projected payoffs and of option probabilities."""
