"""What each policy does to the answer, future by future against the status quo."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.bars import POINTS, Bar, draw_bars
from lynchpin.presentation.wording import say_list, say_name, say_points


def draw_policy_effects(policies: Mapping[str, Any]) -> Figure | None:
    """The first of the policies is the status quo, and has no effect on itself."""
    changed = [p for p in policies["policies"][1:] if p.get("change") is not None]
    if not changed:
        return None
    changed.sort(key=lambda p: -abs(p["change"]))
    strongest = changed[0]
    alike = [p for p in changed if _cannot_tell(strongest, p)]
    if abs(strongest["change"]) > 2 * strongest["change_standard_error"] and len(alike) > 1:
        names = say_list([f"“{say_name(p['name'])}”" for p in alike])
        least = min(alike, key=lambda p: abs(p["change"]))
        ends = [say_points(p["change"], p["change_standard_error"], unit="").partition(" ")[0] for p in (least, strongest)]
        title = f"{names} move the answer most, by {' to '.join(dict.fromkeys(ends))} points"
    elif abs(strongest["change"]) > 2 * strongest["change_standard_error"]:
        title = (
            f"“{say_name(strongest['name'])}” moves the answer most: {say_points(strongest['change'], strongest['change_standard_error'])}"
        )
    else:
        title = "No policy moves the answer by more than the error of this run"
    note = "Change of the answer against the status quo, future by future on the same draws. Thin lines are 95% intervals."
    bars = [Bar(p["name"], p["change"], p["change_standard_error"]) for p in changed]
    return draw_bars("policy-effects", title, note, bars, form=POINTS, heads=("change of the answer", "also"))


def _cannot_tell(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two effects, in one direction, differ by no more than the errors of both."""
    apart: float = abs(first["change"] - second["change"])
    return bool(apart <= 2 * math.hypot(first["change_standard_error"], second["change_standard_error"]))
