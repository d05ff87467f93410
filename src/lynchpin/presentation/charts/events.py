"""Events: the share of futures in which each has happened by each period."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.shapes.lines import draw_lines
from lynchpin.presentation.wording import say_name, say_percent

MOST = 10


def draw_events(run: Mapping[str, Any], scheduled: Collection[str] = ()) -> Figure | None:
    """The events of a forecast, the likeliest first; those on a schedule, which are certain, are left out."""
    events = {n: e["by"] for n, e in run.get("events", {}).items() if n not in scheduled and (e["by"][-1] or 0.0) > 0}
    if not events:
        return None
    chosen = dict(sorted(events.items(), key=lambda item: -item[1][-1])[:MOST])
    first = next(iter(chosen))
    share = say_percent(chosen[first][-1])
    title = f"The likeliest event is “{say_name(first)}”: by the end it has happened in {share} of futures"
    return draw_lines("events", title, "Share of futures in which each has happened by then.", run["periods"], chosen)
