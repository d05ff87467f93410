"""How the commands print a finding."""

from __future__ import annotations

from rich.console import Console

from lynchpin.cli import progress
from lynchpin.cli.output import is_terminal, print_json, say
from lynchpin.language.records import Assessment
from lynchpin.presentation.confidence import find_confidence
from lynchpin.presentation.terminal import render_finding
from lynchpin.questions.shared.finding import Finding


def print_finding(finding: Finding, assessment: Assessment, *, json: bool) -> None:
    """Print a finding as JSON or in words; in a terminal, with tables and in the words of the file's yardstick."""
    if json:
        print_json(finding.to_dict())
    elif is_terminal():
        _show_finding(finding, assessment)
    else:
        say(str(finding))


def _show_finding(finding: Finding, assessment: Assessment) -> None:
    """Only `stress` has all the reasons for a level of confidence, so only its finding is shown with one."""
    confidence = find_confidence(assessment, finding.to_dict()) if finding.question == "stress" else None
    console = Console()
    progress.stop()
    console.print(render_finding(finding, assessment.yardstick, width=console.width, confidence=confidence))
