"""Sentences about a stress test: loads, minimal cut sets and interactions of assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lynchpin.presentation.wording import say_list, say_name, say_percent, say_points, say_rare, say_share
from lynchpin.questions.shared.ancestry import say_few
from lynchpin.questions.shared.finding import join_words
from lynchpin.statistics.estimates import write_points, write_rare, write_share

if TYPE_CHECKING:
    from lynchpin.questions.stress.question import Association, StressFinding, Structure

Row = Mapping[str, Any]
FEW = 4
"""Names that a sentence lists; of more it says how many."""


def say_load(stress: Row) -> str:
    """What the answer hangs on first, and what it takes to break it."""
    clear = [a for a in stress["assumptions"] if a.get("load") is not None and abs(a["load"]) > 2 * a["standard_error"]]
    if not clear:
        text = "No single assumption, failing alone, changes the answer by more than the error of this run."
    else:
        first = max(clear, key=lambda a: abs(a["load"]))
        weakest = max(clear, key=lambda a: abs(a["exposure"]))
        moved = say_points(abs(first["load"]), first["standard_error"]).lstrip("+")
        way = "raises" if first["load"] > 0 else "lowers"
        text = f"The answer hangs most on “{say_name(first['name'])}”: its failure alone {way} it by {moved}"
        if weakest["name"] == first["name"]:
            text += ", and none exposes it more."
        else:
            text += f"; the greatest exposure lies on “{say_name(weakest['name'])}”, whose chance of failing is {say_percent(weakest['vulnerability'])}."
    return f"{text} {say_sets(stress)}"


def say_sets(stress: Row) -> str:
    sets = stress["breaking_sets"]
    level = say_percent(stress.get("threshold", 0.5))
    down = (stress.get("search") or {}).get("direction") == "down"
    reach = f"below {level}" if down else f"to {level} or more"
    if not sets:
        return f"No set of failures was found that brings it {reach}."
    smallest = min(sets, key=lambda s: (len(s["assumptions"]), -s["probability_of_set"]))
    size = len(smallest["assumptions"])
    names = say_list([f"“{say_name(n)}”" for n in smallest["assumptions"]])
    if size == 1:
        return f"The failure of {names} is enough to bring it {reach}."
    such = f", such as {names}," if size <= FEW else ""
    return f"It takes {size} failures together{such} to bring it {reach}."


def say_set(one: Row, assumptions: Sequence[str] = ()) -> str:
    """A breaking set as a line; where nearly all of the `assumptions` that can fail are in it, by those that hold."""
    names = [f"“{say_name(n)}”" for n in one["assumptions"]]
    most = say_most(one["assumptions"], assumptions)
    if most:
        start = f"If {most.replace('all', 'all fail', 1)}"
    elif len(names) > FEW:
        start = f"If {say_list([*names[: FEW - 1], f'{len(names) - FEW + 1} more'])} all fail"
    else:
        start = f"If {say_list(names)} {'fails' if len(names) == 1 else 'all fail' if len(names) > 2 else 'both fail'}"
    return (
        f"{start}, the answer is yes in {say_share(one['probability_of_answer'], one['standard_error'])} of futures; "
        f"the chance that {'it does' if len(names) == 1 else 'they do'} is {say_rare(one['probability_of_set'])}."
    )


def say_most(failing: Sequence[str], assumptions: Sequence[str]) -> str:
    """`all but “a”` where nearly all of the assumptions fail; else nothing, as they are better named one by one."""
    hold = [f"“{say_name(n)}”" for n in assumptions if n not in failing]
    if len(failing) <= FEW or len(hold) > FEW:
        return ""
    return f"all but {say_list(hold)}" if hold else "all"


def say_interaction(one: Row) -> str:
    """What a pair of failures does beyond the sum of the two, as a line."""
    names = say_list([f"“{say_name(n)}”" for n in one["assumptions"]])
    return f"{names} failing together: {say_points(one['interaction'], one['standard_error'])} beyond the sum of their loads."


def list_clear_interactions(stress: Row) -> list[Row]:
    """The interactions that stand clear of their error, the strongest first."""
    clear = [i for i in stress.get("interactions", []) if abs(i["interaction"] or 0.0) > 2 * i["standard_error"]]
    return sorted(clear, key=lambda i: -abs(i["interaction"]))


def describe(finding: StressFinding) -> str:
    """The loads, the minimal cut sets and what the model itself breaks, a sentence each."""
    sentences = []
    if finding.structure is not None:
        sentences += [_say_loads(finding, finding.structure), _say_cut_sets(finding, finding.structure)]
    sentences += [_say_association(finding.answer, a) for a in finding.associations]
    if finding.unsound:
        sentences.append(f"{finding.unsound:,} of {finding.futures:,} futures left the finite numbers.")
    sentences.append(say_few(finding.ancestors))
    return " ".join(s for s in sentences if s)


def _say_loads(finding: StressFinding, structure: Structure) -> str:
    loads = structure.loads
    order = np.argsort(-np.abs(loads.loads.value))
    clear = [j for j in order if abs(loads.loads.value[j]) > 2 * loads.loads.error[j]]
    given = "With every assumption at its credence" if finding.posterior is None else "Given the evidence"
    base = f"{given}, `{finding.answer}` comes true in {write_share(loads.answer)} of futures"
    if not clear:
        return f"{base}; no single failure changes that by more than the error of this run."
    told = [f"`{finding.assumptions[j].name}` ({write_points(loads.loads.at(j))})" for j in clear[:3]]
    return f"{base}. The failures that change it most are those of {join_words(told)}."


def _say_cut_sets(finding: StressFinding, structure: Structure) -> str:
    breaking, level = structure.breaking, f"{100 * finding.threshold:g}%"
    towards = f"to {level} or more" if breaking.rising else f"below {level}"
    reach = "" if breaking.complete else f", as far as was searched (every set of up to {breaking.searched_to})"
    more = sum(bool(node.members) for node in breaking.undecided)
    left = f" {more} more could not be told from the threshold." if more else ""
    if more < len(breaking.undecided):
        left += f" On which side of {level} it is while every assumption holds could not be told."
    if not breaking.sets:
        return f"No set of failures was found that brings it {towards}{reach}.{left}"
    most = max(breaking.sets, key=lambda node: finding.chance_of(node).value)
    names = join_words([f"`{finding.assumptions[j].name}`" for j in most.members])
    by = "by the credences" if finding.posterior is None else "given the evidence"
    chance = finding.chance_of(most)
    likely = f"{by}, {write_share(chance) if chance.error else write_rare(chance.value)}"
    number = f"{len(breaking.sets)} minimal sets of failures" if len(breaking.sets) > 1 else "One minimal set of failures"
    verb = "bring" if len(breaking.sets) > 1 else "brings"
    return f"{number} {verb} it {towards}{reach}; the one most apt to come about is {names} ({likely}).{left}"


def _say_association(answer: str, a: Association) -> str:
    if not np.isfinite(a.difference.value):
        return f"The model breaks `{a.name}` in {write_share(a.broke)} of futures."
    broke, held = write_share(a.answer_if_broke), write_share(a.answer_if_held)
    return (
        f"The model itself breaks `{a.name}` in {write_share(a.broke)} of futures; `{answer}` comes true in {broke} of those and in {held} "
        "of the others, which is association and need not be its doing."
    )
