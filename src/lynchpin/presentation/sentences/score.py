"""Sentences about scores: how the stated forecasts did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.wording import say_mark

Row = Mapping[str, Any]


def say_score(score: Row) -> str:
    """How the stated forecasts did beside one half and beside the model."""
    resolved = [f for f in score["forecasts"] if f["resolved"] in ("yes", "no")]
    mean = score["mean"]
    if not resolved or mean["brier"] is None:
        return "None of the forecasts has come due yet."
    came = sum(f["resolved"] == "yes" for f in resolved)
    mark = f"{say_mark(mean['brier'], mean.get('brier_standard_error'))} by Brier, {_compare_half(mean)}"
    if len(resolved) == 1:
        return f"The one forecast that came due {'came true' if came else 'did not come true'}; as stated it scores {mark} one half (0.25)."
    return f"{len(resolved):,} forecasts came due and {came or 'none'} came true; as stated they score {mark} one half each time (0.25)."


def _compare_half(mean: Row) -> str:
    """Whether a mean score is better than that of one half each time, as far as its error tells."""
    apart, error = 0.25 - mean["brier"], mean.get("brier_standard_error") or 0.0
    if abs(apart) <= 2 * error:
        return "no different, within the error, from"
    return "better than" if apart > 0 else "worse than" if apart < 0 else "as good as"
