"""Reads the text of an assessment from a file, and refuses what is not a text file of reasonable size."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from lynchpin.errors import ArgumentError

MAX_BYTES = 5_000_000
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file. `path` is its name in messages; `lines` are split at the line breaks of YAML."""

    path: str
    text: str
    sha256: str
    lines: tuple[str, ...]


def read_source(path: Path | str) -> Source:
    """Read a file.

    Raises:
        ArgumentError: The file is missing, a folder, not a text file, or larger than 5 MB.
    """
    path = Path(path)
    if path.is_dir():
        raise ArgumentError(
            f"{path} is a folder, not a file\nhint: give the path of an assessment in it, such as {path / 'assessment.yaml'}"
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ArgumentError(f"{path} has {path.stat().st_size / 1e6:.1f} MB; the limit for an assessment is 5 MB")
        content = path.read_bytes()
    except FileNotFoundError:
        raise ArgumentError(f"file not found: {path}") from None
    except OSError as problem:
        raise ArgumentError(f"cannot read {path}: {problem.strerror or problem}") from None
    return decode_source(content, str(path))


def decode_source(content: bytes, path: str) -> Source:
    """Decode the content of a file as UTF-8.

    Args:
        content: The bytes of the file.
        path: Its name in messages.

    Raises:
        ArgumentError: The content is not UTF-8 text, or larger than 5 MB.
    """
    if len(content) > MAX_BYTES:
        raise ArgumentError(f"{path} has {len(content) / 1e6:.1f} MB; the limit for an assessment is 5 MB")
    if b"\0" in content:
        raise ArgumentError(f"{path} is not a text file\nhint: an assessment is a plain text file; `lynchpin new NAME` writes one")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise ArgumentError(f"{path} is not UTF-8 text: there is a byte 0x{byte:02x} in line {line}\nhint: save it as UTF-8") from None
    return Source(path, text, hashlib.sha256(content).hexdigest(), tuple(_LINE_BREAK.split(text)))
