"""Which chart stands for a finding when it is asked to draw itself; altair is loaded only then."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from lynchpin.errors import ArgumentError
from lynchpin.presentation.figure import Chart, Figure
from lynchpin.questions.shared.finding import Finding, register_chart

MAIN: Mapping[str, tuple[str, str]] = {
    "run": ("outcomes", "draw_endings"),
    "stress": ("load_map", "draw_load_map"),
    "drivers": ("driver_indices", "draw_driver_indices"),
    "scenarios": ("boxes", "draw_boxes"),
    "signposts": ("indicators", "draw_indicators"),
    "policies": ("policy_effects", "draw_policy_effects"),
    "update": ("path", "draw_path"),
    "score": ("forecasts", "draw_forecasts"),
    "compare": ("changes", "draw_changes"),
    "coverage": ("claims", "draw_claims"),
}
"""For each question the file in `charts` and the function there that draws its main chart from the finding's dictionary."""


def draw_figure(question: str, found: Mapping[str, Any]) -> Figure:
    """The main chart of a finding. Raises ArgumentError where the finding holds nothing that could be drawn."""
    file, function = MAIN[question]
    figure: Figure | None = getattr(import_module(f"lynchpin.presentation.charts.{file}"), function)(found)
    if figure is None:
        raise ArgumentError(f"this finding of `{question}` has nothing to draw")
    return figure


def draw_finding(finding: Finding) -> Chart:
    """The main chart of a finding as an Altair chart in the theme, with the finding as its title."""
    return draw_figure(finding.question, finding.to_dict()).chart()


def register_charts() -> None:
    """Lets the finding of every question draw itself."""
    for question in MAIN:
        register_chart(question, draw_finding)
