"""What a reader is told instead of an identifier: the claim of an assumption, the meaning of anything else, a unit, a length of time."""

from __future__ import annotations

from lynchpin.engine.model import ActorInfo, Model
from lynchpin.presentation.naming import name_period
from lynchpin.presentation.wording import open_sentence, say_name, say_number
from lynchpin.questions.scenarios.stories import write_level
from lynchpin.statistics.estimates import Estimate, write_error

LONGEST = 100
"""Longest meaning, in characters, that is used inside a sentence; an element with a longer one is called by its name."""
UNITLESS = frozenset({"", "1", "dimensionless"})


def label(model: Model, name: str) -> str:
    """What the file says an element means, short enough for a sentence; otherwise its name in words."""
    means = _find_meaning(model, name).strip().rstrip(".")
    return means if 0 < len(means) <= LONGEST else say_name(name)


def quote(model: Model, name: str) -> str:
    """The label in quotation marks."""
    return f"“{label(model, name)}”"


def quote_option(actor: ActorInfo, option: str) -> str:
    """`supplier: “close the valve”`, so that no option has to be conjugated."""
    return f"{say_name(actor.name)}: “{actor.option_means.get(option, '').rstrip('.') or say_name(option)}”"


def _find_meaning(model: Model, name: str) -> str:
    """The meaning of the first element with this name, or of an option written as `actor == option`."""
    claims = {a.name: a.claim for a in model.assumptions}
    quantities = (*model.indicators, *model.inputs, *model.stocks, *model.auxiliaries, *model.events)
    means = {q.name: q.means for q in reversed(quantities)}
    policies = {p.name: p.means for p in model.policies}
    for known in (claims, means, model.outcome_means, policies):
        if known.get(name):
            return known[name]
    actor, _, option = name.partition(" == ")
    return next((quote_option(a, option) for a in model.actors if a.name == actor and option in a.options), "")


def clean_unit(unit: str) -> str:
    """The unit as it is written after a number; empty for a plain number."""
    return "" if unit in UNITLESS else unit


def say_range(low: float, high: float, unit: str) -> str:
    """`below 0.29`, `above 12 kilotonne / month` or `between 2 and 3 USD`; an open side is infinite."""
    unit = clean_unit(unit)
    if low == -float("inf"):
        return f"below {say_level(high, unit)}"
    if high == float("inf"):
        return f"above {say_level(low, unit)}"
    return f"between {say_level(low)} and {say_level(high, unit)}"


def say_level(value: float, unit: str = "") -> str:
    """A threshold with two significant digits, as a search over draws supports no more, and its unit."""
    return f"{write_level(value)} {unit}".rstrip().replace("-", "−", 1 if value < 0 else 0)


def say_duration(model: Model, periods: Estimate | float) -> str:
    """`3.2 ± 0.1 months`: a length of time in periods of the clock, with its standard error where that is known."""
    value, error = periods if isinstance(periods, Estimate) else (periods, 0.0)
    count = say_number(value, error)
    several = "" if count == "1" and not error > 0 else "s"
    return f"{count}{f' ± {write_error(error)}' if error > 0 else ''} {name_period(model)}{several}"


def open_label(model: Model, name: str) -> str:
    """The label with a capital letter."""
    return open_sentence(label(model, name))
