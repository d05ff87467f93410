"""Findings in sentences, one file per question, for the page, the terminal and Python.

`describe(finding)` in each file returns a few sentences; `str(finding)` is the same. A file is loaded when it is first needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from lynchpin.presentation.wording import format_count
from lynchpin.questions.shared.finding import Finding, Sentences, register_sentences

FILES: Mapping[str, str] = {
    "run": "forecast",
    "stress": "stress",
    "drivers": "drivers",
    "robustness": "robustness",
    "scenarios": "scenarios",
    "signposts": "signposts",
    "policies": "policies",
    "update": "update",
    "score": "score",
    "compare": "compare",
    "coverage": "coverage",
    "why": "why",
}
"""The file of each question, by the name of its command."""


def describe_finding(finding: Finding) -> str:
    """Return the finding in sentences."""
    text: str = _load(finding).describe(finding)
    left_out = describe_left_out(finding)
    return f"{text} {left_out}" if left_out else text


def describe_left_out(finding: Finding) -> str:
    """Return how many futures have no answer and which quantities caused it; empty if none."""
    count = sum(finding.nonfinite.values())
    if not count:
        return ""
    causes = sorted(finding.nonfinite.items(), key=lambda item: -item[1])
    named = ", ".join(f"`{name}` ({times:,})" for name, times in causes[:3])
    more = f" and {len(causes) - 3} more" if len(causes) > 3 else ""
    return f"Left out: {format_count(count, 'future')} with a non-finite value (NaN or infinity), first in {named}{more}."


def warn_of_finding(finding: Finding) -> list[str]:
    """Return the warnings about a finding."""
    warnings: list[str] = getattr(_load(finding), "warn", lambda finding: [])(finding)
    left_out = describe_left_out(finding)
    return [left_out, *warnings] if left_out else warnings


def register_all_sentences() -> None:
    """Register the sentences, so that findings can print themselves."""
    for question in FILES:
        register_sentences(question, Sentences(describe_finding, warn_of_finding))


def _load(finding: Finding) -> Any:
    return import_module(f"lynchpin.presentation.sentences.{FILES[finding.question]}")
