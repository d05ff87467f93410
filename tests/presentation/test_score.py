"""Scores in words, tables and charts: nothing is called better unless its error says so, and no outcome is invented."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import Literal

import pytest
from asked import ask

from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.forecasts import describe_leanings, draw_forecasts
from lynchpin.presentation.charts.verdicts import draw_verdicts
from lynchpin.presentation.sentences.score import describe, describe_outcome, describe_words
from lynchpin.presentation.tables.score import tabulate_authors, tabulate_forecasts, tabulate_scores
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.score.scorecard import Scored, Words
from lynchpin.statistics.estimates import Estimate


def resolve(stated: float, resolved: Literal["yes", "no"]) -> Scored:
    """The one forecast of the dispute, stated and resolved like this."""
    (scored,) = ask(ScoreFinding).forecasts
    return replace(scored, forecast=replace(scored.forecast, stated=stated, resolved=resolved), happened=resolved == "yes")


def test_one_forecast() -> None:
    assert describe(ask(ScoreFinding)).startswith(
        "The event of the one resolved forecast did not happen; the forecast scores 0.111, better than always saying 50% (Brier score: "
    )


@pytest.mark.parametrize(
    ("brier", "words"),
    [
        (Estimate(0.23, 0.04), "the forecasts score 0.23 ± 0.04, no different from always saying 50% within the error ("),
        (Estimate(0.1, 0.02), "better than always saying 50% ("),
        (Estimate(0.4, 0.02), "worse than always saying 50% ("),
        (Estimate(0.25, nan), "equal to always saying 50% ("),
    ],
)
def test_a_score_is_called_better_only_where_its_error_says_so(brier: Estimate, words: str) -> None:
    score = ask(ScoreFinding)
    many = replace(score, forecasts=(resolve(0.3, "yes"), resolve(0.3, "no"), resolve(0.3, "no")))
    text = describe(replace(many, mean=replace(score.mean, forecasts=3, brier=brier)))
    assert text.startswith("3 forecasts are resolved and 1 of the events happened; ")
    assert words in text


def test_an_outcome_is_named_only_once_it_is_settled() -> None:
    score = ask(ScoreFinding)
    assert score.happened is None  # forecasts to 2026-Q4, one resolved at the end of 2025
    assert describe_outcome(score) == ""
    assert describe_outcome(replace(score, happened="muddling")).startswith("The outcome was muddling, for which the model scores ")


def test_words_that_events_contradict() -> None:
    bold, fine = Words("very likely", 0.8, 0.95, 20, 2, (0.01, 0.3)), Words("likely", 0.55, 0.8, 3, 2, (0.1, 0.99))
    assert describe_words([fine]) == ""
    assert describe_words([bold, fine]) == "Of the words, “very likely” was too bold (used 20 times, happened twice)."


def test_forecasts_stand_beside_the_model_and_the_base_rate() -> None:
    table = tabulate_forecasts(ask(ScoreFinding))
    assert table.rows[0][2:] == ("unlikely (20% to 45%)", "29.2%", "15%", "no", "0.111", "0.085 ± 0.004")
    assert "0.25" in table.caption


def test_authors_have_skill_against_both_references_and_a_line_for_all() -> None:
    score = ask(ScoreFinding)
    one = score.by_author["J. Doe"]
    mean = replace(score.mean, brier=Estimate(0.1, 0.02), skill_half=Estimate(0.6, 0.1), skill_base=Estimate(-400.0, nan))
    table = tabulate_authors(replace(score, by_author={"J. Doe": one, "": one}, mean=mean))
    assert [r[0] for r in table.rows] == ["J. Doe (1)", "nobody named (1)", "all (1)"]
    row = dict(zip(table.heads, table.rows[-1], strict=True))
    assert (row["Brier"], row["skill: 50%"]) == ("0.10 ± 0.02", "0.6 ± 0.1")
    assert row["skill: base rate"].startswith("−400")
    scores = tabulate_scores(replace(score, by_author={"J. Doe": one, "": one}))
    assert [r[0] for r in scores.rows] == ["all as stated", "the model, where it can answer", "J. Doe", "nobody named"]


def test_charts_have_the_forecasts_of_the_finding() -> None:
    score = replace(ask(ScoreFinding), forecasts=(resolve(0.7, "yes"), resolve(0.9, "no"), resolve(0.5, "no")))
    dots, rows = draw_verdicts(score), draw_forecasts(score)
    assert dots is not None
    assert rows is not None
    assert [(r["stated"], r["happened"], r["side"]) for r in dots.data.records()] == [
        (0.7, "yes", "right"),
        (0.9, "no", "wrong"),
        (0.5, "no", "neither"),
    ]
    assert dots.title == rows.title == "1 of 3 forecasts were on the right side of one half, 1 at one half"
    assert describe_leanings(score.forecasts[:1]) == "The one forecast was on the right side of one half"
    figure = draw_calibration(score)
    assert figure is not None
    assert [r["stated"] for r in figure.data.records()] == [b.stated for b in score.calibration]
    assert draw_forecasts(replace(score, forecasts=())) is None
