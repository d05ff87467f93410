"""Output of a command: the result on standard output, and notes on standard error."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from lynchpin.cli import progress
from lynchpin.cli.streams import can_encode

LEAST_ROOM = 20
"""A column narrower than this is not wrapped."""


def print_json(result: Mapping[str, Any] | list[Any]) -> None:
    """Print the result as JSON on standard output, in escapes if its characters cannot be encoded."""
    progress.stop()
    text = json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2)
    print(text if can_encode(text) else json.dumps(result, ensure_ascii=True, allow_nan=False, indent=2))


def print_text(text: str) -> None:
    """Print a result in words on standard output; in a terminal, lines are broken between words."""
    progress.stop()
    print(wrap_lines(text, shutil.get_terminal_size().columns) if is_terminal() else text)


def wrap_lines(text: str, width: int) -> str:
    """Break long lines between words. Longer words, such as paths, are kept whole so that they can be copied.

    Args:
        text: The text.
        width: Largest number of characters per line.
    """
    return "\n".join(_wrap(line, width) if len(line) > width else line for line in text.split("\n"))


def _wrap(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def print_rows(rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows of texts in columns on standard output; in a terminal, a long last column continues below its start."""
    progress.stop()
    rows = list(rows)
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]) - 1)] if rows else []
    width = shutil.get_terminal_size().columns if is_terminal() else 0
    for *heads, last in rows:
        start = "".join(f"{head:<{w}}  " for head, w in zip(heads, widths, strict=True))
        room = width - len(start)
        lines = textwrap.wrap(last, room, break_long_words=False, break_on_hyphens=False) if room >= LEAST_ROOM else []
        print(start + f"\n{' ' * len(start)}".join(lines or [last]))


def print_note(text: str) -> None:
    """Print a note on standard error."""
    progress.stop()
    print(text, file=sys.stderr)


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()
