"""The changes between two versions and the share of each in the difference."""

from __future__ import annotations

from lynchpin.presentation.numbers import format_points
from lynchpin.presentation.tables.table import Table, make_table, number, text
from lynchpin.questions.compare.question import CompareFinding


def tabulate_changes(compare: CompareFinding) -> Table:
    """Tabulate the changes, largest share first."""
    rows = sorted(zip(compare.changes, *compare.shares, strict=True), key=lambda row: -abs(row[1]))
    cells = [(c.path, c.before, c.after, format_points(float(share), float(error), unit="")) for c, share, error in rows]
    return make_table("Changes and their shares in the difference", (text("where"), text("from"), text("to"), number("points")), cells)
