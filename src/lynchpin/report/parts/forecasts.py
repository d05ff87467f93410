"""Part 8, how good were the forecasts: resolved and scored, right and wrong alike, with calibration and the model beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.dumbbells import draw_dumbbells
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences import say_score
from lynchpin.presentation.tables import tabulate_forecasts
from lynchpin.presentation.wording import say_count, say_number
from lynchpin.report.blocks import Block, Lines, Part
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "How good were the forecasts"


def build_forecasts(story: Story, number: int) -> Part:
    score = story.told.get("score")
    if score is None:
        sentence = say_missing(story, "score", "The file lists no forecasts to score.")
        return Part(number, "forecasts", TITLE, sentence, tuple(list_failures(story, "score")))
    blocks: list[Block] = show(_draw_forecasts(score), _draw_calibration(score))
    blocks += _list_authors(score)
    blocks += show_rows(tabulate_forecasts(score))
    return Part(number, "forecasts", TITLE, say_score(score), tuple(blocks))


def _draw_forecasts(score: Finding) -> Figure | None:
    resolved = [f for f in score["forecasts"] if f.get("resolved") in ("yes", "no")]
    if not resolved:
        return None
    rows = [(f["name"], _middle(f.get("stated")), f.get("model"), f["resolved"]) for f in resolved]
    bold = [r for r in rows if r[1] is not None and (r[1] >= 0.5) != (r[3] == "yes")]
    right = len(rows) - len(bold)
    title = f"{right} of {say_count(len(rows), 'forecast')} leaned the right way"
    note = "Hollow: as stated; filled: the model's own; the black tick is what came true, at 100% for yes and at 0% for no."
    return draw_dumbbells("forecasts", title, note, ("stated", "model"), rows)


def _middle(stated: Any) -> float | None:
    if isinstance(stated, (list, tuple)):
        return (float(stated[0]) + float(stated[1])) / 2
    return None if stated is None else float(stated)


def _draw_calibration(score: Finding) -> Figure | None:
    bins = [b for b in score.get("calibration") or [] if b.get("observed") is not None]
    if not bins:
        return None
    off = max(bins, key=lambda b: abs(b["stated"] - b["observed"]))
    way = "too high" if off["stated"] > off["observed"] else "too low"
    return draw_calibration(f"Stated probabilities were furthest off, and {way}, at about {100 * off['stated']:.0f}%", bins)


def _list_authors(score: Finding) -> list[Block]:
    by = score.get("by_author") or {}
    lines = [f"{author}: {_say_mean(mean)}." for author, mean in by.items() if _say_mean(mean)]
    return [Lines("By author", tuple(lines))] if lines else []


def _say_mean(mean: Any) -> str:
    if not isinstance(mean, Mapping):
        return ""
    count = mean.get("forecasts") or mean.get("resolved")
    brier = mean.get("brier")
    if brier is None:
        return ""
    said = f"Brier {say_number(brier)}"
    return f"{said} over {say_count(int(count), 'forecast')}" if isinstance(count, (int, float)) else said
