"""Futures with a non-finite value: they have no answer, so every question leaves them out and reports their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lynchpin.engine.results.futures import Futures


def count_nonfinite(runs: Iterable[Futures]) -> dict[str, int]:
    """Return the number of futures with a non-finite value, by the name of the first quantity that had one."""
    counts: Counter[str] = Counter()
    for futures in runs:
        counts.update(futures.health.nonfinite)
    return dict(counts)
