"""What each policy loses, by the stated goals, against the best policy for each future."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.wording import say_name, say_number


def draw_policy_regret(policies: Mapping[str, Any]) -> Figure | None:
    """None where the file states no goals, so that nothing is lost or won."""
    measured = [p for p in policies["policies"] if p["regret"].get("mean") is not None]
    if not measured:
        return None
    measured.sort(key=lambda p: p["regret"]["mean"])
    least = measured[0]["regret"]
    title = (
        f"On average “{say_name(measured[0]['name'])}” is regretted least ({say_number(least['mean'], least.get('mean_standard_error'))})"
    )
    note = (
        "Loss by the stated goals against the best policy for each future. "
        "Thin bar: on average; wide bar: what the worst twentieth of futures exceeds."
    )
    bars = [Bar(p["name"], p["regret"]["mean"], p["regret"].get("mean_standard_error"), p["regret"]["p95"]) for p in measured]
    return draw_bars("policy-regret", title, note, bars, heads=("mean regret", "95th percentile"))
