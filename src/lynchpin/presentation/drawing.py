"""The main chart of each question. Altair is loaded when a chart is first drawn."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from lynchpin.errors import ArgumentError
from lynchpin.questions.shared.finding import Finding, register_chart

if TYPE_CHECKING:
    from lynchpin.presentation.figure import Chart, Figure

MAIN: Mapping[str, tuple[str, str]] = {
    "run": ("outcomes", "draw_forecast_outcomes"),
    "stress": ("load_map", "draw_load_map"),
    "drivers": ("driver_indices", "draw_driver_indices"),
    "robustness": ("robustness", "draw_robustness"),
    "scenarios": ("boxes", "draw_boxes"),
    "signposts": ("indicators", "draw_indicators"),
    "policies": ("policy_effects", "draw_policy_effects"),
    "update": ("path", "draw_path"),
    "score": ("forecasts", "draw_forecasts"),
    "compare": ("changes", "draw_changes"),
    "coverage": ("claims", "draw_claims"),
    "why": ("reasons", "draw_reasons"),
}
"""For each question, the file in `charts` and the function in it that draws the main chart."""


def draw_figure(finding: Finding) -> Figure:
    """Draw the main chart of a finding. Raises ArgumentError if the finding contains nothing to draw."""
    file, function = MAIN[finding.question]
    draw = getattr(import_module(f"lynchpin.presentation.charts.{file}"), function)
    figure: Figure | None = draw(finding)
    if figure is None:
        raise ArgumentError(f"this finding of `{finding.question}` has nothing to draw")
    return figure


def draw_finding(finding: Finding) -> Chart:
    """Return the main chart of a finding as an Altair chart in the theme, with the finding as its title."""
    return draw_figure(finding).chart()


def show_in_notebook(finding: Finding) -> str:
    """Return the finding as HTML for a notebook."""
    html: str = import_module("lynchpin.presentation.notebook").render_finding(finding)
    return html


def register_charts() -> None:
    """Register the charts, so that findings can draw themselves."""
    for question in MAIN:
        register_chart(question, draw_finding)
