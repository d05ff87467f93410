"""The command `lynchpin import`: where it writes, what it refuses, and what it prints."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from test_networks import CLINIC

from lynchpin.cli.entry import run_command
from lynchpin.errors import ArgumentError
from lynchpin.importing import files, import_model, packages


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.bif"
    path.write_text(CLINIC)
    return path


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = run_command(["import", *map(str, arguments)])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_the_assessment_is_written_beside_the_model(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, network)
    written = network.with_suffix(".yaml")
    assert (status, out) == (0, f"{written}\n")
    assert err.startswith("hint: `lynchpin check ")
    assert written.read_text() == import_model(network).text


def test_a_file_is_only_replaced_on_request(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = network.with_name("mine.yaml")
    target.write_text("mine")
    status, out, err = call(capsys, network, "--output", target)
    assert (status, out) == (2, "")
    assert "already exists" in err
    assert target.read_text() == "mine"
    assert call(capsys, network, "--output", target, "--overwrite")[0] == 0
    assert target.read_text().startswith("# Imported from clinic.bif")


def test_the_model_itself_is_never_replaced(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = call(capsys, network, "--output", network, "--overwrite")
    assert status == 2
    assert "is the model itself" in err
    assert network.read_text() == CLINIC


def test_notes_are_on_standard_error_and_in_the_json(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network.write_text(CLINIC.replace("0.5, 0.3, 0.2", "0.5, 0.3, 0.199"))
    status, out, err = call(capsys, network, "--json")
    notes = ["The probabilities of `smoker` sum to 0.999; they were divided by their sum."]
    assert (status, err) == (0, f"note: {notes[0]}\n")
    assert json.loads(out) == {"path": str(network.with_suffix(".yaml")), "notes": notes}


def test_a_folder_that_cannot_be_written(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = call(capsys, network, "--output", network.parent / "missing" / "x.yaml")
    assert (status, err.count("\n")) == (2, 1)
    assert "cannot write" in err


@pytest.mark.parametrize("name", ["notes.txt", "model.py", "noextension", "model.yaml"])
def test_an_unknown_kind_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("x")
    with pytest.raises(ArgumentError, match=r"has an unknown extension\nhint: the extensions that can be imported are \.bif, "):
        import_model(path)


@pytest.mark.parametrize("extension", files.READERS)
def test_what_is_not_a_file_of_reasonable_size_is_refused(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"model{extension}"
    with pytest.raises(ArgumentError, match="file not found"):
        import_model(path)
    os.mkfifo(path)
    with pytest.raises(ArgumentError, match="not a regular file"):
        import_model(path)
    path.unlink()
    with path.open("wb") as file:
        file.truncate(5_000_000_000)
    with pytest.raises(ArgumentError, match=r"has 5000\.0 MB; the limit is 5 MB"):
        import_model(path)
    with path.open("wb") as file:
        file.write(b"\0" * 100)
    with pytest.raises(ArgumentError, match="is not a text file"):
        import_model(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ArgumentError, match="is a folder"):
        import_model(path)


def test_a_missing_package_is_named_with_the_extra_that_installs_it() -> None:
    with pytest.raises(ArgumentError, match=r"`pip install 'lynchpin\[import\]'` installs it"):
        packages.load_package("no_such_package.reader")
