"""Part 8, how good were the forecasts: resolved and scored, right and wrong alike, with calibration and the model beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.forecasts import draw_forecasts
from lynchpin.presentation.sentences import say_score
from lynchpin.presentation.tables import tabulate_forecasts
from lynchpin.presentation.wording import open_sentence, say_count, say_mark, say_name, say_percent
from lynchpin.report.blocks import Block, Lines, Part
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "How good were the forecasts"


def build_forecasts(story: Story, number: int) -> Part:
    score = story.told.get("score")
    if score is None:
        sentence = say_missing(story, "score", "The file lists no forecasts to score.")
        return Part(number, "forecasts", TITLE, sentence, tuple(list_failures(story, "score")))
    blocks: list[Block] = show(draw_forecasts(score), draw_calibration(score))
    blocks += _list_marks(score)
    blocks += show_rows(tabulate_forecasts(score))
    return Part(number, "forecasts", TITLE, say_score(score), tuple(blocks))


def _list_marks(score: Finding) -> list[Block]:
    """How the stated forecasts did beside the model and the simplest rivals, by author, and which words were used too boldly."""
    mean = score["mean"]
    lines = [f"All stated: {_say_mean(mean)}."]
    if mean.get("model_brier") is not None:
        lines.append(
            f"The model on those that it can answer: Brier {say_mark(mean['model_brier'], mean.get('model_brier_standard_error'))}."
        )
    if mean.get("skill_base") is not None:
        lines.append(f"Against the base rates that the file gives: {_say_skill(mean['skill_base'])}.")
    lines += [f"{author}: {_say_mean(totals)}." for author, totals in score["by_author"].items() if len(score["by_author"]) > 1]
    lines += [
        f"“{open_sentence(w['words'])}”, said {_say_times(w['forecasts'])}: happened {_say_times(w['happened'])}, {w['verdict']}."
        for w in score["words"]
    ]
    if score.get("outcome"):
        lines.append(_say_outcome(score["outcome"]))
    return [Lines("Scores, lower is better", tuple(lines))]


def _say_mean(totals: Mapping[str, Any]) -> str:
    brier, log = (
        say_mark(totals["brier"], totals.get("brier_standard_error")),
        say_mark(totals["log"], totals.get("log_standard_error")),
    )
    skill = f"; against one half each time: {_say_skill(totals['skill_half'])}" if totals.get("skill_half") is not None else ""
    return f"Brier {brier} and log {log} over {say_count(totals['forecasts'], 'forecast')}{skill}"


def _say_skill(skill: float) -> str:
    """From a skill score, 1 less the ratio of the scores."""
    return f"{say_percent(skill)} better" if skill > 0 else f"worse, {1 - skill:.1f} times their score"


def _say_times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _say_outcome(outcome: Mapping[str, Any]) -> str:
    marks = f"Brier {say_mark(outcome['brier'])}, log {say_mark(outcome['log'])}"
    return f"The model's endings, where {say_name(outcome['happened'])} came about: {marks}."
