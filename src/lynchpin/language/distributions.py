"""Properties of values that need no draws: their support and tail probabilities.

The formulas are those of Johnson, Kotz and Balakrishnan, "Continuous univariate distributions" (1994, 1995). Of two complementary
probabilities each is computed where it is small, so that both are accurate far in the tails.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from lynchpin.language.records import Value

REACH = 6.4
"""Standard deviations from the mean to the outermost draws: random words have 32 bits, and `2**-33` is the probability below -6.34."""


class Tails(NamedTuple):
    """Probabilities of a smaller and of a larger value."""

    below: float
    above: float


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


def measure_reach(value: Value) -> tuple[float, float]:
    """Return the least and the greatest number that can be drawn in practice, which may be beyond double precision (infinite or 0)."""
    if value.kind == "normal":
        mean, sd = value.numbers
        return mean - REACH * sd, mean + REACH * sd
    if value.kind == "lognormal":
        mu, sigma = value.numbers
        return _exp(mu - REACH * sigma), _exp(mu + REACH * sigma)
    return measure_support(value)


def measure_tails(value: Value, x: float) -> Tails:
    """Return the probabilities that a continuous value is smaller and larger than `x`.

    Args:
        value: A value other than a number, a choice or a truncated distribution.
        x: A number in the unit of the value.

    Raises:
        ValueError: The value is of another kind.
    """
    match value.kind:
        case "normal":
            return _normal_tails((x - value.numbers[0]) / value.numbers[1])
        case "lognormal":
            return _normal_tails((math.log(x) - value.numbers[0]) / value.numbers[1] if x > 0 else -math.inf)
        case "uniform":
            low, high = value.numbers
            at = min(max(x, low), high)
            return Tails((at - low) / (high - low), (high - at) / (high - low))
        case "triangular":
            low, mode, high = value.numbers
            if x < mode:
                below = max(x - low, 0.0) / (high - low) * (max(x - low, 0.0) / (mode - low))
                return Tails(below, 1 - below)
            above = max(high - x, 0.0) / (high - low) * (max(high - x, 0.0) / (high - mode)) if high > mode else 0.0
            return Tails(1 - above, above)
        case "beta" | "pert":
            a, b, low, high = read_beta(value)
            at = min(max(x, low), high)
            return _beta_tails(a, b, (at - low) / (high - low), (high - at) / (high - low))
    raise ValueError(f"a value of the kind {value.kind} has no density")


def measure_mass(value: Value, low: float, high: float) -> float:
    """Return the probability that a continuous value lies between two bounds.

    Args:
        value: A value other than a number, a choice or a truncated distribution.
        low: The lower bound, in the unit of the value.
        high: The upper bound, in the same unit.

    Raises:
        ValueError: The value is of another kind.
    """
    first, last = measure_tails(value, low), measure_tails(value, high)
    return max(last.below - first.below, first.above - last.above, 0.0)


def read_beta(value: Value) -> tuple[float, float, float, float]:
    """Return the parameters (a, b, low, high) of a beta or PERT distribution."""
    if value.kind == "beta":
        a, b, low, high = value.numbers
        return a, b, low, high
    low, mode, high = value.numbers
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high


def _normal_tails(z: float) -> Tails:
    return Tails(math.erfc(-z / math.sqrt(2)) / 2, math.erfc(z / math.sqrt(2)) / 2)


def _beta_tails(a: float, b: float, x: float, rest: float) -> Tails:
    """The regularised incomplete beta function at x and its complement; `rest` is 1 - x."""
    if x <= 0 or rest <= 0:
        return Tails(float(rest <= 0), float(x <= 0))
    if x > (a + 1) / (a + b + 2):  # beyond it the fraction converges slowly
        above = _beta_below(b, a, rest, x)
        return Tails(1 - above, above)
    below = _beta_below(a, b, x, rest)
    return Tails(below, 1 - below)


def _beta_below(a: float, b: float, x: float, rest: float) -> float:
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)
    return min(math.exp(log_front) / a * _continue_fraction(a, b, x), 1.0)


def _continue_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d, c = 1 / (1 + term * d or tiny), 1 + term / c or tiny
            step = c * d
            value *= step
        if abs(step - 1) < 1e-15:
            break
    return value


def _exp(x: float) -> float:
    return math.exp(x) if x < 709 else math.inf
