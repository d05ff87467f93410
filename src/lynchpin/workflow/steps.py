"""Progress in steps: the current step, and how much of it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Watch: TypeAlias = Callable[[str, int, int], None]
"""Called with the name of the current step, how much of it is done, and its total (0 if unknown)."""

DRAWING = "drawing futures"
REDUCING = "measuring what more knowledge would remove"
CARRYING = "preparing the model for the page"
FORMS = {"page": "drawing the page", "pdf": "printing the PDF", "markdown": "drawing the charts of the text"}
"""Steps of a report other than its questions: one within the forecast, one for the engine in the page, and one for each form of it."""


class Step:
    """Progress of one step, which starts at once. A question may report the total, or only the amount done."""

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch, self._name = watch, name
        watch(name, 0, 0)

    def __call__(self, done: int, total: int = 0) -> None:
        self._watch(self._name, done, total)


def start_step(watch: Watch | None, name: str) -> Step | None:
    """Start a step, if there is a callback.

    Args:
        watch: The callback.
        name: Name of the step.
    """
    return None if watch is None else Step(watch, name)
