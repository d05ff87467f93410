"""Sentences about drivers: how much could be known, and which unknowns matter most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from lynchpin.presentation.unknowns import find_leaders
from lynchpin.presentation.wording import say_list, say_name, say_percent
from lynchpin.questions.shared.ancestry import say_few
from lynchpin.questions.shared.finding import join_words
from lynchpin.statistics.estimates import Estimate, write_share

if TYPE_CHECKING:
    from lynchpin.questions.drivers.question import Driver, DriversFinding, Method

Row = Mapping[str, Any]


def say_drivers(drivers: Row) -> str:
    """How much could be known, and what matters most."""
    share = drivers.get("reducible")
    text = ""
    if share is not None:
        amount = say_percent(min(1.0, max(0.0, share)), drivers.get("reducible_standard_error"))
        what = "the answer" if drivers["of"] == "yes" else f"“{say_name(drivers['of'])}”"
        text = f"Of the uncertainty about {what}, {amount} could be removed by knowing more; the rest is chance. "
    return f"{text}{say_leaders(drivers)}"


def say_leaders(drivers: Row) -> str:
    """Which unknowns matter most, as far as the run can tell them apart."""
    leaders, others = find_leaders(drivers)
    names, next_names = ([f"“{say_name(u['name'])}”" for u in some] for some in (leaders, others))
    if not leaders:
        return "No single unknown stands out from the error of this run."
    if len(leaders) == 1:
        then = f", then {say_list(next_names[:2])}" if others else ""
        return f"The unknown that matters most is {names[0]}{then}."
    if len(leaders) <= 3:
        return f"{say_list(names)} matter most; which of them more this run cannot tell."
    return f"Several unknowns matter about as much, as far as this run can tell: {say_list([*names[:3], f'{len(leaders) - 3} more'])}."


def describe(finding: DriversFinding) -> str:
    """How much could be known, which unknowns matter, and what knowing them is worth for the choice of a policy."""
    sentences = [_say_reducible(finding), _say_indices(finding), _say_ties(finding), _say_evpi(finding), say_few(finding.ancestors)]
    return " ".join(s for s in sentences if s)


def _say_reducible(finding: DriversFinding) -> str:
    if not np.isfinite(finding.reducible.value):
        return f"`{finding.of}` never varies, so nothing drives it."
    share = write_share(Estimate(max(finding.reducible.value, 0.0), finding.reducible.error))
    return f"Knowing every input and assumption would take away {share} of the variance of `{finding.of}`; the rest is chance on the way."


def _say_indices(finding: DriversFinding) -> str:
    def index(d: Driver) -> Estimate:
        return d.total if finding.method == "saltelli" else d.first_order

    clear = sorted((d for d in finding.drivers if index(d).value > 3 * index(d).error), key=lambda d: -index(d).value)
    if not np.isfinite(finding.reducible.value):
        return ""
    if not clear:
        return "No single unknown stands out from the error of this run."
    clear = [d for k, d in enumerate(clear) if finding.method != "saltelli" or not set(d.tied) & {e.name for e in clear[:k]}]
    told = join_words([f"{_name_group(d, finding.method)} ({write_share(index(d))})" for d in clear[:3]])
    one = len(clear) == 1
    lead, verb = ("The unknown that counts" if one else "The unknowns that count"), ("is" if one else "are")
    if finding.method == "saltelli":
        return f"{lead} most, alone or together with others and with chance, {verb} {told} (total indices)."
    return f"{lead} most by {'itself' if one else 'themselves'} {verb} {told} (first-order indices)."


def _name_group(d: Driver, method: Method) -> str:
    return join_words([_call(d.name), *(_call(name) for name in (d.tied if method == "saltelli" else ()))])


def _call(name: str) -> str:
    """What an unknown is called in words; draws of actors have their kind, owner and object in their names."""
    kind, *owner = name.split(":")
    if kind in ("weight", "bias") and len(owner) > 1:
        whose = f"{kind} of `{owner[-1]}`" if kind == "weight" else f"{kind} about `{owner[-1]}`"
        return f"the {whose} for `{' '.join(owner[:-1])}`"
    return f"the {kind} of `{' '.join(owner)}`" if owner else f"`{name}`"


def _say_ties(finding: DriversFinding) -> str:
    groups = dict.fromkeys(tuple(sorted((d.name, *d.tied))) for d in finding.drivers if d.tied)
    if not groups:
        return ""
    told = "; ".join(join_words([_call(name) for name in group]) for group in groups)
    if finding.method == "saltelli":
        return f"Correlated, and so taken together: {told}."
    return f"Correlated, so that the index of each holds part of what the others do: {told}."


def _say_evpi(finding: DriversFinding) -> str:
    known = [d for d in finding.drivers if np.isfinite(d.evpi.value)]
    if not known:
        return ""
    clear = sorted((d for d in known if d.evpi.value > 3 * d.evpi.error), key=lambda d: -d.evpi.value)
    if not clear:
        return "No single piece of knowledge would change which policy is best by more than the error of this run."
    best = clear[0]
    return f"For choosing a policy, knowing {_call(best.name)} is worth most: {best.evpi} in the unit of the goals."
