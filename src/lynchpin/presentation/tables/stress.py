"""Tables of a stress test: assumptions, minimal cut sets, interactions, and assumptions that the model itself can break."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.presentation.naming import name_answer, name_assumption
from lynchpin.presentation.numbers import format_percent, format_points, format_rare, format_share
from lynchpin.presentation.sentences.cut_sets import describe_most, describe_reach
from lynchpin.presentation.sentences.stress import compare_with_sum, list_clear_interactions
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import format_list
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.question import StressFinding

MOST = 8
"""Largest number of interactions in a table."""


def tabulate_assumptions(stress: StressFinding) -> Table:
    """Tabulate the assumptions that have a credence, the greatest exposure first."""
    if stress.structure is None:
        return make_table("Assumptions", (text("assumption"),), ())
    loads, shares = stress.structure.loads, stress.structure.shares.shares
    depends = stress.model.has_dependent_assumptions
    order = sorted(range(len(stress.assumptions)), key=lambda j: -abs(loads.exposures.value[j]))
    rows = [
        (
            Name(stress.assumptions[j].name, stress.assumptions[j].claim),
            format_share(*loads.credences.at(j)) if loads.credences.error[j] else format_percent(*loads.credences.at(j)),
            format_points(*loads.loads.at(j), unit=""),
            *([format_points(*stress.learning[j].effect, unit="")] if depends else []),
            format_points(*loads.exposures.at(j), unit=""),
            format_points(*shares.at(j), unit=""),
        )
        for j in order
    ]
    learned = [number("learned")] if depends else []
    columns = (text("assumption"), number("credence"), number("load"), *learned, number("exposure"), number("Shapley share"))
    answer = name_answer(stress.answer)
    return make_table(f"Assumptions by exposure (load: points by which a failure changes the probability of {answer})", columns, rows)


def tabulate_sets(stress: StressFinding) -> Table:
    """Tabulate the minimal cut sets, the most probable first, then other sets that cut and are not shown to be minimal."""
    if stress.structure is None:
        return make_table("Minimal cut sets", (text("if these fail"),), ())
    found, rows = stress.structure.cut_sets, []
    minimal = "yes" if found.sufficient else ""
    for node in (*_rank(stress, found.sets), *_rank(stress, found.sufficient)):
        chance = stress.chance_of(node)
        names = format_list([name_assumption(stress.model, stress.assumptions[j].name) for j in node.members])
        text_of_chance = format_share(*chance) if chance.error else format_rare(chance.value)
        rows.append(
            (
                describe_most(stress, node) or names,
                format_share(*node.answer),
                text_of_chance,
                minimal if node in found.sets else "undecided",
            )
        )
    columns = (
        text("if these fail, the others holding"),
        number(f"probability of {name_answer(stress.answer)}"),
        number("that all fail"),
        text("minimal"),
    )
    caption = f"Sets of failures that bring it {describe_reach(stress, stress.structure)}" if found.sufficient else "Minimal cut sets"
    return make_table(caption, columns, rows)


def _rank(stress: StressFinding, nodes: Sequence[Node]) -> list[Node]:
    """Order sets by their probability, the most probable first."""
    return sorted(nodes, key=lambda node: -stress.chance_of(node).value)


def tabulate_interactions(stress: StressFinding) -> Table:
    """Tabulate the clear interactions of pairs, the strongest first."""
    structure = stress.structure
    pairs = [] if structure is None else list_clear_interactions(structure)[:MOST]
    rows = []
    for k in pairs:
        assert structure is not None
        names = format_list([name_assumption(stress.model, stress.assumptions[j].name) for j in structure.loads.pairs[k]])
        rows.append((names, format_points(*structure.loads.interactions.at(k), unit=""), compare_with_sum(structure, k)))
    columns = (text("pair failing together"), number("points beyond the sum of the loads"), text("meaning"))
    return make_table("Strongest interactions", columns, rows)


def tabulate_dates(stress: StressFinding) -> Table:
    """Tabulate the assumptions that can fail along the way: when they fail, and the load of a failure by its date."""
    rows = []
    for one in stress.dated:
        name = Name(stress.assumptions[one.position].name, stress.assumptions[one.position].claim)
        load = "" if stress.structure is None else format_points(*stress.structure.loads.loads.at(one.position), unit="")
        rows.append((name, "at the start", format_share(*one.start), load))
        for k, t in enumerate(one.periods):
            rows.append((name, stress.model.periods[t], format_share(*one.by.at(t)), format_points(*one.loads.at(k), unit="")))
    columns = (text("assumption"), text("if it fails"), number("failed by then"), number("load"))
    return make_table("Assumptions that can fail along the way", columns, rows)


def tabulate_broken(stress: StressFinding) -> Table:
    """Tabulate the assumptions that the model itself can break: an association, not necessarily an effect."""
    claims = {a.name: a.claim for a in stress.model.assumptions}
    rows = [
        (Name(a.name, claims.get(a.name, "")), format_share(*a.broke), format_share(*a.answer_if_broke), format_share(*a.answer_if_held))
        for a in stress.associations
    ]
    columns = (text("assumption"), number("breaks in"), number("answer where it broke"), number("where it held"))
    return make_table("Broken by the model itself (an association, not necessarily an effect)", columns, rows)
