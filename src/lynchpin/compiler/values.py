"""Values of the file as distributions of the engine."""

from __future__ import annotations

import numpy as np

from lynchpin.engine.chance.distributions import Distribution, find_mean, find_quantile
from lynchpin.language.records import Value


def find_value_mean(value: Value) -> float:
    """Return the mean of a value from the file."""
    return find_mean(to_distribution(value))


def to_distribution(value: Value) -> Distribution:
    """Return the engine's distribution for a declared value."""
    inner = None if value.inner is None else to_distribution(value.inner)
    return Distribution(value.kind, value.numbers, inner, value.chances)


def find_range(d: Distribution) -> tuple[float, float]:
    """Return the lower and upper end of a stated probability; for a distribution without ends, its 5% and 95% quantiles."""
    if d.kind == "number":
        return d.numbers[0], d.numbers[0]
    if d.kind == "uniform":
        return d.numbers[0], d.numbers[1]
    low, high = find_quantile(d, np.log(np.array([0.05, 0.95]) / np.array([0.95, 0.05])))
    return float(low), float(high)
