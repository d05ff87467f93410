"""Progress: the current step and the time left, on standard error if it is a terminal, and a description for error messages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lynchpin.cli.pace import Pace


class Bar(Protocol):
    """A progress bar."""

    def show(self, step: str, share: float) -> None:
        """Show the step and the share of the whole that is done.

        Args:
            step: Name of the step.
            share: From 0 to 1.
        """

    def stop(self) -> None:
        """Take the bar off the screen."""


@dataclass
class _State:
    """The current step, the pace of all steps, and the bar if one is shown."""

    step: str = ""
    done: int = 0
    total: int = 0
    note: str = ""
    plan: Sequence[str] = ()
    pace: Pace = field(default_factory=lambda: Pace(()))
    bar: Bar | None = None
    open_bar: Callable[[], Bar] | None = None


_state = _State()


def expect(steps: Sequence[str]) -> None:
    """Set the names of all steps, in order. Without them, each step is a separate task."""
    _state.plan = tuple(steps)
    _state.pace = Pace(_state.plan)


def watch(step: str, done: int, total: int) -> None:
    """Record progress.

    Args:
        step: Name of the step.
        done: Amount done.
        total: Total amount, 0 if unknown.
    """
    if step != _state.step and step not in _state.plan:
        _state.pace = Pace((step,))
    _state.step, _state.done, _state.total = step, done, total
    _state.pace.record(step, done, total)
    if _state.open_bar is None or not sys.stderr.isatty():
        return
    if _state.bar is None:
        _state.bar = _state.open_bar()
    _state.bar.show(step, _state.pace.find_share())


def show_with(open_bar: Callable[[], Bar]) -> None:
    """Show the progress with a bar that this function opens."""
    _state.open_bar = open_bar


def find_left() -> float | None:
    """Return the seconds left of the whole; None if unknown."""
    return _state.pace.find_left()


def note(text: str) -> None:
    """Set an additional line for the case of an interrupt, such as how to continue."""
    _state.note = text


def stop() -> None:
    """Take the bar off the screen."""
    if _state.bar is not None:
        _state.bar.stop()
        _state.bar = None


def describe() -> str:
    """Describe how far the run has come: `while drawing futures: 4,096 of 100,000`."""
    if not _state.step:
        return "before anything was drawn"
    many = f": {_state.done:,} of {_state.total:,}" if _state.total > 1 else ""
    return f"while {_state.step}{many}" + (f"\nhint: {_state.note}" if _state.note else "")


def forget() -> None:
    """Start again, for a process that runs several commands."""
    stop()
    _state.step, _state.done, _state.total, _state.note = "", 0, 0, ""
    expect(())
