"""Readable names of the numbers that the author of a file chose, and which of them a finding of `robustness` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lynchpin.engine.model import Model
from lynchpin.engine.modelling import QUARTER, ModellingChoice
from lynchpin.presentation.naming import (
    find_claim,
    find_meaning,
    label_name,
    name_assumption,
    name_event,
    name_outcome,
    name_quantity,
    quote,
)
from lynchpin.presentation.numbers import format_number
from lynchpin.presentation.wording import format_name

if TYPE_CHECKING:
    from lynchpin.questions.robustness.question import RobustnessFinding
    from lynchpin.questions.robustness.single import Variation

CLEAR = 2.0
"""A change is clear if it differs from zero by more than this many standard errors."""
LABEL = 40
"""Longest meaning, in characters, in the label of a bar."""
PROPERTIES = {"switching": "switching cost"}
"""Properties of actors whose name in the file is not the word for them."""


def name_choice(model: Model, choice: ModellingChoice, *, short: bool = False) -> str:
    """Return the name of a number: `the weight of “arrears” for supplier company`, `the 0.5 in “public pressure”`.

    Args:
        model: The model.
        choice: The number.
        short: Whether to use names instead of long meanings, for the label of a bar.
    """
    section, _, rest = choice.path.partition(".")
    if section == "actors":
        return _name_in_actor(choice, rest)
    name = rest.removesuffix(".starts")
    if short:
        meaning = (
            find_claim(model, name) or model.outcome_means.get(name, "") or find_meaning(model, name) or find_meaning(model, name, "event")
        )
        element = quote(label_name(meaning, name, LABEL), name)
    else:
        element = {"assumptions": name_assumption, "events": name_event, "outcomes": name_outcome}.get(section, name_quantity)(model, name)
    if section == "parameters":
        return element
    if rest != name:
        return f"the start of {element}"
    return f"the {'threshold' if choice.kind == 'threshold' else 'number'} {format_number(choice.value)} in {element}"


def _name_in_actor(choice: ModellingChoice, rest: str) -> str:
    """Return the name of a number in the entry of an actor. `rest` is its path after `actors.`."""
    owner, inside, text = rest.partition(".values")
    if inside:
        who = format_name(owner.replace(".", " "))
        return (
            f"the weight of “{format_name(text[1:])}” for {who}"
            if text
            else f"the number {format_number(choice.value)} in the payoff of {who}"
        )
    owner, inside, text = rest.partition(".options.")
    if inside:
        option, _, lever = text.rpartition(".")
        return f"the level of “{format_name(lever)}” if {format_name(owner)} chooses “{format_name(option)}”"
    owner, _, what = rest.rpartition(".")
    who = format_name(owner.replace(".", " "))
    if what == "decides":
        return f"the number {format_number(choice.value)} in when {who} decides"
    return f"the {PROPERTIES.get(what, what)} of {who}"


def label_choice(model: Model, choice: ModellingChoice, *, short: bool = False) -> str:
    """Return the name of a number without article and quotation marks, as a label: `weight of “arrears” for supplier company`.

    Args:
        model: The model.
        choice: The number.
        short: As for `name_choice`.
    """
    name = name_choice(model, choice, short=short).removeprefix("the ")
    return name[1:-1] if name.startswith("“") and name.endswith("”") and name.count("“") == 1 else name


def describe_size(finding: RobustnessFinding) -> str:
    """Return by how much each number was varied."""
    same = all(choice.size == QUARTER for choice in finding.model.choices)
    return "a quarter of its size" if same else "a quarter of its size, or by what the file says"


def find_strongest(finding: RobustnessFinding) -> Variation | None:
    """Return the choice that changes the answer most; None if no change is clear."""
    return next((one for one in finding.choices if abs(one.change.value) > CLEAR * one.change.error and not one.screened), None)
