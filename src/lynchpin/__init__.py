"""lynchpin: assessments that run.

Write down what a judgement hangs on, as a file; draw futures from it; ask questions of them.

    import lynchpin as lp

    assessment = lp.load("gas-dispute")
    futures = lp.simulate(assessment, futures=10_000, seed=1, assume={"calm_winter": False})
    print(lp.forecast(futures))

Everything below is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from lynchpin.asking import ask as ask
    from lynchpin.asking import build as build
    from lynchpin.asking import compare as compare
    from lynchpin.asking import coverage as coverage
    from lynchpin.asking import drivers as drivers
    from lynchpin.asking import policies as policies
    from lynchpin.asking import scenarios as scenarios
    from lynchpin.asking import score as score
    from lynchpin.asking import signposts as signposts
    from lynchpin.asking import stress as stress
    from lynchpin.asking import update as update
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
    from lynchpin.workflow import forecast as forecast
    from lynchpin.workflow import load as load
    from lynchpin.workflow import load_text as load_text
    from lynchpin.workflow import simulate as simulate
    from lynchpin.workflow import tell_story as tell_story
    from lynchpin.workflow import write_page as write_page

_WHERE = {
    "lynchpin.workflow": ("forecast", "load", "load_text", "simulate", "tell_story", "write_page"),
    "lynchpin.asking": (
        "ask",
        "build",
        "compare",
        "coverage",
        "drivers",
        "policies",
        "scenarios",
        "score",
        "signposts",
        "stress",
        "update",
    ),
    "lynchpin.errors": ("ArgumentError", "AssessmentError", "Diagnostic", "LynchpinError", "QuestionError", "RunError"),
    "lynchpin.language": ("list_assessments",),
    "lynchpin.language.records": ("Assessment",),
    "lynchpin.engine": ("Draws", "Futures", "Model"),
    "lynchpin.engine.results.labelled": ("to_xarray",),
    "lynchpin.engine.results.parquet": ("to_parquet",),
    "lynchpin.questions.shared.finding": ("Finding",),
}
_PLACES = {name: module for module, names in _WHERE.items() for name in names}

__all__ = ["__version__", *sorted(_PLACES)]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module `lynchpin` has no attribute `{name}`")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
