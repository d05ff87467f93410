"""The public interface of the language: schema, template, summary, explanations, shipped assessments, refused files, and start-up time."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from example_files import COMPLETE, SMALL, read

import lynchpin.language as language
from lynchpin.errors import ArgumentError
from lynchpin.language import (
    build_schema,
    check_text,
    explain,
    find_assessment,
    read_assessment,
    summarise,
    write_template,
)
from lynchpin.language.catalogue import CATALOGUE
from lynchpin.language.template import list_templates


def test_the_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(build_schema())


@pytest.mark.parametrize("name", ["gas", "my-first_one", 'it\'s: a "test"', "", "2020", "é"])
def test_a_new_file_passes_without_a_warning(name: str) -> None:
    assert check_text(write_template(name)).diagnostics == ()


@pytest.mark.parametrize("kind", list_templates())
@pytest.mark.parametrize("today", [datetime.date(2025, 1, 31), datetime.date(2027, 12, 1)])
def test_a_new_file_of_a_kind_passes_without_a_warning_and_is_short(kind: str, today: datetime.date) -> None:
    text = write_template("a-name", today, kind)
    assert check_text(text).diagnostics == ()
    assert "title: 'A name'" in text
    assert "<" not in re.sub(r" <= | < ", "", text)
    assert len(text.splitlines()) <= 80
    assert text.startswith("# ")


def test_there_is_a_template_of_each_kind_and_a_misspelt_one_gets_a_hint() -> None:
    assert list_templates() == ("debt", "dispute", "epidemic", "game", "network")
    with pytest.raises(ArgumentError, match="did you mean `epidemic`"):
        write_template("x", like="epidemics")


@pytest.mark.parametrize("month", range(1, 13))
def test_a_new_file_starts_in_the_next_quarter(month: int) -> None:
    checked = check_text(write_template("x", datetime.date(2025, month, 15)))
    assert checked.assessment is not None
    clock = checked.assessment.clock
    assert (clock.calendar_year[0] * 4 + clock.quarter[0]) - (2025 * 4 + (month + 2) // 3) == 1


@pytest.mark.parametrize("message_id", CATALOGUE)
def test_every_message_is_explained(message_id: str) -> None:
    text = explain(message_id)
    assert message_id in text
    assert CATALOGUE[message_id].explanation in text


def test_an_unknown_message_id_gets_the_nearest_as_a_hint() -> None:
    with pytest.raises(ArgumentError, match="did you mean `unknown-name`"):
        explain("unknown-nam")


def test_a_summary_counts_names_units_basis_and_claims() -> None:
    text = str(summarise(read(COMPLETE)))
    assert "2 parameters, 1 series, 1 stock, 1 auxiliary" in text
    assert "billion USD (1)" in text
    assert "0 readings" in text
    assert "0 unsupported" in text
    assert "1 carried by the model, 1 left out" in text


def test_exported_names() -> None:
    assert set(language.__all__) == {
        "Checked", "Constants", "Summary", "build_schema", "bundle_source", "check_named", "check_text", "count_bases", "count_constants", "explain", "find_assessment",
        "find_source", "list_assessments", "read_assessment", "read_text", "render_diagnostics", "share_citations", "summarise", "write_template",
    }  # fmt: skip
    assert all(hasattr(language, name) for name in language.__all__)


def test_a_shipped_name_is_found_and_a_misspelt_one_gets_a_hint() -> None:
    assert find_assessment("gas-dispute").title == "A gas dispute"
    with pytest.raises(ArgumentError, match="did you mean `gas-dispute`"):
        find_assessment("gas-disputes")


def test_what_is_not_a_text_file_is_refused(tmp_path: Path) -> None:
    binary, large, latin, missing = tmp_path / "b.yaml", tmp_path / "l.yaml", tmp_path / "w.yaml", tmp_path / "mising.yaml"
    binary.write_bytes(b"\x00\x01PNG")
    large.write_bytes(b"# " + b"x" * 6_000_000)
    latin.write_bytes("title: Caf\u00e9".encode("latin-1"))
    (tmp_path / "missing.yaml").write_text(SMALL)
    for path, words in (
        (binary, "not a text file"),
        (large, "6.0 MB"),
        (latin, "line 1"),
        (tmp_path, "is a folder"),
        (missing, "did you mean"),
    ):
        with pytest.raises(ArgumentError, match=words):
            find_assessment(path)
    with pytest.raises(ArgumentError, match="file not found"):
        read_assessment(tmp_path / "none.yaml")


def test_checking_loads_neither_arrays_nor_user_interfaces() -> None:
    code = (
        "import sys; from lynchpin.language import check_named; assert check_named('belarus-2019').assessment;"
        "bad = {'jax', 'altair', 'numpy', 'pint', 'rich', 'typer'} & set(sys.modules); sys.exit(str(bad) if bad else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr == ""
