"""Sentences about scores: how good the stated forecasts were, the readings and the model beside them, and what may be concluded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lynchpin.presentation.numbers import format_estimate, format_percent, format_score
from lynchpin.presentation.wording import format_count, format_list, format_name

if TYPE_CHECKING:
    from lynchpin.questions.score.question import ScoreFinding
    from lynchpin.questions.score.scorecard import Words
    from lynchpin.statistics.estimates import Estimate

HALF = 0.25
"""Brier score of always saying 50%."""
FEWEST = 10
"""Least number of stated forecasts from which anything about their authors may be concluded."""


def describe(finding: ScoreFinding) -> str:
    """Return the mean scores of the forecasts and of the model, what may be concluded, and words that the events contradict."""
    return " ".join(list_sentences(finding))


def list_sentences(finding: ScoreFinding) -> list[str]:
    """Return the sentences of `describe`."""
    return [*list_scores(finding), *conclude(finding)]


def list_scores(finding: ScoreFinding) -> list[str]:
    """Return the sentences with the scores, without what may be concluded from them."""
    sentences = [
        _describe_stated(finding),
        _describe_readings(finding),
        _describe_model(finding),
        _format_skill(finding),
        describe_words(finding.words),
        describe_outcome(finding),
    ]
    return [s for s in sentences if s]


def describe_words(words: Sequence[Words]) -> str:
    """Return which words of likelihood the events contradict; empty if none."""
    contradicted = [
        f"“{w.words}” was {w.verdict} (used {_format_times(w.forecasts)}, happened {_format_times(w.happened)})"
        for w in words
        if w.verdict != "not contradicted"
    ]
    return f"Of the words, {format_list(contradicted)}." if contradicted else ""


def describe_outcome(finding: ScoreFinding) -> str:
    """Return the model's score for the outcome that happened; empty if it is unknown."""
    if finding.outcome is None or finding.happened is None:
        return ""
    brier, log = (format_score(*score) for score in (finding.outcome.brier, finding.outcome.log))
    return f"The outcome was {format_name(finding.happened)}, for which the model scores {brier} (Brier) and {log} (log)."


def conclude(finding: ScoreFinding) -> list[str]:
    """Return what may be concluded from the scores, in one or two sentences; empty if nothing limits it."""
    sentences, stated = [], len(finding.stated)
    if finding.readings:
        made = "The readings were made by whoever wrote the file"
        made += ", when the answers were known" if any(s.forecast.known for s in finding.readings) else ""
        sentences.append(f"{made}: they are not evidence about how good the authors are.")
    if 0 < stated < FEWEST:
        sentences.append(
            f"{format_count(stated, 'stated forecast')} {'is' if stated == 1 else 'are'} too few to judge {'its author' if stated == 1 else 'their authors'}."
        )
    claims = len({s.forecast.claim for s in finding.stated})
    if stated >= FEWEST and 2 * claims <= stated:
        sentences.append(
            f"The {stated:,} stated forecasts have only {format_count(claims, 'different claim')}, so the true errors are larger."
        )
    known = sum(s.forecast.known for s in finding.forecasts if s.model is not None)
    if known:
        which = (
            "all of these events were"
            if known == sum(s.model is not None for s in finding.forecasts)
            else f"{known:,} of these events were"
        )
        sentences.append(f"When the file was written, {which} decided, so the model's score is no test of its foresight.")
    return sentences


def _describe_stated(finding: ScoreFinding) -> str:
    total, happened = finding.mean, sum(s.happened for s in finding.stated)
    if total is None:
        return f"None of the {format_count(len(finding.forecasts), 'resolved forecast')} was stated by its author in numbers or in words."
    score = f"{format_score(*total.brier)}, {_compare_half(total.brier)} (Brier score: 0 is perfect, always saying 50% scores {HALF})"
    if len(finding.forecasts) == 1:
        return f"The event of the one resolved forecast {'happened' if happened else 'did not happen'}; the forecast scores {score}."
    every = f"{format_count(total.forecasts, 'forecast')} are resolved"
    if finding.readings:
        every = f"{total.forecasts:,} of {format_count(len(finding.forecasts), 'resolved forecast')} "
        every += f"{'was' if total.forecasts == 1 else 'were'} stated by {'its author' if total.forecasts == 1 else 'their authors'}"
    if total.forecasts == 1:
        return f"{every}, and its event {'happened' if happened else 'did not happen'}; it scores {score}."
    events = f"{happened:,} of the events happened" if happened else "none of the events happened"
    return f"{every} and {events}; the forecasts score {score}."


def _describe_readings(finding: ScoreFinding) -> str:
    """Return the score of the readings; empty if there are none."""
    total = finding.by_stated_as.get("reading")
    if total is None:
        return ""
    others = "The other one is a reading" if total.forecasts == 1 else f"The other {total.forecasts:,} are readings"
    if finding.mean is None:
        others = "It is a reading" if total.forecasts == 1 else "They are readings"
    return f"{others} of what was said, and score{'s' if total.forecasts == 1 else ''} {format_score(*total.brier)}."


def _compare_half(brier: Estimate) -> str:
    """Compare a mean score with always saying 50%, allowing for its error."""
    apart = HALF - brier.value
    if math.isfinite(brier.error) and abs(apart) <= 2 * brier.error:
        return "no different from always saying 50% within the error"
    return f"{'better than' if apart > 0 else 'worse than' if apart < 0 else 'equal to'} always saying 50%"


def _describe_model(finding: ScoreFinding) -> str:
    answered, every = finding.answered, len(finding.forecasts)
    if answered is None or answered.model_brier is None:
        return "The model answers none of them."
    unseen = sum(s.unseen for s in finding.forecasts)
    never = f" In {unseen} of them, what happened occurs in none of its futures." if unseen else ""
    count = answered.forecasts
    which = "it" if every == 1 else "all of them" if count == every else "one of them" if count == 1 else f"{count:,} of them"
    text = f"The model answers {which} and scores {format_score(*answered.model_brier)}"
    gap = None if finding.mean is None else finding.mean.against_model
    if gap is None:
        return f"{text}.{never}"
    if not math.isfinite(gap.error) or abs(gap.value) <= 2 * gap.error:
        return f"{text}; these are too few forecasts to tell whether the model or the authors are better.{never}"
    side = "better" if gap.value > 0 else "worse"
    same = "" if count == sum(s.model is not None for s in finding.stated) else "; on the stated ones it is"
    return f"{text}{same or ','} {side} than the authors by {format_estimate(abs(gap.value), gap.error)}.{never}"


def _format_skill(finding: ScoreFinding) -> str:
    skill = None if finding.mean is None else finding.mean.skill_base
    if skill is None or not math.isfinite(skill.error):  # the only forecast with a base rate says nothing
        return ""
    if abs(skill.value) <= 2 * skill.error:
        return "Against the base rates in the file, the authors are neither better nor worse within the error."
    change = f"{format_percent(skill.value)} better" if skill.value > 0 else f"{1 - skill.value:.1f} times as bad"
    return f"Against the base rates in the file, the authors' score is {change}."


def _format_times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
