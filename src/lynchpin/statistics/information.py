"""The observations that are jointly most informative about the answer: greedy selection by conditional mutual information.

Each step adds the observation with the largest mutual information with the answer, given those chosen before (Fleuret 2004). Values are put
into bins of equal probability. The bias of the estimate, which grows with the number of cells, is subtracted (Miller 1955).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.errors import effective_size, influence_error
from lynchpin.statistics.estimates import Estimate

F64 = NDArray[np.float64]
Codes = NDArray[np.intp]

BINS = 4
LEAST = 0.01
"""Gains below this share of the entropy of the answer are left out."""


class Gain(NamedTuple):
    """An observation, and the bits of information about the answer that it adds to those chosen before it."""

    name: str
    bits: Estimate


def choose_informative(
    observations: Mapping[str, F64],
    answer: NDArray[np.bool_],
    *,
    weights: F64 | None = None,
    most: int = 5,
    lineage: NDArray[Any] | None = None,
) -> tuple[Gain, ...]:
    """Choose the observations that are jointly most informative about an answer, until the next one adds nothing significant.

    Args:
        observations: [N] values of each observation, by name.
        answer: [N] whether the answer is true.
        weights: [N] weights of the futures.
        most: Largest number of observations.
        lineage: [N] numbers, the same for futures that are dependent.

    Returns:
        The observations in the order in which they were chosen.
    """
    w = np.ones(len(answer)) if weights is None else weights
    codes = {name: bin_values(x) for name, x in observations.items()}
    known: Codes = np.zeros(len(answer), np.intp)
    least = LEAST * measure_entropy(answer, w)
    chosen: list[Gain] = []
    while len(chosen) < most:
        left = {n: c for n, c in codes.items() if n not in {g.name for g in chosen}}
        gains = [Gain(n, estimate_information(c, answer, known, w, lineage=lineage)) for n, c in left.items()]
        best = max(gains, key=lambda g: g.bits.value, default=None)
        if best is None or not best.bits.value > max(least, 2 * best.bits.error):
            break
        chosen.append(best)
        known = _join(known, codes[best.name])
    return tuple(chosen)


def estimate_information(
    x: Codes, answer: NDArray[np.bool_], known: Codes, weights: F64, *, lineage: NDArray[Any] | None = None
) -> Estimate:
    """Estimate the conditional mutual information I(x; answer | known) in bits, with its bias subtracted.

    Args:
        x: [N] codes of the observation.
        answer: [N] whether the answer is true.
        known: [N] codes of the observations chosen before.
        weights: [N] weights of the futures.
        lineage: [N] numbers, the same for futures that are dependent. The bias is that of the effective number of futures.

    Returns:
        The information, with the standard error of the mean of its terms.
    """
    counted = weights > 0
    x, known, w, y = x[counted], known[counted], weights[counted] / weights[counted].mean(), answer[counted].astype(np.intp)
    joint = [_cells(_join(known, x, y), w), _cells(known, w), _cells(_join(known, x), w), _cells(_join(known, y), w)]
    p_xyz, p_z, p_xz, p_yz = (cells[0] for cells in joint)
    terms = np.log2(p_xyz * p_z / (p_xz * p_yz))
    value = float((w * terms).mean())
    influence = w * (terms - value)
    alone = float(influence_error(influence))
    error = alone if lineage is None else float(influence_error(influence, lineage[counted]))
    n = effective_size(w, len(x)) / (max((error / alone) ** 2, 1.0) if alone > 0 else 1.0)
    freedom = joint[0][1] - joint[2][1] - joint[3][1] + joint[1][1]
    return Estimate(value - freedom / (2 * n * np.log(2)), error)


def measure_entropy(answer: NDArray[np.bool_], weights: F64) -> float:
    """Return the entropy of the answer in bits.

    Args:
        answer: [N] whether the answer is true.
        weights: [N] weights of the futures.
    """
    p = float(np.average(answer, weights=weights))
    return 0.0 if p in (0.0, 1.0) else float(-p * np.log2(p) - (1 - p) * np.log2(1 - p))


def bin_values(values: F64) -> Codes:
    """Return [N] codes of values in at most `BINS` bins of about equal probability. If there are few distinct values, each has a code."""
    distinct = np.unique(values)
    if len(distinct) <= BINS:
        return np.searchsorted(distinct, values)
    inner = np.unique(np.quantile(values, np.arange(1, BINS) / BINS))
    return np.searchsorted(inner, values, side="right")


def _join(*codes: Codes) -> Codes:
    """Return one code for each combination that occurs."""
    whole = codes[0]
    for more in codes[1:]:
        whole = np.unique(whole * (int(more.max(initial=0)) + 1) + more, return_inverse=True)[1].reshape(-1)
    return whole


def _cells(codes: Codes, w: F64) -> tuple[F64, int]:
    """Return the probability of the cell of each future [N], and the number of cells."""
    mass = np.bincount(codes, w).astype(np.float64)
    return mass[codes], int((mass > 0).sum())
