"""A published forecast as it begins a row, in the tables of `run` and of `score`."""

from __future__ import annotations

from lynchpin.presentation.tables.table import Row, number, text
from lynchpin.presentation.wording import say_name, say_percent

PUBLISHED = (text("forecast"), text("by"), number("stated"), number("model"), number("base rate"))


def list_published(forecast: Row) -> tuple[str, ...]:
    """The cells under `PUBLISHED`; `none` where the model cannot tell, or the file gives no base rate."""
    return (
        forecast.get("claim") or say_name(forecast["name"]),
        forecast["by"],
        _say_stated(forecast),
        _say_baseline(forecast.get("model"), forecast.get("model_standard_error")),
        _say_baseline(forecast.get("base_rate")),
    )


def _say_stated(forecast: Row) -> str:
    if forecast.get("words"):
        return f"{forecast['words']} ({say_percent(forecast['low'])} to {say_percent(forecast['high'])})"
    return say_percent(forecast.get("stated"))


def _say_baseline(probability: float | None, error: float | None = None) -> str:
    return "none" if probability is None else say_percent(probability, error)
