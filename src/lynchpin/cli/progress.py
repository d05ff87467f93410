"""Progress for people: the step and the time left, on standard error where that is a terminal; and how far a run came."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass
class _State:
    """The step under way; the bar, if one is shown, and when the step began."""

    step: str = ""
    done: int = 0
    total: int = 0
    note: str = ""
    bar: Progress | None = None
    task: TaskID | None = None
    since: float = 0.0


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
        _state.task = _state.bar.add_task(step, total=total or None, left="")
        _state.since = time.monotonic()
    left = say_left(time.monotonic() - _state.since, done, total)
    _state.bar.update(_state.task, completed=done, total=total or None, left=left)


def say_left(seconds: float, done: int, total: int) -> str:
    """`1:05 left`, if what is left takes as long as what was done; nothing where neither can be told."""
    if not 0 < done < total:
        return ""
    minutes, rest = divmod(round(seconds * (total - done) / done), 60)
    return f"{minutes}:{rest:02d} left"


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
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[left]}"))
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar
