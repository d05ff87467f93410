"""The pages on the questions are correct: each example runs, and its output is the one shown below it.

`python tests/questions/test_pages.py --rewrite` rewrites the outputs; read the difference before committing it.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path

import pytest
from printed import assert_alike

PAGES = sorted((Path(__file__).parents[2] / "docs" / "questions").glob("*.md"))
EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<output>.*?)```\n", re.DOTALL)
QUESTIONS = (
    "compare",
    "coverage",
    "drivers",
    "forecast",
    "policies",
    "robustness",
    "scenarios",
    "score",
    "signposts",
    "stress",
    "update",
    "why",
)


def run(code: str) -> str:
    """Return what the code prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<page>", "exec"), {})
    return printed.getvalue()


def rewrite(text: str) -> str:
    """Return the page with the current output of its examples."""
    return EXAMPLE.sub(lambda found: f"```python\n{found['code']}```\n\n```text\n{run(found['code'])}```\n", text)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_print_what_the_page_says(page: Path) -> None:
    examples = list(EXAMPLE.finditer(page.read_text(encoding="utf-8")))
    assert examples, "a page on a question has an example with its output"
    for example in examples:
        assert_alike(run(example["code"]), example["output"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_has_its_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert page.stem in QUESTIONS
    for heading in ("## Example", "## How to read it", "## How it is computed"):
        assert heading in text


def test_every_question_has_a_page_that_the_index_leads_to() -> None:
    assert [page.stem for page in PAGES] == list(QUESTIONS)
    index = (PAGES[0].parents[1] / "index.md").read_text(encoding="utf-8")
    assert [q for q in QUESTIONS if f"](questions/{q}.md)" not in index] == []


if __name__ == "__main__" and "--rewrite" in sys.argv:
    for page in PAGES:
        page.write_text(rewrite(page.read_text(encoding="utf-8")), encoding="utf-8")
