"""Updates in words and tables: the posterior leads, the prior stands next to it, and credences before the evidence are those of the file."""

from __future__ import annotations

import math
from dataclasses import replace

from asked import ask

from lynchpin.presentation.charts.credences import draw_credences
from lynchpin.presentation.charts.path import draw_path
from lynchpin.presentation.sentences.update import describe_answer, find_prior, warn
from lynchpin.presentation.tables.update import tabulate_path, tabulate_update
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.statistics.estimates import Estimate


def answer(before: tuple[float, float], after: tuple[float, float]) -> UpdateFinding:
    """The update of the dispute with these probabilities of its answer."""
    changed = replace(ask(UpdateFinding), answers={"yes": Estimate(*after)})
    changed.__dict__["prior_answers"] = {"yes": Estimate(*before)}
    return changed


def test_the_posterior_leads_and_the_prior_stands_next_to_it() -> None:
    assert describe_answer(answer((0.12, 0.002), (0.3, 0.002))) == (
        "Probability of “yes” given 4 items of evidence up to 2025-Q2: 30.0% (standard error 0.2 points), unlikely. "
        "Before the evidence: 12.0% (standard error 0.2 points), very unlikely."
    )


def test_a_move_within_the_error_of_both_is_no_move() -> None:
    """The earlier figure has an error, too: 4 points are no move where it is known to within 3."""
    assert "within the error of this run" in describe_answer(answer((0.12, 0.03), (0.16, 0.001)))
    assert "within the error of this run" not in describe_answer(answer((0.12, 0.003), (0.16, 0.001)))


def test_assumptions_before_the_evidence_have_the_credence_of_the_file() -> None:
    """An ensemble would give 67.2% or 68.3%; the file says 67.5%."""
    update = ask(UpdateFinding)
    credences = {a.name: a.credence for a in update.model.assumptions}
    for name, credence in credences.items():
        prior = find_prior(update, name)
        assert prior == (Estimate(credence, 0.0) if credence is not None else update.assumptions[name][0])
    moved = {r[0]: r[1] for r in draw_credences(update).data.rows}
    assert all(moved[n] == c for n, c in credences.items() if c is not None)
    assert all("±" in row[-1] for row in tabulate_update(update).rows)


def test_the_path_begins_before_any_evidence_and_tells_what_is_impossible() -> None:
    update = ask(UpdateFinding)
    impossible = replace(update.path[2], possible=False, bits=math.inf, odds_bits=math.nan)
    rows = tabulate_path(replace(update, path=(*update.path[:2], impossible, update.path[3]))).rows
    assert rows[0][1] == "before any evidence"
    assert rows[1][1] == "customer chose delay"
    assert rows[1][4][0] in "+−0"
    assert rows[3][3:] == ("impossible", "unknown")


def test_a_measured_value_has_no_surprise_in_bits() -> None:
    """The logarithm of a density depends on the unit and may be negative."""
    update = ask(UpdateFinding)
    surprises = [row[3] for row in tabulate_path(update).rows[1:]]
    assert [s == "measured" for s in surprises] == [t.item.kind in ("stock", "auxiliary") for t in update.path]
    figure = draw_path(update)
    assert figure is not None
    bits = [row[4] for row in figure.data.rows[1:]]
    assert [b is None for b in bits] == [t.item.kind in ("stock", "auxiliary") for t in update.path]
    assert "surprise −" not in str(update)


def test_too_few_futures_are_a_warning() -> None:
    update = ask(UpdateFinding)
    assert warn(update) == update.warnings() == []
    few = replace(update, filtered=replace(update.filtered, effective=3.2))
    (text,) = warn(few)
    assert text.startswith("Too few futures agree with the evidence to trust these figures: the effective sample size is 3 of 4,000.")
    assert text in str(few)


def test_odds_that_stay_the_same_are_not_said_to_move() -> None:
    update = ask(UpdateFinding)
    still = replace(update, path=tuple(replace(effect, odds_bits=0.04) for effect in update.path))
    assert "moved most with" in str(update)
    assert "moved most with" not in str(still)
