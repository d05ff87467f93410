"""Progress for people: the step and the time left, on standard error where that is a terminal; and how far a run came."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass
class _State:
    """The step under way; the bar, if one is shown."""

    step: str = ""
    done: int = 0
    total: int = 0
    note: str = ""
    bar: Progress | None = None
    task: TaskID | None = None


_state = _State()


def watch(step: str, done: int, total: int) -> None:
    """Tells that `done` of `total` of a step are done."""
    new = step != _state.step
    _state.step, _state.done, _state.total = step, done, total
    if not sys.stderr.isatty():
        return
    if _state.bar is None:
        _state.bar = _open_bar()
    if new or _state.task is None:
        for task in _state.bar.task_ids:
            _state.bar.remove_task(task)
        _state.task = _state.bar.add_task(step, total=total)
    _state.bar.update(_state.task, completed=done, total=total)


def note(text: str) -> None:
    """What else to say if the run is interrupted, such as where to go on from."""
    _state.note = text


def stop() -> None:
    """Takes the bar off the screen."""
    if _state.bar is not None:
        _state.bar.stop()
        _state.bar = None
        _state.task = None


def tell() -> str:
    """How far it came, in words: `while drawing futures: 4,096 of 100,000`."""
    if not _state.step:
        return "before anything was drawn"
    many = f": {_state.done:,} of {_state.total:,}" if _state.total > 1 else ""
    return f"while {_state.step}{many}" + (f"\nhint: {_state.note}" if _state.note else "")


def forget() -> None:
    """Begins anew, for a process that runs several commands."""
    stop()
    _state.step, _state.done, _state.total, _state.note = "", 0, 0, ""


def _open_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar
