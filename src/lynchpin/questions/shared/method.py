"""How the probability of an answer is estimated from futures, and what the estimate is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures
from lynchpin.statistics.controls import Regression, regress, sum_controls, sum_products
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_means

Method = Literal["counting", "conditional"]
"""The share of futures, or the share given the known probabilities along the path (control variates)."""


def count_effective(share: Estimate, futures: float) -> float:
    """Return the number of counted futures that would give the error of a share.

    Args:
        share: The share and its standard error.
        futures: Number of futures drawn, returned for a share of 0 or 1.
    """
    if not 0 < share.value < 1 or not share.error > 0:
        return futures
    return share.value * (1 - share.value) / share.error**2


def is_controlled(futures: Futures) -> bool:
    """Return whether the futures have control variates with mean zero: they are independent, and all values are finite."""
    return futures.controls is not None and bool(futures.sound.all()) and len(np.unique(futures.lineage)) == len(futures)


def find_regression(futures: Futures) -> Regression | None:
    """Return the regression on the controls of these futures; None where shares are counted.

    Controls are not used for fewer futures than `statistics.controls.FEWEST`, nor if they would make the share of an outcome negative,
    which can happen where hardly any future has it.
    """
    regression = regress(sum_controls(futures.controls)) if is_controlled(futures) and futures.controls is not None else None
    if regression is None:
        return None
    outcomes = futures.outcome == np.arange(len(futures.model.outcomes))[:, None]
    return regression if _estimate(regression, futures, outcomes).value.min(initial=0.0) >= 0 else None


def estimate_values(futures: Futures, values: NDArray[Any]) -> Estimates:
    """Estimate means over the sound futures, as `run` does.

    Args:
        futures: Futures, given evidence or not.
        values: [n, N] conditions, or differences between conditions: numbers from -1 to 1.

    Returns:
        [n] means and standard errors.
    """
    return _estimate(find_regression(futures), futures, values)


def estimate_each(futures: Futures, conditions: Mapping[str, NDArray[np.bool_]]) -> dict[str, Estimate]:
    """Return by name the share of futures in which each condition [N] holds, estimated as `run` does."""
    if not conditions:
        return {}
    found = estimate_values(futures, np.stack(list(conditions.values())))
    return {name: found.at(k) for k, name in enumerate(conditions)}


def estimate_answer(futures: Futures, answer: str) -> tuple[Estimate, Method]:
    """Estimate the probability of an answer, as `run` does.

    Args:
        futures: Futures, given evidence or not.
        answer: The answer.

    Returns:
        The probability, and how it was estimated.
    """
    regression = find_regression(futures)
    estimate = _estimate(regression, futures, futures.answer(answer)[None]).at(0)
    return estimate, "counting" if regression is None else "conditional"


def find_influence(futures: Futures, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return [N] influence values of the mean of `values` [N] that `estimate_values` returns; NaN where a value is."""
    regression = find_regression(futures)
    if regression is None or futures.controls is None:
        found: NDArray[np.float64] = values - np.nanmean(values)
        return found
    return regression.influence(values, futures.controls)


def _estimate(regression: Regression | None, futures: Futures, values: NDArray[Any]) -> Estimates:
    """Return means of values [n, N] over the sound futures, with the controls of a regression or without."""
    if regression is None or futures.controls is None:
        sound = futures.sound
        return estimate_means(values[:, sound], span=1.0, lineage=futures.lineage[sound])
    squares = np.square(values, dtype=np.float64).sum(axis=-1)
    return regression.estimate(values.sum(axis=-1, dtype=np.float64), sum_products(values, futures.controls), squares)
