"""Sentences about drivers: how much could be known, which unknowns matter most, and what knowing them is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lynchpin.presentation.naming import name_answer, name_quantity, name_unknown
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.unknowns import choose_index, find_leaders, rank_by_worth
from lynchpin.presentation.wording import format_list
from lynchpin.questions.shared.ancestry import warn_of_few
from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.questions.drivers.question import Driver, DriversFinding

FEW = 3
"""Largest number of unknowns named in a sentence."""


def describe(finding: DriversFinding) -> str:
    """Return how much could be known, which unknowns matter, and what knowing them is worth for choosing a policy."""
    sentences = [describe_drivers(finding), _describe_ties(finding), describe_worth(finding), warn_of_few(finding.ancestors)]
    return " ".join(s for s in sentences if s)


def describe_drivers(finding: DriversFinding) -> str:
    """Return how much of the uncertainty could be removed, and which unknowns matter most."""
    if not math.isfinite(finding.reducible.value):
        return f"{_name_subject(finding)} never varies, so nothing drives it."
    given = finding.ancestors is not None
    return f"{describe_reducible(finding.reducible, _name_subject(finding), given=given)} {describe_leaders(finding)}"


def describe_reducible(share: Estimate, what: str, *, given: bool = False) -> str:
    """Return how much of a variance more knowledge could remove.

    Args:
        share: The reducible share.
        what: What varies: an answer, or a name in quotation marks.
        given: Whether evidence is given. Knowledge then includes the exact state after the evidence.
    """
    if not math.isfinite(share.value):
        return ""
    amount = _format_amount(share)
    subject = what if what.startswith("“") else name_answer(what)
    known = "every parameter and assumption, and exactly what has happened so far," if given else "every parameter and assumption"
    return f"Knowing {known} would remove {amount} of the variance of {subject}; the rest is chance and choice."


def describe_before(before: DriversFinding) -> str:
    """Return how much more knowledge could have removed before the evidence."""
    if not math.isfinite(before.reducible.value):
        return f"Before the evidence, {_name_subject(before)} never varied."
    known = "knowing every parameter and assumption"
    return f"Before the evidence, {known} would have removed {_format_amount(before.reducible)} of the variance."


def describe_leaders(finding: DriversFinding) -> str:
    """Return which unknowns matter most, including those whose difference is within the error."""
    leaders, others = find_leaders(finding)
    if not leaders:
        return "No single unknown stands out from the error of this run."
    index = "total index" if finding.method == "saltelli" else "first-order index"
    first = f"{_name_group(finding, leaders[0])} ({index} {format_percent(*choose_index(finding, leaders[0]))})"
    if len(leaders) == 1:
        then = f", followed by {format_list([_name_group(finding, d) for d in others[:2]])}" if others else ""
        return f"The unknown that matters most is {first}{then}."
    names = [first, *(_name_group(finding, d) for d in leaders[1:FEW])]
    if len(leaders) <= FEW:
        return f"The unknowns that matter most are {format_list(names)}; this run cannot tell which of them matters more."
    return f"Several unknowns matter about equally, as far as this run can tell: {format_list([*names, f'{len(leaders) - FEW} more'])}."


def describe_worth(finding: DriversFinding) -> str:
    """Return the value of knowing one unknown before choosing a policy; empty if the file has no goals or no policies."""
    if not any(math.isfinite(d.evpi.value) for d in finding.drivers):
        return ""
    clear = rank_by_worth(finding)
    if not clear:
        return "Knowing any one of these before choosing a policy would help by no more than the error of this run."
    worth = clear[0].evpi
    return f"For choosing a policy, knowing {name_unknown(finding.model, clear[0].name)} is worth most: {worth} in the unit of the goals."


def _format_amount(share: Estimate) -> str:
    return format_percent(min(1.0, max(0.0, share.value)), share.error)


def _describe_ties(finding: DriversFinding) -> str:
    groups = dict.fromkeys(tuple(sorted((d.name, *d.tied))) for d in finding.drivers if d.tied)
    if not groups:
        return ""
    groups_in_words = "; ".join(format_list([name_unknown(finding.model, name) for name in group]) for group in groups)
    if finding.method == "saltelli":
        return f"Correlated, so treated as one: {groups_in_words}."
    return f"Correlated, so that the index of each includes part of the others' effect: {groups_in_words}."


def _name_group(finding: DriversFinding, driver: Driver) -> str:
    """Return the name of an unknown, with those that the design treats as one with it."""
    tied = driver.tied if finding.method == "saltelli" else ()
    return format_list([name_unknown(finding.model, name) for name in (driver.name, *tied)])


def _name_subject(finding: DriversFinding) -> str:
    return name_answer(finding.of) if finding.of in finding.model.answers else name_quantity(finding.model, finding.of)
