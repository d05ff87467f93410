"""A story: the findings about one assessment in order, which is all that a page is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from lynchpin.language.records import Assessment
from lynchpin.presentation.wording import Term, list_terms
from lynchpin.questions.shared.finding import Finding

Found = TypeVar("Found", bound=Finding)


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that could not be answered, and why, in one line."""

    question: str
    message: str
    exception: str = ""
    """The name of the exception's type."""


@dataclass(frozen=True)
class Story:
    """What a page is made from.

    Attributes:
        assessment: The assessment.
        findings: One finding or failure for each question that was asked.
        command: The command that makes the same page again.
        wanted: The answer that the page is about; None for that of the findings.
    """

    assessment: Assessment
    findings: tuple[Finding | Failure, ...]
    command: str = ""
    wanted: str | None = None

    @cached_property
    def told(self) -> Mapping[str, Mapping[str, Any]]:
        """The dictionary of each finding, by the name of its question."""
        return {f.question: f.to_dict() for f in self.findings if not isinstance(f, Failure)}

    def find(self, kind: type[Found]) -> Found | None:
        """Return the finding of this kind; None if its question was not asked or could not be answered."""
        return next((f for f in self.findings if isinstance(f, kind)), None)

    @cached_property
    def failures(self) -> Mapping[str, Failure]:
        return {f.question: f for f in self.findings if isinstance(f, Failure)}

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The words of likelihood that the file's yardstick knows."""
        return list_terms(self.assessment.yardstick)

    @cached_property
    def answer(self) -> str:
        """The answer that the page is about, by default the first of the file."""
        if self.wanted is not None:
            return self.wanted
        named = [d["answer"] for d in self.told.values() if d.get("answer") in self.assessment.answers]
        return str(named[0]) if named else next(iter(self.assessment.answers))

    @property
    def asked(self) -> tuple[str, ...]:
        """The endings that make the answer true."""
        return self.assessment.answers[self.answer]
