"""Part 8, how good were the forecasts: resolved and scored, right and wrong alike, with calibration and the model beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.forecasts import draw_forecasts
from lynchpin.presentation.sentences import say_score
from lynchpin.presentation.tables.score import tabulate_forecasts
from lynchpin.presentation.tables.table import Table, make_table, number, text
from lynchpin.presentation.wording import open_sentence, say_mark, say_name, say_percent
from lynchpin.report.blocks import Block, Lines, Part
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "How good were the forecasts"
MOST_SHOWN = 20
"""Forecasts in a table that is not folded."""


def build_forecasts(story: Story, number: int) -> Part:
    score = story.told.get("score")
    if score is None:
        sentence = say_missing(story, "score", "The file lists no forecasts to score.")
        return Part(number, "forecasts", TITLE, sentence, tuple(list_failures(story, "score")))
    blocks: list[Block] = show(draw_forecasts(score), draw_calibration(score))
    blocks += _list_marks(score)
    every = len(score["forecasts"])
    blocks += show_rows(tabulate_forecasts(score, most=every), folded=every > MOST_SHOWN)
    return Part(number, "forecasts", TITLE, say_score(score), tuple(blocks))


def _list_marks(score: Finding) -> list[Block]:
    """How the stated forecasts did beside the model and the simplest rivals, by author, and which words were used too boldly."""
    lines = []
    if score["mean"].get("skill_base") is not None:
        lines.append(f"Against the base rates that the file gives, all stated did {_say_skill(score['mean']['skill_base'])}.")
    lines += [
        f"“{open_sentence(w['words'])}”, said {_say_times(w['forecasts'])}: happened {_say_times(w['happened'])}, {w['verdict']}."
        for w in score["words"]
        if not w["words"][:1].isdigit()
    ]
    if score.get("outcome"):
        lines.append(_say_outcome(score["outcome"]))
    return [*show_rows(_tabulate_scores(score)), *([Lines("Besides", tuple(lines))] if lines else [])]


def _tabulate_scores(score: Finding) -> Table:
    """All stated, the model where it can answer, then by author, best first."""
    mean, authors = score["mean"], score["by_author"]
    rows = [("all as stated", *_list_scores(mean))] if mean["brier"] is not None else []
    if mean.get("model_brier") is not None:
        skill = _say_skill(mean["model_skill_half"]) if mean.get("model_skill_half") is not None else ""
        rows.append(("the model, on those that it can answer", "", _say(mean, "model_brier"), _say(mean, "model_log"), skill))
    ordered = sorted((item for item in authors.items() if item[1]["brier"] is not None), key=lambda item: item[1]["brier"])
    rows += [(author, *_list_scores(totals)) for author, totals in ordered if len(authors) > 1]
    columns = (text("by"), number("forecasts"), number("Brier"), number("log"), number("against one half"))
    return make_table("Scores, lower is better", columns, rows)


def _list_scores(totals: Mapping[str, Any]) -> tuple[str, str, str, str]:
    skill = _say_skill(totals["skill_half"]) if totals.get("skill_half") is not None else ""
    return str(totals["forecasts"]), _say(totals, "brier"), _say(totals, "log"), skill


def _say(totals: Mapping[str, Any], name: str) -> str:
    return say_mark(totals[name], totals.get(f"{name}_standard_error")) if totals.get(name) is not None else ""


def _say_skill(skill: float) -> str:
    """From a skill score, 1 less the ratio of the scores."""
    return f"{say_percent(skill)} better" if skill > 0 else f"worse, {1 - skill:.1f} times the score"


def _say_times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _say_outcome(outcome: Mapping[str, Any]) -> str:
    marks = f"Brier {say_mark(outcome['brier'])}, log {say_mark(outcome['log'])}"
    return f"The model's endings, where {say_name(outcome['happened'])} came about: {marks}."
