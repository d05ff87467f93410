"""Sentences about signposts: what to watch, from when, and how often it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lynchpin.presentation.naming import clean_unit, format_duration, name_answer, name_watched
from lynchpin.presentation.numbers import format_number, format_share
from lynchpin.presentation.wording import format_list
from lynchpin.questions.shared.ancestry import warn_of_few

if TYPE_CHECKING:
    from lynchpin.questions.signposts.judging import Signpost
    from lynchpin.questions.signposts.question import SignpostsFinding


def describe(finding: SignpostsFinding) -> str:
    """Return the first sign of the answer, and what to watch together."""
    return " ".join(list_sentences(finding))


def list_sentences(finding: SignpostsFinding) -> list[str]:
    """Return the sentences of `describe`."""
    answer = name_answer(finding.answer)
    if finding.alike:
        return [f"Whether the answer is {answer} is the same in nearly all of these futures, so no indicator can be judged."]
    if all(s.at is None for s in finding.indicators):
        return [f"Whether the answer is {answer} is decided so early that no indicator can be judged before."]
    sentences = [_describe_first(finding, answer), _describe_watch(finding)]
    if not finding.open_only:
        sentences.append("Futures in which the answer is already decided count too, because this run does not know when that happens.")
    return [s for s in [*sentences, warn_of_few(finding.ancestors)] if s]


def describe_before(before: SignpostsFinding) -> str:
    """Return the earliest sign of the answer before the evidence."""
    first = _find_first(before)
    if first is None:
        return "Before the evidence, no indicator was reliable in advance."
    return f"Before the evidence, the earliest sign was {name_watched(before.model, first.name)}, from {before.model.periods[first.lead or 0]}."


def name_signal(finding: SignpostsFinding) -> str:
    """Return `alarm` if the file says that the answer is bad, otherwise `signal`."""
    return "alarm" if finding.model.good.get(finding.answer) is False else "signal"


def format_threshold(finding: SignpostsFinding, signpost: Signpost) -> str:
    """Return the values at which an indicator points to the answer, such as `above 1.2 billion USD`; empty if it has no threshold.

    Args:
        finding: The finding of the signposts.
        signpost: One of its indicators.
    """
    if signpost.alarm is None:
        return ""
    threshold = format_number(signpost.alarm.threshold, unit=clean_unit(finding.find_unit(signpost.name)))
    return f"{'above' if signpost.higher else 'below'} {threshold}"


def _describe_first(finding: SignpostsFinding, answer: str) -> str:
    """Return the earliest indicator that separates the two sides, otherwise the best one."""
    model, first = finding.model, _find_first(finding)
    if first is None:
        best = max(finding.indicators, key=lambda s: s.area)
        area, when = best.auc[best.at or 0], model.periods[best.at or 0]
        name = name_watched(model, best.name)
        return f"No indicator reliably shows in advance whether the answer is {answer}. The best is {name} (area {area} in {when})."
    ahead = "" if first.lead_time is None else f", on average {format_duration(model, first.lead_time)} before it is decided"
    text = f"The earliest sign of {answer} is {name_watched(model, first.name)}, from {model.periods[first.lead or 0]}{ahead}."
    if first.alarm is None:
        return text
    signal = name_signal(finding)
    hits, misses = format_share(*first.alarm.hits), format_share(*first.alarm.false_alarms)
    return f"{text} A value {format_threshold(finding, first)} occurs in {hits} of the futures with that answer and in {misses} of the others (false {signal}s)."


def _find_first(finding: SignpostsFinding) -> Signpost | None:
    """Return the earliest indicator that separates the two sides; None if none does in advance."""
    leads = [s for s in finding.indicators if s.lead is not None]
    return min(leads, key=lambda s: (s.lead or 0, -s.area), default=None)


def _describe_watch(finding: SignpostsFinding) -> str:
    """Return the few indicators that are jointly most informative, and when."""
    if not finding.watch or finding.watch_at is None:
        return ""
    names = [name_watched(finding.model, g.name) for g in finding.watch]
    together = "" if len(names) == 1 else " together"
    verb = "says" if len(names) == 1 else "say"
    return f"Watching is most informative in {finding.model.periods[finding.watch_at]}, when {format_list(names)}{together} {verb} most."
