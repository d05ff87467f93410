"""Distributions of declared values: their quantile functions, in double precision and accurate in both tails.

A probability is a pair: `below`, the probability of a smaller value, and `above`, one minus it. Each is accurate where it is small, which
a single number cannot be.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

CERTAIN, SMOOTH = -1, 0

F64 = NDArray[np.float64]
_LOG_LARGEST = math.log(np.finfo(np.float64).max)


class Tails(NamedTuple):
    """Probabilities of a smaller and of a larger value; they add up to 1."""

    below: F64
    above: F64


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of a declared value; `kind` and `numbers` as the language gives them.

    number (x), normal (mean, sd), lognormal (mu, sigma of the log), uniform (low, high), triangular and pert (low, mode, high),
    beta (a, b, low, high), truncated (low, high) of `inner`, choice (values, with `chances`).
    """

    kind: str
    numbers: tuple[float, ...]
    inner: Distribution | None = None
    chances: tuple[float, ...] = ()

    @property
    def shape(self) -> int:
        """How the compiled program reads the row: `CERTAIN`, `SMOOTH`, or the number of values of a choice."""
        return CERTAIN if self.kind == "number" else len(self.numbers) if self.kind == "choice" else SMOOTH

    @property
    def support(self) -> tuple[float, float]:
        """The smallest and the largest value."""
        match self.kind:
            case "normal":
                return -math.inf, math.inf
            case "lognormal":
                return 0.0, math.inf
            case "beta":
                return self.beta[2:]
            case "truncated":
                assert self.inner is not None
                low, high = self.inner.support
                return max(low, self.numbers[0]), min(high, self.numbers[1])
        return min(self.numbers), max(self.numbers)

    @property
    def beta(self) -> tuple[float, float, float, float]:
        """The parameters (a, b, low, high) of a beta or PERT distribution; PERT after Malcolm et al. (1959), with a weight of 4 on the mode."""
        if self.kind == "pert":
            low, mode, high = self.numbers
            return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high
        a, b, *ends = self.numbers
        low, high = ends or (0.0, 1.0)
        return a, b, low, high

    def mirror(self) -> Distribution:
        """Return the distribution of the negative of the value. Not defined for a lognormal."""
        numbers = tuple(-x for x in reversed(self.numbers))
        match self.kind:
            case "normal":
                return Distribution("normal", (-self.numbers[0], self.numbers[1]))
            case "beta":
                a, b, low, high = self.beta
                return Distribution("beta", (b, a, -high, -low))
            case "truncated":
                assert self.inner is not None
                return Distribution("truncated", numbers, self.inner.mirror())
        return Distribution(self.kind, numbers)


def split_logits(logits: F64) -> Tails:
    """Return the probabilities that have these logits, log(below / above)."""
    return Tails(special.expit(logits), special.expit(-logits))


def find_quantile(d: Distribution, logits: F64) -> F64:
    """Return the quantiles of a distribution at probabilities given by their logits.

    Args:
        d: The distribution.
        logits: Logits of the probabilities, log(p / (1 - p)), of any shape.

    Returns:
        The quantiles, in the same shape.
    """
    return _QUANTILES[d.kind](d, split_logits(np.asarray(logits, np.float64)))


def find_log_quantile(d: Distribution, logits: F64) -> F64:
    """Return log quantiles of a distribution without negative values, accurate even if the quantiles underflow double precision.

    Args:
        d: The distribution.
        logits: Logits of the probabilities, log(p / (1 - p)), of any shape.

    Returns:
        The natural logarithms of the quantiles, in the same shape.
    """
    return _find_log(d, split_logits(np.asarray(logits, np.float64)))


def find_mean(d: Distribution) -> float:
    """Return the mean of a distribution: in closed form or, if it is truncated, as the integral of the quantile function."""
    match d.kind:
        case "lognormal":
            log_mean = d.numbers[0] + 0.5 * d.numbers[1] ** 2
            return math.exp(log_mean) if log_mean < _LOG_LARGEST else math.inf
        case "uniform" | "triangular":
            return sum(x / len(d.numbers) for x in d.numbers)
        case "beta" | "pert":
            a, b, low, high = d.beta
            return (a * high + b * low) / (a + b)
        case "choice":
            return sum(x * p for x, p in zip(d.numbers, d.chances, strict=True)) / sum(d.chances)
        case "truncated":
            # The trapezium rule over logits is accurate because the integrand and its derivatives vanish at both ends.
            logits = np.linspace(-200.0, 200.0, 20_001)
            p = split_logits(logits)
            return float((find_quantile(d, logits) * p.below * p.above).sum() / (p.below * p.above).sum())
    return d.numbers[0]


def find_tails(d: Distribution, x: float) -> Tails:
    """Return the probabilities of values below and above x.

    Args:
        d: A distribution that can be truncated.
        x: The value.

    Raises:
        ValueError: The distribution cannot be truncated.
    """
    match d.kind:
        case "normal":
            z = (x - d.numbers[0]) / d.numbers[1]
            return _tails(float(special.ndtr(z)), float(special.ndtr(-z)))
        case "lognormal":
            return find_tails(Distribution("normal", d.numbers), math.log(x)) if x > 0 else _tails(0.0)
        case "uniform":
            low, high = d.numbers
            return _tails((x - low) / (high - low), (high - x) / (high - low))
        case "triangular":
            low, mode, high = d.numbers
            if x < mode:
                return _tails((max(x - low, 0.0) / (high - low)) * (max(x - low, 0.0) / (mode - low)))
            above = (max(high - x, 0.0) / (high - low)) * (max(high - x, 0.0) / (high - mode)) if high > mode else 0.0
            return _tails(1 - above, above)
        case "beta" | "pert":
            a, b, low, high = d.beta
            at, rest = min(max((x - low) / (high - low), 0.0), 1.0), min(max((high - x) / (high - low), 0.0), 1.0)
            return _tails(float(special.betainc(a, b, at)), float(special.betainc(b, a, rest)))
    raise ValueError(f"the probabilities of `{d.kind}` are not known")


def _tails(below: float, above: float | None = None) -> Tails:
    ends = (below, 1 - below if above is None else above)
    return Tails(*(np.asarray(min(max(end, 0.0), 1.0)) for end in ends))


def _find_number(d: Distribution, p: Tails) -> F64:
    return np.full_like(p.below, d.numbers[0])


def _find_normal(d: Distribution, p: Tails) -> F64:
    mean, sd = d.numbers
    return np.asarray(mean + sd * _choose_tail(p, special.ndtri(p.below), -special.ndtri(p.above)))


def _find_lognormal(d: Distribution, p: Tails) -> F64:
    return np.asarray(np.exp(_find_normal(d, p)))


def _find_uniform(d: Distribution, p: Tails) -> F64:
    low, high = d.numbers
    return _choose_tail(p, low + (high - low) * p.below, high - (high - low) * p.above)


def _find_triangular(d: Distribution, p: Tails) -> F64:
    low, mode, high = d.numbers
    rising = low + np.sqrt(p.below * (high - low) * (mode - low))
    return np.where(p.below < (mode - low) / (high - low), rising, high - np.sqrt(p.above * (high - low) * (high - mode)))


def _find_beta(d: Distribution, p: Tails) -> F64:
    a, b, low, high = d.beta
    lower = p.below < 0.5
    x = np.empty_like(p.below)
    x[lower] = special.betaincinv(a, b, p.below[lower])
    x[~lower] = special.betainccinv(a, b, p.above[~lower])
    # Close to the upper end, the distance from that end is more accurate.
    rest, far = np.ones_like(x), x > 0.5
    rest[far & lower] = special.betainccinv(b, a, p.below[far & lower])
    rest[far & ~lower] = special.betaincinv(b, a, p.above[far & ~lower])
    return np.where(far, high - (high - low) * rest, low + (high - low) * x)


def _find_truncated(d: Distribution, p: Tails) -> F64:
    assert d.inner is not None
    low, high = d.numbers
    return np.asarray(np.clip(_QUANTILES[d.inner.kind](d.inner, _find_inner(d, p)), low, high))


def _find_inner(d: Distribution, p: Tails) -> Tails:
    """Return the probabilities under the inner distribution, as sums of positive terms to avoid cancellation."""
    assert d.inner is not None
    low, high = (find_tails(d.inner, x) for x in d.numbers)
    inner = Tails(low.below * p.above + high.below * p.below, low.above * p.above + high.above * p.below)
    if not (high.below > low.below or low.above > high.above):
        raise ValueError(f"the distribution has no mass between {d.numbers[0]:g} and {d.numbers[1]:g}")
    return inner


def _find_choice(d: Distribution, p: Tails) -> F64:
    edges = np.cumsum(d.chances)
    which = np.searchsorted(edges / edges[-1], p.below, side="right")
    return np.asarray(np.asarray(d.numbers)[np.minimum(which, len(d.numbers) - 1)])


_QUANTILES: dict[str, Callable[[Distribution, Tails], F64]] = {
    "number": _find_number,
    "normal": _find_normal,
    "lognormal": _find_lognormal,
    "uniform": _find_uniform,
    "triangular": _find_triangular,
    "beta": _find_beta,
    "pert": _find_beta,
    "truncated": _find_truncated,
    "choice": _find_choice,
}


def _choose_tail(p: Tails, lower: F64, upper: F64) -> F64:
    return np.where(p.below < 0.5, lower, upper)


def _find_log(d: Distribution, p: Tails) -> F64:
    match d.kind:
        case "lognormal":
            return _find_normal(d, p)
        case "truncated":
            assert d.inner is not None
            low, high = (math.log(x) if x > 0 else -math.inf for x in d.numbers)
            return np.clip(_find_log(d.inner, _find_inner(d, p)), low, high)
        case "beta" | "pert":
            return _find_log_beta(d, p)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(_QUANTILES[d.kind](d, p)))


def _find_log_beta(d: Distribution, p: Tails) -> F64:
    a, b, low, high = d.beta
    with np.errstate(divide="ignore"):
        exact = np.log(_find_beta(d, p))
    if low > 0:
        return np.asarray(exact)
    # The first term of the series of the distribution function at 0 suffices where (b - 1) x is far below the required accuracy.
    first = (np.log(p.below) + math.log(a) + special.betaln(a, b)) / a
    return np.where(first < math.log(1e-13 / max(b, 1.0)), first + math.log(high), exact)
