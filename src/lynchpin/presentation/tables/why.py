"""One decision of an actor as a table: what each term of its payoff adds to the worth of each option."""

from __future__ import annotations

import numpy as np

from lynchpin.engine.model import Model
from lynchpin.presentation.decisions import count_decimals, label_options, label_term
from lynchpin.presentation.naming import name_period
from lynchpin.presentation.numbers import format_number, format_percent
from lynchpin.presentation.tables.table import Table, number, text
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.questions.shared.decisions import F64, Decision, WeighedTerm

WHOLE = 200
"""Longest label of a term, in characters."""
MOST_OPTIONS, MOST_TERMS = 4, 12
"""Largest number of options and terms in a table. The chosen option and the best of the others are always there."""


def tabulate_decision(model: Model, decision: Decision) -> Table:
    """Tabulate a decision: a row for each term, largest differences first, then the sum and the probability of each option.

    Args:
        model: The model.
        decision: The decision.
    """
    shown, columns = _choose_options(decision), [text("term of the payoff"), number("line"), number("weight")]
    labels = label_options(model, decision.actor)
    columns += [number(labels[o]) for o in shown]
    compared = [one for one, _ in decision.compare_terms()]
    decimals = count_decimals(max((float(np.abs(one.contributions).max()) for one in compared), default=0.0), 3)

    def write(values: F64) -> list[str]:
        return [_write(float(values[o]), min(decimals, 6)) for o in shown]

    rows = [[_label(decision, one), f"{one.term.line}", format_number(one.weight), *write(one.contributions)] for one in compared]
    left_out, rows = max(0, len(rows) - MOST_TERMS), rows[:MOST_TERMS]
    total = [["in all", "", "", *write(decision.payoffs)]]
    if decision.looks_ahead:
        period = name_period(model)
        total += [[f"of this, in this {period}", "", "", *write(decision.now)], ["of this, later", "", "", *write(decision.later)]]
    total.append(["probability", "", "", *(format_percent(float(decision.probabilities[o])) for o in shown)])
    who, when = open_sentence(format_name(decision.actor.name)), model.periods[decision.period]
    return Table(f"{who}, {when}: what each option was worth, term by term", tuple(columns), tuple(map(tuple, (*rows, *total))), left_out)


def _choose_options(decision: Decision) -> list[int]:
    """Return the options that are shown: the chosen one, the best of the others, then the most probable ones."""
    first = [decision.chosen, *([] if decision.rival is None else [decision.rival])]
    others = [o for o in np.argsort(-decision.probabilities, kind="stable").tolist() if o not in first]
    return [*first, *others][:MOST_OPTIONS]


def _label(decision: Decision, one: WeighedTerm) -> str:
    minus = "− " if one.term.text.startswith("-") else ""
    faction = f" ({format_name(one.term.faction)}, {format_percent(one.influence)})" if one.term.faction else ""
    return f"{minus}{label_term(one.term, WHOLE)}{faction}"


def _write(value: float, decimals: int) -> str:
    text_of_value = f"{value:,.{decimals}f}"
    is_zero = not text_of_value.strip("-0.,")
    return f"{0.0:.{decimals}f}" if is_zero else text_of_value.replace("-", "−")
