"""Start and end of the command `lynchpin`. It always ends with an exit status and, on failure, one line with the reason, never a traceback.

0 done; 1 the run failed; 2 the file or the arguments are wrong; 130 interrupted.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import threading
from collections.abc import Sequence

from lynchpin.cli import progress, streams
from lynchpin.cli.app import build_app
from lynchpin.cli.options import log_tracebacks
from lynchpin.errors import LynchpinError, make_visible

DEBUG = "--debug"
LONG_WORD = r"\S{400,}"
"""Longest word in a message, in characters. Longer ones are shortened."""
log = logging.getLogger("lynchpin")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command in a separate thread, so that interrupts work during compilation, and exit with its status."""
    streams.prepare()
    given = list(sys.argv[1:] if arguments is None else arguments)
    statuses: list[int] = []
    worker = threading.Thread(target=lambda: statuses.append(run_command(given)), name="command", daemon=True)
    worker.start()
    worker.join()
    sys.exit(statuses[0] if statuses else 1)


def run_command(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status. Errors go to standard error."""
    try:
        status = _call(arguments)
        sys.stdout.flush()
        return status
    except LynchpinError as error:
        _complain(str(error))
        return error.exit_status
    except BrokenPipeError:
        # The reader of the output has closed it. Nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        _complain(f"out of memory {progress.describe()}\nhint: ask for fewer `--futures`")
        return 1
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        _complain(f"{name}{error.strerror or error}")
        return 2 if error.errno == errno.ENAMETOOLONG else 1
    except Exception as error:  # users see one line and an exit status, never a traceback
        return _report_usage(error)


def _call(arguments: Sequence[str]) -> int:
    if DEBUG in arguments:  # `--debug` may be anywhere on the line, because it is usually added to a command that has just failed.
        log_tracebacks()
    rest = [argument for argument in arguments if argument != DEBUG]
    status = build_app()(rest or ["--help"], standalone_mode=False)
    return status if isinstance(status, int) else 0


def _report_usage(error: Exception) -> int:
    """Report an argument that the parser refused. Any other error is a fault of lynchpin, reported in one line."""
    context = getattr(error, "ctx", None)
    if hasattr(error, "format_message"):
        command = context.command_path if context is not None else "lynchpin"
        _complain(f"{error.format_message()}\nhint: `{command} --help` lists its options")
        return 2
    log.debug("the command failed", exc_info=error)
    what = str(error).strip().partition("\n")[0]
    _complain(
        f"lynchpin failed {progress.describe()}: {type(error).__name__}: {what}\n"
        "hint: this is a fault of lynchpin, not of your file; `lynchpin --debug ...` logs the traceback"
    )
    return 1


def _complain(message: str) -> None:
    progress.stop()
    message = re.sub(LONG_WORD, lambda word: f"{word[0][:40]}…{word[0][-40:]}", message)
    start = "" if message.startswith("error") else "error: "
    print(make_visible(f"{start}{message}"), file=sys.stderr, flush=True)
