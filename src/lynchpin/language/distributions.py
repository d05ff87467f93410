"""Properties of values that need no draws: their support, and their mass between two bounds."""

from __future__ import annotations

import math

from lynchpin.language.records import Value


def measure_support(value: Value) -> tuple[float, float]:
    """Return the least and the greatest number that a value can take."""
    match value.kind:
        case "normal":
            return -math.inf, math.inf
        case "lognormal":
            return 0.0, math.inf
        case "beta":
            return value.numbers[2], value.numbers[3]
        case "truncated":
            assert value.inner is not None
            low, high = measure_support(value.inner)
            return max(low, value.numbers[0]), min(high, value.numbers[1])
        case _:
            return min(value.numbers), max(value.numbers)


def measure_mass(value: Value, low: float, high: float) -> float:
    """Return the probability that a value lies between two bounds.

    It is exact for the normal and the lognormal, which have tails. For the others it is 1 if the support and the bounds overlap, else 0.
    """
    if value.kind == "normal":
        mean, sd = value.numbers
        return _normal_below((high - mean) / sd) - _normal_below((low - mean) / sd)
    if value.kind == "lognormal":
        mu, sigma = value.numbers
        above = _normal_below((math.log(high) - mu) / sigma) if high > 0 else 0.0
        return above - (_normal_below((math.log(low) - mu) / sigma) if low > 0 else 0.0)
    least, greatest = measure_support(value)
    return float(max(low, least) < min(high, greatest))


def _normal_below(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2
