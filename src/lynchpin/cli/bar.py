"""The progress bar in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn
from rich.text import Text

from lynchpin.cli import progress
from lynchpin.cli.pace import format_left


def show() -> None:
    """Show the progress of this process with a bar."""
    progress.show_with(RichBar)


class RichBar:
    """A bar on standard error, opened at once."""

    def __init__(self) -> None:
        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), LeftColumn()
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("", total=1.0)
        self._progress.start()

    def show(self, step: str, share: float) -> None:
        """Show the step and the share of the whole that is done.

        Args:
            step: Name of the step.
            share: From 0 to 1.
        """
        self._progress.update(self._task, description=step, completed=share, total=1.0 if share else None)

    def stop(self) -> None:
        """Remove the bar."""
        self._progress.stop()


class LeftColumn(ProgressColumn):
    """A column with the time left."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        """Return the time left in words."""
        return Text(format_left(progress.find_left()))
