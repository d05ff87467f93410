"""The product in one screen: Source -> Assessment -> Model -> Futures -> Finding -> Story -> page.

Text, what it says, something that can be drawn from, draws, an answer to one question, the answers in order, what a person sees.
Rooms are imported when they are needed, so that checking a file loads neither JAX nor Altair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lynchpin.asking import FUTURES, QUESTIONS, Source, Step, Watch, ask, bring_charts, build
from lynchpin.errors import LynchpinError, QuestionError
from lynchpin.language import find_assessment, read_text
from lynchpin.language.records import Assessment

REDUCING = "finding what more knowledge would remove"
DRAWING = {"page": "drawing the page", "pdf": "printing the PDF", "markdown": "drawing the charts of the text"}
"""Steps of a report besides its questions: one within the forecast, and one for each form of the page."""

if TYPE_CHECKING:
    from lynchpin.engine import Futures, Model
    from lynchpin.questions.forecast.question import ForecastFinding
    from lynchpin.questions.shared.finding import Finding
    from lynchpin.report.story import Failure, Story
    from lynchpin.statistics.estimates import Estimate


def load(source: str | Path) -> Assessment:
    """Source -> Assessment: reads a file, or the shipped assessment of that name.

    Raises AssessmentError, which lists every fault of the file, or ArgumentError if there is no such file.
    """
    return find_assessment(source)


def load_text(text: str, name: str = "<text>") -> Assessment:
    """Reads an assessment from a string; `name` is what messages call it. Raises AssessmentError, which lists every fault."""
    return read_text(text, name)


def simulate(source: Source, futures: int = FUTURES, **options: Any) -> Futures:
    """Model -> Futures, kept in memory. The options (seed, assume, policy, ...) are those of `lynchpin.engine.Draws`."""
    from lynchpin.engine import Draws
    from lynchpin.engine import simulate as draw

    run = {name: options.pop(name) for name in ("threads", "progress") if name in options}
    return draw(build(source), Draws(futures, **options), **run)


def forecast(
    source: Source | Futures,
    futures: int | None = None,
    *,
    answer: str | None = None,
    save: str | Path | None = None,
    reducible: bool = False,
    watch: Watch | None = None,
    **options: Any,
) -> ForecastFinding:
    """What happens: in futures at hand, or in as many as are asked for, of which no more are held at once than fit in memory.

    save: a folder that every future is kept in. reducible: also find how much of the answer's uncertainty more knowledge could remove.
    options: seed, assume, policy.
    """
    from lynchpin.engine import Futures
    from lynchpin.questions.forecast.question import measure_forecast
    from lynchpin.questions.shared.reducible import measure_reducible

    bring_charts()
    model, share = source.model if isinstance(source, Futures) else build(source), None
    drawn = source if isinstance(source, Futures) else _draw(model, futures or FUTURES, save, watch, options)
    if reducible:
        told = None if watch is None else Step(watch, REDUCING)
        from lynchpin.engine import Draws

        share = measure_reducible(model, Draws(**options), answer=answer, progress=told)
    return measure_forecast(drawn, answer=answer, reducible=share)


def tell_story(
    assessment: Assessment,
    questions: Iterable[str] = tuple(QUESTIONS),
    *,
    futures: int | None = None,
    command: str = "",
    watch: Watch | None = None,
    **options: Any,
) -> Story:
    """Findings -> Story: one ensemble, many questions. A question that fails leaves the others, and the story says what failed.

    futures: how many; each question has its own number unless told. options: seed, assume, policy, answer.
    """
    from lynchpin.report.story import Story

    told: list[Finding | Failure] = []
    ensemble: Futures | None = None
    for question in questions:
        try:
            if ensemble is None:
                ensemble = _draw_ensemble(build(assessment), futures or FUTURES, watch, options)
            if question == "run":
                told.append(_forecast_ensemble(ensemble, futures or FUTURES, watch, options))
            else:
                at_hand: dict[str, Any] = {"ensemble": ensemble, "before": ensemble, "reducible": _find_reducible(told)}
                told.append(ask(question, assessment, futures=futures, watch=watch, **at_hand, **options))
        except QuestionError:
            pass  # The file lacks what the question is about; the page says so in its place.
        except Exception as error:
            told.append(_note_failure(question, error))
    return Story(assessment, tuple(told), command)


def write_page(
    assessment: Assessment,
    path: str | Path,
    *,
    only: Sequence[str] = (),
    brief: bool = False,
    pdf: bool = False,
    markdown: bool = False,
    watch: Watch | None = None,
    **options: Any,
) -> tuple[Story, tuple[Path, ...]]:
    """Story -> page, the main job: asks every question and writes the report. An older page stays until the new one is whole.

    only: the parts that the page is to have, by name; brief: one printed page; pdf, markdown: the same in these forms too, beside
    the page. options: those of `tell_story`. Returns the story and what was written, the page first. Raises ArgumentError for a part
    that there is none of, and for a PDF where no Chromium is found.
    """
    from lynchpin.report.printing import need_chromium
    from lynchpin.report.writing import write_report

    questions = _list_questions(only, brief=brief)
    if pdf:
        need_chromium()
    story = tell_story(assessment, questions, watch=watch, **options)
    begin = None if watch is None else lambda form: Step(watch, DRAWING[form])
    return story, write_report(story, path, only=only, brief=brief, pdf=pdf, markdown=markdown, begin=begin)


def plan_page(only: Sequence[str] = (), *, brief: bool = False, pdf: bool = False, markdown: bool = False) -> tuple[str, ...]:
    """The names of the steps in which `write_page` makes such a page, in order, as `watch` is told of them.

    Raises ArgumentError for a part that there is none of.
    """
    steps: list[str] = [QUESTIONS["run"]]
    for question in _list_questions(only, brief=brief):
        steps.append(REDUCING if question == "run" else QUESTIONS[question])
    forms = {"page": True, "pdf": pdf, "markdown": markdown}
    return (*steps, *(DRAWING[form] for form, asked in forms.items() if asked))


def _list_questions(only: Sequence[str], *, brief: bool) -> tuple[str, ...]:
    from lynchpin.report.needs import BRIEF, list_questions

    return list_questions(BRIEF if brief else only, tuple(QUESTIONS))


def _draw(model: Model, futures: int, save: str | Path | None, watch: Watch | None, options: dict[str, Any]) -> Futures | Iterable[Futures]:
    from lynchpin.engine import Draws, stream, stream_saved
    from lynchpin.engine import simulate as draw
    from lynchpin.engine.results import groups

    told = None if watch is None else Step(watch, QUESTIONS["run"])
    if save is not None:
        return stream_saved(model, Draws(futures, **options), save, progress=told)
    if groups.fit_in_memory(model, futures):
        return draw(model, Draws(futures, **options), progress=told)
    return stream(model, Draws(futures, **options), progress=told)


def _draw_ensemble(model: Model, futures: int, watch: Watch | None, options: dict[str, Any]) -> Futures:
    """Futures with their paths for every question to share: as many as asked for, or as fit in memory."""
    from lynchpin.engine.results import groups

    drawn = {name: value for name, value in options.items() if name != "answer"}
    size = min(futures, max(groups.choose_group(model), groups.MEMORY_BYTES // groups.measure_future(model)))
    return simulate(model, size, progress=watch and Step(watch, QUESTIONS["run"]), **drawn)


def _forecast_ensemble(ensemble: Futures, futures: int, watch: Watch | None, options: dict[str, Any]) -> Finding:
    """The forecast of a report, from the shared futures where they are as many as were asked for."""
    source = ensemble if len(ensemble) == futures else ensemble.model
    return forecast(source, futures, reducible=True, watch=watch, **options)


def _find_reducible(told: Sequence[Finding | Failure]) -> Estimate | None:
    """The reducible share that the forecast of a report has found."""
    from lynchpin.questions.forecast.question import ForecastFinding

    return next((finding.reducible for finding in told if isinstance(finding, ForecastFinding)), None)


def _note_failure(question: str, error: Exception) -> Failure:
    from lynchpin.report.story import Failure

    what = str(error) if isinstance(error, LynchpinError) else f"{type(error).__name__}: {error}"
    return Failure(question, what.strip().partition("\n")[0])
