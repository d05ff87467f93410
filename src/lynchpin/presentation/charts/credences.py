"""The probability that each assumption holds, by the file and given the evidence."""

from __future__ import annotations

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.naming import find_claim, label_name, name_assumption
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.sentences.update import find_prior
from lynchpin.presentation.shapes.dumbbells import draw_dumbbells
from lynchpin.questions.update.question import UpdateFinding

LABEL = 80
"""Longest claim, in characters, that labels its line. A longer one is replaced by the name."""


def draw_credences(update: UpdateFinding) -> Figure | None:
    """Draw the assumptions, those that the evidence moved most first; None if the file has none."""
    rows = [(n, find_prior(update, n), after) for n, (_, after) in update.assumptions.items()]
    if not rows:
        return None
    rows.sort(key=lambda row: -abs(row[2].value - row[1].value))
    name, before, after = rows[0]
    title = f"The evidence moves {name_assumption(update.model, name)} most: from {format_percent(*before)} to {format_percent(*after)}"
    note = "Probability that each assumption holds: hollow before the evidence, filled given the evidence."
    labels = {n: label_name(find_claim(update.model, n), n, LABEL) for n, *_ in rows}
    points = [(n, prior.value, posterior.value, "") for n, prior, posterior in rows]
    return draw_dumbbells(Caption("credences", title, note), ("before", "given evidence"), points, labels=labels)
