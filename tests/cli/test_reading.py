"""check, list, show, schema, explain, new: fast, and without the engine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from calling import SMALL, Call

from lynchpin import list_assessments
from lynchpin.cli.options import read_assume
from lynchpin.errors import ArgumentError
from lynchpin.language import build_schema, find_assessment, find_source
from lynchpin.language.fixing import Fixed
from lynchpin.language.source import Source

LYNCHPIN = Path(sys.executable).with_name("lynchpin")


MOST_MODULES = 450
"""Modules that a check may load. Starting takes longer the more there are; `benchmarks/check.py` prints the seconds."""


def test_a_check_loads_few_modules() -> None:
    script = (
        "import sys; from lynchpin.cli.entry import run_command; status = run_command(['check', 'belarus-2019']); "
        "print(len(sys.modules), file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stderr.split()[-1]) < MOST_MODULES


@pytest.mark.parametrize(
    "arguments", [["check", "belarus-2019"], ["list"], ["show", "gas-dispute"], ["schema"], ["explain", "unknown-name"]]
)
def test_reading_loads_no_engine_and_no_charts(arguments: list[str]) -> None:
    script = (
        "import sys; from lynchpin.cli.entry import run_command; status = run_command(sys.argv[1:]); "
        "heavy = {'jax', 'numpy', 'altair', 'pandas', 'pyarrow', 'pydantic'} & set(sys.modules); sys.exit(str(heavy) if heavy else status)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", list_assessments())
def test_shipped_assessments_pass_and_can_be_shown(call: Call, name: str) -> None:
    ended = call("check", name, "--json")
    assert ended.status == 0
    found = json.loads(ended.out)
    assert [d for d in found["diagnostics"] if d["severity"] == "error"] == []
    assert found["basis"]["cited"] > 0
    assert call("show", name).out == find_source(name).text
    assert name in call("list").out


def test_check_tells_faults_on_standard_error_and_as_json(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace("chance: anger", "chance: angr"))
    ended = call("check", path)
    assert (ended.status, ended.out) == (2, "")
    assert "bad.yaml:12:21" in ended.err
    ended = call("check", path, "--json")
    assert (ended.status, ended.err) == (2, "")
    (fault,) = [d for d in json.loads(ended.out)["diagnostics"] if d["id"] == "unknown-name"]
    assert (fault["severity"], fault["line"], fault["column"]) == ("error", 12, 21)
    assert "anger" in fault["hint"]


def test_check_counts_what_is_in_the_file(call: Call, small: Path) -> None:
    ended = call("check", small)
    assert ended.status == 0
    assert "1 parameter, 1 stock, 1 event" in ended.out
    assert json.loads(call("check", small, "--json").out)["basis"]["judged"] == 4


def test_new_writes_a_file_that_passes_and_is_never_overwritten(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = call("new", "my-strait")
    assert (ended.status, ended.out) == (0, "my-strait.yaml\n")
    assert "My strait" in Path("my-strait.yaml").read_text()
    checked = call("check", "my-strait.yaml")
    assert (checked.status, checked.err) == (0, "")
    Path("my-strait.yaml").write_text("mine")
    assert call("new", "my-strait").status == 2
    assert Path("my-strait.yaml").read_text() == "mine"


def test_new_writes_a_file_of_a_kind(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "flu.yaml"
    assert call("new", "flu", "--like", "epidemic", "--output", path).status == 0
    assert "patients:" in path.read_text()
    ended = call("new", "debts", "--like", "dept", "--output", tmp_path / "debts.yaml")
    assert ended.status == 2
    assert "did you mean `debt`?" in ended.err
    assert not (tmp_path / "debts.yaml").exists()


def test_schema_is_the_one_of_the_language(call: Call) -> None:
    assert json.loads(call("schema").out) == build_schema()


def test_list_names_each_field_once_before_its_assessments(call: Call) -> None:
    fields = {name: find_assessment(name).field for name in list_assessments()}
    shown = [line.split("  ")[0] for line in call("list").out.splitlines()]
    assert [field for field in shown if field] == sorted(set(fields.values()))
    assert len(shown) == len(fields)
    listed = json.loads(call("list", "--json").out)
    assert {row["name"]: row["field"] for row in listed} == fields


def test_json_forms_of_the_small_commands(call: Call) -> None:
    assert {row["name"] for row in json.loads(call("list", "--json").out)} == set(list_assessments())
    assert json.loads(call("show", "gas-dispute", "--json").out)["text"] == find_source("gas-dispute").text
    assert "unknown-name" in json.loads(call("explain", "unknown-name", "--json").out)["text"]


def test_help_names_every_command_and_comes_without_arguments(call: Call) -> None:
    assert call().status == 0
    assert call().out == call("--help").out
    assert call("--version").out.startswith("lynchpin ")


def test_in_a_terminal_lines_are_broken_between_words_and_paths_stay_whole() -> None:
    from lynchpin.cli.output import wrap_lines

    path = "/a/path/that/is/longer/than/the/line"
    assert wrap_lines(f"The report is in {path}", 20) == f"The report is in\n{path}"
    assert wrap_lines("  wrong: some words\nshort", 14) == "  wrong: some\n  words\nshort"
    assert wrap_lines("short\n", 14) == "short\n"


MARKED = SMALL.replace("policies:", "# What could be done (talks, say).\npolicies:")
UNQUOTED = MARKED.replace('"beta(2, 5)"', "beta(2, 5)").replace("credence: likely", "credence: 70")


def test_fix_corrects_the_file_prints_the_difference_and_keeps_the_rest(call: Call, tmp_path: Path) -> None:
    path, link = tmp_path / "strike.yaml", tmp_path / "link.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + UNQUOTED.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    link.symlink_to(path)
    ended = call("check", link, "--fix")
    assert ended.status == 0
    assert "-  anger: {value: beta(2, 5)," in ended.out
    assert '+  anger: {value: "beta(2, 5)",' in ended.out
    assert path.read_bytes() == b"\xef\xbb\xbf" + MARKED.replace("credence: likely", "credence: 70%").replace("\n", "\r\n").encode()
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [other.name for other in tmp_path.iterdir() if other not in (path, link)] == []
    again = call("check", path, "--fix")
    assert "there is nothing that can be corrected safely" in again.err
    found = json.loads(call("check", path, "--fix", "--json").out)
    assert (found["fixed"], found["diff"]) == (0, "")


def test_fix_refuses_shipped_files_and_files_that_change_meanwhile(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = call("check", "gas-dispute", "--fix")
    assert ended.status == 2
    assert "lynchpin show gas-dispute > gas-dispute.yaml" in ended.err
    from lynchpin.cli.commands import fixing

    path = tmp_path / "strike.yaml"
    path.write_text(UNQUOTED)
    correct = fixing.fix_source

    def interrupt(source: Source) -> Fixed:
        path.write_text("mine")
        return correct(source)

    monkeypatch.setattr(fixing, "fix_source", interrupt)
    ended = call("check", path, "--fix")
    assert ended.status == 2
    assert "was changed in the meantime" in ended.err
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("text", "probability"), [("0.7", 0.7), ("70%", 0.7), ("100%", 1.0), ("holds", 1.0), ("fails", 0.0)])
def test_a_credence_can_be_assumed_in_percent(text: str, probability: float) -> None:
    assert read_assume([f"patience={text}"]) == {"patience": probability}
    for wrong in ("101%", "70%%", "%"):
        with pytest.raises(ArgumentError, match="patience=70%"):
            read_assume([f"patience={wrong}"])
