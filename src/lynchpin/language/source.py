"""Reads the text of an assessment from a file, and refuses what is not a text file of reasonable size."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from lynchpin.errors import ArgumentError, Place

_WIDE = {"UTF-32": (b"\xff\xfe\0\0", b"\0\0\xfe\xff"), "UTF-16": (b"\xff\xfe", b"\xfe\xff")}
"""Marks at the start of texts with two or four bytes for each character."""
_MAX_PATH = 200
_MAX_QUOTED = 40
MAX_BYTES = 5_000_000
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file.

    Attributes:
        path: Its name in messages.
        text: Its text.
        sha256: The hash of its bytes.
        lines: Its lines, split at the line breaks of YAML.
        folder: The folder in which its data files lie; None if the text does not come from a file.
    """

    path: str
    text: str
    sha256: str
    lines: tuple[str, ...]
    folder: Path | None = None

    def quote(self, place: Place) -> str:
        """Return the text at a place, cut if it is long, for a message."""
        first = place.column - 1
        text = self.lines[place.line - 1][first : first + place.length]
        return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}..."


def read_source(path: Path | str) -> Source:
    """Read a file.

    Raises:
        ArgumentError: The file is missing, a folder, not a text file, or larger than 5 MB.
    """
    path = Path(path)
    return decode_source(read_bytes(path), str(path), path.parent)


def read_bytes(path: Path) -> bytes:
    """Return the content of a regular file. If the file grows while it is read, this is up to one byte more than the limit.

    Raises:
        ArgumentError: The file is missing, a folder, not a regular file, or larger than 5 MB.
    """
    try:
        return _read_regular(path)
    except FileNotFoundError:
        raise ArgumentError(f"file not found: {path}") from None
    except OSError as problem:
        raise ArgumentError(f"cannot read {shorten_path(path)}: {problem.strerror or problem}") from None
    except ValueError:  # a null character
        raise ArgumentError(f"{path} is not the name of a file") from None


def shorten_path(path: Path) -> str:
    """Return a path for a message, with the end of a very long one cut off."""
    text = str(path)
    return text if len(text) <= _MAX_PATH else f"{text[:_MAX_PATH]}..."


def _read_regular(path: Path) -> bytes:
    """Return the content of a regular file, up to one byte more than the limit. Opening a pipe does not wait for its other end."""
    _require_regular(path, os.stat(path).st_mode)
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        _require_regular(path, status.st_mode)
        if status.st_size > MAX_BYTES:
            raise ArgumentError(f"{path} has {status.st_size / 1e6:.1f} MB; the limit is 5 MB")
    except ArgumentError:
        os.close(handle)
        raise
    with open(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _require_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise ArgumentError(
            f"{path} is a folder, not a file\nhint: give the path of an assessment in it, such as {path / 'assessment.yaml'}"
        )
    if not stat.S_ISREG(mode):
        raise ArgumentError(f"{path} is not a regular file\nhint: save the assessment as a file, and give its path")


def decode_source(content: bytes, path: str, folder: Path | None = None) -> Source:
    """Decode the content of a file as UTF-8.

    Args:
        content: The bytes of the file.
        path: Its name in messages.
        folder: The folder in which its data files lie, if it is a file.

    Raises:
        ArgumentError: The content is not UTF-8 text, or larger than 5 MB.
    """
    if len(content) > MAX_BYTES:
        raise ArgumentError(f"{path} has {len(content) / 1e6:.1f} MB; the limit is 5 MB")
    if (encoding := _find_wide_encoding(content)) is not None:
        raise ArgumentError(f"{path} is {encoding} text\nhint: save it as UTF-8")
    if b"\0" in content:
        raise ArgumentError(f"{path} is not a text file\nhint: an assessment is a plain text file; `lynchpin new NAME` writes one")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise ArgumentError(f"{path} is not UTF-8 text: there is a byte 0x{byte:02x} in line {line}\nhint: save it as UTF-8") from None
    return Source(path, text, hashlib.sha256(content).hexdigest(), tuple(LINE_BREAK.split(text)), folder)


def _find_wide_encoding(content: bytes) -> str | None:
    """Return the name of the encoding with two or four bytes for each character in which a text was saved, or None."""
    for name, marks in _WIDE.items():
        if content.startswith(marks):
            return name
    start = content[:200]
    zeros = start.count(0) / max(1, len(start))
    latin = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in start) / max(1, len(start))
    if zeros > 0.4 and zeros + latin > 0.9:  # without a mark: one of two or four bytes of Latin letters is not zero
        return "UTF-32" if zeros > 0.6 else "UTF-16"
    return None
