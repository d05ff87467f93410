"""Sentences about policies: which are robust, and which move the answer most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.wording import open_sentence, say_list, say_name, say_points

Row = Mapping[str, Any]


def say_policies(policies: Row) -> str:
    """What is robust, and where the ways of being robust disagree; without goals, what moves the answer most."""
    robust = policies["robust"]
    if robust["minimax_regret"] is None:
        return _say_strongest(policies["policies"][1:])
    chosen = [_list_chosen(robust, way) for way in ("minimax_regret", "satisficing")]
    minimax, satisficing = (say_list([f"“{say_name(n)}”" for n in names], "or") or "none" for names in chosen)
    disagree = robust.get("disagree", minimax != satisficing)
    if set(chosen[0]) == set(chosen[1]):
        alike = ", which this run cannot tell apart" if len(chosen[0]) > 1 else ""
        text = f"The robust choice is {minimax}{alike}: by the smallest worst-case regret, and by how often it is good enough."
        average = robust.get("best_on_average")
        return f"{text} On average “{say_name(average)}” does best." if disagree and average else text
    start = "Two ways of choosing robustly disagree" if disagree else "As far as can be told the ways of choosing robustly agree"
    return f"{start}: {minimax} has the smallest worst-case regret, {satisficing} is good enough most often."


def _list_chosen(robust: Row, way: str) -> list[str]:
    """The policy that is chosen in this way, and those that cannot be told from it."""
    tied = (robust.get("ties") or {}).get(way) or [robust[way]]
    return [str(n) for n in dict.fromkeys([robust[way], *tied]) if n is not None]


def _say_strongest(policies: Sequence[Row]) -> str:
    strongest = max(policies, key=lambda p: abs(p["change"]))
    moved = say_points(strongest["change"], strongest["change_standard_error"])
    return f"“{open_sentence(say_name(strongest['name']))}” moves the answer most, by {moved}; the file states no goals to choose by."
