"""The table of drivers: which unknowns matter, and what knowing them is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lynchpin.presentation.naming import label_unknown, name_unknown
from lynchpin.presentation.numbers import format_estimate, format_index
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.unknowns import list_unknowns
from lynchpin.presentation.wording import format_list

if TYPE_CHECKING:
    from lynchpin.questions.drivers.question import DriversFinding


def tabulate_parameters(drivers: DriversFinding) -> Table:
    """Tabulate every unknown, the one that matters most first."""
    rows = [
        (
            Name(d.name, label_unknown(drivers.model, d.name)),
            format_index(*d.first_order),
            format_index(*d.total),
            format_estimate(*d.pawn),
            "" if not math.isfinite(d.evpi.value) else format_estimate(*d.evpi),
            format_list([name_unknown(drivers.model, n) for n in d.tied]),
        )
        for d in list_unknowns(drivers)
    ]
    columns = (
        text("unknown"), number("first-order index"), number("total index"), number("PAWN"), number("value of knowing"), text("together with")
    )  # fmt: skip
    return make_table("Unknowns: share of the variance, and the value of knowing each", columns, rows)
