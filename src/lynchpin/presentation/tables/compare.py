"""What changed, and what each change did."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_points


def tabulate_changes(compare: Row) -> Table:
    rows = [
        (c["path"], str(c["from"]), str(c["to"]), say_points(c["share"], c["standard_error"], unit=""))
        for c in sorted(compare["changes"], key=lambda c: -abs(c["share"] or 0.0))
    ]
    return make_table("Changes and their share in the difference", (text("where"), text("from"), text("to"), number("points")), rows)
