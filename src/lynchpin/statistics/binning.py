"""Inputs in quantile bins, on which boxes are searched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

BINS = 256


class Binned:
    """Inputs in at most 256 ordered bins each; `edges[k][b]` lies between bins b - 1 and b."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self.names = list(columns)
        codes, self.edges = [], []
        for values in columns.values():
            code, edges = _bin_values(np.asarray(values, np.float64))
            codes.append(code)
            self.edges.append(edges)
        self.codes = np.stack(codes)


def _bin_values(values: F64) -> tuple[NDArray[np.uint8], F64]:
    distinct = np.unique(values)
    if len(distinct) > BINS:
        starts = np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="inverted_cdf"))
        code = np.searchsorted(starts, values, side="left")
        below, above = starts, distinct[np.minimum(np.searchsorted(distinct, starts, side="right"), len(distinct) - 1)]
    else:
        code = np.searchsorted(distinct, values)
        below, above = distinct[:-1], distinct[1:]
    return code.astype(np.uint8), np.concatenate([[-np.inf], (below + above) / 2, [np.inf]])
