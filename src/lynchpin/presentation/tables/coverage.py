"""Which claims of the source the model carries."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Row, Table, make_table, text
from lynchpin.presentation.wording import say_count, say_list

PLURALS = {"series": "series", "auxiliary": "auxiliaries", "policy": "policies"}


def tabulate_coverage(coverage: Row) -> Table:
    kinds = say_list([say_count(n, kind, PLURALS.get(kind, "")) for kind, n in coverage.get("unclaimed_by_kind", {}).items()])
    rows = [
        ("claims of the source", f"{coverage['claims']:,}"),
        ("carried by the model", f"{coverage['carried']:,}"),
        ("left out with a reason", f"{coverage['left_out']:,}"),
        ("carried by nothing", say_list(list(coverage["missing"])) or "none"),
        ("elements without a claim", f"{len(coverage['unclaimed']):,}{f' ({kinds})' if kinds else ''}"),
    ]
    return make_table("Coverage", (text(""), text("")), rows)


def tabulate_left_out(coverage: Row) -> Table:
    """Claims that the model does not carry, and why."""
    rows = [
        (c["id"], c["at"], c["says"], c["left_out"] or "carried by nothing, and no reason given")
        for c in coverage.get("details", [])
        if not c["carried_by"]
    ]
    return make_table("Claims that are not in the model", (text("claim"), text("at"), text("says"), text("why not")), rows)
