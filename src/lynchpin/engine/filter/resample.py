"""Resampling: how many copies of each particle to keep, by its weight."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Places = NDArray[np.intp]


def build_generator(seed: int, purpose: str) -> np.random.Generator:
    """Return a generator for one purpose, independent of the draws of the futures and of other purposes.

    Args:
        seed: The seed of the run.
        purpose: What the numbers are drawn for. The same seed and purpose give the same numbers.
    """
    key = hashlib.blake2b(f"{seed}\0{purpose}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=np.frombuffer(key, "<u8")))


def resample_systematic(weights: F64, uniform: float, size: int) -> Places:
    """Resample systematically (Kitagawa 1996; Douc and Cappé 2005).

    Args:
        weights: [N] weights, not necessarily normalised.
        uniform: A uniform random number.
        size: Number of particles to draw.

    Returns:
        [size] the drawn particles in ascending order.
    """
    edges = np.cumsum(weights)
    edges /= edges[-1]
    places = np.searchsorted(edges, (np.arange(size) + uniform) / size, side="right")
    return np.minimum(places, len(weights) - 1)


def share_places(index: NDArray[np.uint32], drawn: int, left: int) -> Places:
    """Return [N] the particle that each future continues from. The numbers of futures per particle differ by at most one.

    Args:
        index: [N] index of each future, taken modulo `drawn`.
        drawn: Number of particles at the start of the filter.
        left: Number of particles now.
    """
    return index.astype(np.intp) % drawn * left // drawn
