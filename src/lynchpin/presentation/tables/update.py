"""What the evidence did to the assumptions and to the answer."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Name, Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_bits, say_percent, say_share


def tabulate_update(update: Row) -> Table:
    rows = [
        (Name(n), say_percent(a["prior"]), say_share(a["posterior"], a.get("standard_error"))) for n, a in update["assumptions"].items()
    ]
    return make_table("Assumptions before and after the evidence", (text("assumption"), number("before"), number("after")), rows)


def tabulate_path(update: Row) -> Table:
    """The items in the order in which they were taken: the answer after each, how surprising it was, and how far it moved the odds."""
    prior = update.get("prior") or {"probability": None, "standard_error": None}
    first = ("", "before any evidence", say_share(prior["probability"], prior["standard_error"]), "", "")
    rows = [
        (
            p["on"],
            p["evidence"],
            say_share(p["answer"], p.get("standard_error")),
            say_bits(p.get("bits"), p.get("bits_standard_error")) if p.get("possible", True) else "impossible",
            say_bits(p.get("odds_bits"), p.get("odds_bits_standard_error"), signed=True),
        )
        for p in update["path"]
    ]
    columns = (text("period"), text("evidence"), number("answer after it"), number("surprise, bits"), number("odds moved by, bits"))
    return make_table("Evidence in order", columns, [first, *rows])
