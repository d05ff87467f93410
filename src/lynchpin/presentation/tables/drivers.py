"""Which unknowns matter, and what knowing them is worth."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Name, Row, Table, make_table, number, text
from lynchpin.presentation.unknowns import list_unknowns
from lynchpin.presentation.wording import say_estimate, say_index, say_list, say_name


def tabulate_parameters(drivers: Row) -> Table:
    rows = [
        (
            Name(u["name"]),
            say_index(u.get("first_order"), u.get("standard_error")),
            say_index(u.get("total"), u.get("total_standard_error")),
            say_estimate(u.get("pawn"), u.get("pawn_standard_error")),
            "" if u.get("evpi") is None else say_estimate(u["evpi"], u.get("evpi_standard_error")),
            say_list([say_name(n) for n in u.get("tied") or []]),
        )
        for u in list_unknowns(drivers)
    ]
    columns = (text("unknown"), number("alone"), number("in all"), number("PAWN"), number("worth knowing"), text("together with"))
    return make_table("Unknowns: share in the variance, and what knowing is worth", columns, rows)
