"""The product in one screen: Source -> Assessment -> Model -> Futures -> Finding -> Story -> page.

Text, what it says, something that can be drawn from, draws, an answer to one question, the answers in order, what a person sees.
Rooms are imported when they are needed, so that checking a file loads neither JAX nor Altair.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lynchpin.errors import ArgumentError, LynchpinError, QuestionError
from lynchpin.language import find_assessment, read_text
from lynchpin.language.records import Assessment

if TYPE_CHECKING:
    from lynchpin.engine import Futures, Model
    from lynchpin.questions.finding import Finding
    from lynchpin.questions.forecast import ForecastFinding
    from lynchpin.report.story import Failure, Story

Watch: TypeAlias = Callable[[str, int, int], None]
"""Called with the name of the step under way, how much of it is done, and how much there is (0 where that is not known)."""

FUTURES = 20_000
"""How many futures are drawn unless told: the standard error of a probability is then at most 0.4 points."""

QUESTIONS = {
    "run": "drawing futures",
    "stress": "finding what the answer hangs on",
    "scenarios": "finding what brings it about",
    "policies": "comparing what could be done",
    "update": "taking in the evidence",
    "score": "scoring the forecasts",
}
"""The questions in the order of a report, and what is being done while each is asked."""


def load(source: str | Path) -> Assessment:
    """Source -> Assessment: reads a file, or the shipped assessment of that name.

    Raises AssessmentError, which lists every fault of the file, or ArgumentError if there is no such file.
    """
    return find_assessment(source)


def load_text(text: str, name: str = "<text>") -> Assessment:
    """Reads an assessment from a string; `name` is what messages call it. Raises AssessmentError, which lists every fault."""
    return read_text(text, name)


def build(source: Assessment | Model | str | Path) -> Model:
    """Assessment -> Model, made once for each assessment."""
    if isinstance(source, (str, Path)):
        source = load(source)
    if not isinstance(source, Assessment):
        return source
    from lynchpin.compiler import build_model

    if id(source) not in _built:
        while len(_built) >= MOST_KEPT:
            _built.pop(next(iter(_built)))
        _built[id(source)] = (source, build_model(source))
    return _built[id(source)][1]


MOST_KEPT = 16
_built: dict[int, tuple[Assessment, Model]] = {}
"""By identity, with the assessment itself, so that no other can take its place."""


def simulate(source: Assessment | Model | str | Path, futures: int = FUTURES, **options: Any) -> Futures:
    """Model -> Futures, kept in memory. The options (seed, assume, policy, ...) are those of `lynchpin.engine.simulate`."""
    from lynchpin.engine import simulate as draw

    return draw(build(source), futures, **options)


def ask(
    question: str,
    source: Assessment | Model | Futures | str | Path,
    *,
    given_evidence: bool = False,
    until: str | None = None,
    watch: Watch | None = None,
    **options: Any,
) -> Finding:
    """Futures -> Finding: asks one question by the name of its command.

    given_evidence: ask it of the futures that agree with the evidence of the file, up to and with the period `until`.
    Options are those of the question's `measure_` function; None stands for its own default. Raises ArgumentError for an option
    that the question does not take, QuestionError where the file cannot answer it.
    """
    measure = _find_measure(question)
    model, options = _take_source(source, options)
    if given_evidence:
        options |= _take_evidence(question, model, until, watch, options)
    elif until is not None:
        options["until"] = until
    if watch is not None:
        options["progress"] = _Step(watch, QUESTIONS[question])
    found: Finding = measure(model, **_fit_options(question, measure, options))
    return found


def forecast(
    source: Assessment | Model | Futures | str | Path,
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
    from lynchpin.questions.forecast import measure_forecast
    from lynchpin.questions.reducible import measure_reducible

    model, share = source.model if isinstance(source, Futures) else build(source), None
    drawn = source if isinstance(source, Futures) else _draw(model, futures or FUTURES, save, watch, options)
    if reducible:
        told = None if watch is None else _Step(watch, "finding what more knowledge would remove")
        share = measure_reducible(model, answer=answer, progress=told, **options)
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
                told.append(ask(question, assessment, futures=futures, ensemble=ensemble, before=ensemble, watch=watch, **options))
        except QuestionError:
            pass  # The file lacks what the question is about; the page says so in its place.
        except Exception as error:
            told.append(_note_failure(question, error))
    return Story(assessment, tuple(told), command)


def write_page(
    assessment: Assessment, path: str | Path, *, only: Sequence[str] = (), brief: bool = False, **options: Any
) -> tuple[Story, Path]:
    """Story -> page, the main job: asks every question and writes the report. An older page stays until the new one is whole."""
    from lynchpin.report.writing import write_report

    story = tell_story(assessment, **options)
    return story, write_report(story, path, only=only, brief=brief)


OFFERED = frozenset({"ensemble", "before", "progress"})
"""Options that spare a question work, and that it may leave unused."""


def _find_measure(question: str) -> Callable[..., Finding]:
    if question not in QUESTIONS:
        raise ArgumentError(f"there is no question called `{question}`; there is: {', '.join(QUESTIONS)}")
    name = "forecast" if question == "run" else question
    measure: Callable[..., Finding] = getattr(import_module(f"lynchpin.questions.{name}"), f"measure_{name}")
    return measure


def _take_source(source: Assessment | Model | Futures | str | Path, options: dict[str, Any]) -> tuple[Model, dict[str, Any]]:
    """The model; and where futures are at hand, how they were drawn, so that the question goes on with the same draws."""
    from lynchpin.engine import Futures

    if not isinstance(source, Futures):
        return build(source), options
    drawn = {"seed": source.seed, "assume": dict(source.assume), "policy": source.policy, "ensemble": source, "before": source}
    return source.model, drawn | options


def _take_evidence(question: str, model: Model, until: str | None, watch: Watch | None, options: dict[str, Any]) -> dict[str, Any]:
    """Options that make a question one about the futures that agree with the evidence, up to and with the period `until`."""
    from lynchpin.engine import simulate as draw
    from lynchpin.questions.finding import need
    from lynchpin.questions.update import EXAMPLE, find_period

    need(model.evidence, question, "it has no evidence to be given", EXAMPLE)
    period = find_period(model, until)
    if question not in OF_AN_ENSEMBLE:
        return {"evidence": model.evidence, "until": period}
    drawn = draw(
        model,
        options.get("futures") or FUTURES,
        evidence=model.evidence,
        until=period,
        progress=watch and _Step(watch, "taking in the evidence"),
        **{name: options[name] for name in ("seed", "assume", "policy") if options.get(name)},
    )
    return {"ensemble": drawn}


OF_AN_ENSEMBLE = frozenset({"scenarios", "score", "signposts"})
"""Questions that are asked of futures at hand, however these were drawn."""


def _fit_options(question: str, measure: Callable[..., Finding], options: dict[str, Any]) -> dict[str, Any]:
    """Those options that were given; ArgumentError for one that the question does not take."""
    takes = inspect.signature(measure).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in takes.values())
    given = {name: value for name, value in options.items() if value is not None and value != {}}
    for name in given.keys() - takes.keys():
        if name in OFFERED:
            del given[name]
        elif not takes_any:
            raise ArgumentError(f"`{question}` does not take `--{name.replace('_', '-')}`")
    return given


class _Step:
    """Progress of one step; a question may tell how much there is, or only how much it has done."""

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch, self._name = watch, name

    def __call__(self, done: int, total: int = 0) -> None:
        self._watch(self._name, done, total)


def _draw(model: Model, futures: int, save: str | Path | None, watch: Watch | None, options: dict[str, Any]) -> Futures | Iterable[Futures]:
    from lynchpin.engine import groups, stream
    from lynchpin.engine import simulate as draw

    told = None if watch is None else _Step(watch, QUESTIONS["run"])
    if save is not None:
        from lynchpin.engine.parquet import stream_saved

        return stream_saved(model, futures, save, progress=told, **options)
    if groups.fit_in_memory(model, futures):
        return draw(model, futures, progress=told, **options)
    return stream(model, futures, chunk=groups.choose_group(model), progress=told, **options)


def _draw_ensemble(model: Model, futures: int, watch: Watch | None, options: dict[str, Any]) -> Futures:
    """Futures with their paths for every question to share: as many as asked for, or as fit in memory."""
    from lynchpin.engine import groups

    drawn = {name: value for name, value in options.items() if name != "answer"}
    size = min(futures, max(groups.choose_group(model), groups.MEMORY_BYTES // groups.measure_future(model)))
    return simulate(model, size, progress=watch and _Step(watch, QUESTIONS["run"]), **drawn)


def _forecast_ensemble(ensemble: Futures, futures: int, watch: Watch | None, options: dict[str, Any]) -> Finding:
    """The forecast of a report, from the shared futures where they are as many as were asked for."""
    source = ensemble if len(ensemble) == futures else ensemble.model
    return forecast(source, futures, reducible=True, watch=watch, **options)


def _note_failure(question: str, error: Exception) -> Failure:
    from lynchpin.report.story import Failure

    what = str(error) if isinstance(error, LynchpinError) else f"{type(error).__name__}: {error}"
    return Failure(question, what.strip().partition("\n")[0])
