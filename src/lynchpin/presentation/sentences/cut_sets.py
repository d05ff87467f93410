"""Sentences about the minimal cut sets of a stress test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lynchpin.presentation.naming import name_answer, name_assumption
from lynchpin.presentation.numbers import format_rare, format_share
from lynchpin.presentation.wording import format_count, format_list

if TYPE_CHECKING:
    from lynchpin.questions.stress.node import Node
    from lynchpin.questions.stress.question import StressFinding
    from lynchpin.questions.stress.structure import Structure

FEW = 4
"""Largest number of assumptions of a set that are named in a sentence."""


def describe_cut_sets(finding: StressFinding, structure: Structure) -> str:
    """Return how many minimal cut sets were found, and the most probable one.

    Args:
        finding: The finding of the stress test.
        structure: How the answer depends on its assumptions.
    """
    found, reach, level = structure.cut_sets, describe_reach(finding, structure), f"{100 * finding.threshold:g}%"
    if not found.base_decided:
        return f"With every assumption holding, it is too close to {level} to tell on which side it lies, so no cut sets are reported."
    if found.sets:
        several = len(found.sets) > 1
        number = f"{len(found.sets)} minimal cut sets were" if several else "One minimal cut set was"
        what = "smallest sets of failures that bring it" if several else "a smallest set of failures that brings it"
        return (
            f"{number} found ({what} {reach}){'; the most probable is' if several else ':'} {_describe_most_probable(finding, found.sets)}."
        )
    if found.sufficient:
        several = len(found.sufficient) > 1
        number = f"{format_count(len(found.sufficient), 'set')} of failures {'bring' if several else 'brings'} it {reach}"
        smaller = f"whether a smaller part of {'them' if several else 'it'} is enough is undecided"
        return f"{number}{', the most probable' if several else ':'} {_describe_most_probable(finding, found.sufficient)}; {smaller}."
    needed = f"; it takes at least {found.at_least}" if not found.complete and found.at_least > 1 else ""
    return f"No set of failures was found that brings it {reach}{needed}."


def describe_reach(finding: StressFinding, structure: Structure) -> str:
    """Return where the cut sets bring the probability of the answer: `to 50% or more`, or `below 50%`.

    Args:
        finding: The finding of the stress test.
        structure: Its cut sets.
    """
    level = f"{100 * finding.threshold:g}%"
    return f"to {level} or more" if structure.cut_sets.rising else f"below {level}"


def describe_set(finding: StressFinding, node: Node) -> str:
    """Return a minimal cut set as a line. If it has nearly all assumptions, those that hold are named instead.

    Args:
        finding: The finding of the stress test.
        node: The cut set.
    """
    count, most = len(node.members), describe_most(finding, node)
    if most:
        start = f"If {most.replace('all', 'all fail', 1)}"
    else:
        start = f"If {_name_members(finding, node)} {'fails' if count == 1 else 'all fail' if count > 2 else 'both fail'}"
    chance = f"the probability that {'it fails' if count == 1 else 'they fail'} is {_format_chance(finding, node)}"
    return f"{start}, the probability of {name_answer(finding.answer)} is {format_share(*node.answer)}; {chance}."


def describe_most(finding: StressFinding, node: Node) -> str:
    """Return `all but “a”` if more than `FEW` assumptions fail and nearly all do, `all` if every one does; else empty.

    Args:
        finding: The finding of the stress test.
        node: The set of assumptions that fail.
    """
    hold = [name_at(finding, j) for j in range(len(finding.assumptions)) if j not in node.members]
    if len(node.members) <= FEW or len(hold) > FEW:
        return ""
    return f"all but {format_list(hold)}" if hold else "all"


def describe_undecided(finding: StressFinding, structure: Structure) -> str:
    """Return how many sets the search could not decide; empty if it decided all.

    Args:
        finding: The finding of the stress test.
        structure: Its cut sets.
    """
    more = sum(bool(node.members) for node in structure.cut_sets.undecided)
    if not more or not structure.cut_sets.base_decided:
        return ""
    return f"{format_count(more, 'more set')} {'is' if more == 1 else 'are'} too close to {100 * finding.threshold:g}% to tell."


def _describe_most_probable(finding: StressFinding, nodes: Sequence[Node]) -> str:
    most = max(nodes, key=lambda node: finding.chance_of(node).value)
    names = describe_most(finding, most) or _name_members(finding, most)
    return f"{names} (probability that {'it fails' if len(most.members) == 1 else 'they all fail'}: {_format_chance(finding, most)})"


def _name_members(finding: StressFinding, node: Node) -> str:
    """Return the assumptions of a set. If there are more than `FEW`, the last ones are only counted."""
    names = [name_at(finding, j) for j in node.members]
    return format_list(names if len(names) <= FEW else [*names[: FEW - 1], f"{len(names) - FEW + 1} more"])


def _format_chance(finding: StressFinding, node: Node) -> str:
    """Return the probability that a set fails. From the credences it has no error; given evidence it is an estimate."""
    chance = finding.chance_of(node)
    return format_share(*chance) if chance.error else format_rare(chance.value)


def name_at(finding: StressFinding, position: int) -> str:
    """Return the claim of an assumption, as it is named in a sentence.

    Args:
        finding: The finding of the stress test.
        position: Position of the assumption in the finding.
    """
    return name_assumption(finding.model, finding.assumptions[position].name)
