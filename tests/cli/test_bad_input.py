"""Bad input gives a clear message and exit status 2, never a traceback."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from calling import SMALL, Call

BAD_ARGUMENTS = [
    ("--futures 0", "there must be from 1 to 4,294,967,296 futures"),
    ("--futures -5", "there must be from 1 to"),
    ("--futures abc", "`--futures abc`: not a number"),
    ("--futures 1.5", "not a whole number"),
    ("--futures nan", "not a whole number"),
    ("--futures 1e300", "there must be from 1 to"),
    ("--futures", "--futures"),
    ("--seed x", "`--seed x`: not a whole number"),
    ("--assume patience=maybe", "hint: patience=holds, patience=fails, patience=0.7 or patience=70%"),
    ("--assume patience=1.4", "with a probability from 0 to 1"),
    ("--assume patience", "not of the form NAME=holds"),
    ("--assume =holds", "not of the form NAME=holds"),
    ("--assume patience=holds --assume patience=fails", "assumed twice"),
    ("--assume patients=holds", "did you mean `patience`?"),
    ("--policy talk", "did you mean `talks`?"),
    ("--answer perhaps", "there is no answer called `perhaps`\nhint: there is: yes, no"),
    ("--answr yes", "--answr"),
    ("extra", "extra"),
]


@pytest.mark.parametrize("command", ["run", "check", "stress", "report"])
@pytest.mark.parametrize(("arguments", "words"), BAD_ARGUMENTS)
def test_bad_arguments(call: Call, small: Path, command: str, arguments: str, words: str) -> None:
    ended = call(command, small, *arguments.split())
    assert ended.status == 2
    assert words in ended.err
    assert ended.err.startswith("error: ")
    assert "Traceback" not in ended.err
    assert ended.out == "" or command == "check"


def deep(levels: int) -> str:
    return "".join(f"{'  ' * k}a:\n" for k in range(levels)) + "  " * levels + "a: 1\n"


BAD_FILES = [
    ("6 MB", SMALL + "# " + "x" * 6_000_000, "6.0 MB; the limit is 5 MB"),
    ("41 levels", deep(41), "40"),
    ("an alias", SMALL.replace("title: A strike", "title: &a A strike\nsummary: *a"), "alias"),
    ("no YAML", "title: [", "error["),
    ("nothing", "", "empty"),
    ("a list", "- 1\n- 2\n", "error["),
    ("a name that does not exist", SMALL.replace("chance: anger", "chance: angr"), "did you mean `anger`"),
]


@pytest.mark.parametrize("command", ["check", "run", "report"])
@pytest.mark.parametrize(("text", "words"), [c[1:] for c in BAD_FILES], ids=[c[0] for c in BAD_FILES])
def test_bad_files(call: Call, tmp_path: Path, command: str, text: str, words: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    ended = call(command, path)
    assert ended.status == 2
    assert words in ended.err
    assert "bad.yaml" in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("command", ["check", "run", "report", "show"])
def test_what_is_no_text_file(call: Call, tmp_path: Path, command: str) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"\x00\x01\x02" * 100)
    for path, words in [
        (tmp_path / "missing.yaml", "file not found"),
        (tmp_path, "is a folder, not a file"),
        (tmp_path / "binary.yaml", "is not a text file"),
        (Path("gas-disputes"), "did you mean `gas-dispute`?"),
    ]:
        ended = call(command, path)
        assert ended.status == 2
        assert words in ended.err
        assert ended.out == ""


TOWNS = """\
sets: {town: [acton, boston]}
parameters:
  people[town]: {value: from towns.csv column people by town, judgement: t}
"""


@pytest.mark.parametrize(
    ("rows", "change", "words"),
    [
        (5_000_000_000, ("", ""), "it has 5,000.0 MB; the limit is 5 MB"),
        ("town,persons\nActon,1\nBoston,2\n", ("", ""), "the columns are `town` and `persons`"),
        ("secret.csv", ("", ""), "error[data-outside]"),
        ("town,people\nActon,1\nBoston,2\n", ("[acton, boston]", f"[{', '.join(f't{k}' for k in range(10_001))}]"), "10,000"),
        (
            "town,people\nActon,1\nBoston,2\n",
            ("credence: likely,", "credence: {given: {patience: {holds: 0.9, fails: 0.2}}},"),
            "`patience` -> `patience`",
        ),
    ],
    ids=["5 GB", "a missing column", "a link that leads outside", "10,001 members", "a cyclic table of credences"],
)
def test_data_and_tables_that_cannot_be_read(call: Call, tmp_path: Path, rows: int | str, change: tuple[str, str], words: str) -> None:
    folder, table = tmp_path / "folder", tmp_path / "folder" / "towns.csv"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("town,people\nActon,1\nBoston,2\n")
    if isinstance(rows, int):
        with open(table, "wb") as file:
            file.truncate(rows)
    elif rows == "secret.csv":
        table.symlink_to(tmp_path / rows)
    else:
        table.write_text(rows)
    path = folder / "towns.yaml"
    path.write_text(SMALL.replace("parameters:\n", TOWNS).replace(*change))
    ended = call("check", path)
    assert ended.status == 2
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_places_that_cannot_be_written(call: Call, small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for arguments, words in [
        (("run", small, "--save", tmp_path / "file"), "cannot write to the folder"),
        (("run", small, "--save", "/proc/nowhere"), "cannot write to the folder"),
        (("report", small, "-o", tmp_path / "none" / "page.html"), "cannot write into the folder"),
        (("report", small, "-o", tmp_path), "is a folder"),
        (("new", "x", "-o", tmp_path / "none" / "x.yaml"), "cannot write"),
        (("new", "x", "-o", tmp_path / "file"), "already exists"),
    ]:
        ended = call(*arguments)
        assert ended.status == 2, arguments
        assert words in ended.err
        assert ended.out == ""


def test_a_question_that_the_file_cannot_answer_says_what_to_add(call: Call, small: Path) -> None:
    ended = call("update", small)
    assert ended.status == 2
    assert "it has no evidence" in ended.err
    assert "hint: add, for example\n    evidence:" in ended.err
    assert call("explain", "unknown-nam").err.endswith("hint: did you mean `unknown-name`?\n")
    assert "nope" in call("nope").err


def test_a_fault_of_ours_is_one_line(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("lynchpin.workflow.asking.build", fail)
    ended = call("run", small)
    assert ended.status == 1
    assert ended.err.startswith("error: lynchpin failed before anything was drawn: ZeroDivisionError: division by zero\n")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("place", [0, 3])
def test_debug_logs_where_it_failed(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("lynchpin.workflow.asking.build", fail)
    arguments: list[object] = ["run", small, "--json"]
    arguments.insert(place, "--debug")
    ended = call(*arguments)
    assert ended.status == 1
    (record,) = [record for record in caplog.records if record.exc_info]
    assert record.name == "lynchpin"
    logger = logging.getLogger("lynchpin")
    logger.setLevel(logging.NOTSET)
    logger.handlers.clear()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("strikers --at 2025", "`why` cannot be asked of this file: it has no actors\nhint: add, for example"),
        ("strikers", "Missing option '--at'"),
        ("--at 2025", "Missing argument 'ACTOR'"),
        ("strikers --at 2025 --future many", "'many' is not a valid int"),
        ("strikers --at 2025 --answer yes", "`lynchpin why` does not take `--answer`"),
        ("strikers --at 2025 --given-evidence", "--given-evidence"),
    ],
)
def test_a_decision_that_cannot_be_asked_about(call: Call, small: Path, arguments: str, words: str) -> None:
    ended = call("why", small, *arguments.split())
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("error: ")
    assert words in ended.err
