"""Sentences about scenarios: the combinations in which the answer is common, and the stories."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lynchpin.presentation.naming import clean_unit, name_answer, name_assumption, name_quantity
from lynchpin.presentation.numbers import format_percent, format_share
from lynchpin.presentation.wording import format_list, format_name
from lynchpin.questions.scenarios.happenings import write_level
from lynchpin.questions.shared.ancestry import warn_of_few
from lynchpin.statistics.writing import write_error

if TYPE_CHECKING:
    from lynchpin.engine.model import Model
    from lynchpin.questions.scenarios.question import MeasuredBox, ScenariosFinding

MOST = 2
"""Largest number of boxes described."""


def describe(finding: ScenariosFinding) -> str:
    """Return the probability of the answer and the combinations in which it is most common."""
    return " ".join(list_sentences(finding))


def list_sentences(finding: ScenariosFinding) -> list[str]:
    """Return the sentences of `describe`."""
    answer = name_answer(finding.answer)
    points = write_error(100 * finding.share.error)
    error = f"{points} point{'' if points == '1' else 's'}"
    sentences = [f"Probability of {answer}: {format_percent(*finding.share)} (standard error {error}, {finding.futures:,} futures)."]
    if not finding.boxes:
        sentences.append("No combination of inputs and assumptions separates these futures from the others.")
    for k, box in enumerate(finding.boxes[:MOST]):
        where = f"{'It is most common' if k == 0 else 'It is also common'} where {describe_conditions(finding.model, box)}"
        shares = (
            f"{format_share(*box.density)} of those futures have this answer, and they are {format_share(*box.coverage)} of all that do"
        )
        sentences.append(f"{where}: {shares}.")
    return [s for s in [*sentences, warn_of_few(finding.ancestors)] if s]


def describe_before(before: ScenariosFinding) -> str:
    """Return the probability of the answer before the evidence."""
    return f"Before the evidence, the probability of {name_answer(before.answer)} was {format_share(*before.share)}."


def describe_conditions(model: Model, box: MeasuredBox) -> str:
    """Return the limits of a box in words, with claims, meanings and units.

    Args:
        model: The model.
        box: The box.

    Returns:
        The limits as a list in words; `anything holds` if there are none.
    """
    units = {q.name: q for q in model.inputs}
    words = []
    for name, (low, high) in box.box.limits.items():
        if name in box.assumptions:
            words.append(f"{name_assumption(model, name)} {'fails' if high < 1 else 'holds'}")
        elif name in box.words:
            words.append(f"{name_quantity(model, name)} is {format_list([format_name(word) for word in box.words[name]], 'or')}")
        else:
            verb = "starts" if units[name].kind == "stock" else "is"
            words.append(f"{name_quantity(model, name)} {verb} {format_range(low, high, units[name].unit)}")
    return format_list(words) or "anything holds"


def format_range(low: float, high: float, unit: str) -> str:
    """Return a range in words: `below 0.29`, `above 12 kilotonne / month` or `between 2.0 and 3.0 USD`.

    Args:
        low: Lower end; -inf if it is open.
        high: Upper end; inf if it is open.
        unit: Unit of both.
    """
    unit = clean_unit(unit)
    if low == -math.inf:
        return f"below {_format_level(high, unit)}"
    if high == math.inf:
        return f"above {_format_level(low, unit)}"
    return f"between {_format_level(low)} and {_format_level(high, unit)}"


def _format_level(value: float, unit: str = "") -> str:
    """Return a threshold with two significant digits, which is what a search over draws supports, and its unit."""
    return f"{write_level(value).replace('-', '−')} {unit}".rstrip()


def describe_stories(outcomes: int) -> str:
    """Return what the stories are, for this number of outcomes."""
    each = "One story" if outcomes == 1 else f"One story for each of {outcomes} outcomes"
    return f"{each}: a simulated future, the most typical of its outcome."
