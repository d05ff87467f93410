"""What a command prints: the result on standard output, everything for people alone on standard error or a terminal."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from lynchpin.cli import progress

if TYPE_CHECKING:
    from lynchpin.language.records import Assessment
    from lynchpin.questions.shared.finding import Finding


def print_json(result: Mapping[str, Any] | list[Any]) -> None:
    """The result as JSON on standard output, and nothing else there."""
    progress.stop()
    print(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2))


def say(text: str) -> None:
    """A result in words, on standard output; where somebody is looking, lines are broken between words."""
    progress.stop()
    print(wrap_lines(text, shutil.get_terminal_size().columns) if is_terminal() else text)


def wrap_lines(text: str, width: int) -> str:
    """The text with long lines broken between words; a word that is too long, such as a path, stays whole for those who copy it."""
    return "\n".join(_wrap(line, width) if len(line) > width else line for line in text.split("\n"))


def _wrap(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def say_rows(rows: Iterable[tuple[str, ...]]) -> None:
    """Rows of texts, on standard output, in columns; where somebody is looking, long ones go on below in their own column."""
    progress.stop()
    rows = list(rows)
    if not is_terminal():
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]) - 1)] if rows else []
        for *heads, last in rows:
            print("  ".join([*(f"{head:<{w}}" for head, w in zip(heads, widths, strict=True)), last]))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        grid.add_row(*map(Text, row))
    Console().print(grid)


def tell(text: str) -> None:
    """A remark for people, on standard error."""
    progress.stop()
    print(text, file=sys.stderr)


def is_terminal() -> bool:
    """Whether somebody is looking at standard output."""
    return sys.stdout.isatty()


def print_finding(finding: Finding, assessment: Assessment, *, json: bool) -> None:
    """A finding as JSON; else in words; where somebody is looking, with tables and in the words of the file's yardstick."""
    if json:
        print_json(finding.to_dict())
    elif is_terminal():
        _show_finding(finding, assessment)
    else:
        say(str(finding))


def _show_finding(finding: Finding, assessment: Assessment) -> None:
    """What the answer hangs on is shown with the confidence that this leaves: only there are all of its reasons known."""
    from rich.console import Console

    from lynchpin.presentation.confidence import find_confidence
    from lynchpin.presentation.terminal import render_finding

    confidence = find_confidence(assessment, finding.to_dict()) if finding.question == "stress" else None
    console = Console()
    progress.stop()
    console.print(render_finding(finding, assessment.yardstick, width=console.width, confidence=confidence))
