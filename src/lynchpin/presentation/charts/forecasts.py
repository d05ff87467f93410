"""Each resolved forecast as it was stated, the model's own beside it, and what came true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.dumbbells import draw_dumbbells
from lynchpin.presentation.wording import say_count


def draw_forecasts(score: Mapping[str, Any]) -> Figure | None:
    resolved = list_resolved(score)
    if not resolved:
        return None
    note = "Hollow: as stated; filled: the model's own; the upright bar is what came true, at 100% for yes and at 0% for no."
    rows = [(f["name"], f["stated"], f.get("model"), f["resolved"]) for f in resolved]
    return draw_dumbbells("forecasts", say_leanings(resolved), note, ("stated", "model"), rows)


def list_resolved(score: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The forecasts that came due with a number stated."""
    return [f for f in score["forecasts"] if f["resolved"] in ("yes", "no") and f["stated"] is not None]


def say_leanings(resolved: Sequence[Mapping[str, Any]]) -> str:
    """How many leaned the right way."""
    even = sum(f["stated"] == 0.5 for f in resolved)
    right = sum((f["stated"] > 0.5) == (f["resolved"] == "yes") for f in resolved if f["stated"] != 0.5)
    if len(resolved) == 1:
        return "The one forecast leaned neither way" if even else f"The one forecast leaned the {'right' if right else 'wrong'} way"
    return f"{right} of {say_count(len(resolved), 'forecast')} leaned the right way" + (f", {even} leaned neither" if even else "")
