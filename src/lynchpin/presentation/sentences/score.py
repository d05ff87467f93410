"""Sentences about scores: how good the stated forecasts were, and the model beside them."""

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


def describe(finding: ScoreFinding) -> str:
    """Return the mean scores of the forecasts and of the model, the skill against base rates, and words that the events contradict."""
    return " ".join(list_sentences(finding))


def list_sentences(finding: ScoreFinding) -> list[str]:
    """Return the sentences of `describe`."""
    sentences = [
        _describe_stated(finding),
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


def _describe_stated(finding: ScoreFinding) -> str:
    total, happened = finding.mean, sum(s.happened for s in finding.forecasts)
    score = f"{format_score(*total.brier)}, {_compare_half(total.brier)} (Brier score: 0 is perfect, always saying 50% scores {HALF})"
    if total.forecasts == 1:
        return f"The event of the one resolved forecast {'happened' if happened else 'did not happen'}; the forecast scores {score}."
    events = f"{happened:,} of the events happened" if happened else "none of the events happened"
    return f"{format_count(total.forecasts, 'forecast')} are resolved and {events}; the forecasts score {score}."


def _compare_half(brier: Estimate) -> str:
    """Compare a mean score with always saying 50%, allowing for its error."""
    apart = HALF - brier.value
    if math.isfinite(brier.error) and abs(apart) <= 2 * brier.error:
        return "no different from always saying 50% within the error"
    return f"{'better than' if apart > 0 else 'worse than' if apart < 0 else 'equal to'} always saying 50%"


def _describe_model(finding: ScoreFinding) -> str:
    total = finding.mean
    if total.model_brier is None or total.against_model is None:
        return "The model answers none of them."
    answered = sum(s.model is not None for s in finding.forecasts)
    unseen = sum(s.unseen for s in finding.forecasts)
    never = f" In {unseen} of them, what happened occurs in none of its futures." if unseen else ""
    which = "it" if total.forecasts == 1 else "one of them" if answered == 1 else f"{answered:,} of them"
    text = f"The model answers {which} and scores {format_score(*total.model_brier)}"
    gap = total.against_model
    if not math.isfinite(gap.error) or abs(gap.value) <= 2 * gap.error:
        return f"{text}; these are too few forecasts to tell whether the model or the authors are better.{never}"
    side = "better" if gap.value > 0 else "worse"
    return f"{text}, {side} than the authors by {format_estimate(abs(gap.value), gap.error)}.{never}"


def _format_skill(finding: ScoreFinding) -> str:
    skill = finding.mean.skill_base
    if skill is None:
        return ""
    if math.isfinite(skill.error) and abs(skill.value) <= 2 * skill.error:
        return "Against the base rates in the file, the authors are neither better nor worse within the error."
    change = f"{format_percent(skill.value)} better" if skill.value > 0 else f"{1 - skill.value:.1f} times as bad"
    return f"Against the base rates in the file, the authors' score is {change}."


def _format_times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
