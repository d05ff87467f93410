"""Where the command `lynchpin` begins and ends: every way to end has an exit status and a line that says why, never a traceback.

0 done; 1 the run failed; 2 the file or the arguments are wrong; 130 interrupted. The work is done in a thread of its own, so that
an interrupt is noticed at once even while a program is being compiled.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Sequence

from lynchpin.cli import progress
from lynchpin.errors import LynchpinError, make_visible

log = logging.getLogger("lynchpin")

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and exits with its status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    statuses: list[int] = []
    worker = threading.Thread(target=lambda: statuses.append(run_command(given)), name="command", daemon=True)
    try:
        worker.start()
        worker.join()
    except KeyboardInterrupt:
        _end_at_once(f"interrupted {progress.tell()}")
    sys.exit(statuses[0] if statuses else 1)


def run_command(arguments: Sequence[str]) -> int:
    """Runs a command and returns its exit status; says on standard error what went wrong."""
    try:
        status = _call(arguments)
        sys.stdout.flush()
        return status
    except LynchpinError as error:
        _complain(str(error))
        return error.exit_status
    except BrokenPipeError:
        # Whoever was reading has had enough. Nothing more may be written, not even when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        _complain(f"out of memory {progress.tell()}\nhint: ask for fewer `--futures`")
        return 1
    except OSError as error:
        _complain(f"{error.filename + ': ' if error.filename else ''}{error.strerror or error}")
        return 1
    except Exception as error:
        return _report_usage(error)


def _call(arguments: Sequence[str]) -> int:
    from lynchpin.cli.app import build_app

    status = build_app()(list(arguments) or ["--help"], standalone_mode=False)
    return status if isinstance(status, int) else 0


def _report_usage(error: Exception) -> int:
    """An argument that the parser refused; anything else is a mistake of ours, told in one line unless asked for more."""
    context = getattr(error, "ctx", None)
    if hasattr(error, "format_message"):
        command = context.command_path if context is not None else "lynchpin"
        _complain(f"{error.format_message()}\nhint: `{command} --help` lists what it takes")
        return 2
    log.debug("the command failed", exc_info=error)
    what = str(error).strip().partition("\n")[0]
    _complain(
        f"lynchpin failed {progress.tell()}: {type(error).__name__}: {what}\n"
        "hint: this is a fault of lynchpin, not of your file; `lynchpin --debug ...` logs the traceback"
    )
    return 1


def _complain(message: str) -> None:
    progress.stop()
    start = "" if message.startswith("error") else "error: "
    print(make_visible(f"{start}{message}"), file=sys.stderr, flush=True)


def _end_at_once(message: str) -> None:
    """Ends the process although threads are still computing; whatever has been written is whole."""
    progress.stop()
    print(message, file=sys.stderr, flush=True)
    try:
        sys.stdout.flush()
    finally:
        os._exit(INTERRUPTED)
