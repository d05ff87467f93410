"""Number of distinct ancestors of futures given evidence: those with a common ancestor carry little more information than one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FEW = 20
"""With fewer independent futures or ancestors than this, figures given the evidence are unreliable: cluster-robust errors need some twenty
to fifty clusters (A. C. Cameron and D. L. Miller, *A practitioner's guide to cluster-robust inference*, Journal of Human Resources 50,
2015)."""


def count_ancestors(lineage: NDArray[Any]) -> int:
    """Return the number of distinct ancestors; `lineage` [N] is that of `Futures`."""
    return len(np.unique(lineage))


def warn_of_few(ancestors: int | None) -> str:
    """Return a warning if there are too few ancestors; an empty string if there are enough, or without evidence (None)."""
    if ancestors is None or ancestors >= FEW:
        return ""
    few = "one distinct ancestor" if ancestors == 1 else f"{ancestors} distinct ancestors"
    return f"Given the evidence, the futures have only {few}, too few to trust these figures (see `lynchpin update`)."
