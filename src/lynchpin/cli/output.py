"""What a command prints: the result on standard output, everything for people alone on standard error or a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lynchpin.cli import progress

if TYPE_CHECKING:
    from lynchpin.questions.finding import Finding


def print_json(result: Mapping[str, Any] | list[Any]) -> None:
    """The result as JSON on standard output, and nothing else there."""
    progress.stop()
    print(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2))


def say(text: str) -> None:
    """A result in words, on standard output."""
    progress.stop()
    print(text)


def tell(text: str) -> None:
    """A remark for people, on standard error."""
    progress.stop()
    print(text, file=sys.stderr)


def is_terminal() -> bool:
    """Whether somebody is looking at standard output."""
    return sys.stdout.isatty()


def print_finding(finding: Finding, *, json: bool, yardstick: str) -> None:
    """A finding as JSON; else in words, with tables where somebody is looking; likelihood in the words of the yardstick."""
    if json:
        print_json(finding.to_dict())
        return
    say(str(finding))
    if is_terminal():
        _show_tables(finding, yardstick)


def _show_tables(finding: Finding, yardstick: str) -> None:
    from rich.console import Console

    from lynchpin.presentation.terminal import render_finding

    Console().print(render_finding(finding, yardstick))
