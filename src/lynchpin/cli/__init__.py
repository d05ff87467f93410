"""The command line. `main` is the command `lynchpin`; `entry` runs it, `app` lists the commands."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its status.

    Everything else is imported after the handler of interrupts is set, so an interrupt ends the process at once at any time.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    from lynchpin.cli.entry import main as run

    run(arguments)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """End the process although threads are still computing; files that have been written are complete."""
    progress = sys.modules.get("lynchpin.cli.progress")
    how_far = getattr(progress, "describe", lambda: "before anything was drawn")()
    getattr(progress, "stop", lambda: None)()
    try:
        os.write(2, f"interrupted {how_far}\n".encode(errors="replace"))
    finally:
        os._exit(INTERRUPTED)
