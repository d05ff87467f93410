"""The part about what the answer depends on: the verdict, and what it says of sets of failures."""

from __future__ import annotations

from dataclasses import replace

from asked import ask
from example_story import make_story

from lynchpin.presentation.sentences.verdict import describe_verdict
from lynchpin.questions.stress.cut_sets import CutSets
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.question import StressFinding
from lynchpin.report.blocks import Fold, Lines, Part, list_pictures, walk
from lynchpin.report.parts import build_parts
from lynchpin.statistics.estimates import Estimate

ERROR = 0.01
PAIR, OTHER = Node((0, 1), Estimate(0.7, ERROR)), Node((1, 2), Estimate(0.6, ERROR))


def build(
    *, sets: tuple[Node, ...] = (), sufficient: tuple[Node, ...] = (), complete: bool = True, undecided: tuple[Node, ...] = ()
) -> Part:
    """The part about a stress test whose search for cut sets had this result."""
    stress = ask(StressFinding)
    assert stress.structure is not None
    found = CutSets(True, True, sets, sufficient, undecided, 1, 2, complete)
    changed = replace(stress, structure=replace(stress.structure, cut_sets=found))
    (part,) = build_parts(make_story(findings=[changed]), ["hangs-on"])
    return part


def list_lines(part: Part) -> tuple[str, ...]:
    return next(b.lines for b in walk(part.blocks) if isinstance(b, Lines) and b.heading == "Failures that bring it to 50% or more")


def list_folds(part: Part) -> list[str]:
    return [b.heading for b in part.blocks if isinstance(b, Fold)]


def test_the_verdict_comes_first_and_is_drawn() -> None:
    part = build()
    assert part.sentence.startswith(describe_verdict(ask(StressFinding)))
    assert [b.figure.name for b in list_pictures([part])][:2] == ["load-map", "by-failures"]
    assert "The answer by what fails, in figures" in list_folds(part)


def test_minimal_cut_sets_are_in_the_first_sentence_and_in_the_list() -> None:
    part = build(sets=(PAIR,))
    assert "One minimal cut set was found" in part.sentence
    assert len(list_lines(part)) == 1


def test_sets_that_are_not_shown_to_be_minimal_are_not_in_the_first_sentence() -> None:
    part = build(sufficient=(PAIR, OTHER))
    assert "minimal" not in part.sentence
    assert list_lines(part)[1:] == ("Whether a smaller part of it is enough is undecided.",)
    assert "All sets of failures that bring it to 50% or more (2)" in list_folds(part)


def test_the_list_says_how_far_the_search_went() -> None:
    part = build(complete=False, undecided=(PAIR,))
    assert list_lines(part) == (
        "No set of failures was found that brings it to 50% or more; it takes at least 2.",
        "Every single failure was searched; larger sets as far as the futures went. 1 more set is too close to 50% to tell.",
    )
