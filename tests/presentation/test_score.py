"""Scores in words, tables and charts: nothing is called better unless its error says so, and no outcome is invented."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import Literal

import pytest
from asked import ask

from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.forecasts import describe_leanings, draw_forecasts, draw_readings
from lynchpin.presentation.charts.verdicts import draw_verdicts
from lynchpin.presentation.sentences.score import conclude, describe, describe_outcome, describe_words
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
    assert table.rows[0][2:] == ("unlikely (20% to 45%)", "29.2%", "15%", "words", "no", "0.111", "0.085 ± 0.004")
    assert "0.25" in table.caption


def test_authors_have_skill_against_both_references_and_a_line_for_all() -> None:
    score = ask(ScoreFinding)
    one = score.by_author["J. Doe"]
    mean = replace(score.mean, brier=Estimate(0.1, 0.02), skill_half=Estimate(0.6, 0.1), skill_base=Estimate(-400.0, nan))
    table = tabulate_authors(replace(score, by_author={"J. Doe": one, "": one}, mean=mean))
    assert [r[0] for r in table.rows] == ["J. Doe (1)", "nobody named (1)", "all (1)", "the model, where it can answer (1)"]
    row = dict(zip(table.heads, table.rows[2], strict=True))
    assert (row["Brier"], row["skill: 50%"]) == ("0.10 ± 0.02", "0.6 ± 0.1")
    assert row["skill: base rate"].startswith("−400")
    scores = tabulate_scores(replace(score, by_author={"J. Doe": one, "": one}))
    assert [r[0] for r in scores.rows] == ["all as stated by their authors", "the model, where it can answer", "J. Doe", "nobody named"]


def read(number: int, *, known: bool = False) -> ScoreFinding:
    """The dispute's score with readings in addition to its one stated forecast."""
    score = ask(ScoreFinding)
    (stated,) = score.forecasts
    readings = [replace(stated, forecast=replace(stated.forecast, stated_as="reading", known=known, name=f"r{k}")) for k in range(number)]
    totals = {"words": score.mean, "reading": replace(score.mean, forecasts=number)}
    return replace(score, forecasts=(stated, *readings), by_stated_as=totals, answered=replace(score.mean, forecasts=1 + number))


def test_readings_are_shown_apart_and_the_text_says_what_may_be_concluded() -> None:
    text = describe(read(3, known=True))
    assert text.startswith(
        "1 of 4 resolved forecasts was stated by its author, and its event did not happen; it scores 0.111, better than "
    )
    assert "The other 3 are readings of what was said, and score 0.111." in text
    assert "The model answers all of them and scores" in text
    assert conclude(read(3, known=True)) == [
        "The readings were made by whoever wrote the file, when the answers were known: they are not evidence about how good the authors are.",
        "1 stated forecast is too few to judge its author.",
        "When the file was written, 3 of these events were decided, so the model's score is no test of its foresight.",
    ]
    assert conclude(read(1))[0] == "The readings were made by whoever wrote the file: they are not evidence about how good the authors are."
    rows = [r[0] for r in tabulate_scores(read(3)).rows]
    assert rows == ["all as stated by their authors", "readings by whoever wrote the file", "the model, where it can answer"]
    assert [r[5] for r in tabulate_forecasts(read(2)).rows] == ["words", "reading", "reading"]
    stated, readings = draw_forecasts(read(2)), draw_readings(read(2))
    assert stated is not None
    assert readings is not None
    assert [len(f.data.rows) for f in (stated, readings)] == [1, 2]


def test_without_a_stated_forecast_nothing_is_said_about_authors() -> None:
    some = read(2)
    none = replace(some, forecasts=some.readings, mean=None, by_author={}, by_stated_as={"reading": some.by_stated_as["reading"]})
    text = describe(none)
    assert text.startswith(
        "None of the 2 resolved forecasts was stated by its author in numbers or in words. They are readings of what was "
    )
    assert "authors, the" not in text
    assert "base rates" not in text
    assert draw_forecasts(none) is None
    assert draw_verdicts(none) is None
    assert [r[0] for r in tabulate_scores(none).rows] == ["readings by whoever wrote the file", "the model, where it can answer"]


def test_many_forecasts_of_one_event_say_that_their_errors_are_too_small() -> None:
    score = replace(ask(ScoreFinding), forecasts=(resolve(0.3, "no"),) * 12)
    assert conclude(score) == ["The 12 stated forecasts have only 1 different claim, so the true errors are larger."]


def test_one_forecast_with_a_base_rate_says_nothing_about_skill() -> None:
    assert "base rates" not in describe(ask(ScoreFinding))


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
