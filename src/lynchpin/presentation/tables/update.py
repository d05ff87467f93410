"""Tables of an update: the effect of the evidence on the assumptions and the answer."""

from __future__ import annotations

import math

from lynchpin.presentation.naming import find_claim, name_item
from lynchpin.presentation.numbers import format_bits, format_percent, format_share
from lynchpin.presentation.sentences.update import find_prior, has_surprise
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.questions.update.question import ItemEffect, UpdateFinding


def tabulate_update(update: UpdateFinding) -> Table:
    """Tabulate the probability that each assumption holds, before the evidence and given it."""
    rows = []
    for name, (_, after) in update.assumptions.items():
        prior = find_prior(update, name)
        rows.append((Name(name, find_claim(update.model, name)), format_percent(*prior), format_share(*after)))
    return make_table("Assumptions before and given the evidence", (text("assumption"), number("before"), number("given evidence")), rows)


def tabulate_failures(update: UpdateFinding) -> Table:
    """Tabulate when the assumptions that can fail along the way failed, given the evidence: periods with a probability above 0."""
    rows = []
    for f in update.failures:
        name = Name(f.name, find_claim(update.model, f.name))
        if f.after.start.value > 0:
            rows.append((name, "at the start", format_share(*f.before.start), format_share(*f.after.start)))
        for t in range(update.model.periods.index(update.until) + 1):
            if f.after.first.value[t] > 0:
                rows.append((name, update.model.periods[t], format_share(*f.before.first.at(t)), format_share(*f.after.first.at(t))))
    columns = (text("assumption"), text("failed"), number("before"), number("given evidence"))
    return make_table("When assumptions failed", columns, rows)


def tabulate_path(update: UpdateFinding) -> Table:
    """Tabulate the items in the order of the filter: the answer after each, its surprise, and the change of the odds."""
    first = ("", "before any evidence", format_share(*update.prior), "", "")
    rows = [
        (t.item.label, name_item(update.model, t.item), format_share(*t.answer), _describe_surprise(t), _describe_move(t))
        for t in update.path
    ]
    columns = (text("period"), text("evidence"), number("answer after it"), number("surprise, bits"), number("odds moved by, bits"))
    return make_table("Evidence in order", columns, [first, *rows])


def _describe_surprise(effect: ItemEffect) -> str:
    """Return the surprise of an item. A measured value has none, because its probability density depends on the unit."""
    if not effect.possible:
        return "impossible"
    return format_bits(effect.bits, effect.bits_error) if has_surprise(effect.item) else "measured"


def _describe_move(effect: ItemEffect) -> str:
    return format_bits(effect.odds_bits, effect.odds_bits_error, signed=True) if math.isfinite(effect.odds_bits) else "unknown"
