"""Sentences about the verdict of a stress test: the answer if all assumptions hold, and with one failure, two and three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lynchpin.presentation.naming import name_answer, name_assumption
from lynchpin.presentation.numbers import format_rare, format_share
from lynchpin.presentation.wording import format_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lynchpin.questions.stress.question import StressFinding
    from lynchpin.questions.stress.verdict import Entry, Failures
    from lynchpin.statistics.estimates import Estimate

COUNTS = ("no", "one", "two", "three")
"""Numbers of failures that are in the sentence."""
SELDOM = 0.005
"""Numbers of failures that are less probable than this, and all larger ones, are shown together."""
MOST_NUMBERS = 12
"""Largest number of failures with a row of its own."""
UNKNOWN = "too few futures"
"""Text in place of an estimate."""


def describe_verdict(finding: StressFinding) -> str:
    """Return the answer if every assumption holds, with its probability, and by the number of failures; empty without assumptions."""
    verdict = finding.verdict
    if verdict is None or not verdict.single:
        return ""
    held, rows, answer = verdict.all_hold.answer, verdict.by_failures, name_answer(finding.answer)
    if held is None:
        return f"There are too few futures to estimate the probability of {answer} if {_name_all(finding)}."
    start, chance = f"the probability of {answer} is {format_share(*held)}", format_chance(rows[0].chance)
    if len(verdict.single) == 1 and verdict.alike:
        fails = "" if verdict.single[0].answer is None else f"; if it fails, it is {format_share(*verdict.single[0].answer)}"
        return f"If {_name_all(finding)} (probability {chance}), {start}{fails}."
    known = [row for row in rows[1 : len(COUNTS)] if row.entry.answer is not None]
    if verdict.alike:
        nouns = [*([" failure" if known[0].number == 1 else " failures"] if known else []), "", ""]
        more = [f"with {COUNTS[row.number]}{noun} {_format_entry(row.entry)}" for row, noun in zip(known, nouns, strict=False)]
        return f"If {_name_all(finding)} (probability {chance}), {start}{'; ' + format_list(more) if more else ''}."
    alone = len(verdict.single) == 1
    more = [
        f"{_format_entry(row.entry)} where {'it' if alone else COUNTS[row.number]} fail{'' if row.number > 1 else 's'}" for row in known
    ]
    none = f"The probability that {'it never fails' if alone else 'none fails'} is {chance}."
    return f"If {_name_all(finding, 'set to hold')}, {start}{'; it is ' + format_list(more) if more else ''}. {none}"


def list_numbers(rows: Sequence[Failures]) -> tuple[Sequence[Failures], float]:
    """Return the numbers of failures that have a row of their own, and the probability that more fail.

    Args:
        rows: The answer by the number of failures.
    """
    probable = [row.number for row in rows if row.chance.value >= SELDOM]
    last = min(max([1, *probable]), MOST_NUMBERS)
    return rows[: last + 1], sum(row.chance.value for row in rows[last + 1 :])


def format_chance(chance: Estimate) -> str:
    """Return the probability of a number of failures: an estimate with its error, or two digits of an exact one."""
    if chance.error:
        return format_share(*chance)
    return f"{100 * chance.value:.2g}%" if 0.01 <= chance.value < 0.995 else format_rare(chance.value)


def _format_entry(entry: Entry) -> str:
    return UNKNOWN if entry.answer is None else format_share(*entry.answer)


def _name_all(finding: StressFinding, hold: str = "hold") -> str:
    """Return `all 18 assumptions hold`."""
    number = len(finding.assumptions)
    which = " with a credence" if any(a.conditional for a in finding.model.assumptions) else ""
    if number == 1:
        verb = "is set to hold" if hold != "hold" else "holds"
        return f"{name_assumption(finding.model, finding.assumptions[0].name)} {verb}"
    number_of = "both" if number == 2 else f"all {number}"
    return f"{number_of} assumptions{which} {'are ' + hold if hold != 'hold' else hold}"
