"""A story: the findings about one assessment, in order. The page is made from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from lynchpin.language.records import Assessment
from lynchpin.portable.embedding import PortableModel
from lynchpin.presentation.likelihoods import Term, list_terms
from lynchpin.presentation.states import State
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.shared.finding import Finding
from lynchpin.questions.update.question import UpdateFinding

Found = TypeVar("Found", bound=Finding)


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that could not be answered, with the reason in one line."""

    question: str
    message: str
    exception: str = ""
    """The name of the exception's type."""


def goes_on(assessment: Assessment) -> bool:
    """Whether there is evidence, and the clock has periods after it."""
    last = max((item.last for item in assessment.evidence), default=None)
    return last is not None and last + 1 < len(assessment.clock.labels)


@dataclass(frozen=True)
class Story:
    """The findings about one assessment.

    Attributes:
        assessment: The assessment.
        findings: One finding or failure for each question that was asked: before the evidence, and that of the update.
        given: One finding or failure for each question that was asked again, given the evidence.
        command: The command that makes the same page again.
        wanted: The answer that the page is about; None for the headline answer of the findings.
        portable: The model in the form that the page can simulate; None if the page carries no engine.
    """

    assessment: Assessment
    findings: tuple[Finding | Failure, ...]
    command: str = ""
    wanted: str | None = None
    given: tuple[Finding | Failure, ...] = ()
    portable: PortableModel | None = None

    def find(self, kind: type[Found]) -> Found | None:
        """Return the latest finding of this kind: given the evidence if there is one, otherwise before it.

        It is None if its question was not asked or could not be answered.
        """
        return next((f for f in (*self.given, *self.findings) if isinstance(f, kind)), None)

    def find_before(self, kind: type[Found]) -> Found | None:
        """Return the finding of this kind before the evidence, if `find` returns one given the evidence; else None."""
        latest = self.find(kind)
        return next((f for f in self.findings if isinstance(f, kind) and f is not latest), None)

    @cached_property
    def failures(self) -> Mapping[str, Failure]:
        """Return the failures by question. If a question failed twice, the failure before the evidence counts."""
        return {f.question: f for f in (*self.given, *self.findings) if isinstance(f, Failure)}

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Return the terms of the file's yardstick."""
        return list_terms(self.assessment.yardstick)

    @cached_property
    def answer(self) -> str:
        """Return the answer that the page is about, by default the first of the file."""
        run = self.find(ForecastFinding)
        return self.wanted or (run.headline if run is not None else next(iter(self.assessment.answers)))

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Return the states of knowledge, the latest first."""
        run, update = self.find(ForecastFinding), self.find(UpdateFinding)
        latest = () if update is None else (State.of_update(update),)
        return latest if run is None else (*latest, State.of_forecast(run))

    @property
    def over(self) -> bool:
        """Whether the evidence reaches the last period."""
        return bool(self.assessment.evidence) and not goes_on(self.assessment)

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the outcomes that make the answer true."""
        return self.assessment.answers[self.answer]
