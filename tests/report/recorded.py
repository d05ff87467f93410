"""Stories told from recorded findings, so that a page can be made without drawing a future; and the same with hostile text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from lynchpin import workflow
from lynchpin.language.records import Assessment
from lynchpin.report.story import Failure, Story

HERE = Path(__file__).parent
COMMAND = "lynchpin report dispute.yaml --seed 1 --futures 4000"
PAYLOAD = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
TEXTS = {"means", "claim", "judgement", "title", "question", "summary", "author", "says", "left_out", "by", "locator", "date"}


@dataclass(frozen=True)
class Recorded:
    """A finding as it was kept."""

    question: str
    found: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return dict(self.found)


@cache
def read_recorded() -> dict[str, Any]:
    """The findings about `dispute.yaml` by question, as `record.py` kept them."""
    return dict(json.loads((HERE / "dispute.json").read_text(encoding="utf-8")))


@cache
def read_dispute() -> Assessment:
    return workflow.load(HERE / "dispute.yaml")


def tell(assessment: Assessment | None = None, found: Mapping[str, Any] | None = None, failed: Mapping[str, str] | None = None) -> Story:
    """The recorded story; or of another assessment, of other findings, or with questions that failed."""
    failed = failed or {}
    findings = [Recorded(q, f) for q, f in (found or read_recorded()).items() if q not in failed]
    return Story(assessment or read_dispute(), (*findings, *(Failure(q, m) for q, m in failed.items())), COMMAND)  # type: ignore[arg-type]


def spoil(value: Any, name: str = "") -> Any:
    """The same with the payload after every text that a person wrote, and a script as the address of every source."""
    if isinstance(value, str):
        return "javascript:window.hacked=1" if name == "url" else f"{value} {PAYLOAD}" if name in TEXTS else value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: spoil(getattr(value, f.name), f.name) for f in fields(value) if f.init})
    if isinstance(value, Mapping):
        return type(value)({k: spoil(v, str(k) if isinstance(v, str) else "") for k, v in value.items()})  # type: ignore[call-arg]
    if isinstance(value, tuple | list):
        return type(value)(spoil(v, name if isinstance(v, str) else "") for v in value)
    return value
