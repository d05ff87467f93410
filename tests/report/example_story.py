"""Stories about `dispute.yaml`: as it is, with changed findings or failed questions, and with hostile text in every place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from asked import DISPUTE, ask_all, make_robustness

import lynchpin as lp
from lynchpin.language.records import Assessment
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.shared.finding import Finding
from lynchpin.report.story import Failure, Story

COMMAND = "lynchpin report dispute.yaml --seed 1 --futures 4000"
PAYLOAD = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
TEXTS = {"means", "claim", "judgement", "title", "question", "summary", "author", "says", "left_out", "by", "locator", "date"}


@cache
def read_dispute() -> Assessment:
    """The assessment that all stories are about."""
    return lp.load(DISPUTE)


def list_findings() -> tuple[Finding, ...]:
    """One finding for each question about the dispute."""
    return tuple(f for f in ask_all().findings if not isinstance(f, Failure))


def list_given() -> tuple[Finding, ...]:
    """One finding for each question about the dispute that is asked again, given the evidence."""
    return tuple(f for f in ask_all().given if not isinstance(f, Failure))


def make_story(
    assessment: Assessment | None = None,
    findings: Sequence[Finding] | None = None,
    failed: Mapping[str, str] | None = None,
    given: Sequence[Finding] | None = None,
) -> Story:
    """The story of the dispute; or of another assessment, of other findings, or with questions that failed.

    Findings given the evidence go with the findings of the dispute only.
    """
    failed = failed or {}
    given = (list_given() if findings is None else ()) if given is None else given
    kept = [f for f in (list_findings() if findings is None else findings) if f.question not in failed]
    every = (*kept, *(Failure(q, m) for q, m in failed.items()))
    return Story(assessment or read_dispute(), every, COMMAND, given=tuple(f for f in given if f.question not in failed))


@cache
def make_hostile_story() -> Story:
    """The story of the same model with hostile text in every place that a person writes."""
    spoilt = spoil(read_dispute())
    story = lp.tell_story(spoilt, futures=400, seed=1)
    run = next(f for f in story.findings if isinstance(f, ForecastFinding))
    return replace(story, command=COMMAND, findings=(*story.findings, make_robustness(run.model)))


def spoil(value: Any, name: str = "") -> Any:
    """Return the same with the payload after every text that a person wrote, and a script as the address of every source."""
    if isinstance(value, str):
        return "javascript:window.hacked=1" if name == "url" else f"{value} {PAYLOAD}" if name in TEXTS else value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: spoil(getattr(value, f.name), f.name) for f in fields(value) if f.init})
    if isinstance(value, Mapping):
        return type(value)({k: spoil(v, str(k) if isinstance(v, str) else "") for k, v in value.items()})  # type: ignore[call-arg]
    if isinstance(value, tuple | list):
        return type(value)(spoil(v, name if isinstance(v, str) else "") for v in value)
    return value
