"""Part 8, how good were the forecasts: resolved and scored, right and wrong alike, with calibration and the model beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.forecasts import draw_forecasts, list_resolved
from lynchpin.presentation.charts.verdicts import draw_verdicts
from lynchpin.presentation.sentences.score import say_score
from lynchpin.presentation.tables.score import tabulate_forecasts
from lynchpin.presentation.tables.table import Table, make_table, number, text
from lynchpin.presentation.wording import open_sentence, say_mark, say_name, say_percent
from lynchpin.report.blocks import Block, Paragraph, Part
from lynchpin.report.parts.common import Finding, fold, list_failures, say_missing, show, show_pairs, show_rows
from lynchpin.report.story import Story

TITLE = "How good were the forecasts"
FEWEST, FEW, FEW_SCORES = 5, 12, 6
"""Forecasts from which on calibration says anything; those that are drawn one by one, where more are dots; rows of scores that stand open."""


def build_forecasts(story: Story, number: int) -> Part:
    score = story.told.get("score")
    if score is None:
        sentence = say_missing(story, "score", "The file lists no forecasts to score.")
        return Part(number, "forecasts", TITLE, sentence, tuple(list_failures(story, "score")))
    every, many = len(score["forecasts"]), len(score["forecasts"]) > FEW
    calibration = draw_calibration(score) if len(list_resolved(score)) >= FEWEST else None
    stated = draw_verdicts(score) if many else draw_forecasts(score)
    blocks: list[Block] = show_pairs(stated, calibration) if calibration else show(stated, span=8)
    scores, words = _tabulate_scores(score), _tabulate_words(score)
    blocks += show_rows(replace(scores, rows=scores.rows[:FEW_SCORES])) + _list_besides(score)
    if many:
        blocks += fold(f"All {every} forecasts, one by one", show(draw_forecasts(score), span=8))
    blocks += fold("All forecasts in figures" if every > 1 else "The forecast in figures", show_rows(_add_dates(story, score)))
    if len(scores.rows) > FEW_SCORES:
        blocks += fold(f"Scores of all {len(score['by_author'])} authors", show_rows(scores))
    blocks += fold("Words of likelihood and ranges, as they were used", show_rows(words))
    return Part(number, "forecasts", TITLE, say_score(score), tuple(blocks))


def _add_dates(story: Story, score: Finding) -> Table:
    """The forecasts with the day on which each comes due, without which those that say the same could not be told apart."""
    table = tabulate_forecasts(score, most=len(score["forecasts"]))
    known = story.assessment.forecasts
    due = [known[f["name"]].resolves if f["name"] in known else "" for f in score["forecasts"]]
    rows = tuple((*row[:2], day, *row[2:]) for row, day in zip(table.rows, due, strict=True))
    return replace(table, columns=(*table.columns[:2], text("due"), *table.columns[2:]), rows=rows)


def _list_besides(score: Finding) -> list[Block]:
    """How the stated forecasts did beside the base rates, and the endings of the model."""
    lines = []
    if score["mean"].get("skill_base") is not None:
        lines.append(f"Against the base rates that the file gives, what was stated is {_say_skill(score['mean']['skill_base'])}.")
    bold = [w for w in score["words"] if w["verdict"] != "not contradicted"]
    lines += [
        f"“{open_sentence(w['words'])}” was {w['verdict']}: said {_say_times(w['forecasts'])}, it happened {_say_times(w['happened'])}."
        for w in bold
    ]
    if score.get("outcome"):
        lines.append(_say_outcome(score["outcome"]))
    return [Paragraph(" ".join(lines))] if lines else []


def _tabulate_words(score: Finding) -> Table:
    """Each word or range with how often it was used and how often that came true."""
    rows = [
        (
            _say_range(w) if _is_range(w) else w["words"],
            "" if _is_range(w) else _say_range(w),
            str(w["forecasts"]),
            str(w["happened"]),
            f"{say_percent(w['interval_low'])} to {say_percent(w['interval_high'])}",
            w["verdict"],
        )
        for w in sorted(score["words"], key=lambda w: (w["low"] + w["high"], w["low"]))
    ]
    columns = (
        text("stated as"),
        text("which stands for"),
        number("times"),
        number("came true"),
        number("95% interval of how often it would"),
        text("so the words are"),
    )
    return make_table("Words of likelihood and ranges, as they were used", columns, rows)


def _is_range(words: Finding) -> bool:
    return bool(words["words"][:1].isdigit())


def _say_range(words: Finding) -> str:
    low, high = say_percent(words["low"]), say_percent(words["high"])
    return low if low == high else f"{low} to {high}"


def _tabulate_scores(score: Finding) -> Table:
    """All stated, the model where it can answer, then by author, those with most forecasts first."""
    mean, authors = score["mean"], score["by_author"]
    rows = [("all as stated", *_list_scores(mean))] if mean["brier"] is not None else []
    if mean.get("model_brier") is not None:
        skill = _say_skill(mean["model_skill_half"]) if mean.get("model_skill_half") is not None else ""
        rows.append(
            (
                "the model, where it can answer",
                str(sum(f.get("model_brier") is not None for f in score["forecasts"])),
                _say(mean, "model_brier"),
                _say(mean, "model_log"),
                skill,
            )
        )
    ordered = sorted(
        (item for item in authors.items() if item[1]["brier"] is not None), key=lambda item: (-item[1]["forecasts"], item[1]["brier"])
    )
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
    if skill > 0:
        return f"{say_percent(skill)} better"
    return f"{say_percent(-skill)} worse" if skill > -1 else f"{1 - skill:.1f} times as bad"


def _say_times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _say_outcome(outcome: Mapping[str, Any]) -> str:
    marks = ", ".join(f"{called} {_say(outcome, name)}" for name, called in (("brier", "Brier"), ("log", "log")))
    return f"The model's endings, where {say_name(outcome['happened'])} came about: {marks}."
