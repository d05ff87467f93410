"""Reads CSV files that lie in the folder of an assessment or below it."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TypeAlias

from lynchpin.errors import CONTROLS

MAX_BYTES = 5_000_000
"""The size of the largest data file, as for an assessment."""
MAX_ROWS = 100_000
Rows: TypeAlias = "dict[str, Rows] | int"
"""The index of a row, below the words in its columns of keys."""


class UnreadableDataError(Exception):
    """A data file cannot be read. `id` is the message for it, and `why` the reason."""

    def __init__(self, why: str, message_id: str = "unreadable-data") -> None:
        super().__init__(why)
        self.id = message_id
        self.why = why


@dataclass(slots=True)
class DataFile:
    """One CSV file.

    Attributes:
        path: Its path, relative to the assessment.
        sha256: The hash of its bytes.
        columns: The names in its first row.
        rows: The other rows that are not blank.
        numbers: The number of each of these rows in the file. The first row is 1, and blank rows count.
        by_keys: The rows by their words in the columns of keys, for each combination of keys that has been used.
    """

    path: str
    sha256: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]
    by_keys: dict[tuple[str, ...], dict[str, Rows]] = field(default_factory=dict)


def read_data_file(folder: Path | None, name: str) -> DataFile:
    """Read a CSV file.

    Args:
        folder: The folder of the assessment; None if it is not a file.
        name: The path of the data file, relative to the folder.

    Raises:
        UnreadableDataError: The file lies elsewhere, is missing, too large, or not a table in UTF-8.
    """
    if folder is None:
        raise UnreadableDataError("", "data-without-folder")
    content = _read_bytes(folder, name)
    rows = _parse(content)
    numbers = [number for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not numbers:
        raise UnreadableDataError("it is empty")
    rows = [rows[number - 1] for number in numbers]
    columns = tuple(cell.strip() for cell in rows[0])
    if len(rows) - 1 > MAX_ROWS:
        raise UnreadableDataError(f"it has {len(rows) - 1:,} rows; the limit is {MAX_ROWS:,}")
    for number, row in zip(numbers, rows, strict=True):
        if len(row) != len(columns):
            raise UnreadableDataError(f"row {number} has {len(row)} cells, but the first row has {len(columns)}")
    return DataFile(name, hashlib.sha256(content).hexdigest(), columns, rows[1:], numbers[1:])


def _parse(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise UnreadableDataError(f"line {line} is not UTF-8; save it as UTF-8") from None
    if (control := CONTROLS.search(text.replace("\r", ""))) is not None:
        raise UnreadableDataError(f"it contains the control character U+{ord(control[0]):04X}")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as problem:
        raise UnreadableDataError(f"it is not a table: {problem}") from None


def _read_bytes(folder: Path, name: str) -> bytes:
    path = PurePosixPath(name)
    if path.is_absolute() or PureWindowsPath(name).drive or "\\" in name or ".." in path.parts or "\0" in name:
        raise UnreadableDataError("", "data-outside")
    try:
        real = Path(folder, name).resolve(strict=True)
        if not real.is_relative_to(folder.resolve()):
            raise UnreadableDataError("", "data-outside")
        status = os.stat(real)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDataError("it is not a regular file")
        if status.st_size > MAX_BYTES:
            raise UnreadableDataError(f"it has {status.st_size / 1e6:,.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB")
        with open(os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            return file.read(MAX_BYTES)
    except FileNotFoundError:
        raise UnreadableDataError("there is no such file in the folder of the assessment") from None
    except (OSError, RuntimeError) as problem:
        raise UnreadableDataError(str(getattr(problem, "strerror", None) or problem)) from None
