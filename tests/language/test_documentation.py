"""The page on the file format: its example passes, and every field, function, distribution and keyword is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from example_files import read

from lynchpin.compiler import build_model
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.language import check_text, write_template
from lynchpin.language.expressions import MODEL_FUNCTIONS, PATH_FUNCTIONS
from lynchpin.language.field_tables import TABLES
from lynchpin.language.names import KEYWORDS
from lynchpin.language.signatures import DISTRIBUTIONS, SIGNATURES
from lynchpin.language.template import list_templates
from lynchpin.language.yardsticks import YARDSTICKS

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
TEXT = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
WORDS = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", TEXT))))


EXAMPLES = re.findall(r"```yaml\n(lynchpin: 1\n.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: re.search("title: (.*)", example)[1])
def test_an_example_passes_without_a_warning_and_runs(example: str) -> None:
    assert check_text(example).diagnostics == ()
    futures = simulate(build_model(read(example)), Draws(64))
    assert futures.status.max() == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", list_templates())
def test_a_template_runs(kind: str) -> None:
    futures = simulate(build_model(read(write_template("x", like=kind))), Draws(64))
    assert futures.status.max() == 0


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_described(table: str) -> None:
    assert {field.name for field in TABLES[table].fields} <= WORDS


def test_every_function_distribution_keyword_and_yardstick_is_described() -> None:
    assert {*SIGNATURES, *DISTRIBUTIONS, *KEYWORDS, *YARDSTICKS} <= WORDS


def test_signatures_are_those_of_the_functions_of_expressions() -> None:
    assert set(SIGNATURES) == {*MODEL_FUNCTIONS, *PATH_FUNCTIONS}
