"""Findings in sentences, one file per question. The page, the terminal and Python all take their sentences from here.

Each file has `describe(finding)`, the whole finding in a few sentences, which is what `str(finding)` returns.
A file is loaded when a finding of its question is first put into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from lynchpin.presentation.wording import say_count
from lynchpin.questions.shared.finding import Finding, Sentences, register_sentences

FILES: Mapping[str, str] = {
    "run": "forecast",
    "stress": "stress",
    "drivers": "drivers",
    "scenarios": "scenarios",
    "signposts": "signposts",
    "policies": "policies",
    "update": "update",
    "score": "score",
    "compare": "compare",
    "coverage": "coverage",
}
"""The file of each question, by the name of its command."""


def describe_finding(finding: Finding) -> str:
    """Return the finding in sentences."""
    text: str = _load(finding).describe(finding)
    left_out = say_nonfinite(finding)
    return f"{text} {left_out}" if left_out else text


def say_nonfinite(finding: Finding) -> str:
    """Return how many futures have no answer and which quantities caused it; empty if none."""
    count = sum(finding.nonfinite.values())
    if not count:
        return ""
    causes = sorted(finding.nonfinite.items(), key=lambda item: -item[1])
    named = ", ".join(f"`{name}` ({times:,})" for name, times in causes[:3])
    more = f" and {len(causes) - 3} more" if len(causes) > 3 else ""
    return f"Left out: {say_count(count, 'future')} with a non-finite value (NaN or infinity), first in {named}{more}."


def warn_of_finding(finding: Finding) -> list[str]:
    """Return what a reader of the finding should be warned of."""
    warnings: list[str] = getattr(_load(finding), "warn", lambda finding: [])(finding)
    left_out = say_nonfinite(finding)
    return [left_out, *warnings] if left_out else warnings


def register_all_sentences() -> None:
    """Let the findings of every question print themselves in words."""
    for question in FILES:
        register_sentences(question, Sentences(describe_finding, warn_of_finding))


def _load(finding: Finding) -> Any:
    return import_module(f"lynchpin.presentation.sentences.{FILES[finding.question]}")
