"""The period in which the answer is decided, from the answer that a future would have if it ended with each period."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.results.futures import Futures

Bools = NDArray[np.bool_]


def read_so_far(futures: Futures, answer: str | None = None) -> Bools | None:
    """Return the answer that each future would have if it ended with each period.

    Args:
        futures: Futures.
        answer: The answer, by default the first of the file.

    Returns:
        [T, N] whether the answer is true; None if outcomes by period were not recorded.
    """
    if futures.standing is None:
        return None
    model = futures.model
    wanted = [model.outcomes.index(o) for o in model.answers[answer or next(iter(model.answers))]]
    return np.isin(futures.standing, wanted)


def find_decided(so_far: Bools) -> NDArray[np.intp]:
    """Return the period in which the answer is decided.

    The initial state is that of most futures after the first period. A future is decided when its answer leaves this state and does not
    return. "There is a cut" is decided by a cut, and "the truce lasts" by its end.

    Args:
        so_far: [T, N] whether the answer would be true if the future ended with each period.

    Returns:
        [N] the period; T if the answer stays in the initial state.
    """
    left = ~so_far if so_far[0].mean() > 0.5 else so_far
    lasting = np.logical_and.accumulate(left[::-1], axis=0)[::-1]
    return np.where(lasting[-1], lasting.argmax(axis=0), len(so_far))
