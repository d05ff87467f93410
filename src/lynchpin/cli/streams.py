"""Standard output and standard error as commands need them: open, and never failing on a character that cannot be encoded."""

from __future__ import annotations

import io
import os
import sys

STANDARD = 3
"""Number of standard streams."""


def prepare() -> None:
    """Open what is closed as the null device, and escape what cannot be encoded."""
    _fill_descriptors()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  it stays open as long as the process lives
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def can_encode(text: str) -> bool:
    """Return whether standard output can encode the text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _fill_descriptors() -> None:
    """Open the null device in place of each closed standard stream, because the next file to be opened would otherwise take its place."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor < STANDARD:
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)
