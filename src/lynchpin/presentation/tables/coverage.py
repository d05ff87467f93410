"""Which claims of the source the model carries."""

from __future__ import annotations

from collections import Counter

from lynchpin.presentation.sentences.coverage import describe_roles
from lynchpin.presentation.tables.table import Table, make_table, text
from lynchpin.presentation.wording import format_count, format_list
from lynchpin.questions.coverage.question import CoverageFinding

PLURALS = {"series": "series", "auxiliary": "auxiliaries", "policy": "policies"}


def tabulate_coverage(coverage: CoverageFinding) -> Table:
    """Tabulate the number of claims in the model, left out or missing, and of elements without a claim."""
    counts = Counter(e.kind for e in coverage.unclaimed)
    kinds = format_list([format_count(n, kind, PLURALS.get(kind, "")) for kind, n in counts.items()])
    rows = [
        ("claims of the source", f"{len(coverage.claims):,}"),
        ("in the model", f"{len(coverage.carried):,}{describe_roles(coverage.roles)}"),
        ("left out with a reason", f"{len(coverage.left_out):,}"),
        ("missing", format_list([c.name for c in coverage.missing]) or "none"),
        ("elements without a claim", f"{len(coverage.unclaimed):,}{f' ({kinds})' if kinds else ''}"),
    ]
    return make_table("Coverage", (text(""), text("")), rows)


def tabulate_left_out(coverage: CoverageFinding) -> Table:
    """Tabulate the claims that are not in the model, and why."""
    rows = [
        (c.name, f"{c.source} {c.locator}".strip(), c.says, c.left_out or "missing; no reason given")
        for c in coverage.claims
        if not c.carried_by
    ]
    return make_table("Claims that are not in the model", (text("claim"), text("place"), text("says"), text("reason")), rows)
