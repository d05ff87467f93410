"""Inputs whose values are words: they have no order, so a box limits them to a set of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Quantity
from lynchpin.statistics.boxes import Box


def order_words(
    columns: Mapping[str, NDArray[Any]], yes: NDArray[np.bool_], seen: NDArray[np.bool_], names: Sequence[str]
) -> tuple[dict[str, NDArray[Any]], dict[str, list[int]]]:
    """Replace the number of each word by its rank when words are ordered by how common the answer is with them.

    Words have no order, so a box limits them to a set. With this order, each interval of ranks is a set of words in which the answer is
    most or least common, and for a single input it is the best such set (L. Breiman and others, *Classification and regression trees*, 1984,
    section 4.2.2).

    Args:
        columns: [N] values by name; words are numbered from 0.
        yes: [N] futures with the answer.
        seen: [N] futures in which boxes are searched; only these decide the order.
        names: The inputs whose values are words.

    Returns:
        The columns with ranks, and for each input in words the numbers of its words in their order.
    """
    ordered, orders = dict(columns), {}
    for name in names:
        if name not in columns:
            continue
        codes = np.asarray(columns[name], np.intp)
        share = [float(yes[seen & (codes == code)].mean()) if (seen & (codes == code)).any() else 0.0 for code in range(codes.max() + 1)]
        orders[name] = [int(code) for code in np.argsort(share, kind="stable")]
        ordered[name] = np.argsort(orders[name])[codes]
    return ordered, orders


def list_words(box: Box, inputs: Sequence[Quantity], orders: Mapping[str, Sequence[int]]) -> dict[str, tuple[str, ...]]:
    """Return the words inside a box, in the order of the file, for each limited input whose values are words.

    Args:
        box: The box, whose limits on words are ranks.
        inputs: The inputs of the model.
        orders: The numbers of the words of each input, in the order of the ranks.
    """
    states = {q.name: q.states for q in inputs if q.states}
    return {
        name: tuple(states[name][code] for code in sorted(c for rank, c in enumerate(orders[name]) if low <= rank <= high))
        for name, (low, high) in box.limits.items()
        if name in states
    }
