"""How well one quantity separates the futures with an answer from the others: area under the ROC curve, threshold, likelihood ratio."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.errors import influence_error
from lynchpin.statistics.estimates import Estimate

F64 = NDArray[np.float64]

GROUPS, REPLICATES = 64, 200
"""Number of groups of futures for the bootstrap, and of bootstrap samples."""
THRESHOLDS = 48
"""If there are more values than this, thresholds are quantiles."""


class Alarm(NamedTuple):
    """A rule `value > threshold` (or `<` if lower values point to the answer).

    hits: P(alarm | answer); false_alarms: P(alarm | not the answer); likelihood_ratio: hits over false alarms. The errors include the
    choice of the threshold, and `threshold_error` is that of the threshold itself.
    """

    threshold: float
    hits: Estimate
    false_alarms: Estimate
    likelihood_ratio: Estimate
    threshold_error: float = math.nan


def estimate_auc(values: F64, answer: NDArray[np.bool_], *, weights: F64 | None = None, lineage: NDArray[Any] | None = None) -> Estimate:
    """Estimate the area under the ROC curve: P(value is higher where the answer is true), with ties counted half.

    The error is that of DeLong, DeLong and Clarke-Pearson (1988), with weighted means of their components.

    Args:
        values: [N] values.
        answer: [N] whether the answer is true.
        weights: [N] weights of the futures.
        lineage: [N] the same number for futures that are dependent.

    Returns:
        The area; NaN if the answer is the same in all futures.
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


def find_alarm(values: F64, answer: NDArray[np.bool_], *, higher: bool = True, lineage: NDArray[Any] | None = None) -> Alarm | None:
    """Find the threshold that maximises hits minus false alarms (Youden 1950), and estimate how well it does.

    The threshold is chosen in one half of the futures and tested in the other, and vice versa; the results are averaged. Errors come from
    a bootstrap of the whole procedure over 64 groups of futures. With a fixed threshold they would be several times too small.

    Args:
        values: [N] observed values.
        answer: [N] whether the answer is true.
        higher: Whether higher values point to the answer.
        lineage: [N] a number that dependent futures share; these stay in one group.

    Returns:
        The alarm, or None if the values or the answers are all equal in a half.
    """
    x = values if higher else -values
    edges = _list_thresholds(x)
    if not len(edges):
        return None
    group = (np.arange(len(x)) if lineage is None else np.unique(lineage, return_inverse=True)[1].reshape(-1)) % GROUPS
    counts = np.zeros((2, GROUPS, len(edges) + 1))
    np.add.at(counts, (answer.astype(np.intp), group, np.searchsorted(edges, x, side="left")), 1)
    halves = np.arange(GROUPS) % 2 == 0
    if any((counts[side][half].sum() == 0) for side in (0, 1) for half in (halves, ~halves)):
        return None
    found = _cross_judge(counts, edges, halves, np.ones((1, GROUPS)))
    drawn = np.random.default_rng(0).multinomial(GROUPS, np.full(GROUPS, 1 / GROUPS), size=REPLICATES)
    spread = [_deviation(row) for row in _cross_judge(counts, edges, halves, drawn)]
    threshold, hits, false_alarms, ratio = (float(row[0]) for row in found)
    sizes = counts.sum(axis=(1, 2))
    return Alarm(
        threshold if higher else -threshold,
        Estimate(hits, max(spread[1], 1 / (sizes[1] + 1) if hits in (0.0, 1.0) else 0.0)),
        Estimate(false_alarms, max(spread[2], 1 / (sizes[0] + 1) if false_alarms in (0.0, 1.0) else 0.0)),
        Estimate(ratio, spread[3] if math.isfinite(ratio) else math.nan),
        spread[0],
    )


def _deviation(samples: F64) -> float:
    """Return the standard deviation of the finite samples."""
    finite = samples[np.isfinite(samples)]
    return float(finite.std(ddof=1)) if len(finite) > 1 else math.nan


def _list_thresholds(x: F64) -> F64:
    """Return candidate thresholds: between all values if these are few, otherwise quantiles."""
    distinct = np.unique(x)
    if len(distinct) <= THRESHOLDS:
        return np.asarray((distinct[1:] + distinct[:-1]) / 2)
    edges = np.unique(np.quantile(x, np.arange(1, THRESHOLDS) / THRESHOLDS))
    return np.asarray(edges[edges < distinct[-1]])


def _cross_judge(counts: F64, edges: F64, halves: NDArray[np.bool_], weights: NDArray[Any]) -> tuple[F64, F64, F64, F64]:
    """Choose the threshold in each half and test it in the other.

    Args:
        counts: [2, groups, bins] futures without and with the answer, by group and by number of thresholds that they exceed.
        edges: [bins - 1] thresholds.
        halves: [groups] whether a group is in the first half.
        weights: [R, groups] weights of the groups.

    Returns:
        Threshold, hits, false alarms and likelihood ratio, [R] each; NaN if a half has no futures with, or without, the answer.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        alarms, totals, threshold = np.zeros((len(weights), 2)), np.zeros((len(weights), 2)), np.zeros(len(weights))
        for half in (halves, ~halves):
            chosen, _ = _exceed(counts, weights * half)
            best = _smooth(chosen[:, 1] - chosen[:, 0]).argmax(axis=-1)
            shares, size = _exceed(counts, weights * ~half)
            alarms += np.take_along_axis(shares, best[:, None, None], axis=2)[..., 0] * size
            totals += size
            threshold += edges[best] / 2
        false_alarms, hits = (alarms / totals).T
        return threshold, hits, false_alarms, hits / false_alarms


def _exceed(counts: F64, weights: NDArray[Any]) -> tuple[F64, F64]:
    """Return the shares of futures above each threshold, without and with the answer [R, 2, thresholds], and their numbers [R, 2]."""
    binned = np.einsum("rg,sgb->rsb", weights, counts)
    size = binned.sum(axis=-1)
    return binned[..., ::-1].cumsum(axis=-1)[..., ::-1][..., 1:] / size[..., None], size


def _smooth(lead: F64) -> F64:
    """Return means over neighbouring thresholds, so that noise does not decide a flat maximum. Few thresholds are not smoothed."""
    if lead.shape[-1] < THRESHOLDS // 2:
        return np.nan_to_num(lead, nan=-1.0)
    padded = np.pad(np.nan_to_num(lead, nan=-1.0), ((0, 0), (2, 2)), mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 5, axis=-1).mean(axis=-1))


def _share_below(sample: F64, weights: F64, at: F64) -> F64:
    """Return the share of the sample's weight below each point, with equal values counted half."""
    order = np.argsort(sample, kind="stable")
    ordered, cumulated = sample[order], np.concatenate(([0.0], np.cumsum(weights[order])))
    low, high = np.searchsorted(ordered, at, "left"), np.searchsorted(ordered, at, "right")
    share: F64 = (cumulated[low] + cumulated[high]) / (2 * cumulated[-1])
    return share
