"""Weights of particles: how many they are worth, and which to keep."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Places = NDArray[np.intp]


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


def share_places(index: NDArray[np.uint32], drawn: int, left: int) -> Places:
    """The place among those that are `left` that each index among those `drawn` goes on from (over again beyond them): as many go on from one
    place as from another, or one more."""
    return index.astype(np.intp) % drawn * left // drawn
