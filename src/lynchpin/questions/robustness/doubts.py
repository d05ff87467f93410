"""All doubts at once: the answer if the odds that each assumption fails are halved and doubled."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lynchpin.engine.variation import vary_doubts
from lynchpin.questions.robustness.runs import Runs
from lynchpin.statistics.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Doubts:
    """The probability of the answer with the odds of failing halved and doubled, and the difference of their log-odds."""

    halved: Estimate
    doubled: Estimate
    swing: Estimate


def measure_doubts(runs: Runs, count: int) -> Doubts:
    """Measure the answer with all doubts halved, and doubled.

    Args:
        runs: Plays the variations.
        count: Number of futures of each.
    """
    halved, doubled = (runs.level(varied) for varied in runs.play([vary_doubts(runs.model, factor) for factor in (0.5, 2.0)], count))
    return Doubts(halved, doubled, measure_swing(halved, doubled, count))


def measure_swing(low: Estimate, high: Estimate, count: int) -> Estimate:
    """Return the difference of the log-odds of two probabilities, without its sign.

    Args:
        low: The first probability.
        high: The second.
        count: Number of futures of each. A probability of 0 or 1 counts as half a future more or less.
    """
    edge = 0.5 / (count + 1)
    ends = [min(max(p.value, edge), 1 - edge) for p in (low, high)]
    errors = [p.error / (x * (1 - x)) for p, x in zip((low, high), ends, strict=True)]
    first, second = (math.log(x / (1 - x)) for x in ends)
    return Estimate(abs(second - first), math.hypot(*errors))
