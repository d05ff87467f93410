"""The scale of payoffs: by how much each term differs between the options of its actor at central values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lynchpin.language.central import Outlook, choose_centrally, find_center, find_starting_option
from lynchpin.language.checks.usage import list_expressions
from lynchpin.language.evaluation import NotEvaluatedError
from lynchpin.language.expressions import Expression
from lynchpin.language.records import Actor, Assessment, Term, Value
from lynchpin.language.traversal import count_nodes

_BUDGET = 200_000
"""Largest number of names, numbers and operators to evaluate. Longer horizons are cut to fit."""
SATURATED = 0.99
"""An actor is saturated if an option has a probability above this; in futures, on average."""
_NEARLY_EVEN = 0.05
"""An actor is nearly indifferent if no option has a probability further than this above an equal share."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between the largest and the smallest value of a term, times its weight, over the options of an actor."""

    term: str
    size: float


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of the payoff of one actor, whose opponents mix their options evenly.

    Attributes:
        actor: The actor.
        differences: The terms that can be evaluated, the largest difference first.
        option: The most probable option; empty if a term cannot be evaluated.
        probability: Its probability.
        options: The number of options.
    """

    actor: str
    differences: tuple[Difference, ...]
    option: str
    probability: float
    options: int

    @property
    def is_saturated(self) -> bool:
        """Whether one option has nearly all of the probability."""
        return bool(self.option) and self.probability > SATURATED

    @property
    def is_indifferent(self) -> bool:
        """Whether all options have nearly the same probability."""
        return bool(self.option) and self.probability < 1 / self.options + _NEARLY_EVEN


def measure_scales(a: Assessment) -> tuple[Scale, ...]:
    """Measure the scale of the payoff of every actor; empty if the assessment is too large to be evaluated quickly."""
    nodes = sum(count_nodes(e) for e in list_expressions(a) if e is not None)
    most = _BUDGET // max(1, nodes * sum(len(actor.options) for actor in a.actors.values()))
    return tuple(_measure(a, name, actor, min(most, actor.horizon.periods)) for name, actor in a.actors.items()) if most else ()


def _measure(a: Assessment, name: str, actor: Actor, periods: int) -> Scale:
    outlooks = {option: Outlook(a, name, option) for option in actor.options}
    first = next(iter(outlooks.values()))
    try:
        factors = _list_factors(first, actor, periods)
    except NotEvaluatedError:
        return Scale(name, (), "", 0.0, len(actor.options))
    totals, differences, complete = dict.fromkeys(actor.options, 0.0), [], True
    for text, terms, share in _list_groups(first, actor):
        try:
            values = {
                option: share * sum(factor * _value(outlook, terms, k) for k, factor in enumerate(factors))
                for option, outlook in outlooks.items()
            }
        except NotEvaluatedError:
            complete = False
            continue
        differences.append(Difference(text, max(values.values()) - min(values.values())))
        totals = {option: total + values[option] for option, total in totals.items()}
    option, probability = "", 0.0
    try:
        if actor.switching is not None:
            cost = _find(first, actor.switching, 0) * factors[0]
            differences.append(Difference("switching", cost))
            totals = {option: total - cost * (option != find_starting_option(actor)) for option, total in totals.items()}
        if complete and all(map(math.isfinite, totals.values())):
            option, probability = choose_centrally(totals, _find(first, actor.rationality, -1))
    except NotEvaluatedError:
        pass
    return Scale(name, tuple(sorted(differences, key=lambda one: -one.size)), option, probability, len(actor.options))


def _list_groups(outlook: Outlook, actor: Actor) -> list[tuple[str, list[Term], float]]:
    """Return the terms of a payoff with the share of their faction. The payoffs of a table are one group."""
    owners: list[tuple[str, Sequence[Term], float]] = [("", actor.terms, 1.0)]
    try:
        influences = [max(0.0, _find(outlook, faction.influence, 0)) for faction in actor.factions.values()]
    except NotEvaluatedError:
        influences = [1.0] * len(actor.factions)
    total = sum(influences)
    for (name, faction), influence in zip(actor.factions.items(), influences, strict=True):
        owners.append((f"{name}: ", faction.terms, influence / total if total else 1 / len(influences)))
    groups = [(f"{owner}{term.text}", [term], share) for owner, terms, share in owners for term in terms if not term.profile]
    tables = ((owner, [term for term in terms if term.profile], share) for owner, terms, share in owners)
    return groups + [(f"{owner}payoffs", cells, share) for owner, cells, share in tables if cells]


def _list_factors(outlook: Outlook, actor: Actor, periods: int) -> list[float]:
    """Return the weight of each period of the horizon."""
    horizon = actor.horizon
    discount = 1.0 if horizon.discount is None else _find(outlook, horizon.discount, -1)
    factors = [discount**k for k in range(periods)]
    return factors if horizon.sums else [factor / sum(factors) for factor in factors]


def _find(outlook: Outlook, value: Value | Expression, period: int) -> float:
    return find_center(value) if isinstance(value, Value) else outlook.value(value, period, at_end=period >= 0)


def _value(outlook: Outlook, terms: Sequence[Term], period: int) -> float:
    total = sum(find_center(term.weight) * outlook.value(term.expression, period, at_end=True) for term in terms)
    if not math.isfinite(total):
        raise NotEvaluatedError
    return total
