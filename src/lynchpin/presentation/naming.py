"""What people read for the names of a file: claims and meanings. Identifiers are for files.

A meaning of a quantity often ends with its scale (`approval of the leadership; 0 nobody, 1 everybody`); only the part before the
semicolon is read as a name. A name without a meaning is read as it is, with spaces for underscores.
"""

from __future__ import annotations

from lynchpin.engine.model import Evidence, Model
from lynchpin.presentation.wording import say_estimate, say_name, say_number
from lynchpin.statistics.estimates import Estimate

SHORT = 48
"""Characters up to which a meaning may label a line or a band of a chart, which breaks it into lines."""
LENGTHS = (("year", 1.0), ("quarter", 1 / 4), ("month", 1 / 12), ("week", 7 / 365.25), ("day", 1 / 365.25))
"""What a period of so many years is called."""


UNITLESS = frozenset({"", "1", "dimensionless"})
"""Units of a plain number."""


def name_answer(name: str) -> str:
    """`“yes”`: an answer of the file."""
    return f"“{say_name(name)}”"


def name_assumption(model: Model, name: str) -> str:
    """The claim of an assumption, in quotation marks."""
    return quote(find_claim(model, name), name)


def name_outcome(model: Model, name: str) -> str:
    """The meaning of an outcome, in quotation marks."""
    return quote(model.outcome_means.get(name, ""), name)


def name_event(model: Model, name: str) -> str:
    """The meaning of an event, in quotation marks."""
    return quote(find_meaning(model, name, "event"), name)


def name_option(model: Model, actor: str, option: str) -> str:
    """The meaning of an option, in quotation marks."""
    return quote(find_option_meaning(model, actor, option), option)


def name_quantity(model: Model, name: str) -> str:
    """The meaning of a stock, auxiliary, indicator or parameter, in quotation marks."""
    return quote(find_meaning(model, name), name)


def name_unknown(model: Model, name: str) -> str:
    """An uncertain input, an assumption, or what is drawn for an actor: `the weight of “arrears” for supplier company`."""
    kind, *owner = name.split(":")
    if kind in ("weight", "bias") and len(owner) > 1:
        what = "weight of" if kind == "weight" else "bias about"
        return f"the {what} “{say_name(owner[-1])}” for {say_name(' '.join(owner[:-1]).replace('.', ' '))}"
    if owner:
        return f"the {kind} of {say_name(' '.join(owner).replace('.', ' '))}"
    if any(a.name == name for a in model.assumptions):
        return name_assumption(model, name)
    return name_quantity(model, name)


def name_watched(model: Model, name: str) -> str:
    """What signposts watch: an indicator, an event, an option (`actor == option`) or a stock."""
    actor, _, option = name.partition(" == ")
    if option:
        return f"“{say_name(actor)}: {find_option_meaning(model, actor, option).rstrip('.') or say_name(option)}”"
    return name_event(model, name) if any(e.name == name for e in model.events) else name_quantity(model, name)


def name_element(model: Model, name: str) -> str:
    """Any named element: the claim of an assumption, or the meaning of anything else."""
    if any(a.name == name for a in model.assumptions):
        return name_assumption(model, name)
    meanings = {**{p.name: p.means for p in model.policies}, **model.outcome_means, **{e.name: e.means for e in model.events}}
    return quote(meanings[name], name) if name in meanings else name_quantity(model, name)


def name_item(model: Model, item: Evidence) -> str:
    """An item of evidence: the text of the file, or else what was observed."""
    if item.text:
        return item.text
    match item.kind:
        case "event" | "not":
            meaning, happens = find_meaning(model, item.name, "event"), item.kind == "event"
            if meaning:
                return meaning if happens else f"not: {meaning}"
            return f"{say_name(item.name)} {'happens' if happens else 'does not happen'}"
        case "option":
            sure = "" if item.reliability == 1 else f" (reported with reliability {item.reliability:g})"
            return f"{say_name(item.name)} chooses to {strip_quotes(name_option(model, item.name, item.option))}{sure}"
        case _:
            unit = next((q.unit for q in (*model.stocks, *model.auxiliaries) if q.name == item.name), "")
            return f"{strip_quotes(name_quantity(model, item.name))}: {say_number(item.value, unit=unit)} (sd {item.sd:g})"


def name_period(model: Model, number: int = 1) -> str:
    """`month`, `quarter`, `year`; in the plural for other numbers than 1. A period of another length is a `period`."""
    word = next((word for word, years in LENGTHS if abs(model.period_length / years - 1) < 0.05), "period")
    return word if number == 1 else f"{word}s"


def say_duration(model: Model, periods: Estimate) -> str:
    """`3.2 ± 0.1 months`: a length of time in periods of the clock, with its standard error."""
    return f"{say_estimate(*periods)} {name_period(model, 1 if periods == (1, 0) else 2)}"


def clean_unit(unit: str) -> str:
    """The unit as it is written after a number; empty for a plain number."""
    return "" if unit in UNITLESS else unit


def find_claim(model: Model, name: str) -> str:
    """The claim of an assumption without its full stop; empty if there is no such assumption."""
    return next((a.claim.rstrip(".") for a in model.assumptions if a.name == name), "")


def find_meaning(model: Model, name: str, kind: str = "") -> str:
    """The meaning of a quantity, or of an event if `kind` says so, without its scale; empty if the file gives none."""
    if kind == "event":
        return next((cut_scale(e.means) for e in model.events if e.name == name), "")
    quantities = (*model.stocks, *model.auxiliaries, *model.indicators, *model.inputs)
    return next((cut_scale(q.means) for q in quantities if q.name == name), "")


def find_option_meaning(model: Model, actor: str, option: str) -> str:
    """The meaning of an option; empty if the file gives none."""
    return next((a.option_means.get(option) or "" for a in model.actors if a.name == actor), "")


def label_unknown(model: Model, name: str) -> str:
    """An unknown as the label of a bar: its meaning or claim in full, which the chart may break into lines."""
    return strip_quotes(name_unknown(model, name)) if ":" not in name else name_unknown(model, name)


def label_name(meaning: str, name: str, most: int = SHORT) -> str:
    """The meaning if it is short enough for a chart, or else the name. A chart cuts neither off."""
    return meaning if 0 < len(meaning) <= most else say_name(name)


def quote(meaning: str, name: str) -> str:
    """The meaning, or the name if there is none, in quotation marks."""
    return f"“{cut_scale(meaning).rstrip('.') or say_name(name)}”"


def strip_quotes(text: str) -> str:
    """The text without the quotation marks around it."""
    return text.removeprefix("“").removesuffix("”")


def cut_scale(meaning: str) -> str:
    """The part of a meaning before its scale."""
    return meaning.partition(";")[0].strip()
