"""Shares of futures, compared with their probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

N = 8192
"""Futures of a test that compares shares."""


def logit(*payoffs: float) -> NDArray[np.float64]:
    """Return the probability of each option under logit choice with a rationality of 1."""
    weights = np.exp(np.asarray(payoffs) - max(payoffs))
    return np.asarray(weights / weights.sum())


def close(got: ArrayLike, wanted: ArrayLike, count: int = N) -> None:
    """Compare shares of `count` futures with their probabilities, within four standard errors."""
    np.testing.assert_allclose(got, wanted, atol=4 * 0.5 / np.sqrt(count))
