"""What is read as a file, and which characters a file may hold."""

from __future__ import annotations

import os
import pickle
import socket
import threading
from pathlib import Path

import pytest
from example_files import SMALL

from lynchpin.errors import CONTROLS, ArgumentError, make_visible
from lynchpin.language import check_named, check_text, find_assessment, render_diagnostics
from lynchpin.language.source import MAX_BYTES, decode_source, read_source

SECONDS = 5
FORBIDDEN = [
    "\x01",
    "\x07",
    "\x08",
    "\x0b",
    "\x1b",
    "\x1f",
    "\x7f",
    "\x80",
    "\x9b",
    "\u061c",
    "\u200e",
    "\u200f",
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
]
BACKSLASH = "\\"


def escape(character: str) -> str:
    return f"{BACKSLASH}u{ord(character):04X}"


def read_quickly(path: Path) -> str:
    """The message of the error on reading a path, which must come at once."""
    said: list[str] = []

    def read() -> None:
        try:
            read_source(path)
        except ArgumentError as error:
            said.append(str(error))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(SECONDS)
    assert not thread.is_alive()
    return said[0]


def test_pipes_devices_and_sockets_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.yaml")
        for path in (tmp_path / "pipe.yaml", Path("/dev/zero"), Path("/dev/null"), tmp_path / "socket.yaml"):
            assert "is not a regular file" in read_quickly(path)
            with pytest.raises(ArgumentError, match="is not a regular file"):
                check_named(path)
    (tmp_path / "link.yaml").symlink_to(tmp_path / "pipe.yaml")
    assert "is not a regular file" in read_quickly(tmp_path / "link.yaml")
    assert "is a folder" in read_quickly(tmp_path)
    assert "file not found" in read_quickly(tmp_path / "none.yaml")


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_source(path).text) == MAX_BYTES
    with path.open("ab") as file:
        file.truncate(10**12)  # a sparse file, which takes no room
    assert "1000000.0 MB; the limit is 5 MB" in read_quickly(path)


@pytest.mark.parametrize("name", ["x" * 5_000, "x" * 5_000 + ".yaml", "a\0b", "a\0b.yaml", "/" + "x/" * 3_000])
def test_an_impossible_name_is_an_argument_error(name: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        find_assessment(name)
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_file_in_wide_characters_says_what_to_do(encoding: str) -> None:
    with pytest.raises(ArgumentError, match="save it as UTF-8") as caught:
        decode_source(SMALL.encode(encoding), "wide.yaml")
    assert "text" in str(caught.value)


def test_other_files_are_not_taken_for_wide_characters() -> None:
    with pytest.raises(ArgumentError, match="is not a text file"):
        decode_source(bytes(range(256)) * 4, "binary.yaml")
    assert decode_source(b"\xef\xbb\xbf" + SMALL.encode(), "marked.yaml").text == SMALL


@pytest.mark.parametrize("character", FORBIDDEN)
def test_no_text_holds_a_control_character(character: str) -> None:
    for text in (
        SMALL.replace("A gas dispute", f"A gas{character} dispute"),
        SMALL.replace("A gas dispute", f'"A gas{escape(character)} dispute"'),
        SMALL.replace("The public stays calm", f'"The public{escape(character)} stays calm"'),
        SMALL.replace("J. Doe", f'"J.{escape(character)} Doe"'),
        SMALL.replace("  calm:", f'  "ca{escape(character)}lm":'),
        SMALL.replace("title: A gas", f"# {character}\ntitle: A gas"),
    ):
        checked = check_text(text, f"name{character}.yaml")
        assert {d.id for d in checked.diagnostics if d.severity == "error"} == {"control-character"}
        assert checked.assessment is None
        assert CONTROLS.search(render_diagnostics(checked.diagnostics, checked.source.lines, checked.source.path)) is None


@pytest.mark.parametrize("text", ['"tab\\tand\\nline"', "é ü 汉 \u05d0 \U0001f600", "'it''s'"])
def test_other_characters_are_text(text: str) -> None:
    assert check_text(SMALL.replace("A gas dispute", text)).assessment is not None


@pytest.mark.parametrize("character", FORBIDDEN)
def test_a_message_shows_control_characters_by_their_numbers(character: str) -> None:
    error = ArgumentError(f"file not found: {character}.yaml")
    assert str(error) == f"file not found: <U+{ord(character):04X}>.yaml"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert make_visible(str(error)) == str(error)
    with pytest.raises(ArgumentError) as caught:
        find_assessment(f"gas{character}.yaml")
    assert CONTROLS.search(str(caught.value)) is None
