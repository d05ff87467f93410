"""Decisions in words: what an option was worth more than another, and the terms of the payoff that mainly make the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import shorten

from lynchpin.engine.model import ActorInfo, Model, PayoffTerm
from lynchpin.presentation.naming import cut_scale, find_option_meaning, name_option
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.wording import format_list, format_name
from lynchpin.questions.shared.decisions import Decision

LONGEST = 60
"""Longest name of a term in a sentence, in characters."""
LONGEST_HEAD = 22
"""Longest meaning of an option at the head of a column, in characters."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def format_whole(number: int) -> str:
    """Return a small whole number as a word."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number}"


def format_payoff(value: float, *, signed: bool = False) -> str:
    """Return a payoff, or a difference of payoffs, with two significant digits.

    Args:
        value: The payoff.
        signed: Whether to write a plus sign.
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "unknown"
    text = f"{value:{'+' if signed else ''},.{min(count_decimals(value, 2), 6)}f}"
    return text.replace("-", "−")


def count_decimals(value: float, digits: int) -> int:
    """Return how many decimals a number needs for this number of significant digits.

    Args:
        value: The number.
        digits: Number of significant digits.
    """
    return digits if value == 0 else max(0, digits - 1 - math.floor(math.log10(abs(value)) + 1e-9))


def label_term(term: PayoffTerm, most: int = LONGEST) -> str:
    """Return a term of a payoff in a few words, without its sign: the meaning of its quantity if it consists of one, or its expression.

    Args:
        term: The term.
        most: Longest label in characters.
    """
    means = cut_scale(term.means.partition(":")[0]).rstrip(".")
    if 0 < len(means) <= most and not means[0].isdigit():  # such as `1 while the banks are closed`, which is a scale
        return means
    words = (
        format_name(term.text.removeprefix("-"))
        .replace(" * ", " × ")
        .replace(" ** 2", "²")
        .replace("-", "−")
        .replace("[", " (")
        .replace("]", ")")
    )
    return shorten(words, most, placeholder=" …")


def name_terms(terms: Sequence[PayoffTerm]) -> str:
    """Return terms in quotation marks, as a list in words, each with its faction if it has one."""
    return format_list([f"“{label_term(term)}”{_name_faction(term)}" for term in terms])


def _name_faction(term: PayoffTerm) -> str:
    return f" ({format_name(term.faction)})" if term.faction else ""


def describe_lead(model: Model, decision: Decision, *, named: bool = True) -> str:
    """Return in one sentence how much more or less the chosen option was worth than the best of the others, and why.

    Args:
        model: The model.
        decision: The decision.
        named: Whether to name both options; otherwise the chosen one has just been named.
    """
    actor, rival = decision.actor, decision.rival
    chosen = name_option(model, actor.name, actor.options[decision.chosen])
    if rival is None:
        return f"{chosen if named else 'This'} is its only option."
    other, count = name_option(model, actor.name, actor.options[rival]), len(actor.options)
    chance = format_percent(float(decision.probabilities[decision.chosen]))
    main = name_terms([one.term for one, _ in decision.find_main_terms()])
    because = f", mainly because of {main}" if main else ""
    if decision.is_even:
        return f"{chosen if named else 'This'} was worth about the same as {other}, and had a probability of {chance}."
    if decision.lead > 0:
        rest = "the other" if count == 2 else "the next"
        which, against = (chosen, f"{rest}, {other}") if named else ("this", rest)
        amount = format_payoff(decision.lead)
        return f"Of its {format_whole(count)} options, {which} was worth {amount} more than {against}{because}."
    amount = format_payoff(-decision.lead)
    return f"{chosen if named else 'This'} was worth {amount} less than {other}{because}, but it had a probability of {chance}."


def label_options(model: Model, actor: ActorInfo) -> list[str]:
    """Return the meanings of all options if they fit the heads of columns, otherwise their names.

    Args:
        model: The model.
        actor: The actor.
    """
    meanings = [find_option_meaning(model, actor.name, option).rstrip(".") for option in actor.options]
    return meanings if all(0 < len(means) <= LONGEST_HEAD for means in meanings) else [format_name(option) for option in actor.options]
