"""How the commands print a finding."""

from __future__ import annotations

import io

from rich.console import Console

from lynchpin.cli import progress
from lynchpin.cli.output import is_terminal, print_json
from lynchpin.language.records import Assessment
from lynchpin.presentation.confidence import find_confidence
from lynchpin.presentation.terminal import render_finding
from lynchpin.questions.shared.finding import Finding
from lynchpin.questions.stress.question import StressFinding

PIPED = 120
"""Characters in a line of tables that go to a file or a pipe."""


def print_finding(finding: Finding, assessment: Assessment, *, json: bool) -> None:
    """Print a finding as sentences and tables, styled in a terminal and as plain text in a file or a pipe.

    Args:
        finding: The finding.
        assessment: Its assessment, for the level of confidence.
        json: Whether to print JSON instead.
    """
    if json:
        print_json(finding.to_dict())
        return
    # Confidence depends on the exposure to each assumption, which only `stress` measures.
    confidence = find_confidence(assessment, finding) if isinstance(finding, StressFinding) else None
    progress.stop()
    if is_terminal():
        console = Console()
        console.print(render_finding(finding, width=console.width, confidence=confidence))
        return
    plain = io.StringIO()
    Console(file=plain, width=PIPED, color_system=None).print(render_finding(finding, width=PIPED, confidence=confidence))
    print("\n".join(line.rstrip() for line in plain.getvalue().splitlines()))
