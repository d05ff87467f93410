"""Every unknown of `drivers` in the order in which it matters: for its table, its charts and its sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def list_unknowns(drivers: Row) -> list[Row]:
    """Every unknown, by what it does in all; where no design was run, by what it does alone."""
    found = [*drivers["parameters"], *drivers.get("assumptions", []), *drivers.get("others", [])]
    return sorted(found, key=lambda u: (-_rank(u.get("total")), -_rank(u.get("first_order")), -_rank(u.get("pawn"))))


def find_leaders(drivers: Row) -> tuple[list[Row], list[Row]]:
    """The unknowns whose index stands clear of its error: those that cannot be told from the first of them, and the others."""
    designed = any(u.get("total") is not None for u in list_unknowns(drivers))
    index, error = ("total", "total_standard_error") if designed else ("first_order", "standard_error")
    clear = [u for u in list_unknowns(drivers) if _rank(u.get(index)) > 2 * (u.get(error) or 0.0)]
    clear.sort(key=lambda u: -u[index])
    leaders = [u for u in clear if clear[0][index] - u[index] <= 2 * math.hypot(clear[0].get(error) or 0.0, u.get(error) or 0.0)]
    return leaders, [u for u in clear if u not in leaders]


def _rank(value: Any) -> float:
    """A number to order by; what is not known comes last."""
    return float(value) if isinstance(value, (int, float)) else -1.0
