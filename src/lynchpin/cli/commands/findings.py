"""How the commands print a finding."""

from __future__ import annotations

import io

from rich.console import Console

from lynchpin.cli import progress
from lynchpin.cli.output import is_terminal, print_json
from lynchpin.language.records import Assessment
from lynchpin.presentation.confidence import Confidence, find_confidence
from lynchpin.presentation.terminal import render_finding
from lynchpin.questions.robustness.question import RobustnessFinding
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
    confidence = _find_confidence(finding, assessment)
    if json:
        described = {"confidence": confidence.to_dict()} if isinstance(finding, RobustnessFinding) and confidence is not None else {}
        print_json(finding.to_dict() | described)
        return
    progress.stop()
    if is_terminal():
        console = Console()
        console.print(render_finding(finding, width=console.width, confidence=confidence))
        return
    plain = io.StringIO()
    Console(file=plain, width=PIPED, color_system=None).print(render_finding(finding, width=PIPED, confidence=confidence))
    print("\n".join(line.rstrip() for line in plain.getvalue().splitlines()))


def _find_confidence(finding: Finding, assessment: Assessment) -> Confidence | None:
    """Return the level of confidence after the questions that measure a part of it; None after the others."""
    match finding:
        case StressFinding():
            return find_confidence(assessment, stress=finding)
        case RobustnessFinding():
            return find_confidence(assessment, robustness=finding)
    return None
