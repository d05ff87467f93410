"""From a path to the text of an assessment: what is no readable text file is refused here, in plain words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from lynchpin.errors import ArgumentError

LARGEST = 5_000_000
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file. `path` is how the author calls it; `lines` are split as YAML splits them."""

    path: str
    text: str
    sha256: str
    lines: tuple[str, ...]


def read_source(path: Path | str) -> Source:
    """Read a file; ArgumentError for a missing file, a folder, a binary file or one over 5 MB."""
    path = Path(path)
    if path.is_dir():
        raise ArgumentError(f"{path} is a folder, not a file\nhint: name the assessment in it, such as {path / 'assessment.yaml'}")
    try:
        if path.stat().st_size > LARGEST:
            raise ArgumentError(f"{path} has {path.stat().st_size / 1e6:.1f} MB; an assessment may have at most 5 MB")
        content = path.read_bytes()
    except FileNotFoundError:
        raise ArgumentError(f"there is no file {path}") from None
    except OSError as problem:
        raise ArgumentError(f"{path} cannot be read: {problem.strerror or problem}") from None
    return decode_source(content, str(path))


def decode_source(content: bytes, path: str) -> Source:
    """Take bytes as UTF-8 text; ArgumentError if they are something else."""
    if len(content) > LARGEST:
        raise ArgumentError(f"{path} has {len(content) / 1e6:.1f} MB; an assessment may have at most 5 MB")
    if b"\0" in content:
        raise ArgumentError(f"{path} is not a text file\nhint: an assessment is plain text; `lynchpin new NAME` writes one")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise ArgumentError(f"{path} is not UTF-8 text: line {line} has the byte 0x{byte:02x}\nhint: save it as UTF-8") from None
    return Source(path, text, hashlib.sha256(content).hexdigest(), tuple(_BREAK.split(text)))
