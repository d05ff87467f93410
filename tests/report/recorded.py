"""The story of `dispute.yaml`, asked once per test session, and variants of it: other findings, failures, hostile text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import lynchpin as lp
from lynchpin.language.records import Assessment
from lynchpin.questions.shared.finding import Finding
from lynchpin.report.story import Failure, Story

FUTURES = 4_000
COMMAND = f"lynchpin report dispute.yaml --seed 1 --futures {FUTURES}"
PAYLOAD = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
TEXTS = {"means", "claim", "judgement", "title", "question", "summary", "author", "says", "left_out", "by", "locator", "date"}

Kind = TypeVar("Kind", bound=Finding)


@cache
def read_dispute() -> Assessment:
    return lp.load(Path(__file__).with_name("dispute.yaml"))


@cache
def ask_dispute() -> Story:
    """Return the story of the dispute from the whole pipeline (about ten seconds), shared by all tests of a session."""
    story = lp.tell_story(read_dispute(), futures=FUTURES, seed=1, command=COMMAND)
    assert not story.failures
    return story


def find_typed(kind: type[Kind]) -> Kind:
    """Return the finding of this kind about the dispute."""
    found = ask_dispute().find(kind)
    assert found is not None
    return found


@dataclass(frozen=True)
class Recorded:
    """A finding that consists only of its dictionary."""

    question: str
    found: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return dict(self.found)


def read_recorded() -> dict[str, Any]:
    """Return the dictionaries of the findings about the dispute, by question."""
    return dict(ask_dispute().told)


def tell(assessment: Assessment | None = None, found: Mapping[str, Any] | None = None, failed: Mapping[str, str] | None = None) -> Story:
    """Return the story of the dispute, or of another assessment, of other findings, or with questions that failed."""
    failed = failed or {}
    findings = [Recorded(q, f) for q, f in (found or read_recorded()).items() if q not in failed]
    return Story(assessment or read_dispute(), (*findings, *(Failure(q, m) for q, m in failed.items())), COMMAND)  # type: ignore[arg-type]


def replace_findings(*findings: Finding, failed: Mapping[str, str] | None = None, assessment: Assessment | None = None) -> Story:
    """Return the story of the dispute with some findings replaced and some questions failed."""
    failed = failed or {}
    given = {f.question: f for f in findings}
    kept = [given.get(f.question, f) for f in ask_dispute().findings if f.question not in failed]
    return Story(assessment or read_dispute(), (*kept, *(Failure(q, m) for q, m in failed.items())), COMMAND)


def spoil(value: Any, name: str = "") -> Any:
    """Return the same story with the payload after every text by a person, and a script as the address of every source."""
    if isinstance(value, str):
        return "javascript:window.hacked=1" if name == "url" else f"{value} {PAYLOAD}" if name in TEXTS else value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: spoil(getattr(value, f.name), f.name) for f in fields(value) if f.init})
    if isinstance(value, Mapping):
        return type(value)({k: spoil(v, str(k) if isinstance(v, str) else "") for k, v in value.items()})  # type: ignore[call-arg]
    if isinstance(value, tuple | list):
        return type(value)(spoil(v, name if isinstance(v, str) else "") for v in value)
    return value
