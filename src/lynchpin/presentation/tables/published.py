"""The first cells of a published forecast, in the tables of `run` and `score`."""

from __future__ import annotations

from lynchpin.engine.model import Forecast
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.tables.table import number, text
from lynchpin.presentation.wording import format_name
from lynchpin.statistics.estimates import Estimate

PUBLISHED = (text("forecast"), text("by"), number("stated"), number("model"), number("base rate"))


def list_published(forecast: Forecast, model: Estimate | None) -> tuple[str, ...]:
    """Return the cells under `PUBLISHED`.

    Args:
        forecast: The forecast as the file states it.
        model: The model's probability of the same event; None if the model has no such event.

    Returns:
        One cell per column; `none` where the model or the file gives no probability.
    """
    return (
        forecast.claim or format_name(forecast.name),
        forecast.by,
        _describe_stated(forecast),
        "none" if model is None else format_percent(*model),
        "none" if forecast.base_rate is None else format_percent(forecast.base_rate),
    )


def _describe_stated(forecast: Forecast) -> str:
    if forecast.words:
        return f"{forecast.words} ({format_percent(forecast.low)} to {format_percent(forecast.high)})"
    return format_percent(forecast.stated)
