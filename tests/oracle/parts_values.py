"""Values of the format page: distributions, words of likelihood, and correlations of the normal numbers behind the draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

Z95 = stats.norm.ppf(0.95)
"""The ends of a 90% interval of a normal distribution lie so many standard deviations from its mean."""


class Value(Protocol):
    """Anything with a quantile function."""

    def ppf(self, q: Array) -> Array: ...


class Choice:
    """One of several numbers with given probabilities, in the order of the file."""

    def __init__(self, chances: Mapping[float, float]) -> None:
        self.numbers = np.asarray(list(chances), float)
        self.ends = np.cumsum(list(chances.values()))

    def ppf(self, q: Array) -> Array:
        return self.numbers[np.minimum(np.searchsorted(self.ends, q), len(self.numbers) - 1)]


class Truncated:
    """A distribution, conditional on lying between two ends."""

    def __init__(self, whole: object, low: float, high: float) -> None:
        self.whole, self.low, self.high = whole, whole.cdf(low), whole.cdf(high)  # type: ignore[attr-defined]

    def ppf(self, q: Array) -> Array:
        return np.asarray(self.whole.ppf(self.low + q * (self.high - self.low)))  # type: ignore[attr-defined]


def fixed(number: float) -> Value:
    return Choice({number: 1.0})


def interval(low: float, high: float) -> Value:
    """A 90% interval: lognormal if both ends are positive, otherwise normal."""
    if low > 0:
        return stats.lognorm(s=np.log(high / low) / (2 * Z95), scale=np.sqrt(low * high))
    return stats.norm((low + high) / 2, (high - low) / (2 * Z95))


def normal(mean: float, sd: float) -> Value:
    return stats.norm(mean, sd)


def lognormal(mean: float, sd: float) -> Value:
    """A lognormal distribution with this mean and standard deviation (of the quantity, not its logarithm)."""
    variance = np.log1p((sd / mean) ** 2)
    return stats.lognorm(s=np.sqrt(variance), scale=mean * np.exp(-variance / 2))


def uniform(low: float, high: float) -> Value:
    return stats.uniform(low, high - low)


def triangular(low: float, mode: float, high: float) -> Value:
    return stats.triang((mode - low) / (high - low), low, high - low)


def beta(a: float, b: float, low: float = 0.0, high: float = 1.0) -> Value:
    return stats.beta(a, b, low, high - low)


def pert(low: float, mode: float, high: float) -> Value:
    """The beta distribution whose mean is (low + 4 mode + high) / 6 and whose parameters sum to 6."""
    a = 1 + 4 * (mode - low) / (high - low)
    return beta(a, 6 - a, low, high)


WORDS = {
    "icd-203": {"unlikely": (0.20, 0.45), "likely": (0.55, 0.80), "very likely": (0.80, 0.95)},
    "phia": {"unlikely": (0.25, 0.35)},
    "kent": {"chances about even": (0.40, 0.60)},
    "ipcc": {"likely": (0.66, 1.00), "unlikely": (0.00, 0.33)},
}
"""The published ranges of the words that the files use."""


def words(yardstick: str, term: str) -> Value:
    return uniform(*WORDS[yardstick][term])


class Copula:
    """Normal numbers with given correlations: some are drawn once per future, others (`NAME.shock`) once per period.

    Given the former, the numbers of different periods are independent.
    """

    def __init__(self, rng: np.random.Generator, futures: int, pairs: Sequence[tuple[str, str, float]]) -> None:
        self.rng, self.futures = rng, futures
        names = list(dict.fromkeys(name for pair in pairs for name in pair[:2]))
        matrix = np.eye(len(names))
        for first, second, number in pairs:
            i, j = names.index(first), names.index(second)
            matrix[i, j] = matrix[j, i] = number
        is_shock = np.array([name.endswith(".shock") for name in names], bool)
        self.once = [name for name in names if not name.endswith(".shock")]
        self.anew = [name for name in names if name.endswith(".shock")]
        within, across, between = (
            matrix[np.ix_(~is_shock, ~is_shock)],
            matrix[np.ix_(is_shock, ~is_shock)],
            matrix[np.ix_(is_shock, is_shock)],
        )
        self.slope = across @ np.linalg.inv(within)
        self.rest = np.linalg.cholesky(between - self.slope @ across.T)
        self.fixed = np.linalg.cholesky(within) @ rng.standard_normal((len(self.once), futures))

    def draw_once(self) -> dict[str, Array]:
        return dict(zip(self.once, self.fixed, strict=True))

    def draw_anew(self) -> dict[str, Array]:
        mean = self.slope @ self.fixed
        return dict(zip(self.anew, mean + self.rest @ self.rng.standard_normal(mean.shape), strict=True))


class Draws:
    """The random numbers of all futures; each name is drawn from the normal number behind it."""

    def __init__(self, rng: np.random.Generator, futures: int, pairs: Sequence[tuple[str, str, float]] = ()) -> None:
        self.rng, self.futures = rng, futures
        self.copula = Copula(rng, futures, pairs)
        self.behind = self.copula.draw_once()

    def find_probability(self, name: str) -> Array:
        """The probability behind the draw of a name; whatever replaces its value is drawn from the same one."""
        if name not in self.behind:
            self.behind[name] = self.rng.standard_normal(self.futures)
        return np.asarray(stats.norm.cdf(self.behind[name]))

    def draw(self, name: str, value: Value) -> Array:
        return np.asarray(value.ppf(self.find_probability(name)), float)

    def holds(self, assumption: str, credence: Value) -> NDArray[np.bool_]:
        """Whether an assumption holds: its credence is drawn first, and then the assumption."""
        return self.rng.random(self.futures) < self.draw(f"{assumption}.credence", credence)

    def draw_shocks(self, shocks: Mapping[str, Value]) -> dict[str, Array]:
        behind = self.copula.draw_anew()
        return {
            name: np.asarray(
                value.ppf(stats.norm.cdf(behind[f"{name}.shock"]) if f"{name}.shock" in behind else self.rng.random(self.futures)), float
            )
            for name, value in shocks.items()
        }
