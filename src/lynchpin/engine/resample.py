"""Weights of particles: how many they are worth, which to keep, and how to spread the copies apart again."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
Places = NDArray[np.intp]

DISCOUNT = 0.98
"""Liu and West's discount factor: copies keep 99% of their distance from the mean, and get noise of 14% of the spread."""


def build_generator(seed: int, purpose: str) -> np.random.Generator:
    """Random numbers for one purpose, apart from all draws of the futures themselves."""
    key = hashlib.blake2b(f"{seed}\0{purpose}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=np.frombuffer(key, "<u8")))


def add_logs(logs: F64) -> float:
    """The logarithm of a sum of exponentials; -inf where all are."""
    top = float(logs.max())
    return top if not np.isfinite(top) else top + float(np.log(np.exp(logs - top).sum()))


def normalise(logs: F64) -> F64:
    """Weights that sum to one."""
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def count_effective(weights: F64) -> float:
    """Kish's effective sample size: as many equally weighted particles would say as much."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def resample_systematic(weights: F64, uniform: float, size: int) -> Places:
    """The particle that each of `size` places takes, in ascending order, by one uniform (Kitagawa 1996; Douc and Cappé 2005)."""
    edges = np.cumsum(weights)
    edges /= edges[-1]
    places = np.searchsorted(edges, (np.arange(size) + uniform) / size, side="right")
    return np.minimum(places, len(weights) - 1)


def spread_copies(scores: F32, weights: F64, places: Places, groups: F32, generator: np.random.Generator) -> F32:
    """Liu and West (2001): the chosen particles' scores, drawn to their mean and spread by a normal kernel.

    `scores` [d, N] are the normal scores of static inputs before resampling, `groups` [d, N] 0 or 1: a score keeps to the mean of its
    group (whether the assumption that replaces this input holds), so that what evidence says of an input in each case stays apart.
    Mean and covariance within groups are kept. Gives [d, len(places)].
    """
    shrink = (3 * DISCOUNT - 1) / (2 * DISCOUNT)
    centres = np.empty(scores.shape)
    for k, (score, group) in enumerate(zip(scores, groups, strict=True)):
        for state in (0, 1):
            members = group == state
            total = weights[members].sum()
            if total > 0:
                centres[k, members] = (weights[members] * score[members]).sum() / total
            else:
                centres[k, members] = score[members]
    residuals = scores - centres
    covariance = (weights * residuals) @ residuals.T
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    noise = root @ generator.standard_normal((len(scores), len(places)))
    return np.asarray(centres[:, places] + shrink * residuals[:, places] + np.sqrt(1 - shrink**2) * noise, np.float32)
