"""Part 9, how good the forecasts were: scores of what was stated, of readings and of the model, and what may be concluded."""

from __future__ import annotations

from dataclasses import replace

from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.forecasts import draw_forecasts, draw_readings
from lynchpin.presentation.charts.verdicts import draw_verdicts
from lynchpin.presentation.sentences.score import conclude, list_scores
from lynchpin.presentation.tables.score import tabulate_forecasts, tabulate_scores, tabulate_words
from lynchpin.presentation.tables.table import Table, text
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.report.blocks import Paragraph, Part
from lynchpin.report.parts.common import describe_missing, fold, list_failures, open_part, show, show_pairs, show_rows
from lynchpin.report.story import Story

TITLE = "How good were the forecasts"
FEWEST, FEW, FEW_SCORES = 5, 12, 5
"""Least number of forecasts for a calibration chart, largest number drawn one by one, and rows of scores shown unfolded."""


def build_forecasts(story: Story, number: int) -> Part:
    """Build the part from the scores of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    score = story.find(ScoreFinding)
    if score is None:
        sentence = describe_missing(story, "score", "The file has no resolved forecasts to score.")
        return Part(number, "forecasts", TITLE, sentence, tuple(list_failures(story, "score")))
    every, many = len(score.forecasts), len(score.stated) > FEW
    calibration = draw_calibration(score) if len(score.stated) >= FEWEST else None
    chart = draw_verdicts(score) if many else draw_forecasts(score)
    lead, blocks = open_part(list_scores(score))
    if limits := conclude(score):
        blocks.append(Paragraph(" ".join(limits), "What may be concluded"))
    if chart is not None:
        blocks += show_pairs(chart, calibration) if calibration else show(chart, span=8)
    scores = tabulate_scores(score)
    blocks += show_rows(replace(scores, rows=scores.rows[:FEW_SCORES]))
    if many:
        blocks += fold(f"All {len(score.stated)} stated forecasts, one by one", show(draw_forecasts(score), span=8))
    blocks += fold(_count_readings(score), show(draw_readings(score), span=8))
    blocks += fold("All forecasts in figures" if every > 1 else "The forecast in figures", show_rows(_add_dates(story, score)))
    if len(scores.rows) > FEW_SCORES:
        blocks += fold(f"Scores of all {len(score.by_author)} authors", show_rows(scores))
    blocks += fold("Words of likelihood and ranges", show_rows(tabulate_words(score)))
    return Part(number, "forecasts", TITLE, lead, tuple(blocks))


def _count_readings(score: ScoreFinding) -> str:
    count = len(score.readings)
    return "The one reading" if count == 1 else f"The {count} readings, one by one"


def _add_dates(story: Story, score: ScoreFinding) -> Table:
    """Add the day on which each forecast is resolved, which separates forecasts with the same text."""
    table = tabulate_forecasts(score, most=len(score.forecasts))
    known = story.assessment.forecasts
    shown = (*score.stated, *score.readings)
    due = [known[s.forecast.name].resolves if s.forecast.name in known else "" for s in shown]
    rows = tuple((*row[:2], day, *row[2:]) for row, day in zip(table.rows, due, strict=True))
    return replace(table, columns=(*table.columns[:2], text("due"), *table.columns[2:]), rows=rows)
