"""What it hangs on: assumptions, breaking sets, interactions, and what the model itself can break."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Name, Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_list, say_name, say_percent, say_points, say_rare, say_share


def tabulate_assumptions(stress: Row) -> Table:
    rows = [
        (
            Name(a["name"]),
            say_percent(a.get("credence"), a.get("credence_standard_error")),
            say_points(a.get("load"), a.get("standard_error"), unit=""),
            say_points(a.get("exposure"), a.get("exposure_standard_error"), unit=""),
            say_points(a.get("shapley"), a.get("shapley_standard_error"), unit=""),
        )
        for a in sorted(stress["assumptions"], key=lambda a: -abs(a.get("exposure") or 0.0))
    ]
    columns = (text("assumption"), number("credence"), number("load"), number("exposure"), number("Shapley share"))
    return make_table("Assumptions by exposure (load, exposure and Shapley share in percentage points of the answer)", columns, rows)


def tabulate_sets(stress: Row) -> Table:
    rows = [
        (
            say_list([say_name(n) for n in s["assumptions"]]),
            say_share(s["probability_of_answer"], s["standard_error"]),
            _say_chance(s["probability_of_set"], s.get("probability_of_set_standard_error")),
        )
        for s in stress["breaking_sets"]
    ]
    return make_table("Breaking sets", (text("if these fail, the rest holding"), number("the answer"), number("all fail with")), rows)


def _say_chance(value: float, error: float | None) -> str:
    """By the credences it is known without error; given evidence it is an estimate."""
    return say_share(value, error) if error else say_rare(value)


def tabulate_interactions(stress: Row, *, most: int = 8) -> Table:
    """The strongest interactions of pairs, those that stand clear of their error first."""
    found = sorted(stress.get("interactions", []), key=lambda i: -abs(i.get("interaction") or 0.0))
    clear = [i for i in found if abs(i["interaction"]) > 2 * i["standard_error"]][:most]
    rows = [
        (
            say_list([say_name(n) for n in i["assumptions"]]),
            say_points(i["interaction"], i["standard_error"], unit=""),
            "worse together than the sum" if i["interaction"] > 0 else "less together than the sum",
        )
        for i in clear
    ]
    return make_table(
        "Strongest interactions", (text("pair failing together"), number("points beyond the sum of the two loads"), text("")), rows
    )


def tabulate_broken(stress: Row) -> Table:
    """Assumptions that the model itself can break: association, not effect."""
    rows = [
        (
            Name(a["name"]),
            say_share(a["broke"]["probability"], a["broke"]["standard_error"]),
            say_share(a["answer_if_broke"]["probability"], a["answer_if_broke"]["standard_error"]),
            say_share(a["answer_if_held"]["probability"], a["answer_if_held"]["standard_error"]),
        )
        for a in stress.get("broken_by_the_model", [])
    ]
    columns = (text("assumption"), number("breaks in"), number("answer where it broke"), number("where it held"))
    return make_table("Broken by the model itself (association, not effect)", columns, rows)
