"""The cells with which a published forecast begins a row, in the tables of `run` and of `score`."""

from __future__ import annotations

from lynchpin.engine.model import Forecast
from lynchpin.presentation.tables.table import number, text
from lynchpin.presentation.wording import say_name, say_percent
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
        forecast.claim or say_name(forecast.name),
        forecast.by,
        _say_stated(forecast),
        "none" if model is None else say_percent(*model),
        "none" if forecast.base_rate is None else say_percent(forecast.base_rate),
    )


def _say_stated(forecast: Forecast) -> str:
    if forecast.words:
        return f"{forecast.words} ({say_percent(forecast.low)} to {say_percent(forecast.high)})"
    return say_percent(forecast.stated)
