"""lynchpin: assessments that run.

Write down what a judgement depends on, as a file; draw futures from it; ask questions of them.

    import lynchpin as lp

    assessment = lp.load("gas-dispute")
    futures = lp.simulate(assessment, futures=10_000, seed=1, assume={"calm_winter": False})
    print(lp.forecast(futures))

The names below are loaded when they are first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""True for type checkers. It does not come from `typing`: a command imports as little as possible before it can be interrupted."""

__version__ = "0.1.0"

if TYPE_CHECKING:
    from typing import Any

    from lynchpin.engine import Draws as Draws
    from lynchpin.engine import Futures as Futures
    from lynchpin.engine import Model as Model
    from lynchpin.engine.results.labelled import to_xarray as to_xarray
    from lynchpin.engine.results.parquet import to_parquet as to_parquet
    from lynchpin.errors import ArgumentError as ArgumentError
    from lynchpin.errors import AssessmentError as AssessmentError
    from lynchpin.errors import Diagnostic as Diagnostic
    from lynchpin.errors import LynchpinError as LynchpinError
    from lynchpin.errors import QuestionError as QuestionError
    from lynchpin.errors import RunError as RunError
    from lynchpin.language import list_assessments as list_assessments
    from lynchpin.language.records import Assessment as Assessment
    from lynchpin.questions.shared.finding import Finding as Finding
    from lynchpin.workflow.asking import ask as ask
    from lynchpin.workflow.asking import forecast as forecast
    from lynchpin.workflow.comparing import compare as compare
    from lynchpin.workflow.drawing import build as build
    from lynchpin.workflow.drawing import simulate as simulate
    from lynchpin.workflow.loading import load as load
    from lynchpin.workflow.loading import load_text as load_text
    from lynchpin.workflow.reporting import tell_story as tell_story
    from lynchpin.workflow.reporting import write_page as write_page

_WHERE = {
    "lynchpin.workflow.asking": ("ask", "forecast"),
    "lynchpin.workflow.comparing": ("compare",),
    "lynchpin.workflow.drawing": ("build", "simulate"),
    "lynchpin.workflow.loading": ("load", "load_text"),
    "lynchpin.workflow.reporting": ("tell_story", "write_page"),
    "lynchpin.errors": ("ArgumentError", "AssessmentError", "Diagnostic", "LynchpinError", "QuestionError", "RunError"),
    "lynchpin.language": ("list_assessments",),
    "lynchpin.language.records": ("Assessment",),
    "lynchpin.engine": ("Draws", "Futures", "Model"),
    "lynchpin.engine.results.labelled": ("to_xarray",),
    "lynchpin.engine.results.parquet": ("to_parquet",),
    "lynchpin.questions.shared.finding": ("Finding",),
}


def _find_places() -> dict[str, str]:
    """The module of each public name. Each question is a function of `lynchpin.workflow.asking`."""
    from importlib import import_module

    questions = import_module("lynchpin.questions.registry").QUESTIONS
    places = {question.function: "lynchpin.workflow.asking" for question in questions}
    return places | {name: module for module, names in _WHERE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return __dir__()
    from importlib import import_module

    places = _find_places()
    if name not in places:
        raise AttributeError(f"module `lynchpin` has no attribute `{name}`")
    return getattr(import_module(places[name]), name)


def __dir__() -> list[str]:
    return ["__version__", *sorted(_find_places())]
