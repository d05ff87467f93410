"""What to watch."""

from __future__ import annotations

from collections.abc import Mapping

from lynchpin.presentation.tables.table import Name, Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_number, say_percent


def tabulate_indicators(signposts: Row, *, now: Mapping[str, str] | None = None) -> Table:
    """The watch list first, then the others by their lead; `now` has the current value of each in words."""
    watch = list(signposts["watch"])
    found = {i["name"]: i for i in signposts["indicators"]}
    rest = sorted((n for n in found if n not in watch), key=lambda n: -(found[n].get("lead_time") or -1.0))
    rows = [
        (
            Name(n),
            "watch" if n in watch else "",
            _say_lead(found[n]),
            _say_threshold(found[n]),
            (now or {}).get(n, "unknown"),
            say_percent(found[n].get("hits"), found[n].get("hits_standard_error")),
            say_percent(found[n].get("false_alarms"), found[n].get("false_alarms_standard_error")),
        )
        for n in [*(n for n in watch if n in found), *rest]
    ]
    columns = (
        text("indicator"),
        text("on the list"),
        text("tells from"),
        text("alarm at"),
        text("now"),
        number("hits"),
        number("false alarms"),
    )
    return make_table("Indicators", columns, rows)


def _say_lead(indicator: Row) -> str:
    """From when on the indicator tells, and how many periods before the answer comes true."""
    if indicator["lead"] is None:
        return "not in time"
    lead = indicator.get("lead_time")
    ahead = f", {lead:.1f} periods ahead" if lead is not None else ""
    return f"{indicator['lead']}{ahead}"


def _say_threshold(indicator: Row) -> str:
    threshold = indicator["threshold"]
    way = "under" if indicator.get("direction") == "lower" else "over"
    return "none" if threshold is None else f"{way} {say_number(threshold)}"
