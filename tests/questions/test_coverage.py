"""Coverage of claims, and locators looked up in a text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.questions.coverage.locators import LocatorError, open_locator, read_sections
from lynchpin.questions.coverage.question import Claim, Element, measure_coverage

TEXT = """The gas winter

Summary

The supplier has raised its price twice.[1]


The customer has not paid.

What is known

  • Storage is full. Demand is low,
and it may stay so.
  • The pipeline is old.

A heading alone

What comes next?

Nobody knows; a cut would cost both.

[1] Interview, 3 November.

[2] Price lists,
quarterly.
"""

CLAIMS = (
    Claim("price", "memo", "1.1 n1", "the price was raised twice", ("price",)),
    Claim("unpaid", "memo", "1.2", "the customer has not paid", ("arrears", "customer")),
    Claim("storage", "memo", "2.1", "storage is full", (), "storage is outside the question"),
    Claim("history", "memo", "2.2", "the pipeline is old"),
    Claim("elsewhere", "letter", "p3", "others say so, too", ("price",)),
)
ELEMENTS = (Element("price", "parameter"), Element("arrears", "stock"), Element("customer", "actor"), Element("anger", "parameter"))


def test_sections_by_headings_and_paragraphs_by_lines():
    text = read_sections(TEXT)
    assert text.title == "The gas winter"
    assert [s.heading for s in text.sections] == ["Summary", "What is known", "A heading alone", "What comes next?"]
    assert [len(s.paragraphs) for s in text.sections] == [2, 2, 0, 1]
    assert text.notes == {1: "Interview, 3 November.", 2: "Price lists, quarterly."}


@pytest.mark.parametrize(
    ("locator", "found"),
    [
        ("1.2", "The customer has not paid."),
        ("2.1", "• Storage is full. Demand is low, and it may stay so."),
        ("4.1", "Nobody knows; a cut would cost both."),
        ("n2", "Price lists, quarterly."),
        ("par4", "• The pipeline is old."),
        ("1.2 n1", "The customer has not paid.\nInterview, 3 November."),
        ("4", "Nobody knows; a cut would cost both."),
        ("p12", ""),
        ("table A", ""),
    ],
)
def test_locators(locator: str, found: str):
    assert open_locator(read_sections(TEXT), locator) == found


@pytest.mark.parametrize(
    ("locator", "message"),
    [
        ("2.3", "section 2 (“What is known”) has 2 paragraphs, no paragraph 3"),
        ("3.1", "section 3 (“A heading alone”) has no paragraphs, no paragraph 1"),
        ("5.1", "the text has 4 sections, no section 5"),
        ("n3", "the text has no footnote 3 (its last is 2)"),
        ("par9", "the text has 5 paragraphs, no paragraph 9"),
    ],
)
def test_past_the_end(locator: str, message: str):
    with pytest.raises(LocatorError) as caught:
        open_locator(read_sections(TEXT), locator)
    assert str(caught.value) == message


def test_pages_by_form_feeds():
    assert open_locator(read_sections("one\ftwo\fthree"), "p2") == "two"
    with pytest.raises(LocatorError, match="no page 4"):
        open_locator(read_sections("one\ftwo\fthree"), "p4")


def test_what_carries_what():
    found = measure_coverage(CLAIMS, ELEMENTS)
    reported = json.loads(json.dumps(found.to_dict()))
    assert reported["claims"] == 5
    assert reported["carried"] == 3
    assert reported["left_out"] == 1
    assert reported["missing"] == ["history"]
    assert reported["unclaimed"] == ["anger"]
    assert str(found) == (
        "Of 5 claims of the source, 3 are in the model, 1 is left out with a reason and 1 is missing. Missing: `history`. "
        "1 of 4 elements carry no claim."
    )
    assert len(found.table) == 5


def test_roles_are_counted_apart():
    assert measure_coverage(CLAIMS, ELEMENTS).to_dict()["carried_by_role"] == {}
    marked = (replace(CLAIMS[0], role="mechanism"), replace(CLAIMS[1], role="label"), *CLAIMS[2:])
    found = measure_coverage(marked, ELEMENTS)
    assert found.to_dict()["carried_by_role"] == {"mechanism": 1, "label": 1, "unmarked": 1}
    assert list(found.table["role"]) == ["mechanism", "label", "", "", ""]
    assert "3 are in the model (1 as a mechanism, 1 as a label only and 1 unmarked)" in str(found)


def test_the_text_stands_beside_the_claims_of_its_source():
    found = measure_coverage(CLAIMS, ELEMENTS, text=TEXT)
    assert found.texts["unpaid"] == "The customer has not paid."
    assert "elsewhere" not in found.texts
    assert found.to_dict()["opened"] == 4
    with pytest.raises(ArgumentError, match="no claim points to a source called `book`"):
        measure_coverage(CLAIMS, ELEMENTS, text=TEXT, source="book")


def test_claims_that_point_past_the_end_are_errors_all_of_them():
    claims = (*CLAIMS, Claim("far", "memo", "2.9", "", ("price",), line=12), Claim("farther", "memo", "9.1", "", ("price",)))
    with pytest.raises(ArgumentError) as caught:
        measure_coverage(claims, ELEMENTS, text=TEXT)
    assert "claim `far` (line 12) points to `memo 2.9`, but section 2 (“What is known”) has 2 paragraphs, no paragraph 9" in str(
        caught.value
    )
    assert "claim `farther`" in str(caught.value)
    assert caught.value.exit_status == 2


def test_no_claims_says_what_to_add():
    with pytest.raises(QuestionError, match=r"(?s)it has no claims.*claims:"):
        measure_coverage((), ELEMENTS)
