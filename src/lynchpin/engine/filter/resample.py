"""Resampling: which particles to keep, by their weights."""

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
