"""How well one quantity tells the futures of an answer from the others: area under the ROC curve, threshold and likelihood ratio."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.errors import influence_error
from lynchpin.statistics.estimates import Estimate, estimate_conditional, estimate_risk_ratio

F64 = NDArray[np.float64]


class Alarm(NamedTuple):
    """A rule `value > threshold` (or `<` where lower values point to the answer), and how it does on futures that did not choose it.

    hits: P(alarm | answer); false_alarms: P(alarm | not); likelihood_ratio: the one over the other.
    """

    threshold: float
    hits: Estimate
    false_alarms: Estimate
    likelihood_ratio: Estimate


def estimate_auc(values: F64, answer: NDArray[np.bool_], *, weights: F64 | None = None, lineage: NDArray[Any] | None = None) -> Estimate:
    """P(value is higher where the answer is true), ties counting half, over [N] futures; NaN where the answer is everywhere alike.

    The error is that of DeLong, DeLong and Clarke-Pearson (1988), with weights as in a weighted mean of its components.
    """
    w = np.ones(len(values)) if weights is None else weights
    yes, no = answer, ~answer
    if not yes.any() or not no.any():
        return Estimate(math.nan, math.nan)
    above = _share_below(values[no], w[no], values[yes])
    below = 1 - _share_below(values[yes], w[yes], values[no])
    area = float(np.average(above, weights=w[yes]))
    influence = np.zeros(len(values))
    influence[yes], influence[no] = w[yes] * (above - area) / w[yes].sum(), w[no] * (below - area) / w[no].sum()
    return Estimate(area, float(influence_error(influence * len(values), lineage)))


def find_alarm(
    values: F64,
    answer: NDArray[np.bool_],
    *,
    weights: F64 | None = None,
    higher: bool = True,
    lineage: NDArray[Any] | None = None,
) -> Alarm | None:
    """The threshold that maximises hits less false alarms (Youden 1950), chosen on every other future and judged on the rest.

    Futures of one lineage go to one side. None where the values are all alike or the answer is.
    """
    x, w = values if higher else -values, np.ones(len(values)) if weights is None else weights
    chosen = (np.arange(len(x)) if lineage is None else np.unique(lineage, return_inverse=True)[1].reshape(-1)) % 2 == 0
    threshold = _find_threshold(x[chosen], answer[chosen], w[chosen])
    judged = ~chosen
    if threshold is None or not answer[judged].any() or answer[judged].all():
        return None
    alarm, yes, by = x[judged] > threshold, answer[judged], w[judged]
    rest = None if lineage is None else lineage[judged]
    hits, false_alarms = (estimate_conditional(alarm, side, weights=by, span=1.0, lineage=rest) for side in (yes, ~yes))
    return Alarm(threshold if higher else -threshold, hits, false_alarms, estimate_risk_ratio(alarm, yes, weights=by, lineage=rest))


def _find_threshold(x: F64, answer: NDArray[np.bool_], w: F64) -> float | None:
    """Halfway between the two neighbouring values where the distribution functions of yes and no are farthest apart."""
    order = np.argsort(x, kind="stable")
    ordered, yes = x[order], np.where(answer, w, 0.0)[order]
    no = w[order] - yes
    if yes.sum() == 0 or no.sum() == 0 or ordered[0] == ordered[-1]:
        return None
    lead = np.cumsum(no) / no.sum() - np.cumsum(yes) / yes.sum()
    places = np.flatnonzero(np.diff(ordered) > 0)
    best = places[np.argmax(lead[places])]
    return float((ordered[best] + ordered[best + 1]) / 2)


def _share_below(sample: F64, weights: F64, at: F64) -> F64:
    """Share of the sample's weight below each point, values equal to it counting half."""
    order = np.argsort(sample, kind="stable")
    ordered, cumulated = sample[order], np.concatenate(([0.0], np.cumsum(weights[order])))
    low, high = np.searchsorted(ordered, at, "left"), np.searchsorted(ordered, at, "right")
    share: F64 = (cumulated[low] + cumulated[high]) / (2 * cumulated[-1])
    return share
