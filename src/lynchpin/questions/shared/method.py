"""How the probability of an answer is estimated from futures, and what the estimate is worth."""

from __future__ import annotations

from typing import Literal

import numpy as np

from lynchpin.engine.results.futures import Futures
from lynchpin.statistics.controls import estimate_shares
from lynchpin.statistics.estimates import Estimate, estimate_share

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


def estimate_answer(futures: Futures, answer: str) -> tuple[Estimate, Method]:
    """Estimate the probability of an answer, as `run` does.

    Args:
        futures: Futures, given evidence or not.
        answer: The answer.

    Returns:
        The probability, and how it was estimated.
    """
    happens, sound = futures.answer(answer), futures.sound
    found = estimate_shares(happens[None], futures.controls) if is_controlled(futures) else None
    if found is not None and found.value[0] >= 0:
        return found.at(0), "conditional"
    return estimate_share(happens[sound], lineage=futures.lineage[sound]), "counting"
