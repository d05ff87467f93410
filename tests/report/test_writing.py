"""Files: Markdown has the same contents as the page; no text of a file becomes markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from asked import ask
from example_story import PAYLOAD, list_findings, make_hostile_story, make_story, read_dispute

import lynchpin as lp
from lynchpin.errors import CONTROLS, ArgumentError, Place
from lynchpin.language.parsing import parse_expression
from lynchpin.presentation.figure import Caption
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.questions.coverage.question import CoverageFinding
from lynchpin.questions.signposts.question import SignpostsFinding
from lynchpin.report.elements import keep_web_address
from lynchpin.report.markdown import escape
from lynchpin.report.mathml import render_condition, render_equation
from lynchpin.report.needs import PARTS
from lynchpin.report.page import embed_json, render_report
from lynchpin.report.parts import build_parts
from lynchpin.report.pictures import render_svg
from lynchpin.report.story import Story
from lynchpin.report.writing import write_report


def test_markdown_has_the_parts_their_sentences_and_their_charts(tmp_path: Path) -> None:
    story = make_story()
    only = ("answer", "options", "stories")
    written = write_report(story, tmp_path / "dispute.html", only=only, markdown=True)
    assert [p.name for p in written] == ["dispute.html", "dispute.md"]
    text = written[1].read_text()
    parts = build_parts(story, only)
    assert re.findall(r"^## (\d+)\. (.*)$", text, re.MULTILINE) == [(str(p.number), p.title) for p in parts]
    assert all(escape(p.sentence) in text for p in parts)
    assert re.search(r"^Gas stops for a quarter or more\. Probability: \d[\d.]*%\.$", text, re.MULTILINE)
    pictures = [unquote(place) for place in re.findall(r"!\[[^\n]+\]\((\S+)\)", text)]
    assert "dispute-charts/outcomes.png" in pictures
    assert {p.name for p in (tmp_path / "dispute-charts").iterdir()} == {Path(p).name for p in pictures}


def test_a_part_that_is_not_there_is_named() -> None:
    with pytest.raises(ArgumentError, match="no part called `watching`"):
        render_report(make_story(), ("watching",))


def test_every_part_says_what_it_lacks_where_nothing_was_asked() -> None:
    parts = build_parts(make_story(findings=[ask(CoverageFinding)]))
    assert [p.name for p in parts] == list(PARTS)
    assert all(re.fullmatch(r"[A-Z].*\.", p.sentence) for p in parts)


def test_every_part_says_what_failed() -> None:
    failed = {f.question: f"{f.question} broke" for f in list_findings()}
    for part in build_parts(make_story(failed=failed)):
        shown = f"{part.sentence} {part.blocks}"
        assert "broke" in shown, part.name


@pytest.mark.parametrize("text", ["</script>", "<!--", "a & b", "\u2028 and \u2029"])
def test_data_stays_inside_its_script(text: str) -> None:
    written = embed_json({"text": text})
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == {"text": text}


def test_a_hostile_file_adds_no_element_to_the_page() -> None:
    only = ("answer", "watch", "paper", "fine-print")
    clean, hostile = render_report(make_story(), only), render_report(make_hostile_story(), only)
    for tag in ("script", "img", "iframe", "style", "base", "meta", "a", "form"):
        extra = len(re.findall(f"<{tag}[ >]", hostile)) - len(re.findall(f"<{tag}[ >]", clean))
        assert extra <= 0, tag
    assert PAYLOAD not in hostile


def test_only_web_addresses_become_links() -> None:
    assert keep_web_address("https://example.org/a?b=c") == "https://example.org/a?b=c"
    assert keep_web_address("HTTP://example.org") == "HTTP://example.org"
    for bad in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://example.org", "//example.org"):
        assert keep_web_address(bad) == ""


def test_markdown_is_escaped() -> None:
    assert escape("[a](b) *c* <d> | #e `f`") == r"\[a\](b) \*c\* \<d\> \| \#e \`f\`"
    assert escape("two\nlines") == "two lines"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. first", r"1\. first"),
        ("2025) later", r"2025\) later"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("* item", r"\* item"),
        ("# heading", r"\# heading"),
        ("> quote", r"\> quote"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("-", r"\-"),
        ("\n - item", r"\- item"),
        ("1.5 billion", "1.5 billion"),
        ("-0.3", "-0.3"),
        ("a - b", "a - b"),
    ],
)
def test_no_text_begins_a_list_a_heading_or_a_quotation(text: str, written: str) -> None:
    assert escape(text) == written


def test_no_control_character_reaches_a_page_or_its_text(tmp_path: Path) -> None:
    raw = "\x1b]0;owned\x07\x9b\u202etext"
    signposts = ask(SignpostsFinding)
    watched = tuple(replace(q, means=raw) for q in signposts.model.indicators)  # in a table and in the picture of a chart
    found = replace(signposts, model=replace(signposts.model, indicators=watched))
    hostile = make_story(replace(read_dispute(), title=raw, question=raw, summary=raw, author=raw), findings=[found])
    written = write_report(hostile, tmp_path / "page.html", only=("watch", "fine-print"), markdown=True)
    for path in written:
        assert not CONTROLS.search(path.read_text(encoding="utf-8"))
        assert "<U+001B>" in path.read_text(encoding="utf-8").replace("&lt;", "<").replace("\\<", "<").replace("&gt;", ">").replace(
            "\\>", ">"
        )
    assert not CONTROLS.search(embed_json({"text": raw}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", "a+b·c"),
        ("(a + b) * c", "(a+b)·c"),
        ("a - (b - c)", "a−(b−c)"),
        ("a - b - c", "a−b−c"),
        ("-(a + b)", "−(a+b)"),
        ("a <= b and not (b > c)", "a≤b\u00a0and\u00a0not\u00a0(b>c)"),
        ("state_not_hollow", "state not hollow"),
        ("abs(a)", "|a|"),
        ("clip(a, 0, 1)", "clip(a,0,1)"),
        ("a * 0.00003", "a·3·10−5"),
    ],
)
def test_equations_read_as_they_were_written(text: str, expected: str) -> None:
    drawn = render_condition(parse_expression(text, Place))
    assert re.sub("<[^>]*>", "", drawn).replace("&lt;", "<").replace("&gt;", ">").replace("&#160;", "\u00a0") == expected


def test_equations_are_drawn_in_two_dimensions() -> None:
    drawn = render_equation("x", parse_expression("a / (b + 1) + sqrt(c) + exp(-d)", Place), change=True)
    assert "<mfrac><mrow>" in drawn
    assert "<msqrt>" in drawn
    assert "<msup><mi>e</mi>" in drawn
    assert drawn.startswith('<math display="block"><mrow><mrow><mi>Δ</mi>')
    cases = render_condition(parse_expression("a if a < b else b", Place))
    assert "<mtable" in cases
    assert "otherwise" in cases
    assert "&lt;" in cases


def test_the_map_and_the_cards_of_the_largest_file_leave_room_for_the_rest() -> None:
    """The page of belarus-2019 must stay under 6 MB; charts with their scripts take about two."""
    page = render_report(Story(lp.load("belarus-2019"), ()), ("paper",))
    assert page.count('class="card"') > 150
    assert len(page.encode()) < 2_000_000


def test_places_in_a_picture_are_rounded_and_words_are_not() -> None:
    figure = draw_bars(Caption("bars", "Small", ""), [Bar("first", 0.00041), Bar("second", 0.00021)])
    drawn = render_svg(figure, 460)
    assert "0.0002" in re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert not re.search(r"\d\.\d{3,}", re.sub(r">[^<]*<", "><", drawn))
    assert "var(--slate-3)" in drawn
