"""Which combinations bring it about."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_list, say_percent


def tabulate_boxes(scenarios: Row) -> Table:
    rows = [
        (
            say_box(box),
            say_percent(box["coverage"]),
            say_percent(box["density"]),
            say_percent(box["mass"]),
        )
        for box in scenarios["boxes"]
    ]
    columns = (text("where"), number("holds, of those that answer yes"), number("answer yes, of those in it"), number("holds, of all"))
    return make_table("Combinations that bring it about", columns, rows)


def say_box(box: Row) -> str:
    """Where a box lies, in words."""
    words = [w.replace("`", "").replace("_", " ").replace(" -", " −") for w in box.get("words") or []]
    return say_list(words) or "anywhere"
