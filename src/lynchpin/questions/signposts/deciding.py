"""When the answer is decided: from what it would be if the future ended with each period."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures

Bools = NDArray[np.bool_]


def read_so_far(futures: Futures, answer: str | None = None) -> Bools | None:
    """[T, N] the answer if the future ended with each period; None where that was not recorded."""
    if futures.standing is None:
        return None
    model = futures.model
    wanted = [model.outcomes.index(o) for o in model.answers[answer or next(iter(model.answers))]]
    return np.isin(futures.standing, wanted)


def find_decided(so_far: Bools) -> NDArray[np.intp]:
    """[N] the period from which the answer has turned for good; T where it has not turned. `so_far` [T, N].

    It turns from what it is in most futures after the first period: an answer such as "it comes to a cut" by coming true, one such as
    "the truce lasts" by coming out false.
    """
    turned = ~so_far if so_far[0].mean() > 0.5 else so_far
    lasting = np.logical_and.accumulate(turned[::-1], axis=0)[::-1]
    return np.where(lasting[-1], lasting.argmax(axis=0), len(so_far))
