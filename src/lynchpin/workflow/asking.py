"""Assessment -> Model -> Futures -> Finding: one question, asked of an assessment, a model or futures at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from numpy.typing import ArrayLike

import lynchpin.presentation  # noqa: F401  findings print and draw themselves
from lynchpin.engine import Draws, Futures, Model
from lynchpin.engine.order import Progress
from lynchpin.errors import ArgumentError
from lynchpin.questions import registry
from lynchpin.questions.forecast import FORECAST
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.record import Question
from lynchpin.questions.registry import find_question
from lynchpin.questions.shared.finding import Finding
from lynchpin.questions.update import UPDATE
from lynchpin.questions.update.question import find_period
from lynchpin.statistics.estimates import Estimate
from lynchpin.workflow.claims import measure_claims
from lynchpin.workflow.drawing import Source, build, read_source
from lynchpin.workflow.requests import Fields, build_draws, continue_draws
from lynchpin.workflow.steps import Watch, start_step

Arguments = ParamSpec("Arguments")


def forecast(
    source: Source | Futures,
    futures: int | None = None,
    *,
    seed: int | None = None,
    assume: Mapping[str, float] | None = None,
    policy: str | None = None,
    inputs: Mapping[str, ArrayLike] | None = None,
    answer: str | None = None,
    save: str | Path | None = None,
    reducible: bool = False,
    draws: Draws | None = None,
    watch: Watch | None = None,
) -> ForecastFinding:
    """Report what happens, in futures at hand or in new ones. A run that does not fit in memory is drawn in pieces.

    Args:
        source, seed, assume, policy, inputs, answer, watch: As in `ask`.
        futures: Number of futures, 20,000 by default.
        save: A folder in which every future is saved.
        reducible: Whether to estimate how much of the answer's uncertainty more knowledge could remove.
        draws: A complete request, which the other arguments change.

    Returns:
        Probabilities, and distributions over time.

    Raises:
        ArgumentError: A name is unknown, a value is of the wrong type or out of range, or it differs from how the futures were drawn.
    """
    finding = ask(
        FORECAST.name, source, draws, answer=answer, watch=watch, futures=futures, seed=seed, assume=assume, policy=policy, inputs=inputs,
        save=save, reducible=reducible,
    )  # fmt: skip
    assert isinstance(finding, ForecastFinding)
    return finding


def ask(
    question: str,
    source: Source | Futures,
    draws: Draws | None = None,
    *,
    futures: int | None = None,
    seed: int | None = None,
    assume: Mapping[str, float] | None = None,
    policy: str | None = None,
    inputs: Mapping[str, ArrayLike] | None = None,
    answer: str | None = None,
    given_evidence: bool = False,
    until: str | int | None = None,
    watch: Watch | None = None,
    **own: object,
) -> Finding:
    """Ask one question by the name of its command.

    Args:
        question: The name of the question.
        source: An assessment, a model, futures at hand, a path, or the name of a shipped assessment.
        draws: A complete request, which the next five arguments change.
        futures: Number of futures; each question has its own default.
        seed: The seed of all random numbers, 0 by default.
        assume: As in `simulate`.
        policy: Name of the policy in force.
        inputs: As in `simulate`.
        answer: The answer that the question is about, by default the first of the file.
        given_evidence: Whether to use futures that agree with the evidence of the file.
        until: Label or index of the last period whose evidence counts, by default the last with evidence.
        watch: Called with the name of the current step, how much of it is done, and its total.
        own: The question's own options. None stands for the default.

    Returns:
        The finding.

    Raises:
        QuestionError: The file lacks what the question needs.
        ArgumentError: There is no such question, an option is unknown or of the wrong type, or it differs from how the futures were drawn.
    """
    record, fields = find_question(question), Fields(futures, seed, assume, policy, inputs, answer)
    return ask_record(record, source, draws, fields, own, given_evidence=given_evidence, until=until, watch=watch)


def ask_record(
    question: Question,
    source: Source | Futures,
    draws: Draws | None,
    fields: Fields,
    own: Mapping[str, object],
    *,
    given_evidence: bool = False,
    until: str | int | None = None,
    watch: Watch | None = None,
) -> Finding:
    """Ask a question by its record.

    Args:
        question: The question.
        source: As in `ask`.
        draws: As in `ask`.
        fields: The fields of the request, and the answer.
        own: The question's own options by name.
        given_evidence: As in `ask`.
        until: As in `ask`.
        watch: As in `ask`.

    Raises:
        QuestionError: As `ask`.
        ArgumentError: As `ask`.
    """
    own = {name: value for name, value in own.items() if value is not None}
    _check_options(question, own, fields.given())
    if question.subject == "pair":
        raise ArgumentError("`compare` is asked of two assessments: lynchpin.compare(before, after)")
    if question.subject == "claims":
        if isinstance(source, (Model, Futures)):
            raise ArgumentError(f"`{question.name}` is asked of an assessment: a model has no claims")
        return measure_claims(question, read_source(source), own)
    if isinstance(source, Futures):
        if draws is not None:
            raise ArgumentError("these futures were drawn with another request: leave `draws` out, or simulate new futures with it")
        model, request, ensemble = source.model, continue_draws(source, question, fields.request()), source
    else:
        model, request, ensemble = build(source), build_draws(draws, question.futures, fields.request()), None
    request = _add_evidence(question, model, request, given_evidence=given_evidence, until=until)
    progress = start_step(watch, question.step)
    return measure(question, model, request, AtHand(ensemble), answer=fields.answer, own=own, progress=progress)


@dataclass(frozen=True)
class AtHand:
    """Results that a question can reuse: futures that were drawn already, and the reducible share of the answer."""

    ensemble: Futures | None = None
    reducible: Estimate | None = None


def measure(
    question: Question,
    model: Model,
    draws: Draws,
    at_hand: AtHand,
    *,
    answer: str | None = None,
    own: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> Finding:
    """Measure one question of a model.

    Args:
        question: The question.
        model: The model to draw from.
        draws: The request.
        at_hand: Results with the same seed, assumptions and policy.
        answer: The answer that it is about, by default the first of the file.
        own: The question's own options by name.
        progress: Called with the amount done and the total.

    Returns:
        The finding.
    """
    arguments: dict[str, object] = dict(own or {})
    if "answer" in question.takes and answer is not None:
        arguments["answer"] = answer
    if "known_reducible" in question.takes and at_hand.reducible is not None:
        arguments["known_reducible"] = at_hand.reducible
    ensemble = at_hand.ensemble
    if ensemble is not None and question.at_hand != "no":
        wanted = draws.change(evidence=(), until=None) if question.evidence == "always" else draws
        if (ensemble.draws.evidence, ensemble.draws.until) == (wanted.evidence, wanted.until):
            arguments["ensemble"] = ensemble
    finding: Finding = question.load()(model, draws, progress=progress, **arguments)
    return finding


@cache
def offer(question: Question) -> Callable[..., Finding]:
    """Make the Python function of a question: `ask` for this question, with its options in the signature."""
    function = _bind(question, ask)  # type: ignore[arg-type]  # its first argument can also be given by name
    own = "".join(f"        {option.name}: {option.about}\n" for option in question.options)
    function.__name__ = function.__qualname__ = question.function
    function.__doc__ = f"""{question.about}

    Args:
        source: An assessment, a model, futures at hand, a path, or the name of a shipped assessment.
        draws, futures, seed, assume, policy, inputs, answer, given_evidence, until, watch: As in `ask`.
{own}
    Returns:
        The finding.
    """
    return function


def _bind(question: Question, function: Callable[Concatenate[str, Arguments], Finding]) -> Callable[Arguments, Finding]:
    first = [option.name for option in question.options if option.positional]

    def ask_this(*arguments: Arguments.args, **keywords: Arguments.kwargs) -> Finding:
        source, named, rest = arguments[:1], arguments[1 : 1 + len(first)], arguments[1 + len(first) :]
        return function(question.name, *source, *rest, **dict(zip(first, named, strict=False)), **keywords)  # type: ignore[arg-type]

    _, source, *shared, _ = signature(function).parameters.values()
    positional = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in first]
    others = [option for option in question.options if not option.positional]
    own = [Parameter(o.name, Parameter.KEYWORD_ONLY, default=Parameter.empty if o.required else o.default) for o in others]
    ask_this.__signature__ = Signature([source, *positional, *shared, *own], return_annotation="Finding")  # type: ignore[attr-defined]
    return ask_this


def __getattr__(name: str) -> Any:
    """Return the Python function of a question. (`forecast` and `compare`, which take other arguments, are defined separately.)"""
    for question in registry.QUESTIONS:
        if question.function == name:
            return offer(question)
    raise AttributeError(f"module `{__name__}` has no attribute `{name}`")


def _check_options(question: Question, own: Mapping[str, object], fields: Mapping[str, object]) -> None:
    """Raise ArgumentError if the question does not take an option, or if its type is wrong."""
    options = {option.name: option for option in question.options}
    for name in (*own, *fields):
        if name not in options and name not in question.takes:
            takes = ", ".join(sorted((*options, *question.takes - {"known_reducible"})))
            raise ArgumentError(f"`{question.name}` does not take `{name}`" + (f"; it takes {takes}" if takes else ""))
    for name, value in own.items():
        options[name].check(value)
    for option in question.options:
        if option.required and option.name not in own:
            raise ArgumentError(f"`{question.name}` needs `{option.name}`: {option.about[:1].lower()}{option.about[1:]}")


def _add_evidence(question: Question, model: Model, draws: Draws, *, given_evidence: bool, until: str | int | None) -> Draws:
    """Return the request, with the evidence of the file if the question is to use it."""
    if question.evidence == "never" and (given_evidence or until is not None):
        raise ArgumentError(f"`{question.name}` is asked without the evidence of the file; `update` is asked with it")
    if question.evidence == "on request" and not given_evidence:
        if until is not None:
            raise ArgumentError(f"`until` limits the evidence, which `{question.name}` uses only with `given_evidence`")
        return draws
    if question.evidence == "never":
        return draws
    replace(question, missing="it has no evidence", example=UPDATE.example).need(model.evidence)
    last = find_period(model, until)
    if draws.evidence and (until is None or last == draws.until):
        return draws
    if draws.evidence:
        raise ArgumentError("these futures were drawn with another `until`: leave it out, or simulate new futures with it")
    return draws.change(evidence=model.evidence, until=last)
