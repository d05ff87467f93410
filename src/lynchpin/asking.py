"""Asking a question by its name: from a file, a model or futures at hand to what the question's own function takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lynchpin.errors import ArgumentError
from lynchpin.language import find_assessment
from lynchpin.language.records import Assessment

if TYPE_CHECKING:
    from lynchpin.engine import Draws, Futures, Model
    from lynchpin.questions.shared.finding import Finding

Watch: TypeAlias = Callable[[str, int, int], None]
"""Called with the name of the step under way, how much of it is done, and how much there is (0 where that is not known)."""

Source: TypeAlias = "Assessment | Model | str | Path"

FUTURES = 20_000
"""How many futures are drawn unless told: the standard error of a probability is then at most 0.4 points."""

QUESTIONS = {
    "run": "drawing futures",
    "stress": "finding what the answer hangs on",
    "drivers": "finding which unknowns matter",
    "scenarios": "finding what brings it about",
    "signposts": "finding what to watch",
    "policies": "comparing what could be done",
    "update": "taking in the evidence",
    "score": "scoring the forecasts",
    "coverage": "going through the claims",
}
"""The questions in the order of a report, and what is being done while each is asked."""

OF_AN_ENSEMBLE = frozenset({"scenarios", "score"})
"""Questions that are asked of futures at hand, however these were drawn."""

OFFERED = frozenset({"ensemble", "before", "progress", "reducible"})
"""Options that spare a question work, and that it may leave unused."""


def build(source: Source) -> Model:
    """Assessment -> Model, made once for each assessment; a path or the name of a shipped assessment is read first."""
    if isinstance(source, (str, Path)):
        source = find_assessment(source)
    if not isinstance(source, Assessment):
        return source
    from lynchpin.compiler import build_model

    model: Model = source.memo.find("model", lambda: build_model(source))
    return model


def ask(
    question: str,
    source: Source | Futures,
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
    bring_charts()
    if question == "coverage":
        return ask_coverage(source, options.get("text"))
    measure = _find_measure(question)
    model, options = _take_source(source, options)
    if given_evidence:
        options |= _take_evidence(question, model, until, watch, options)
    elif until is not None:
        from lynchpin.questions.update.question import find_period

        options["until"] = find_period(model, until)
    if watch is not None:
        options["progress"] = Step(watch, QUESTIONS[question])
    return measure(model, _build_draws(measure, options), **_fit_options(question, measure, options))


def ask_coverage(source: Source | Futures, text: str | None = None) -> Finding:
    """Whether the whole of what the sources say is in the model; `text` is that of the source that most claims point to."""
    from lynchpin.questions.coverage.question import Claim, Element, measure_coverage

    a = find_assessment(source) if isinstance(source, (str, Path)) else source
    if not isinstance(a, Assessment):
        raise ArgumentError("coverage is asked of an assessment: a model has no claims")
    claims = [Claim(n, c.at.source, c.at.locator, c.says, c.carried_by, c.left_out, c.place.line) for n, c in a.claims.items()]
    elements = [Element(name, kind) for kind, names in _list_elements(a).items() for name in names]
    return measure_coverage(claims, elements, text=text, about={"title": a.title, "question": a.question, "file_sha256": a.sha256})


def bring_charts() -> None:
    """Lets findings draw themselves (`finding.chart()`). No chart is drawn yet, and Altair is not loaded."""
    import_module("lynchpin.presentation")


def _offer(question: str, about: str) -> Callable[..., Finding]:
    """A function of its own for a question, for those who ask from Python."""

    def put(source: Source | Futures, **options: Any) -> Finding:
        return ask(question, source, **options)

    put.__name__ = put.__qualname__ = question
    put.__doc__ = f"""{about}

    source: an assessment, a model, futures at hand, a path or the name of a shipped assessment. Options: those of `ask`
    (given_evidence, until, watch) and of `lynchpin.questions.{question}.measure_{question}`.
    """
    return put


stress = _offer("stress", "What the answer hangs on: how much each assumption bears, and what would break it.")
drivers = _offer("drivers", "Which unknowns matter, and what it would be worth to know each.")
scenarios = _offer("scenarios", "Which combinations of values bring the answer about, and futures that stand for each ending.")
signposts = _offer("signposts", "What to watch, and when one would know.")
policies = _offer("policies", "What could be done: each policy against the status quo, regret, and the robust choice.")
update = _offer("update", "What to think now, given the evidence of the file.")
score = _offer("score", "How good the forecasts of the file were, and the model beside them.")
coverage = _offer("coverage", "Whether the whole of what the sources say is in the model.")


def compare(before: Assessment | str | Path, after: Assessment | str | Path, *, watch: Watch | None = None, **options: Any) -> Finding:
    """What changed between two versions of a file, or two files on one question, and what each change does to the answer.

    Options: those of `lynchpin.questions.compare.question.measure_compare` (futures, seed, answer, assume, policy).
    """
    from lynchpin.language.comparison import find_differences
    from lynchpin.questions.compare.question import Change, measure_compare

    bring_charts()
    first, second = (find_assessment(a) if isinstance(a, (str, Path)) else a for a in (before, after))
    found = find_differences(first, second, policy=options.get("policy"))
    changes = [Change(d.name, d.before, d.after) for d in found.single]
    if found.unmatched:
        changes.append(Change("unmatched", "", "; ".join(found.unmatched)))

    @cache
    def mix(made: tuple[bool, ...]) -> Model:
        single = len(found.single)
        return build(found.mix(made[:single], made[single:] == (True,)))

    given = {name: value for name, value in options.items() if value is not None and value != {}}
    draws = _build_draws(measure_compare, given)
    told = None if watch is None else Step(watch, "comparing the two")
    return measure_compare(build(first), build(second), changes, mix, draws, unmatched=found.unmatched, progress=told, **given)


def _list_elements(a: Assessment) -> dict[str, list[str]]:
    """Names by kind. An actor answers to the claims that its options and factions carry, and is left out where these carry one."""
    carrying = {name for claim in a.claims.values() for name in claim.carried_by}
    members = {
        name: {form for member in (*actor.options, *actor.factions) for form in (member, f"{name}.{member}")}
        for name, actor in a.actors.items()
    }
    sections = ("parameter", a.parameters), ("series", a.series), ("stock", a.stocks), ("auxiliary", a.auxiliaries), ("event", a.events)
    more = ("assumption", a.assumptions), ("outcome", a.outcomes), ("policy", a.policies)
    return {
        **{kind: list(names) for kind, names in sections},
        "actor": [name for name in a.actors if not members[name] & carrying],
        **{kind: list(names) for kind, names in more},
    }


def _find_measure(question: str) -> Callable[..., Finding]:
    if question not in QUESTIONS:
        raise ArgumentError(f"there is no question called `{question}`; there is: {', '.join(QUESTIONS)}")
    measure: Callable[..., Finding] = getattr(import_module(f"lynchpin.questions.{question}.question"), f"measure_{question}")
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
    from lynchpin.engine import Draws
    from lynchpin.engine import simulate as draw
    from lynchpin.questions.shared.finding import need
    from lynchpin.questions.update.question import EXAMPLE, find_period

    need(model.evidence, question, "it has no evidence to be given", EXAMPLE)
    period = find_period(model, until)
    if question not in OF_AN_ENSEMBLE:
        return {"evidence": model.evidence, "until": period}
    given = {name: options[name] for name in ("seed", "assume", "policy") if options.get(name)}
    draws = Draws(options.get("futures") or FUTURES, evidence=model.evidence, until=period, **given)
    drawn = draw(model, draws, progress=watch and Step(watch, "taking in the evidence"))
    return {"ensemble": drawn}


def _build_draws(measure: Callable[..., Finding], options: dict[str, Any]) -> Draws:
    from lynchpin.engine import Draws

    given = {name: options.pop(name, None) for name in ("futures", "seed", "assume", "policy", "evidence", "until")}
    default = getattr(import_module(measure.__module__), "FUTURES", FUTURES)
    wanted: dict[str, Any] = {"futures": default} | {name: value for name, value in given.items() if value is not None}
    return Draws(**wanted)


def _fit_options(question: str, measure: Callable[..., Finding], options: dict[str, Any]) -> dict[str, Any]:
    """Those options that were given; ArgumentError for one that the question does not take."""
    takes = inspect.signature(measure).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in takes.values())
    given = {name: value for name, value in options.items() if value is not None and value != {}}
    for name in given.keys() - takes.keys():
        if name in OFFERED:
            del given[name]
        elif not takes_any:
            raise ArgumentError(f"`{question}` does not take the option `{name}`")
    return given


class Step:
    """Progress of one step, which begins at once; a question may tell how much there is, or only how much it has done."""

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch, self._name = watch, name
        watch(name, 0, 0)

    def __call__(self, done: int, total: int = 0) -> None:
        self._watch(self._name, done, total)
