"""Values as their author wrote them."""

from __future__ import annotations

from lynchpin.language.records import Change, Given, Value
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.wording import format_name


def format_credence(credence: Value | Given) -> str:
    """Return a credence as the author wrote it, or by the state of the assumption on which it depends."""
    if isinstance(credence, Value):
        return format_value(credence)
    holds, fails = format_credence(credence.holds), format_credence(credence.fails)
    return f"({holds} if {format_name(credence.parent)} holds, otherwise {fails})"


def format_value(value: Value | Change) -> str:
    """Return the value or change as the author wrote it, with the range if it is in words of likelihood."""
    if isinstance(value, Change):
        return value.text
    if value.words and len(value.numbers) >= 2:
        return f"{value.text} ({format_percent(value.numbers[0])} to {format_percent(value.numbers[1])})"
    return value.text
