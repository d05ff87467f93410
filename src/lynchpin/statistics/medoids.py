"""Medoids: the members of a set that represent the others best (k-medoids)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


def find_medoids(features: F64, k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find the k rows with the least sum of distances from every row to its nearest medoid.

    Partitioning around medoids (Kaufman and Rousseeuw 1990): a greedy build, then swaps while they reduce the sum. The work grows with N
    squared.

    Args:
        features: [N, d] rows.
        k: Number of medoids.

    Returns:
        [k] the medoids as row numbers, the one with the most members first, and [N] the position of the medoid of each row.
    """
    distances = _measure_distances(features)
    medoids = _swap(distances, _build(distances, min(k, len(features))))
    members = distances[:, medoids].argmin(axis=1)
    order = np.argsort(-np.bincount(members, minlength=len(medoids)), kind="stable")
    return medoids[order], np.argsort(order)[members]


def _measure_distances(features: F64) -> F64:
    squares = (features**2).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2 * features @ features.T, 0.0)))


def _build(distances: F64, k: int) -> NDArray[np.intp]:
    chosen = [int(distances.sum(axis=0).argmin())]
    while len(chosen) < k:
        nearest = distances[:, chosen].min(axis=1)
        gain = np.maximum(nearest[:, None] - distances, 0.0).sum(axis=0)
        gain[chosen] = -1.0
        chosen.append(int(gain.argmax()))
    return np.array(chosen)


def _swap(distances: F64, medoids: NDArray[np.intp]) -> NDArray[np.intp]:
    cost = distances[:, medoids].min(axis=1).sum()
    while True:
        best, found = cost, None
        for place in range(len(medoids)):
            others = np.delete(medoids, place)
            kept = distances[:, others].min(axis=1) if len(others) else np.full(len(distances), np.inf)
            costs = np.minimum(kept[:, None], distances).sum(axis=0)
            candidate = int(costs.argmin())
            if costs[candidate] < best - 1e-9 * abs(best):
                best, found = float(costs[candidate]), (place, candidate)
        if found is None:
            return medoids
        medoids = medoids.copy()
        medoids[found[0]], cost = found[1], best
