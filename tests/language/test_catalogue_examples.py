"""Examples of the catalogue with weights are valid in a file in which the debt is in dollars."""

from __future__ import annotations

import re

import pytest
from example_files import SMALL

from lynchpin.language import check_text
from lynchpin.language.catalogue import CATALOGUE

VALUES = "    values:\n      -arrears: 1 per billion USD\n      -cost: 2 to 4\n"
EXAMPLES = {
    entry.id: entry.right for entry in CATALOGUE.values() if "values:" in entry.right and not re.search(r"values: \{\d", entry.right)
}


def put_into_file(example: str) -> str:
    """Put the `values` of an example into the first actor of a small file, in which only the debt has a unit."""
    inside = example.replace("-cost", "-arrears")
    if (terms := re.search(r"values: (\{[^{}]*\})", inside)) is not None:
        block = f"    values: {terms[1]}\n" if "flow" in terms[1] else f"    values: {terms[1][:-1]}, flow: 1}}\n"
    else:
        block = "".join(f"    {line}\n" for line in inside[inside.index("values:") :].split("\n"))
    assert VALUES in SMALL
    return SMALL.replace(VALUES, block)


@pytest.mark.parametrize("message", EXAMPLES)
def test_an_example_with_weights_is_valid(message: str) -> None:
    found = check_text(put_into_file(EXAMPLES[message])).diagnostics
    assert not [d.message for d in found if d.severity == "error"]


def test_weights_of_the_debt_have_a_unit_in_every_text() -> None:
    assert len(EXAMPLES) >= 4
    for entry in CATALOGUE.values():
        for text in (entry.message, entry.hint, entry.explanation, entry.right):
            assert not re.search(r"-arrears: [\d.]+(?! per )\b", text), entry.id
