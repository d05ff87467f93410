"""The assumption behind a limit: if the failure of an assumption sets a value, a box names the assumption instead of the value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.binomial import measure_tail
from lynchpin.statistics.boxes import Box

BEHIND = 0.9
"""An assumption is behind a limit if at least this share of the futures inside the limit has it in one state."""
AS_DENSE, AS_WIDE = 0.95, 0.9
"""The assumption replaces the limit if the box keeps at least these shares of its density and coverage."""

Columns = Mapping[str, NDArray[Any]]


def name_assumptions(box: Box, columns: Columns, interest: NDArray[np.bool_], replaces: Mapping[str, tuple[str, ...]]) -> Box:
    """Replace limits on values by the assumptions that set these values.

    Args:
        box: The box that the search found.
        columns: [N] values by name, in the futures of the search; assumptions are 1 where they hold.
        interest: [N] futures of interest.
        replaces: For each assumption, the names whose values its failure changes.

    Returns:
        The box with each such limit replaced by the assumption, or with both if the limit adds information.
    """
    for name in tuple(box.limits):
        for assumption, changed in replaces.items():
            if name in box.limits and name in changed and assumption in columns and assumption not in box.limits:
                box = _name_one(box, name, assumption, columns, interest)
    return box


def _name_one(box: Box, name: str, assumption: str, columns: Columns, interest: NDArray[np.bool_]) -> Box:
    low, high = box.limits[name]
    holds = np.asarray(columns[assumption], bool)
    inside = (columns[name] >= low) & (columns[name] <= high)
    share, usual = float(holds[inside].mean()), float(holds.mean())
    state = share > usual
    if (share if state else 1 - share) < BEHIND:
        return box
    limit = (0.5, np.inf) if state else (-np.inf, 0.5)
    p_value = _measure_significance(holds == state, interest)
    p_values = (p_value, np.nan) if state else (np.nan, p_value)
    both = replace(box, limits={assumption: limit, **box.limits}, p_values={assumption: p_values, **box.p_values})
    alone = replace(both, limits=_leave_out(both.limits, name), p_values=_leave_out(both.p_values, name))
    before, after = box.contains(columns), alone.contains(columns)
    is_dense = interest[after].mean() >= AS_DENSE * interest[before].mean()
    is_wide = interest[after].sum() >= AS_WIDE * interest[before].sum()
    return alone if is_dense and is_wide else both


def _measure_significance(held: NDArray[np.bool_], interest: NDArray[np.bool_]) -> float:
    """Return the binomial tail probability: at least as many futures of interest among those with this state of the assumption."""
    cases, count = int(interest[held].sum()), int(held.sum())
    return measure_tail(cases, count, float(interest.mean()))


def _leave_out(mapping: Mapping[str, tuple[float, float]], name: str) -> dict[str, tuple[float, float]]:
    return {key: value for key, value in mapping.items() if key != name}
