"""Findings -> Story -> page: one ensemble, many questions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from lynchpin.engine import FUTURES, Draws, Futures, Model
from lynchpin.engine import simulate as draw_futures
from lynchpin.engine.order import resolve
from lynchpin.engine.results import groups
from lynchpin.errors import ArgumentError, LynchpinError, QuestionError
from lynchpin.language.records import Assessment
from lynchpin.portable.embedding import PortableModel
from lynchpin.portable.kinds import UnsupportedError
from lynchpin.portable.model import make_portable
from lynchpin.questions.forecast import FORECAST
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.record import Question
from lynchpin.questions.registry import find_question
from lynchpin.questions.robustness import ROBUSTNESS
from lynchpin.questions.robustness.question import count_least
from lynchpin.questions.shared.finding import Finding, find_answer
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.needs import BRIEF, list_questions
from lynchpin.report.printing import need_chromium
from lynchpin.report.story import Failure, Found, Story, goes_on
from lynchpin.report.writing import write_report
from lynchpin.workflow.asking import AtHand, measure
from lynchpin.workflow.claims import measure_claims
from lynchpin.workflow.drawing import build
from lynchpin.workflow.requests import Fields, build_draws
from lynchpin.workflow.steps import CARRYING, DRAWING, FORMS, REDUCING, Step, Watch, start_step

log = logging.getLogger("lynchpin")

ROBUST = 49_152
"""Least default number of futures of `robustness` in a report."""


def tell_story(
    assessment: Assessment,
    questions: Iterable[str] | None = None,
    *,
    futures: int | None = None,
    seed: int | None = None,
    assume: Mapping[str, float] | None = None,
    policy: str | None = None,
    inputs: Mapping[str, ArrayLike] | None = None,
    answer: str | None = None,
    draws: Draws | None = None,
    command: str = "",
    watch: Watch | None = None,
) -> Story:
    """Ask many questions of the same futures. If a question fails, the others are still asked, and the story reports the failure.

    If the file has evidence and the clock goes on after it, the questions about the present are asked again, given the evidence.

    Args:
        assessment: The assessment.
        questions: Names of questions, by default those of a whole report.
        futures: Number of futures; each question has its own default.
        seed: The seed of all random numbers, 0 by default.
        assume: As in `simulate`.
        policy: Name of the policy in force.
        inputs: As in `simulate`.
        answer: The answer that the questions are about, by default the first of the file.
        draws: A complete request, which the other arguments change.
        command: The command that makes the same page again.
        watch: Called with the name of the current step, how much of it is done, and its total.

    Returns:
        One finding or failure for each question that the file can be asked.

    Raises:
        ArgumentError: A name is unknown, or a value is of the wrong type or out of range.
    """
    fields = Fields(futures, seed, assume, policy, inputs).request()
    model = build(assessment)
    shared = _limit_draws(model, build_draws(draws, FUTURES, fields))
    resolve(model, shared)  # a wrong name is an error of the caller, not a failure of each question
    if answer is not None:
        find_answer(model, answer)
    asked = [find_question(name) for name in (list_questions(()) if questions is None else questions)]
    for question in asked:
        if question.subject == "pair":
            raise ArgumentError(f"`{question.name}` is asked of two assessments, so it is no part of a story")
    builder = _StoryBuilder(
        assessment, model, shared, lambda question: build_draws(draws, _choose_futures(question, model), fields), answer, watch
    )
    for question in asked:
        builder.ask(question)
    if goes_on(assessment) and not shared.evidence:
        for question in asked:
            builder.ask_given(question)
    return Story(assessment, tuple(builder.findings), command, answer, tuple(builder.given))


def write_page(
    assessment: Assessment,
    path: str | Path,
    *,
    only: Sequence[str] = (),
    brief: bool = False,
    pdf: bool = False,
    markdown: bool = False,
    futures: int | None = None,
    seed: int | None = None,
    assume: Mapping[str, float] | None = None,
    policy: str | None = None,
    inputs: Mapping[str, ArrayLike] | None = None,
    answer: str | None = None,
    draws: Draws | None = None,
    command: str = "",
    watch: Watch | None = None,
) -> tuple[Story, tuple[Path, ...]]:
    """Ask every question and write the report. An existing page stays until the new one is complete.

    Args:
        assessment: The assessment.
        path: Where to write the page.
        only: Names of the parts of the page; all by default.
        brief: Whether to write one printed page.
        pdf: Whether to also write a PDF.
        markdown: Whether to also write Markdown.
        futures, seed, assume, policy, inputs, answer, draws, command, watch: As in `tell_story`.

    Returns:
        The story, and the files that were written, the page first.

    Raises:
        ArgumentError: A part or name is unknown, a value is out of range, or no Chromium is found for a PDF.
        RunError: A file cannot be written.
    """
    if not isinstance(path, (str, Path)):
        raise ArgumentError(f"the page is written to a path, not to {path!r}")
    questions = list_questions(BRIEF if brief else only)
    if pdf:
        need_chromium()
    story = tell_story(
        assessment, questions, futures=futures, seed=seed, assume=assume, policy=policy, inputs=inputs, answer=answer, draws=draws,
        command=command, watch=watch,
    )  # fmt: skip
    if not brief:
        story = replace(story, portable=_carry(build(assessment), watch))
    begin = None if watch is None else lambda form: Step(watch, FORMS[form])
    return story, write_report(story, path, only=only, brief=brief, pdf=pdf, markdown=markdown, begin=begin)


def _carry(model: Model, watch: Watch | None) -> PortableModel | None:
    """Return the model in the form that the page can simulate; None if it needs what the page's engine does not have."""
    start_step(watch, CARRYING)
    try:
        return make_portable(model)
    except UnsupportedError as error:
        log.warning("the page cannot simulate this assessment: %s", error)
        return None


def plan_page(
    only: Sequence[str] = (), *, brief: bool = False, pdf: bool = False, markdown: bool = False, given: bool = False
) -> tuple[str, ...]:
    """List the steps of `write_page`, in order, as `watch` receives them.

    Args:
        only, brief, pdf, markdown: As in `write_page`.
        given: Whether questions are asked again given the evidence (`goes_on`).

    Raises:
        ArgumentError: A part is unknown.
    """
    questions = [find_question(name) for name in list_questions(BRIEF if brief else only)]
    steps = [DRAWING, *map(_name_step, questions), *(q.given_step for q in questions if given and q.about_now)]
    steps += [] if brief else [CARRYING]
    forms = {"page": True, "pdf": pdf, "markdown": markdown}
    return (*steps, *(FORMS[form] for form, asked in forms.items() if asked))


def _name_step(question: Question) -> str:
    """Return the step of a question after the shared futures have been drawn."""
    return REDUCING if question is FORECAST else question.step


def _choose_futures(question: Question, model: Model) -> int:
    """Return the default number of futures of a question in a report. `robustness` has few, since most of its time goes to its size."""
    return max(ROBUST, count_least(len(model.choices))) if question is ROBUSTNESS else question.futures


def _limit_draws(model: Model, draws: Draws) -> Draws:
    """Return the request for the futures that the questions share: as many as requested, or as fit in memory."""
    size = max(groups.choose_group(model), groups.MEMORY_BYTES // groups.measure_future(model))
    return draws if draws.futures <= size else draws.piece(0, size)


@dataclass
class _StoryBuilder:
    """A story in progress. Its questions share the futures that the first of them draws."""

    assessment: Assessment
    model: Model
    shared: Draws
    build_request: Callable[[Question], Draws]
    answer: str | None
    watch: Watch | None
    findings: list[Finding | Failure] = field(default_factory=list)
    given: list[Finding | Failure] = field(default_factory=list)
    ensemble: Futures | None = None

    def ask(self, question: Question) -> None:
        """Ask with the request as it is: before the evidence, unless the request has evidence."""
        if question is ROBUSTNESS and not self._can_vary():
            return
        found = self.given if question.about_now and self.shared.evidence else self.findings
        found += self._attempt(question, lambda: self._measure(question))

    def _can_vary(self) -> bool:
        """Whether the request has enough futures to vary every choice of the author, and no evidence."""
        enough = self.build_request(ROBUSTNESS).futures >= count_least(len(self.model.choices))
        return enough and not self.shared.evidence

    def ask_given(self, question: Question) -> None:
        """Ask again given the evidence, if the question is about the present and was answered before the evidence."""
        answered = any(f.question == question.name and not isinstance(f, Failure) for f in self.findings)
        if question.about_now and answered:
            self.given += self._attempt(question, lambda: self._measure_given(question), "given the evidence: ")

    def _measure(self, question: Question) -> Finding:
        if question.subject == "claims":
            return measure_claims(question, self.assessment, {})
        if self.ensemble is None:
            self.ensemble = draw_futures(self.model, self.shared, progress=start_step(self.watch, DRAWING))
        run = self._find(ForecastFinding)
        own: Mapping[str, Any] = {"reducible": True} if question is FORECAST else {}
        at_hand = AtHand(self.ensemble, None if run is None else run.reducible)
        progress = start_step(self.watch, _name_step(question))
        return measure(question, self.model, self.build_request(question), at_hand, answer=self.answer, own=own, progress=progress)

    def _measure_given(self, question: Question) -> Finding:
        """Measure a question given the evidence, on the futures of the update if the question can use them."""
        update = self._find(UpdateFinding)
        draws = self.build_request(question).change(evidence=self.model.evidence)
        at_hand = AtHand(None if update is None else update.filtered.futures)
        progress = start_step(self.watch, question.given_step)
        return measure(question, self.model, draws, at_hand, answer=self.answer, progress=progress)

    def _find(self, kind: type[Found]) -> Found | None:
        return next((f for f in self.findings if isinstance(f, kind)), None)

    @staticmethod
    def _attempt(question: Question, ask: Callable[[], Finding], when: str = "") -> list[Finding | Failure]:
        """Return the finding or failure; nothing if the question cannot be asked of the file."""
        try:
            return [ask()]
        except QuestionError:
            log.debug("the file cannot answer `%s`", question.name)
            return []
        except Exception as error:  # the page must survive any failure of one question, and reports it
            log.debug("`%s` failed", question.name, exc_info=True)
            return [_note_failure(question, error, when)]


def _note_failure(question: Question, error: Exception, when: str) -> Failure:
    what = str(error).strip().partition("\n")[0]
    kind = type(error).__name__
    return Failure(question.name, when + (what if isinstance(error, LynchpinError) else f"{kind}: {what}"), kind)
