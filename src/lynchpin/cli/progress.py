"""Progress for people: the step and the time left of the whole, on standard error where that is a terminal; and how far a run came."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lynchpin.cli.pace import Pace, say_left

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass
class _State:
    """The step under way; the steps of the whole, and how fast they go; the bar, if one is shown."""

    step: str = ""
    done: int = 0
    total: int = 0
    note: str = ""
    plan: Sequence[str] = ()
    pace: Pace = field(default_factory=lambda: Pace(()))
    bar: Progress | None = None
    task: TaskID | None = None


_state = _State()


def expect(steps: Sequence[str]) -> None:
    """The steps to come, by their names and in order. Where none are told, each step is a whole of its own."""
    _state.plan = tuple(steps)
    _state.pace = Pace(_state.plan)


def watch(step: str, done: int, total: int) -> None:
    """Tells that `done` of `total` of a step are done."""
    if step != _state.step and step not in _state.plan:
        _state.pace = Pace((step,))
    _state.step, _state.done, _state.total = step, done, total
    _state.pace.tell(step, done, total)
    if not sys.stderr.isatty():
        return
    if _state.bar is None or _state.task is None:
        _state.bar = _open_bar()
        _state.task = _state.bar.add_task(step, total=1.0)
    share = _state.pace.find_share()
    _state.bar.update(_state.task, description=step, completed=share, total=1.0 if share else None)


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
    expect(())


def _open_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn
    from rich.text import Text

    class LeftColumn(ProgressColumn):
        """The time left, told anew as it goes by."""

        max_refresh = 0.5

        def render(self, task: Task) -> Text:
            return Text(say_left(_state.pace.find_left()))

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), LeftColumn(), console=Console(stderr=True), transient=True
    )
    bar.start()
    return bar
