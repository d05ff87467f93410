"""A finding is put into words once: the page, the terminal and Python say the same sentences."""

from __future__ import annotations

import io
from itertools import takewhile

import pytest
from asked import ask_question
from example_story import list_given, make_story
from rich.console import Console

from lynchpin.presentation.terminal import render_finding
from lynchpin.report.blocks import Paragraph, walk
from lynchpin.report.parts import build_parts

PARTS = {
    "robustness": "choices",
    "scenarios": "stories",
    "signposts": "watch",
    "policies": "options",
    "score": "forecasts",
    "coverage": "paper",
}
"""The part that opens with the sentences of each question."""


@pytest.mark.parametrize("question", PARTS)
def test_page_terminal_and_python_say_the_same(question: str) -> None:
    finding = next((f for f in list_given() if f.question == question), None) or ask_question(question)
    (part,) = build_parts(make_story(), [PARTS[question]])
    opening = takewhile(lambda block: isinstance(block, Paragraph), part.blocks)
    texts = [block.text for block in opening if isinstance(block, Paragraph)]
    assert str(finding) in [" ".join([part.sentence, *texts[:k]]) for k in range(3)]
    out = io.StringIO()
    Console(file=out, width=4_000).print(render_finding(finding, width=4_000))
    assert str(finding) in [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_first_sentences_lead_and_the_others_follow() -> None:
    (part,) = build_parts(make_story(given=()), ["options"])
    texts = [b.text for b in walk(part.blocks) if isinstance(b, Paragraph)]
    assert f"{part.sentence} {texts[0]}" == str(ask_question("policies"))
    assert len(part.sentence) < len(str(ask_question("policies")))
