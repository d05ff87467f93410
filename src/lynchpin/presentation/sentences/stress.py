"""Sentences about a stress test: loads, interactions, and assumptions that the model itself breaks."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from lynchpin.presentation.naming import judge_change, name_answer, name_assumption, name_period
from lynchpin.presentation.numbers import format_percent, format_points, format_probability
from lynchpin.presentation.sentences.cut_sets import describe_cut_sets, describe_undecided, name_at
from lynchpin.presentation.sentences.verdict import describe_verdict
from lynchpin.presentation.wording import format_list
from lynchpin.questions.shared.ancestry import warn_of_few

if TYPE_CHECKING:
    from lynchpin.questions.stress.associations import Association
    from lynchpin.questions.stress.question import StressFinding
    from lynchpin.questions.stress.structure import Structure
    from lynchpin.statistics.estimates import Estimates

NAMED = 3
"""Largest number of loads in a sentence."""
CLEAR = 2.0
"""A difference is clear if it is more than this many standard errors."""
DOUBT = 0.05
"""Probability that any of the loads is called clear if all are zero, and the same for the interactions."""


def describe(finding: StressFinding) -> str:
    """Return the verdict, the loads, the minimal cut sets and the assumptions that the model itself breaks, in a sentence or two each."""
    sentences = []
    if finding.structure is not None:
        sentences += [
            _describe_base(finding),
            describe_verdict(finding),
            describe_loads(finding, finding.structure),
            *describe_learning(finding, finding.structure)[:1],
            *describe_dates(finding),
            describe_cut_sets(finding, finding.structure),
            describe_undecided(finding, finding.structure),
        ]
    sentences += [describe_association(finding, a) for a in finding.associations]
    sentences.append(warn_of_few(finding.ancestors))
    return " ".join(s for s in sentences if s)


def describe_loads(finding: StressFinding, structure: Structure) -> str:
    """Return which failures change the answer most, in which direction and by how much.

    Args:
        finding: The finding of the stress test.
        structure: How the answer depends on its assumptions.
    """
    loads, clear = structure.loads.loads, list_clear_loads(structure)
    if not clear:
        return "No single failure changes it by more than the error of this run."
    named = []
    for j in clear[:NAMED]:
        way = "raises" if loads.value[j] > 0 else "lowers"
        points = format_points(abs(loads.value[j]), loads.error[j]).removeprefix("+")
        word = judge_change(finding.model, finding.answer, float(loads.value[j]))
        named.append(f"{name_at(finding, j)}, whose failure {way} it by {points}{f' ({word})' if word else ''}")
    rest = f"; next come {named[1]}, and {named[2]}" if len(named) > 2 else f"; next comes {named[1]}" if len(named) == 2 else ""
    return f"It depends most on the assumption {named[0]}{rest}."


def describe_learning(finding: StressFinding, structure: Structure) -> list[str]:
    """Return a sentence for each assumption for which learning that it failed differs clearly from setting it, the greatest first.

    There are none if the assumptions of the file do not depend on each other.

    Args:
        finding: The finding of the stress test.
        structure: How the answer depends on its assumptions.
    """
    if not finding.model.has_dependent_assumptions:
        return []
    loads = structure.loads.loads
    gaps = {j: abs(found.effect.value - loads.value[j]) for j, found in enumerate(finding.learning)}
    clear = [j for j, gap in gaps.items() if gap > CLEAR * math.hypot(finding.learning[j].effect.error, loads.error[j])]
    return [_describe_learning_one(finding, structure, j) for j in sorted(clear, key=lambda j: -gaps[j])]


def _describe_learning_one(finding: StressFinding, structure: Structure, j: int) -> str:
    effect, partner = finding.learning[j].effect, finding.learning[j].partner
    if partner is None:
        reason = "the futures in which it fails differ in other ways, too"
    else:
        learned, put = format_percent(*partner.learned), format_percent(*partner.set)
        reason = f"{name_at(finding, partner.position)} fails in {learned} of the futures in which it failed, but in {put} of those in which it is set to"
    return (
        f"Learning that {name_at(finding, j)} failed changes the probability by {format_points(*effect)}, setting it to fail by "
        f"{format_points(*structure.loads.loads.at(j))}: {reason}."
    )


def describe_dates(finding: StressFinding) -> list[str]:
    """Return a sentence for each assumption that can fail along the way: how probably it fails, and the load by the date of its failure."""
    found = []
    for one in finding.dated:
        name, periods = name_at(finding, one.position), finding.model.periods
        start, end = format_percent(*one.start), format_percent(*one.by.at(len(periods) - 1))
        text = f"{name} fails at the start with probability {start}, and by the end of {periods[-1]} with probability {end}"
        if one.periods:
            loads = [f"{format_points(*one.loads.at(k))} in {periods[one.periods[k]]}" for k in sorted({0, len(one.periods) - 1})]
            text += f"; its load is {format_list(loads)}"
        found.append(f"{text}.")
    return found


def list_clear_loads(structure: Structure) -> list[int]:
    """Return the positions of the assumptions whose load is clear, the greatest first."""
    return _list_clear(structure.loads.loads)


def describe_load_before(latest: StressFinding, before: StressFinding) -> str:
    """Return the load before the evidence of the assumption whose load is now the greatest; empty if none is clear or none was measured.

    Args:
        latest: The stress test given the evidence.
        before: The stress test before the evidence.
    """
    clear = [] if latest.structure is None else list_clear_loads(latest.structure)
    if not clear or before.structure is None:
        return ""
    return f"Before the evidence, the load of {name_at(latest, clear[0])} was {format_points(*before.structure.loads.loads.at(clear[0]))}."


def list_clear_interactions(structure: Structure) -> list[int]:
    """Return the positions of the pairs whose interaction is clear, the strongest first."""
    return _list_clear(structure.loads.interactions)


def _list_clear(found: Estimates) -> list[int]:
    """Return the positions of the estimates that differ clearly from zero, the greatest first. The more there are, the clearer (Bonferroni)."""
    reach = NormalDist().inv_cdf(1 - DOUBT / (2 * max(1, len(found.value))))
    clear = [k for k in range(len(found.value)) if abs(found.value[k]) > reach * found.error[k]]
    return sorted(clear, key=lambda k: -abs(found.value[k]))


def describe_interaction(finding: StressFinding, structure: Structure, pair: int) -> str:
    """Return, as a line, how the joint effect of two failures differs from the sum of their effects.

    Args:
        finding: The stress test.
        structure: Its structure.
        pair: Position of the pair.
    """
    value, error = structure.loads.interactions.at(pair)
    names = format_list([name_at(finding, j) for j in structure.loads.pairs[pair]])
    amount = format_points(abs(value), error).removeprefix("+")
    way = "higher" if value > 0 else "lower"
    loads = format_list([format_points(structure.loads.loads.value[j], unit="") for j in structure.loads.pairs[pair]])
    sums = f"the sum of their loads ({loads})"
    return f"{names} failing together: the probability is {amount} {way} than {sums} implies. {compare_with_sum(structure, pair)}."


def compare_with_sum(structure: Structure, pair: int) -> str:
    """Return whether two failures together matter more or less than the sum of their loads.

    The sign of the interaction is not enough. An interaction that raises the probability strengthens two failures that raise it, and weakens
    two that lower it.

    Args:
        structure: The structure of a stress test.
        pair: Position of the pair.
    """
    value = structure.loads.interactions.value[pair]
    loads, errors = structure.loads.loads.value, structure.loads.loads.error
    j, k = structure.loads.pairs[pair]
    total = loads[j] + loads[k]
    if abs(total) <= CLEAR * math.hypot(errors[j], errors[k]):
        return "Alone, their effects cancel or are within the error of this run"
    if abs(total + value) > CLEAR * math.hypot(errors[j], errors[k]) and (total + value) * total < 0:
        return "Together they change it in the opposite direction to the sum"
    return "Together they matter more than the sum" if value * total > 0 else "Together they matter less than the sum"


def describe_association(finding: StressFinding, a: Association) -> str:
    """Return how often the model itself breaks an assumption, and the answer in the futures with and without the break.

    Args:
        finding: The finding of the stress test.
        a: One of its associations.
    """
    name, share = name_assumption(finding.model, a.name), format_percent(*a.broke)
    start = f"In {share} of futures the model itself breaks {name}"
    if not math.isfinite(a.difference.value):
        return f"{start}."
    broke, held = format_percent(*a.answer_if_broke), format_percent(*a.answer_if_held)
    return (
        f"{start}; the probability of {name_answer(finding.answer)} is {broke} there and {held} in the others "
        "(an association, not necessarily an effect)."
    )


def describe_terms(finding: StressFinding) -> str:
    """Return the definitions of the terms about assumptions."""
    answer, period = name_answer(finding.answer), name_period(finding.model)
    start = f"the first {period}" if finding.posterior is None else f"the first {period} after the evidence"
    return (
        "The credence of an assumption is the probability that it holds, and its vulnerability the probability that it fails. Its load is "
        f"the change in the probability of {answer} if it fails instead of holding, from {start} on. Its exposure is load "
        "times vulnerability. A minimal cut set is a smallest set of failures that moves the probability across the threshold."
    )


def _describe_base(finding: StressFinding) -> str:
    given = "with every assumption at its credence" if finding.posterior is None else "given the evidence"
    return f"Probability of {name_answer(finding.answer)} {given}: {format_probability(finding.baseline)}."
