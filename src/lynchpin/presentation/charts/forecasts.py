"""Each resolved forecast: the stated probability, the model's, and what happened."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.shapes.dumbbells import draw_dumbbells
from lynchpin.presentation.wording import format_count
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.score.scorecard import Scored


def draw_forecasts(score: ScoreFinding) -> Figure | None:
    """Draw one row per resolved forecast that its author stated; None if there is none."""
    return _draw("forecasts", score.stated, "stated")


def draw_readings(score: ScoreFinding) -> Figure | None:
    """Draw one row per resolved forecast whose probability is a reading; None if there is none."""
    return _draw("readings", score.readings, "read")


def _draw(name: str, forecasts: Sequence[Scored], head: str) -> Figure | None:
    if not forecasts:
        return None
    note = f"Hollow: as {head}. Filled: the model. The vertical bar shows what happened: 100% for yes, 0% for no."
    rows = [(s.forecast.name, s.forecast.stated, None if s.model is None else s.model.value, describe_happened(s)) for s in forecasts]
    return draw_dumbbells(Caption(name, describe_leanings(forecasts), note), (head, "model"), rows)


def describe_happened(scored: Scored) -> str:
    """`yes` or `no`."""
    return "yes" if scored.happened else "no"


def find_side(scored: Scored) -> str:
    """Return the side of one half on which the forecast was: `right`, `wrong` or `neither`."""
    if scored.forecast.stated == 0.5:
        return "neither"
    return "right" if (scored.forecast.stated > 0.5) == scored.happened else "wrong"


def describe_leanings(resolved: Sequence[Scored]) -> str:
    """Return how many forecasts were on the right side of one half."""
    sides = [find_side(s) for s in resolved]
    if len(sides) == 1:
        return "The one forecast was at one half" if sides == ["neither"] else f"The one forecast was on the {sides[0]} side of one half"
    even = sides.count("neither")
    right = f"{sides.count('right')} of {format_count(len(sides), 'forecast')} were on the right side of one half"
    return f"{right}, {even} at one half" if even else right
