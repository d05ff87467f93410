"""Tables of robustness: the strongest numbers of the author, pairs of them, other forms of the model, and changed conclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lynchpin.presentation.choices import label_choice
from lynchpin.presentation.numbers import format_number, format_points, format_share
from lynchpin.presentation.tables.table import Table, make_table, number, text
from lynchpin.presentation.wording import format_list, format_name, open_sentence

if TYPE_CHECKING:
    from lynchpin.questions.robustness.question import RobustnessFinding
    from lynchpin.questions.robustness.single import Variation

MOST = 10
"""Largest number of single choices shown."""


def tabulate_strongest(finding: RobustnessFinding) -> Table:
    """Tabulate the choices that change the answer most, each in the direction of its larger change."""
    rows = [(*_list_cells(finding, one), format_share(*one.probability), format_points(*one.change, unit="")) for one in finding.choices]
    columns = (number("line"), text("number"), number("from"), number("to"), number("probability"), number("change, points"))
    return make_table("The author's own numbers on which the answer depends most", columns, rows, most=MOST)


def tabulate_flips(finding: RobustnessFinding) -> Table:
    """Tabulate the choices that change the word of likelihood or the best policy."""
    rows = [
        (*_list_cells(finding, flip.variation), _name_conclusion(flip.about), format_name(flip.before), format_name(flip.after))
        for flip in finding.flips
    ]
    columns = (number("line"), text("number"), number("from"), number("to"), text("what changes"), text("before"), text("after"))
    return make_table("Numbers that change a conclusion", columns, rows)


def tabulate_pairs(finding: RobustnessFinding) -> Table:
    """Tabulate the strongest choices in pairs, beside the sum of their changes alone."""
    rows = [
        (
            format_list([f"{label_choice(finding.model, one.choice)} (line {one.choice.line})" for one in (pair.first, pair.second)]),
            format_share(*pair.probability),
            format_points(*pair.change, unit=""),
            format_points(pair.alone, pair.change.error, unit="").partition(" ± ")[0],
        )
        for pair in finding.pairs
    ]
    columns = (text("two numbers"), number("probability"), number("change, points"), number("sum of both alone"))
    return make_table("The strongest numbers changed in pairs", columns, rows)


def tabulate_forms(finding: RobustnessFinding) -> Table:
    """Tabulate other forms of the model; no rows if they were not tried."""
    rows = [
        (
            open_sentence(one.form.kind),
            one.form.before,
            one.form.after,
            format_share(*one.probability),
            format_points(*one.change, unit=""),
        )
        for one in finding.forms
    ]
    columns = (text("form"), text("from"), text("to"), number("probability"), number("change, points"))
    return make_table("Other forms of the model", columns, rows)


def _list_cells(finding: RobustnessFinding, one: Variation) -> tuple[str, str, str, str]:
    """Return the line, the name and both values of a changed number."""
    choice = one.choice
    return str(choice.line), open_sentence(label_choice(finding.model, choice)), format_number(choice.value), format_number(one.to)


def _name_conclusion(about: str) -> str:
    return "best policy" if about == "policy" else "word of likelihood"
