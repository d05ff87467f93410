"""Readable names: the claim or meaning of each name in a file.

The meaning of a quantity often ends with its scale (`approval of the leadership; 0 nobody, 1 everybody`). Only the part before the
semicolon is used. A name without a meaning is shown with spaces for underscores.
"""

from __future__ import annotations

from lynchpin.engine.model import Evidence, Model, Quantity, StatesInfo
from lynchpin.presentation.numbers import format_estimate, format_number
from lynchpin.presentation.wording import format_name
from lynchpin.statistics.estimates import Estimate

SHORT = 48
"""Longest meaning, in characters, that labels a line or a band of a chart."""
LENGTHS = (("year", 1.0), ("quarter", 1 / 4), ("month", 1 / 12), ("week", 7 / 365.25), ("day", 1 / 365.25))
"""Name of a period by its length in years."""


UNITLESS = frozenset({"", "1", "dimensionless"})
"""Units of a plain number."""


def name_answer(name: str) -> str:
    """Return an answer of the file in quotation marks: `“yes”`."""
    return f"“{format_name(name)}”"


def name_assumption(model: Model, name: str) -> str:
    """Return the claim of an assumption in quotation marks.

    Args:
        model: The model.
        name: Name of the assumption.
    """
    return quote(find_claim(model, name), name)


def name_outcome(model: Model, name: str) -> str:
    """Return the meaning of an outcome in quotation marks.

    Args:
        model: The model.
        name: Name of the outcome.
    """
    return quote(model.outcome_means.get(name, ""), name)


def name_event(model: Model, name: str) -> str:
    """Return the meaning of an event in quotation marks.

    Args:
        model: The model.
        name: Name of the event, with or without states.
    """
    return quote(find_meaning(model, name, "event"), name)


def name_option(model: Model, actor: str, option: str) -> str:
    """Return the meaning of an option in quotation marks.

    Args:
        model: The model.
        actor: Name of the actor.
        option: Name of its option.
    """
    return quote(find_option_meaning(model, actor, option), option)


def name_quantity(model: Model, name: str) -> str:
    """Return the meaning of a stock, auxiliary, indicator or parameter in quotation marks.

    Args:
        model: The model.
        name: Name of the stock, auxiliary, indicator or parameter.
    """
    return quote(find_meaning(model, name), name)


def name_unknown(model: Model, name: str) -> str:
    """Return the name of an uncertain input, an assumption, or a draw of an actor: `the weight of “arrears” for supplier company`.

    Args:
        model: The model.
        name: Name of the input or assumption, or such as `weight:ACTOR:TERM`, `bias:ACTOR:QUANTITY` or `change:ELEMENT:QUANTITY`.
    """
    kind, *owner = name.split(":")
    if kind in ("weight", "bias") and len(owner) > 1:
        what = "weight of" if kind == "weight" else "bias about"
        return f"the {what} “{format_name(owner[-1])}” for {format_name(' '.join(owner[:-1]).replace('.', ' '))}"
    if kind == "change":
        by = owner[0].removesuffix(".holds")
        return f"the change of {name_quantity(model, owner[-1])} by {name_element(model, by)}"
    if owner:
        return f"the {kind} of {format_name(' '.join(owner).replace('.', ' '))}"
    if any(a.name == name for a in model.assumptions):
        return name_assumption(model, name)
    return name_quantity(model, name)


def name_watched(model: Model, name: str) -> str:
    """Return the name of an indicator, an event, an option (`actor == option`), a state (`event == state`) or a stock.

    Args:
        model: The model.
        name: What is watched.
    """
    actor, _, option = name.partition(" == ")
    if option:
        return f"“{format_name(actor)}: {find_option_meaning(model, actor, option).rstrip('.') or format_name(option)}”"
    return name_event(model, name) if any(e.name == name for e in model.events) else name_quantity(model, name)


def name_element(model: Model, name: str) -> str:
    """Return the claim of an assumption, or the meaning of any other element, in quotation marks.

    Args:
        model: The model.
        name: Name of the element.
    """
    if any(a.name == name for a in model.assumptions):
        return name_assumption(model, name)
    meanings = {
        **{p.name: p.means for p in model.policies},
        **model.outcome_means,
        **{e.name: e.means for e in list_events(model)},
    }
    return quote(meanings[name], name) if name in meanings else name_quantity(model, name)


def name_item(model: Model, item: Evidence) -> str:
    """Return the text of an item of evidence, or what was observed if it has no text.

    Args:
        model: The model.
        item: The item of evidence.
    """
    if item.text:
        return item.text
    match item.kind:
        case "event" | "not":
            meaning, happens = find_meaning(model, item.name, "event"), item.kind == "event"
            if meaning:
                return meaning if happens else f"not: {meaning}"
            return f"{format_name(item.name)} {'happens' if happens else 'does not happen'}"
        case "state" | "not_state":
            return f"{format_name(item.name)} is {'' if item.kind == 'state' else 'not '}{format_name(item.option)}"
        case "option":
            sure = "" if item.reliability == 1 else f" (reported with reliability {item.reliability:g})"
            return f"{format_name(item.name)} chooses to {strip_quotes(name_option(model, item.name, item.option))}{sure}"
        case _:
            unit = next((q.unit for q in (*model.stocks, *model.auxiliaries) if q.name == item.name), "")
            return f"{strip_quotes(name_quantity(model, item.name))}: {format_number(item.value, unit=unit)} (sd {item.sd:g})"


def judge_change(model: Model, answer: str, change: float) -> str:
    """Return `better` or `worse` for a change of an answer's probability; empty if the file does not say whether the answer is good.

    Args:
        model: The model.
        answer: Name of the answer.
        change: Change of its probability.
    """
    good = model.good.get(answer)
    return "" if good is None or change == 0 else "better" if (change > 0) == good else "worse"


def name_period(model: Model, number: int = 1) -> str:
    """Return `month`, `quarter`, `year` or, for another length, `period`.

    Args:
        model: The model.
        number: Number of periods, which decides between singular and plural.
    """
    word = next((word for word, years in LENGTHS if abs(model.period_length / years - 1) < 0.05), "period")
    return word if number == 1 else f"{word}s"


def format_duration(model: Model, periods: Estimate) -> str:
    """Return a number of periods with its standard error: `3.2 ± 0.1 months`.

    Args:
        model: The model.
        periods: The number and its standard error.
    """
    return f"{format_estimate(*periods)} {name_period(model, 1 if periods == (1, 0) else 2)}"


def clean_unit(unit: str) -> str:
    """Return the unit as it is written after a number; empty for a plain number."""
    return "" if unit in UNITLESS else unit


def find_claim(model: Model, name: str) -> str:
    """Return the claim of an assumption without its full stop; empty if there is no such assumption.

    Args:
        model: The model.
        name: Name of the assumption.
    """
    return next((a.claim.rstrip(".") for a in model.assumptions if a.name == name), "")


def find_meaning(model: Model, name: str, kind: str = "") -> str:
    """Return a meaning without its scale; empty if the file gives none.

    Args:
        model: The model.
        name: Name of the element.
        kind: Its kind.
    """
    if kind == "event":
        return next((cut_scale(e.means) for e in list_events(model) if e.name == name), "")
    quantities = (*model.stocks, *model.auxiliaries, *model.indicators, *model.inputs)
    return next((cut_scale(q.means) for q in quantities if q.name == name), "")


def list_events(model: Model) -> tuple[Quantity | StatesInfo, ...]:
    """Return all events, those with states last."""
    return (*model.events, *model.states)


def find_option_meaning(model: Model, actor: str, option: str) -> str:
    """Return the meaning of an option; empty if the file gives none.

    Args:
        model: The model.
        actor: Name of the actor.
        option: Name of its option.
    """
    return next((a.option_means.get(option) or "" for a in model.actors if a.name == actor), "")


def label_unknown(model: Model, name: str) -> str:
    """Return the full meaning or claim of an unknown, as the label of a bar.

    Args:
        model: The model.
        name: Name of the unknown, as for `name_unknown`.
    """
    return strip_quotes(name_unknown(model, name)) if ":" not in name else name_unknown(model, name)


def label_name(meaning: str, name: str, most: int = SHORT) -> str:
    """Return the meaning if it is short enough for a chart, otherwise the name.

    Args:
        meaning: The meaning, possibly empty.
        name: The name.
        most: Longest meaning in characters.
    """
    return meaning if 0 < len(meaning) <= most else format_name(name)


def quote(meaning: str, name: str) -> str:
    """Return a meaning without its scale and full stop, or the name if there is no meaning, in quotation marks.

    Args:
        meaning: The meaning, possibly empty.
        name: Name of the element.
    """
    return f"“{cut_scale(meaning).rstrip('.') or format_name(name)}”"


def strip_quotes(text: str) -> str:
    """Return the text without the quotation marks around it."""
    return text.removeprefix("“").removesuffix("”")


def cut_scale(meaning: str) -> str:
    """Return the part of a meaning before its scale."""
    return meaning.partition(";")[0].strip()
