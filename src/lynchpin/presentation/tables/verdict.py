"""Tables of the verdict of a stress test: the answer by the number of failures, and if one assumption fails while the others hold."""

from __future__ import annotations

from lynchpin.presentation.naming import name_answer
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.sentences.verdict import UNKNOWN, format_chance, list_numbers
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.stress.verdict import Entry
from lynchpin.statistics.estimates import Estimate


def tabulate_verdict(stress: StressFinding) -> Table:
    """Tabulate the answer by the number of assumptions that fail."""
    columns = (text("assumptions that fail"), number("probability that they do"), number(f"probability of {name_answer(stress.answer)}"))
    rows: list[tuple[str, str, str]] = []
    if stress.verdict is not None and stress.verdict.single:
        verdict = stress.verdict
        shown, more = list_numbers(verdict.by_failures)
        if not verdict.alike:
            rows.append(("none: all set to hold", "", _format(verdict.all_hold)))
        rows += [(str(row.number) if row.number else "none", format_chance(row.chance), _format(row.entry)) for row in shown]
        if more > 0:
            rows.append((f"{len(shown)} or more", format_chance(Estimate(more, 0.0)), ""))
    return make_table("By the number of assumptions that fail", columns, rows)


def tabulate_single(stress: StressFinding) -> Table:
    """Tabulate the answer if one assumption fails while the others hold, the largest change first.

    There are no rows for a single assumption if the table of numbers already has its failure.
    """
    columns = (text("if it fails, the others holding"), number(f"probability of {name_answer(stress.answer)}"))
    rows: list[tuple[str, str]] = []
    if stress.verdict is None or (stress.verdict.alike and len(stress.verdict.single) == 1):
        return make_table("Each assumption failing alone", columns, ())
    if any(entry.answer is not None for entry in stress.verdict.single):
        held, single = stress.verdict.all_hold.answer, stress.verdict.single
        middle = 0.0 if held is None else held.value
        values = [middle if entry.answer is None else entry.answer.value for entry in single]
        order = sorted(range(len(single)), key=lambda j: -abs(values[j] - middle))
        rows = [("none", _format(stress.verdict.all_hold))]
        rows += [(Name(stress.assumptions[j].name, stress.assumptions[j].claim), _format(single[j])) for j in order]
    return make_table("Each assumption failing alone", columns, rows)


def _format(entry: Entry) -> str:
    return UNKNOWN if entry.answer is None else format_share(*entry.answer)
