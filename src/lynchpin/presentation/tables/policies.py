"""What each policy does, and what it forgoes."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Name, Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_estimate, say_number, say_points, say_share


def tabulate_policies(policies: Row) -> Table:
    """What each policy does to the answer and to the goals, in the same futures as the status quo, which stands first."""
    rows = [
        (
            Name(p["name"]),
            say_share(p["answer"], p["standard_error"]),
            say_points(p["change"], p["change_standard_error"], unit="") if p["change_standard_error"] else "",
            say_estimate(p.get("goals"), p.get("goals_standard_error")),
            say_estimate(p["goals_change"], p["goals_change_standard_error"]) if p.get("goals_change_standard_error") else "",
        )
        for p in policies["policies"]
    ]
    columns = (text("policy"), number("answer"), number("change, points"), number("goals"), number("change"))
    return make_table("Policies: the answer, and the weighted goals (more is better)", columns, rows)


def tabulate_regret(policies: Row) -> Table:
    """What each policy forgoes against the best one in each future; empty where the file states no goals."""
    rows = [
        (
            Name(p["name"]),
            say_estimate(p["regret"]["mean"], p["regret"].get("mean_standard_error")),
            say_estimate(p["regret"]["p95"], p["regret"].get("p95_standard_error")),
            say_number(p["regret"]["max"]),
            *(say_share(*(p.get(k) or {"value": None, "error": None}).values()) for k in ("satisfies", "ruined")),
        )
        for p in policies["policies"]
        if p["regret"].get("mean") is not None
    ]
    columns = (
        text("policy"),
        number("mean regret"),
        number("95% under"),
        number("largest drawn"),
        number("good enough"),
        number("much worse"),
    )
    return make_table("Policies: regret, and how often each is good enough or does much harm", columns, rows)
